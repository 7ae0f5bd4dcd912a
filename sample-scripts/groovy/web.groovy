import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse

/**
 * A remote file by HTTP, which is read in the pieces that a client asks for.
 *
 *     nbdscript web.groovy https://example.com/disk.img --run 'nbdcopy "$uri" disk.img'
 */
parameters = [url: [type: 'uri', required: true, magic: true, help: 'the file, with http: or https:']]
client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()

def configure(params) { url = params.url }

def getReady() {
    // Asked for the first byte, a server that knows ranges answers 206 and says how long the file is.
    size = get(0, 1).headers().firstValue('content-range').get().split('/').last() as long
}

def getSize() { size }

def get(offset, count) {
    def range = "bytes=$offset-${offset + count - 1}"
    def request = HttpRequest.newBuilder(url).header('Range', range.toString()).build()
    def response = client.send(request, HttpResponse.BodyHandlers.ofByteArray())
    switch (response.statusCode()) {
        case 206: return response
        case 200: nbdscript.fail(ENOTSUP, "$url: the server ignores ranges, so pieces cannot be read")
        default: nbdscript.fail(EIO, "$url: the server answers ${response.statusCode()}")
    }
}

// Bytes that are returned are the answer, as if buf were filled with them.
def pread(buf, offset) { get(offset, buf.remaining()).body() }

// Requests do not wait for one another.
def threadModel() { 'parallel' }
