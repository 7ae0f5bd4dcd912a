/**
 * A disk on several others, as large as all together: chunk by chunk on one after another. They work at the same time.
 *
 *     nbdscript stripe.groovy disk=memory:1G disk=memory:1G
 */
import groovy.transform.Field
import java.util.concurrent.CompletableFuture

parameters = [
    disk : [type: 'disk', required: true, repeatable: true, help: 'a leg'],
    chunk: [type: 'size', default: '64K', help: 'how many bytes lie together on a leg'],
]

@Field List disks
@Field long chunk

def configure(params) {
    disks = params.disk
    chunk = params.chunk
}

def getSize() { disks*.size.min().intdiv(chunk) * chunk * disks.size() }

/** Starts a call with each part of a request: the leg, the part of the buffer, and where on the leg. */
def allPieces(buf, long offset, Closure start) {
    List promises = []
    int end = buf.remaining()
    int at = 0
    while (at < end) {
        long number = (offset + at).intdiv(chunk)
        long within = (offset + at) % chunk
        int length = Math.min(end - at, chunk - within)
        def disk = disks[(int) (number % disks.size())]
        promises << start(disk.promises, buf.slice(at, length), number.intdiv(disks.size()) * chunk + within)
        at += length
    }
    CompletableFuture.allOf(promises as CompletableFuture[])
}

def pread(buf, offset) { allPieces(buf, offset) { disk, part, place -> disk.pread(part, place) } }

def pwrite(buf, offset) { allPieces(buf, offset) { disk, part, place -> disk.pwrite(part, place) } }

def flush() { disks.findAll { it.canFlush() }.each { it.flush() } }
