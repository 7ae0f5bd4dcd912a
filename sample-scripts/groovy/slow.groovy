import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit

/**
 * A disk far away: each read takes a while, but a thousand of them take no longer than one.
 *
 * `pread` returns a promise, a CompletableFuture of Java's, instead of waiting: the request's thread goes on to the next
 * call at once. What the promise is completed with is what a plain `pread` would return.
 */
parameters = [
    size : [type: 'size', default: '1M', magic: true, help: 'size of the disk'],
    delay: [type: 'duration', default: '100ms', help: 'how long a read takes'],
]

def configure(params) {
    size = params.size
    later = CompletableFuture.delayedExecutor(params.delay.toNanos(), TimeUnit.NANOSECONDS)
}

def getSize() { size }

CompletableFuture pread(buf, offset) {
    CompletableFuture.runAsync({
        // The buffer is this request's until the promise is completed. Each block of 512 bytes begins with its number.
        for (long start = Math.floorMod(-offset, 512); start + 16 <= buf.limit(); start += 512) {
            buf.put((int) start, String.format('%015d\n', (offset + start).intdiv(512)).bytes)
        }
    }, later)
}

def threadModel() { 'parallel' }
