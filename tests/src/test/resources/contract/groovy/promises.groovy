/** Answers everything by futures. */
import groovy.transform.Field
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit

@Field executor = CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS)

def later(work) { CompletableFuture.supplyAsync(work, executor) }
def getSize() { later { 1 << 20 } }
def pread(buf, offset) { later { while (buf.hasRemaining()) buf.put((byte) (offset >> 10)) } }
def pwrite(buf, offset) {
  def first = buf.get(0)
  later {
    if (offset != 0) throw new NbdException(ENOSPC, 'only the start')
    nbdscript.debug('written ' + first)
  }
}
def flush() { later { nbdscript.debug('flush') } }
def extents(count, offset) { later { [[offset, count, 'zero']] } }
