/**
 * A disk on several others, as large as all together: chunk by chunk on one after another.
 *
 *     nbdscript stripe.groovy disk=memory:1G disk=memory:1G
 */
import groovy.transform.Field

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

/** Calls with each part of a request: the leg, the part of the buffer, and where on the leg. */
def eachPiece(buf, long offset, Closure call) {
    int end = buf.remaining()
    int at = 0
    while (at < end) {
        long number = (offset + at).intdiv(chunk)
        long within = (offset + at) % chunk
        int length = Math.min(end - at, chunk - within)
        call(disks[(int) (number % disks.size())], buf.slice(at, length), number.intdiv(disks.size()) * chunk + within)
        at += length
    }
}

def pread(buf, offset) { eachPiece(buf, offset) { disk, part, place -> disk.pread(part, place) } }

def pwrite(buf, offset) { eachPiece(buf, offset) { disk, part, place -> disk.pwrite(part, place) } }

def flush() { disks.findAll { it.canFlush() }.each { it.flush() } }
