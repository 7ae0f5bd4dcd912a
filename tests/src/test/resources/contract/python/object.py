"""Opens with an object whose methods are the callbacks."""
import nbdscript

class Connection(object):
    def __init__(self, name):
        self.name = name

    def get_size(self):
        return 1024

    def export_description(self):
        return 'opened as ' + self.name

    def pread(self, buf):
        buf[:] = self.name[0] * len(buf)

    def close(self):
        nbdscript.debug('close ' + self.name)

def open(context):
    return Connection(context.export_name)
