"""Keeps the buffers of earlier calls and looks into them later."""
import nbdscript

kept = []

def look(old):
    try:
        return 0xEE in bytearray(old)
    except Exception:
        return False

def get_size():
    return 4096

def pread(buf, offset):
    kept.append(buf)

def pwrite(buf, offset):
    if offset == 0:
        kept.append(buf)
    else:
        nbdscript.debug('seen ' + str(any(look(old) for old in kept)).lower())
