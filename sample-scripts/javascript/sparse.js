/** A disk of any size that keeps only what was written, so that 100 GiB of holes cost nothing. */
export const parameters = { size: { type: 'size', required: true, magic: true, help: 'size of the disk' } };

const PAGE = 32768, pages = new Map(); // from the number of a page to its bytes
let diskSize;
export function configure({ size }) { diskSize = size; }
export const getSize = () => diskSize;
export const canMultiConn = () => true;

/** Cuts a range at the borders of pages: the page, where in it, the place on the disk, the length. */
function* pieces(count, offset) {
    for (const end = offset + count; offset < end; ) {
        const start = offset % PAGE, length = Math.min(PAGE - start, end - offset);
        yield { page: Math.floor(offset / PAGE), start, offset, length };
        offset += length;
    }
}

// A read may return parts instead of filling `buf`: data, or the length of a hole.
export function pread(buf, offset) {
    return Array.from(pieces(buf.length, offset), ({ page, start, offset, length }) =>
        pages.has(page) ? { offset, data: pages.get(page).subarray(start, start + length) } : { offset, length });
}

export function pwrite(buf, offset) {
    let done = 0;
    for (const { page, start, length } of pieces(buf.length, offset)) {
        if (!pages.has(page)) pages.set(page, new Uint8Array(PAGE));
        pages.get(page).set(buf.subarray(done, done + length), start);
        done += length;
    }
}

/** The stored pages that a range touches: looks through the range or through the map, whichever has fewer. */
function stored(count, offset) {
    const first = Math.floor(offset / PAGE), last = Math.floor((offset + count - 1) / PAGE);
    if (last - first >= pages.size) return [...pages.keys()].filter(p => first <= p && p <= last).sort((a, b) => a - b);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i).filter(p => pages.has(p));
}

// What is trimmed or zeroed becomes a hole again: whole pages are dropped, the rest is overwritten.
export function zero(count, offset) {
    for (const page of stored(count, offset)) {
        const start = Math.max(offset - page * PAGE, 0), end = Math.min(offset + count - page * PAGE, PAGE);
        if (end - start === PAGE) pages.delete(page);
        else pages.get(page).fill(0, start, end);
    }
}
export const trim = zero;
// Says where the data is: the rest is holes, which copying tools skip.
export function extents(count, offset) {
    let found = [], at = offset;
    for (const page of stored(count, offset)) {
        const start = Math.max(page * PAGE, offset), end = Math.min((page + 1) * PAGE, offset + count);
        if (start > at) found.push([at, start - at, 'hole,zero']);
        found.push([start, (at = end) - start, 'data']);
    }
    if (at < offset + count) found.push([at, offset + count - at, 'hole,zero']);
    return found;
}
