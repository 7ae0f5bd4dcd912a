/**
 * Prints every request and how long it took, and passes it on.
 *
 *     nbdscript --filter=log.groovy memory 64M
 */
def logged(String what, Closure request) {
    long start = System.nanoTime()
    try {
        return request()
    } catch (Exception error) {
        println "$what failed: $error.message"
        throw error
    } finally {
        println "$what took ${(System.nanoTime() - start) / 1_000_000 as long} ms"
    }
}

def open(context, next) {
    println "open $context.exportName by $context.peer.name, $next.size bytes"
    return null
}

def close(next) { println 'close' }

def pread(next, buf, offset) {
    logged("read $offset+${buf.remaining()}") { next.pread(buf, offset) }
}

def pwrite(next, buf, offset, flags) {
    logged("write $offset+${buf.remaining()}") { next.pwrite(buf, offset, flags) }
}

def flush(next) { logged('flush') { next.flush() } }

def trim(next, count, offset, flags) { logged("trim $offset+$count") { next.trim(count, offset, flags) } }

def zero(next, count, offset, flags) { logged("zero $offset+$count") { next.zero(count, offset, flags) } }

def extents(next, count, offset, flags) { logged("extents $offset+$count") { next.extents(count, offset, flags) } }

def cache(next, count, offset) { logged("cache $offset+$count") { next.cache(count, offset) } }
