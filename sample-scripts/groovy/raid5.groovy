/**
 * A disk on several others, one of which may fail: a part of each holds the parity of the others.
 *
 *     nbdscript raid5.groovy disk=nbd://one disk=nbd://two disk=nbd://three
 *
 * A leg that fails is left out; what it had is computed from the others. It is looked for again every second, and when it
 * is back, it is rebuilt while clients go on. What was written to which leg is known as long as the server runs only.
 */
import groovy.transform.CompileStatic
import groovy.transform.Field

parameters = [
    disk : [type: 'disk', required: true, repeatable: true, help: 'a leg'],
    chunk: [type: 'size', default: '64K', help: 'how many bytes lie together on a leg'],
]

@Field List<Leg> legs
@Field long chunk
@Field long rows
@Field volatile boolean running = true

/** A leg has failed: what was going on is done again without it. */
class Failed extends RuntimeException {}

/** One of the disks; the rows before `validRows` are right. */
class Leg {
    def disk
    int number
    long validRows

    long open() {
        disk.open()
        disk.size
    }

    void fail(Exception error) {
        System.err.println "leg $number has failed: $error.message"
        validRows = 0
        try {
            disk.close()
        } catch (NbdException ignored) {
            // it is of no use any more
        }
    }

    def access(Closure call) {
        try {
            return call(disk)
        } catch (NbdException error) {
            fail(error)
            throw new Failed()
        }
    }
}

def configure(params) {
    if (params.disk.size() < 3) {
        throw new IllegalArgumentException("disk: expected three or more, got ${params.disk.size()}")
    }
    int number = 0
    legs = params.disk.collect { new Leg(disk: it, number: number++) }
    chunk = params.chunk
}

def afterFork() {
    Map<Leg, Long> sizes = [:]
    legs.each { leg ->
        try {
            sizes[leg] = leg.open()
        } catch (NbdException error) {
            leg.fail(error)
        }
    }
    if (sizes.size() < legs.size() - 1) {
        throw new NbdException(EIO, 'more than one leg cannot be opened')
    }
    rows = sizes.values().min().intdiv(chunk)
    sizes.keySet().each { it.validRows = rows }
    Thread.startDaemon { rebuild() }
}

def cleanup() { running = false }

def getSize() { rows * chunk * (legs.size() - 1) }

@CompileStatic
static byte[] xor(List<byte[]> blocks) {
    byte[] total = Arrays.copyOf(blocks[0], blocks[0].length)
    for (int b = 1; b < blocks.size(); b++) {
        byte[] block = blocks[b]
        for (int i = 0; i < total.length; i++) {
            total[i] = (byte) (total[i] ^ block[i])
        }
    }
    return total
}

/** What the legs have in a row, apart from some. */
def readOthers(long row, long at, int count, List<Leg> without) {
    List<Leg> used = legs - without
    if (used.any { row >= it.validRows }) {
        throw new NbdException(EIO, 'more than one leg has failed')
    }
    used.collect { leg -> leg.access { it.pread(count, row * chunk + at) } }
}

synchronized def persist(Closure step) {
    while (true) {
        try {
            return step()
        } catch (Failed ignored) {
            // again, without the leg
        }
    }
}

/** The row, the leg of the data, the leg of the parity, and where in the chunk. */
def locate(long offset) {
    long number = offset.intdiv(chunk)
    long row = number.intdiv(legs.size() - 1)
    int column = number % (legs.size() - 1)
    int parity = row % legs.size()
    [row, legs[(parity + 1 + column) % legs.size()], legs[parity], offset % chunk]
}

byte[] readPiece(long offset, int count) {
    def (row, data, parity, at) = locate(offset)
    row < data.validRows
        ? data.access { it.pread(count, row * chunk + at) }
        : xor(readOthers(row, at, count, [data]))
}

def writePiece(long offset, byte[] block) {
    def (row, data, parity, at) = locate(offset)
    long place = row * chunk + at
    if (row < parity.validRows) {
        List<byte[]> old = row < data.validRows
            ? [data, parity].collect { leg -> leg.access { it.pread(block.length, place) } }
            : readOthers(row, at, block.length, [data, parity])
        byte[] mixed = xor(old + [block])
        parity.access { it.pwrite(mixed, place) }
    } else if (row >= data.validRows) {
        throw new NbdException(EIO, 'more than one leg has failed')
    }
    if (row < data.validRows) {
        data.access { it.pwrite(block, place) }
    }
}

/** Calls with each part of a request that lies within a chunk: its offset and its length. */
def eachPiece(long offset, int count, Closure call) {
    long end = offset + count
    for (long start = offset; start < end; ) {
        int length = Math.min(end - start, chunk - start % chunk)
        call(start, length)
        start += length
    }
}

def pread(buf, offset) {
    eachPiece(offset, buf.remaining()) { start, length ->
        buf.put((byte[]) persist { readPiece(start, length) })
    }
}

def pwrite(buf, offset) {
    eachPiece(offset, buf.remaining()) { start, length ->
        byte[] block = new byte[length]
        buf.get(block)
        persist { writePiece(start, block) }
    }
}

def flush() {
    persist { legs.findAll { it.validRows > 0 }.each { leg -> leg.access { it.flush() } } }
}

def rebuild() {
    while (running) {
        Thread.sleep(1000)
        persist { legs.findAll { it.validRows == rows }.each { leg -> leg.access { it.pread(512, 0) } } }
        legs.findAll { it.validRows < rows }.each { leg ->
            try {
                rebuildLeg(leg)
            } catch (Exception ignored) {
                // it is not back yet, or has failed again
            }
        }
    }
}

def rebuildLeg(Leg leg) {
    if (leg.open() < rows * chunk) {
        throw new NbdException(EIO, 'it has become too small')
    }
    println "leg $leg.number is back"
    for (long row = 0; row < rows; row++) {
        long current = row
        persist { rebuildRow(leg, current) }
    }
    println "leg $leg.number is rebuilt"
}

def rebuildRow(Leg leg, long row) {
    if (leg.validRows != row) {
        throw new NbdException(EIO, 'it has failed again')
    }
    byte[] rebuilt = xor(readOthers(row, 0, (int) chunk, [leg]))
    leg.access { it.pwrite(rebuilt, row * chunk) }
    leg.validRows = row + 1
}
