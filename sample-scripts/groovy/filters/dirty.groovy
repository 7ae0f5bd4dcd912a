/**
 * Remembers what was written since the server started, and tells it as a metadata context of its own.
 *
 *     nbdscript --filter=dirty.groovy file disk.img
 *     nbdinfo --map=x-dirty:changed nbd://localhost
 *
 * A backup that reads only what is marked with 1 there is an incremental one.
 */
import groovy.transform.Field
import java.util.concurrent.ConcurrentHashMap

parameters = [block: [type: 'size', default: '64K', help: 'how many bytes have one mark']]

@Field static final String CONTEXT = 'x-dirty:changed'
@Field Set<Long> changed = ConcurrentHashMap.newKeySet()
@Field long block

def configure(params) { block = params.block }

def blocks(long offset, long count) { (offset.intdiv(block)..(offset + count - 1).intdiv(block)) }

def mark(long offset, long count) { blocks(offset, count).each { changed << it } }

def metaContexts(next) { next.metaContexts() + [CONTEXT] }

def blockStatus(next, context, count, offset) {
    if (context != CONTEXT) {
        return next.blockStatus(context, count, offset)
    }
    blocks(offset, count).collect { [it * block, block, it in changed ? 1 : 0] }
}

def pwrite(next, buf, offset, flags) {
    mark(offset, buf.remaining())
    next.pwrite(buf, offset, flags)
}

def zero(next, count, offset, flags) {
    mark(offset, count)
    next.zero(count, offset, flags)
}

def trim(next, count, offset, flags) {
    mark(offset, count)
    next.trim(count, offset, flags)
}
