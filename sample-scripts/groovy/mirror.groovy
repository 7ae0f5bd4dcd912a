/**
 * A disk on several others, each of which has all of it: it goes on as long as one is left.
 *
 *     nbdscript mirror.groovy disk=nbd://one disk=nbd://two
 *
 * A leg that fails is left out and looked for again every second. When it is back, it gets a copy while clients go on.
 * What was written to which leg is known as long as the server runs only.
 */
import groovy.transform.Field

parameters = [disk: [type: 'disk', required: true, repeatable: true, help: 'a leg']]

@Field static final int STEP = 1 << 20
@Field List<Leg> legs
@Field long size
@Field volatile boolean running = true

/** One of the disks; what lies before `valid` is the same as on the others. */
class Leg {
    def disk
    int number
    long valid

    long open() {
        disk.open()
        disk.size
    }

    void fail(Exception error) {
        System.err.println "leg $number has failed: $error.message"
        valid = 0
        try {
            disk.close()
        } catch (NbdException ignored) {
            // it is of no use any more
        }
    }
}

def configure(params) {
    int number = 0
    legs = params.disk.collect { new Leg(disk: it, number: number++) }
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
    if (sizes.isEmpty()) {
        throw new NbdException(EIO, 'no leg can be opened')
    }
    size = sizes.values().min()
    sizes.keySet().each { it.valid = size }
    Thread.startDaemon { repair() }
}

def cleanup() { running = false }

def getSize() { size }

/** Does it on the first leg that can. */
synchronized def firstGood(Closure call) {
    for (Leg leg in legs) {
        if (leg.valid == size) {
            try {
                return call(leg.disk)
            } catch (NbdException error) {
                leg.fail(error)
            }
        }
    }
    throw new NbdException(EIO, 'all legs have failed')
}

/** Does it on all legs that have a part of what lies at the offset, of which one at least must have all. */
synchronized def allGood(long offset, Closure call) {
    for (Leg leg in legs) {
        if (offset < leg.valid) {
            try {
                call(leg.disk)
            } catch (NbdException error) {
                leg.fail(error)
            }
        }
    }
    if (!legs.any { it.valid == size }) {
        throw new NbdException(EIO, 'all legs have failed')
    }
}

def pread(buf, offset) {
    firstGood { it.pread(buf, offset) }
    return null
}

def pwrite(buf, offset) { allGood(offset) { it.pwrite(buf, offset) } }

def flush() { allGood(0) { it.flush() } }

def repair() {
    while (running) {
        Thread.sleep(1000)
        lookAtLegs()
        legs.findAll { it.valid < size }.each { leg ->
            try {
                copyTo(leg)
            } catch (Exception ignored) {
                // it is not back yet, or has failed again
            }
        }
    }
}

synchronized def lookAtLegs() {
    legs.findAll { it.valid == size }.each { leg ->
        try {
            leg.disk.pread(512, 0)
        } catch (NbdException error) {
            leg.fail(error)
        }
    }
}

def copyTo(Leg leg) {
    if (leg.open() < size) {
        throw new NbdException(EIO, 'it has become too small')
    }
    println "leg $leg.number is back"
    while (leg.valid < size) {
        copyStep(leg)
    }
    println "leg $leg.number is whole"
}

/** What clients write to the part that is copied already goes to the leg as well. */
synchronized def copyStep(Leg leg) {
    long start = leg.valid
    long count = Math.min(STEP, size - start)
    byte[] data = firstGood { it.pread(count, start) }
    leg.disk.pwrite(data, start)
    leg.valid = start + count
}
