/**
 * A disk of any size that keeps only what was written, so that 100 GiB of holes cost nothing.
 *
 *     nbdscript sparse.js 100G --run 'nbdinfo --map "$uri"'
 */
export const parameters = { size: { type: 'size', required: true, magic: true, help: 'size of the disk' } };

const PAGE = 32768, pages = new Map(); // from the number of a page to its bytes
let diskSize;

export function configure({ size }) { diskSize = size; }
export const getSize = () => diskSize;
export const canMultiConn = () => true;

/** Cuts a range at the borders of pages: the page's number, where in the page, the place on the disk, the length. */
function* pieces(count, offset) {
    for (const end = offset + count; offset < end; ) {
        const start = offset % PAGE, length = Math.min(PAGE - start, end - offset);
        yield { page: Math.floor(offset / PAGE), start, offset, length };
        offset += length;
    }
}

// A read may return parts instead of filling `buf`: data, or just the length of a hole. Holes travel as holes.
export function pread(buf, offset) {
    return Array.from(pieces(buf.length, offset), ({ page, start, offset, length }) => {
        const bytes = pages.get(page);
        return bytes ? { offset, data: bytes.subarray(start, start + length) } : { offset, length };
    });
}

export function pwrite(buf, offset) {
    let done = 0;
    for (const { page, start, length } of pieces(buf.length, offset)) {
        if (!pages.has(page)) pages.set(page, new Uint8Array(PAGE));
        pages.get(page).set(buf.subarray(done, done + length), start);
        done += length;
    }
}

// What is trimmed or zeroed becomes a hole again: whole pages are dropped, the rest is overwritten.
export function zero(count, offset) {
    for (const { page, start, length } of pieces(count, offset)) {
        if (length === PAGE) pages.delete(page);
        else pages.get(page)?.fill(0, start, start + length);
    }
}
export const trim = zero;

// Says where the holes are: copying tools skip them.
export function extents(count, offset, { reqOne }) {
    const found = [];
    for (const { page, offset: place, length } of pieces(count, offset)) {
        const type = pages.has(page) ? 'data' : 'hole,zero';
        if (found.at(-1)?.type === type) found.at(-1).length += length;
        else if (reqOne && found.length) break;
        else found.push({ offset: place, length, type });
    }
    return found;
}
