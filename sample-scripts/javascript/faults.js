/**
 * A disk with bad blocks, to see what a client makes of errors.
 *
 *     nbdscript faults.js --run 'nbdsh -u "$uri" -c "h.pread(512, 128 * 1024)"'
 */
export const parameters = { size: { type: 'size', default: '1M', magic: true, help: 'size of the disk' } };

const BLOCK = 64 * 1024;
let disk;

export function configure({ size }) {
    disk = new Uint8Array(size);
}

export const getSize = () => disk.length;

const touches = (buf, offset, block) => offset < (block + 1) * BLOCK && offset + buf.length > block * BLOCK;

// The client gets the error's number and its text; the log gets the line of the script as well.
export function pread(buf, offset) {
    // An error with a code, as in Node ...
    if (touches(buf, offset, 1)) throw Object.assign(new Error('block 1 is unreadable'), { code: 'EIO' });
    // ... or the short way, which says the same.
    if (touches(buf, offset, 2)) nbdscript.fail('ENOSPC', 'block 2 pretends that the disk is full');
    if (touches(buf, offset, 3)) nbdscript.fail('EPERM', 'block 3 is not for you');
    // Any other exception is an input/output error, EIO.
    if (touches(buf, offset, 4)) throw new RangeError('block 4 met a plain exception');
    buf.set(disk.subarray(offset, offset + buf.length));
}

export function pwrite(buf, offset) {
    if (touches(buf, offset, 1)) nbdscript.fail('ENOSPC', 'no space left for block 1');
    disk.set(buf, offset);
}
