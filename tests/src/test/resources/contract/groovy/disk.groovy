/** A disk in memory that does everything and says what it does. */
parameters = [size: [type: 'size', default: '64K', magic: true]]

def configure(params) { disk = new byte[params.size] }
def getSize() { disk.length }
def pread(buf, offset) { buf.put(disk, (int) offset, buf.remaining()) }
def pwrite(buf, offset, flags) {
  if (flags.fua) nbdscript.debug('pwrite fua')
  buf.get(disk, (int) offset, buf.remaining())
}
def flush() { nbdscript.debug('flush') }
def trim(count, offset) {
  nbdscript.debug("trim $offset $count")
  Arrays.fill(disk, (int) offset, (int) (offset + count), (byte) 0)
}
def zero(count, offset, flags) {
  if (flags.fastZero) throw new NbdException(ENOTSUP, 'not fast')
  nbdscript.debug("zero $offset $count mayTrim=$flags.mayTrim")
  Arrays.fill(disk, (int) offset, (int) (offset + count), (byte) 0)
}
def extents(count, offset) {
  def found = []
  for (long at = offset - offset % 4096; at < offset + count; at += 4096) {
    def empty = Arrays.equals(disk, (int) at, (int) at + 4096, new byte[4096], 0, 4096)
    found << [at, 4096, empty ? 'hole,zero' : 'data']
  }
  found
}
def cache(count, offset) { nbdscript.debug("cache $offset $count") }
def canMultiConn() { true }
def canFua() { 'native' }
def canFastZero() { true }
def isRotational() { true }
def blockSize() { [1, 4096, 65536] }
