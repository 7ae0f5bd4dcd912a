"""A disk far away: each read takes a while, but a thousand of them take no longer than one.

`pread` returns a promise, a CompletableFuture of Java's, instead of waiting: the request's thread goes on to the next
call at once. What the promise is completed with is what a plain `pread` would return.
"""
from java.util.concurrent import CompletableFuture, TimeUnit

parameters = {
    'size': dict(type='size', default='1M', magic=True, help='size of the disk'),
    'delay': dict(type='duration', default='100ms', help='how long a read takes'),
}


def configure(params):
    global size, later
    size = params.size
    later = CompletableFuture.delayedExecutor(int(params.delay * 1e6), TimeUnit.MICROSECONDS)


def get_size():
    return size


def pread(buf, offset):
    def answer():
        # The buffer stays valid until the promise is completed. Each block of 512 bytes begins with its number.
        for start in range(-offset % 512, len(buf) - 15, 512):
            buf[start:start + 16] = '%015d\n' % ((offset + start) // 512)

    return CompletableFuture.runAsync(answer, later)


def thread_model():
    return 'parallel'
