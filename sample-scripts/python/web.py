"""A remote file by HTTP, which is read in the pieces that a client asks for.

    nbdscript web.py https://example.com/disk.img --run 'nbdcopy "$uri" disk.img'
"""
import errno
import nbdscript
from java.net import URI
from java.net.http import HttpClient, HttpRequest, HttpResponse

parameters = {'url': dict(type='uri', required=True, magic=True, help='the file, with http: or https:')}
client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()


def configure(params):
    global url
    url = params.url


def get_ready():
    # Asked for the first byte, a server that knows ranges answers 206 and says how long the file is.
    global size
    size = int(get(0, 1).headers().firstValue('content-range').get().split('/')[-1])


def get_size():
    return size


def get(offset, count):
    ranges = 'bytes=%d-%d' % (offset, offset + count - 1)
    request = HttpRequest.newBuilder(URI.create(url)).header('Range', ranges).build()
    response = client.send(request, HttpResponse.BodyHandlers.ofByteArray())
    if response.statusCode() == 200:
        raise nbdscript.Error(errno.ENOTSUP, '%s: the server ignores ranges, so pieces cannot be read' % url)
    if response.statusCode() != 206:
        raise nbdscript.Error(errno.EIO, '%s: the server answers %d' % (url, response.statusCode()))
    return response


def pread(buf, offset):
    return get(offset, len(buf)).body()  # bytes that are returned are the answer, as if buf were filled with them


def thread_model():
    return 'parallel'  # requests do not wait for one another
