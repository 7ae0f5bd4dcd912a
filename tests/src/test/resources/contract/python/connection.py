"""A class whose instance is the connection."""
import nbdscript

parameters = {'letter': 'string'}

def configure(params):
    Connection.letter = params.letter

class Connection(object):
    letter = '?'
    block_size = (512, 1024, 1024)

    def __init__(self, context):
        self.name = context.export_name

    def get_size(self):
        return 1024

    def export_description(self):
        return 'opened as ' + self.name

    def pread(self, buf):
        buf[:] = self.letter * len(buf)

    def close(self):
        nbdscript.debug('close ' + self.name)
