/** A RAM disk that forgets everything at exit. */
export const parameters = { size: { type: 'size', required: true, magic: true, help: 'size of the disk' } };

let disk;

// Sizes come as numbers of bytes, whatever the user wrote: 64M is 67108864.
export function configure({ size }) {
    disk = new Uint8Array(size);
}

export function getSize() {
    return disk.length;
}

// Copy whole ranges, as `set` does: a loop over bytes is a hundred times slower.
export function pread(buf, offset) {
    buf.set(disk.subarray(offset, offset + buf.length));
}

export function pwrite(buf, offset) {
    disk.set(buf, offset);
}

// All clients share one disk, and what one has written the others see at once: so one client may use several
// connections, as nbdcopy does.
export function canMultiConn() {
    return true;
}
