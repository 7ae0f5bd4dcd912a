/**
 * A RAM disk of any size that stores only what was written: a sorted map of pages. What is not in it is a hole.
 */
import groovy.transform.Field

parameters = [size: [type: 'size', required: true, magic: true, help: 'size of the disk']]
pages = new TreeMap()
@Field static final int PAGE = 64 * 1024

def configure(params) { size = params.size }
def getSize() { size }
def canMultiConn() { true }

/** Calls `work` for each page that a buffer's range touches: the page's number, where in it, how many bytes. */
def eachPage(buf, long offset, work) {
    while (buf.hasRemaining()) {
        int start = offset % PAGE
        int length = Math.min(PAGE - start, buf.remaining())
        work(offset.intdiv(PAGE) as long, start, length)
        offset += length
    }
}

def pread(buf, offset) {
    eachPage(buf, offset) { page, start, length ->
        // The buffer comes as zeroes, so a hole needs no work but going on.
        if (pages[page]) buf.put(pages[page], start, length) else buf.position(buf.position() + length)
    }
}

def pwrite(buf, offset) {
    eachPage(buf, offset) { page, start, length ->
        buf.get(pages.computeIfAbsent(page) { new byte[PAGE] }, start, length)
    }
}

/** The stored pages that a range touches: the map is sorted, so holes cost nothing. */
def stored(count, offset) { pages.subMap(offset.intdiv(PAGE), true, (offset + count - 1).intdiv(PAGE), true) }

def zero(count, offset) {
    stored(count, offset).entrySet().removeIf { page ->
        int start = Math.max(offset - page.key * PAGE, 0), end = Math.min(offset + count - page.key * PAGE, PAGE)
        if (end - start < PAGE) Arrays.fill(page.value, start, end, (byte) 0)
        end - start == PAGE
    }
}
def trim(count, offset) { zero(count, offset) }

def extents(count, offset) {
    def found = [], at = offset
    stored(count, offset).keySet().each { page ->
        def start = Math.max(page * PAGE, offset), end = Math.min((page + 1) * PAGE, offset + count)
        if (start > at) found << [at, start - at, 'hole,zero']
        found << [start, end - start, 'data']
        at = end
    }
    if (at < offset + count) found << [at, offset + count - at, 'hole,zero']
    found
}
