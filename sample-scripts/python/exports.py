"""The files of a directory, each an export that can be read.

`open` makes an object for each connection: its methods are the callbacks, and it keeps what belongs to the connection.
"""
import errno
import os
from java.io import RandomAccessFile

parameters = {'dir': dict(type='path', required=True, magic=True, help='the directory')}


def configure(params):
    global directory
    directory = params.dir


def list_exports():
    return [(name, describe(name)) for name in sorted(os.listdir(directory)) if is_export(name)]


def default_export():
    return None  # a client has to say which


def is_export(name):
    # Only plain files by plain names: '..', 'a/b' or a symbolic link would lead out of the directory.
    path = os.path.join(directory, name)
    return name == os.path.basename(name) and os.path.isfile(path) and not os.path.islink(path)


def describe(name):
    return '%s, %d bytes' % (name, os.path.getsize(os.path.join(directory, name)))


def open(context):
    if not is_export(context.export_name):
        raise OSError(errno.ENOENT, "there is no export '%s'" % context.export_name)
    return File(context.export_name)


class File(object):
    def __init__(self, name):
        self.name = name
        self.channel = RandomAccessFile(os.path.join(directory, name), 'r').channel

    def export_description(self):
        return describe(self.name)

    def get_size(self):
        return self.channel.size()

    def pread(self, buf, offset):
        while buf:  # all of Java is at hand, and takes the buffer as it is
            count = self.channel.read(buf, offset)
            if count < 0:
                raise IOError(errno.EIO, '%s has become shorter' % self.name)
            buf, offset = buf[count:], offset + count

    def close(self):
        self.channel.close()
