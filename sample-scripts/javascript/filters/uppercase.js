/**
 * Shows all text in upper case; what is stored stays as it is. The smallest filter that changes data.
 *
 *     nbdscript --filter=uppercase.js file notes.txt
 */
export function pread(next, buf, offset) {
    next.pread(buf, offset);
    for (let i = 0; i < buf.length; i++) {
        if (buf[i] >= 97 && buf[i] <= 122) {
            buf[i] -= 32;
        }
    }
}

/** Zeroes stay zeroes: the holes below are holes here. Without this the filter would tell of none. */
export function extents(next, count, offset, flags) {
    return next.extents(count, offset, flags);
}
