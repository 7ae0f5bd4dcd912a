/** Leaves out trailing parameters. */
def getSize() { 1024 }
def pread(buf) { while (buf.hasRemaining()) buf.put((byte) 1) }
def pwrite(buf) { nbdscript.debug('pwrite ' + buf.remaining()) }
def trim(count) { nbdscript.debug('trim ' + count) }
def zero() { nbdscript.debug('zero') }
def extents() { [[0, 1024]] }
