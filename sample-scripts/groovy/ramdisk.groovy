/** A RAM disk that forgets everything at exit. */
// All clients share it. `buf` is a java.nio.ByteBuffer: bytes are copied between it and the array as a whole, which is
// fast; a loop over the bytes would be slow. An array can have 2 GiB; see sparse.groovy for more.
parameters = [size: [type: 'size', required: true, magic: true, max: '2047M', help: 'size of the disk']]

def configure(params) { disk = new byte[params.size] }

def getSize() { disk.length }

def pread(buf, offset) { buf.put(disk, (int) offset, buf.remaining()) }

def pwrite(buf, offset) { buf.get(disk, (int) offset, buf.remaining()) }

// One disk for all: what one connection wrote, the others see.
def canMultiConn() { true }
