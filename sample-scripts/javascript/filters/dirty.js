/**
 * Remembers what was written since the server started, and tells it as a metadata context of its own.
 *
 *     nbdscript --filter=dirty.js file disk.img
 *     nbdinfo --map=x-dirty:changed nbd://localhost
 *
 * A backup that reads only what is marked with 1 there is an incremental one.
 */
export const parameters = { block: { type: 'size', default: '64K', help: 'how many bytes have one mark' } };

const CONTEXT = 'x-dirty:changed';
const changed = new Set();
let block;

export function configure(params) { block = params.block; }

function blocks(offset, count) {
    const first = Math.floor(offset / block);
    const last = Math.floor((offset + count - 1) / block);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function mark(offset, count) { blocks(offset, count).forEach((number) => changed.add(number)); }

export function metaContexts(next) { return [...next.metaContexts(), CONTEXT]; }

export function blockStatus(next, context, count, offset, flags) {
    return context === CONTEXT
        ? blocks(offset, count).map((number) => [number * block, block, changed.has(number) ? 1 : 0])
        : next.blockStatus(context, count, offset, flags);
}

export function pwrite(next, buf, offset, flags) {
    mark(offset, buf.length);
    next.pwrite(buf, offset, flags);
}

export function zero(next, count, offset, flags) {
    mark(offset, count);
    next.zero(count, offset, flags);
}

export function trim(next, count, offset, flags) {
    mark(offset, count);
    next.trim(count, offset, flags);
}
