/** Does all by promises of what lies below; what fails there with EAGAIN reads as question marks. */
import java.util.concurrent.CompletionException

class Promising {
  def below

  def getSize() { below.size }
  def blockSize() { below.blockSize() }
  def canWrite() { below.canWrite() }
  def canExtents() { below.canExtents() }
  def canCache() { below.canCache() }

  def pread(buf, offset) {
    int middle = buf.remaining() >> 1
    int length = buf.remaining() - middle
    def rest = { below.pread(buf.slice(middle, length), offset + middle) }
    def whole = middle == 0 ? rest() : below.pread(buf.slice(0, middle), offset).thenCompose(rest)
    whole.exceptionally { thrown ->
      def failure = thrown instanceof CompletionException ? thrown.cause : thrown
      if (failure.errno() != EAGAIN) throw failure
      while (buf.hasRemaining()) buf.put((byte) '?')
    }
  }

  def pwrite(buf, offset, flags) {
    byte[] own = new byte[buf.remaining()]
    buf.get(own)
    def written = below.pwrite(own, offset, flags)
    Arrays.fill(own, (byte) 0) // what is to be written is taken when the call is made
    written
  }

  def flush(flags) { below.flush(flags) }
  def trim(count, offset, flags) { below.trim(count, offset, flags) }
  def zero(count, offset, flags) { below.zero(count, offset, flags) }
  def extents(count, offset, flags) { below.extents(count, offset, flags) }
  def cache(count, offset, flags) { below.cache(count, offset, flags) }
}

def open(context, next) { new Promising(below: next.promises) }
