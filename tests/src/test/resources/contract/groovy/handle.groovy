/** Opens with a value as the handle, which comes first in every call. */
def open(context) { 'handle of ' + context.exportName }
def close(handle) { nbdscript.debug('close ' + handle) }
def getSize(handle) { handle.endsWith('small') ? 512 : 1024 }
def exportDescription(handle) { 'opened as ' + handle }
def pread(handle, buf, offset) { while (buf.hasRemaining()) buf.put((byte) handle.charAt(handle.length() - 1)) }
def pwrite(handle, buf) { nbdscript.debug("pwrite $handle ${buf.remaining()}") }
