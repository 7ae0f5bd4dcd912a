/** Declares its thread model, and its block sizes, which a parameter may change. */
parameters = [minimum: 'size']
threadModel = 'serialize_connections'
blockSize = [minimum: 512, preferred: 4096, maximum: 65536]
def configure(params) { if (params.minimum) blockSize = [params.minimum, 4096, 65536, 512] }
def getSize() { 65536 }
def pread(buf, offset) { if (offset % 512 || buf.remaining() % 512) throw new IllegalArgumentException('unaligned') }
