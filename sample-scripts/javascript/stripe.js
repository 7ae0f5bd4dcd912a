/**
 * A disk on several others, as large as all together: chunk by chunk on one after another. They work at the same time.
 *
 *     nbdscript stripe.js disk=memory:1G disk=memory:1G
 */
export const parameters = {
    disk: { type: 'disk', required: true, repeatable: true, help: 'a leg' },
    chunk: { type: 'size', default: '64K', help: 'how many bytes lie together on a leg' },
};

let disks;
let chunk;

export function configure(params) {
    disks = params.disk;
    chunk = params.chunk;
}

export function getSize() {
    const smallest = Math.min(...disks.map((disk) => Number(disk.getSize())));
    return Math.floor(smallest / chunk) * chunk * disks.length;
}

/** The parts of a request: the leg, where on the leg, and the part of the buffer. */
function* pieces(buf, offset) {
    for (let at = 0; at < buf.length; ) {
        const number = Math.floor((offset + at) / chunk);
        const within = (offset + at) % chunk;
        const length = Math.min(buf.length - at, chunk - within);
        const place = Math.floor(number / disks.length) * chunk + within;
        yield [disks[number % disks.length], place, buf.subarray(at, at + length)];
        at += length;
    }
}

export async function pread(buf, offset) {
    await Promise.all(Array.from(pieces(buf, offset), ([disk, place, part]) => disk.promises.pread(part, place)));
}

export async function pwrite(buf, offset) {
    await Promise.all(Array.from(pieces(buf, offset), ([disk, place, part]) => disk.promises.pwrite(part, place)));
}

export function flush() {
    disks.filter((disk) => disk.canFlush()).forEach((disk) => disk.flush());
}
