/** Breaks the contract in what it returns. */
class Connection {
  def getSize() { 4096 }
  def pread(buf, offset) {
    [[offset, 512], [offset + 1024, buf.remaining() - 1024]]
  }
  def extents(count, offset) {
    [[offset, 512, 'data'], [offset + 1024, 512, 'hole']]
  }
}
def open(context) { new Connection() }
