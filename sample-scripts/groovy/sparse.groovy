import groovy.transform.CompileStatic

/**
 * A RAM disk of any size that stores only what was written.
 *
 * The disk is a map of pages: what is not in it is a hole. `extents` tells clients where the holes are, so that they
 * need not read them, and `trim` and `zero` make new ones.
 */
parameters = [size: [type: 'size', required: true, magic: true, help: 'size of the disk']]
pages = [:]

def configure(params) { size = params.size }

def getSize() { size }

/** A part of a request that lies in one page: which page, where in it, where in the request, and how much. */
@CompileStatic
class Piece {
    static final int PAGE = 64 * 1024
    long page, at
    int start, length

    static List<Piece> of(long count, long offset) {
        List<Piece> pieces = []
        for (long at = 0; at < count; at += pieces.last().length) {
            int start = (int) ((offset + at) % PAGE)
            int length = (int) Math.min(PAGE - start, count - at)
            pieces << new Piece(page: (offset + at).intdiv(PAGE) as long, start: start, length: length, at: at)
        }
        pieces
    }
}

def pread(buf, offset) {
    // The buffer comes as zeroes, so a hole needs no work.
    for (piece in Piece.of(buf.remaining(), offset)) {
        def page = pages[piece.page]
        if (page) buf.put((int) piece.at, page, piece.start, piece.length)
    }
}

def pwrite(buf, offset) {
    for (piece in Piece.of(buf.remaining(), offset)) {
        def page = pages.computeIfAbsent(piece.page) { new byte[Piece.PAGE] }
        buf.get((int) piece.at, page, piece.start, piece.length)
    }
}

def zero(count, offset) {
    for (piece in Piece.of(count, offset)) {
        if (piece.length == Piece.PAGE) pages.remove(piece.page)
        else if (pages[piece.page]) Arrays.fill(pages[piece.page], piece.start, piece.start + piece.length, (byte) 0)
    }
}

def trim(count, offset) { zero(count, offset) }

def extents(count, offset) {
    Piece.of(count, offset).collect { [offset + it.at, it.length, pages[it.page] ? 'data' : 'hole,zero'] }
}
