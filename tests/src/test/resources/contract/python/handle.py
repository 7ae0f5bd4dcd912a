"""Opens with a value as the handle, which comes first in every call."""
import nbdscript

def open(context):
    return 'handle of ' + context.export_name

def close(handle):
    nbdscript.debug('close ' + handle)

def get_size(handle):
    return 512 if handle.endswith('small') else 1024

def export_description(handle):
    return 'opened as ' + handle

def pread(handle, buf, offset):
    buf[:] = handle[-1] * len(buf)

def pwrite(handle, buf):
    nbdscript.debug('pwrite %s %d' % (handle, len(buf)))
