/**
 * A disk on several others, one of which may fail: a part of each holds the parity of the others.
 *
 *     nbdscript raid5.js disk=nbd://one disk=nbd://two disk=nbd://three
 *
 * A leg that fails is left out; what it had is computed from the others. It is looked for again every second, and when it
 * is back, it is rebuilt while clients go on. What was written to which leg is known as long as the server runs only.
 */
export const parameters = {
    disk: { type: 'disk', required: true, repeatable: true, help: 'a leg' },
    chunk: { type: 'size', default: '64K', help: 'how many bytes lie together on a leg, a multiple of 4' },
};

let legs;
let chunk;
let rows;
let timer;

/** A leg has failed: what was going on is done again without it. */
class Failed extends Error {}

/** One of the disks; the rows before `validRows` are right. */
class Leg {
    validRows = 0;

    constructor(disk, number) {
        this.disk = disk;
        this.number = number;
    }

    open() {
        this.disk.open();
        return Number(this.disk.getSize());
    }

    fail(error) {
        print(`leg ${this.number} has failed: ${error.message}`);
        this.validRows = 0;
        try {
            this.disk.close();
        } catch {
            // it is of no use any more
        }
    }

    access(call) {
        try {
            return call(this.disk);
        } catch (error) {
            this.fail(error);
            throw new Failed();
        }
    }

    read(row, at, count) { return this.access((disk) => disk.pread(count, row * chunk + at)); }

    write(row, at, bytes) { this.access((disk) => disk.pwrite(bytes, row * chunk + at)); }
}

export function configure(params) {
    if (params.disk.length < 3) {
        throw new Error(`disk: expected three or more, got ${params.disk.length}`);
    }
    legs = params.disk.map((disk, number) => new Leg(disk, number));
    chunk = params.chunk;
}

export function afterFork() {
    const sizes = [];
    for (const leg of legs) {
        try {
            sizes.push(leg.open());
            leg.validRows = 1;
        } catch (error) {
            leg.fail(error);
        }
    }
    if (sizes.length < legs.length - 1) {
        nbdscript.fail('EIO', 'more than one leg cannot be opened');
    }
    rows = Math.floor(Math.min(...sizes) / chunk);
    legs.forEach((leg) => { leg.validRows *= rows; });
    timer = setTimeout(rebuild, 1000);
}

export function cleanup() { clearTimeout(timer); }

export function getSize() { return rows * chunk * (legs.length - 1); }

/** Four bytes at a time, and what is left one by one. */
function xor(blocks) {
    const total = blocks[0].slice();
    const words = new Int32Array(total.buffer, 0, total.length >> 2);
    for (const block of blocks.slice(1)) {
        const aligned = block.byteOffset % 4 === 0 ? block : block.slice();
        const others = new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2);
        for (let i = 0; i < words.length; i++) {
            words[i] ^= others[i];
        }
        for (let i = words.length * 4; i < total.length; i++) {
            total[i] ^= block[i];
        }
    }
    return total;
}

/** What the legs have in a row, apart from some. */
function readOthers(row, at, count, ...without) {
    const used = legs.filter((leg) => !without.includes(leg));
    if (used.some((leg) => row >= leg.validRows)) {
        nbdscript.fail('EIO', 'more than one leg has failed');
    }
    return used.map((leg) => leg.read(row, at, count));
}

/** The row, the leg of the data, the leg of the parity, and where in the chunk. */
function locate(offset) {
    const number = Math.floor(offset / chunk);
    const row = Math.floor(number / (legs.length - 1));
    const column = number % (legs.length - 1);
    const parity = row % legs.length;
    return [row, legs[(parity + 1 + column) % legs.length], legs[parity], offset % chunk];
}

function persist(step) {
    for (;;) {
        try {
            return step();
        } catch (error) {
            if (!(error instanceof Failed)) {
                throw error;
            }
        }
    }
}

function readPiece(offset, count) {
    const [row, data, , at] = locate(offset);
    return row < data.validRows ? data.read(row, at, count) : xor(readOthers(row, at, count, data));
}

function writePiece(offset, block) {
    const [row, data, parity, at] = locate(offset);
    if (row < parity.validRows) {
        const mixed = row < data.validRows
            ? xor([data.read(row, at, block.length), parity.read(row, at, block.length), block])
            : xor([...readOthers(row, at, block.length, data, parity), block]);
        parity.write(row, at, mixed);
    } else if (row >= data.validRows) {
        nbdscript.fail('EIO', 'more than one leg has failed');
    }
    if (row < data.validRows) {
        data.write(row, at, block);
    }
}

/** The parts of a buffer, each within a chunk, and where they are on the disk. */
function* pieces(buf, offset) {
    for (let at = 0; at < buf.length; ) {
        const length = Math.min(buf.length - at, chunk - ((offset + at) % chunk));
        yield [offset + at, buf.subarray(at, at + length)];
        at += length;
    }
}

export function pread(buf, offset) {
    for (const [start, part] of pieces(buf, offset)) {
        part.set(persist(() => readPiece(start, part.length)));
    }
}

export function pwrite(buf, offset) {
    for (const [start, part] of pieces(buf, offset)) {
        persist(() => writePiece(start, part));
    }
}

export function flush() {
    persist(() => legs.filter((leg) => leg.validRows > 0).forEach((leg) => leg.access((disk) => disk.flush())));
}

/** Looks at all legs: those that are whole, whether they still are; the others, whether they are back. */
async function rebuild() {
    persist(() => legs.filter((leg) => leg.validRows === rows).forEach((leg) => leg.read(0, 0, 512)));
    for (const leg of legs.filter((each) => each.validRows < rows)) {
        try {
            if (leg.open() < rows * chunk) {
                throw new Error('it is too small');
            }
        } catch {
            continue; // it is not back yet
        }
        print(`leg ${leg.number} is back`);
        try {
            for (let row = 0; row < rows; row++) {
                persist(() => rebuildRow(leg, row));
                await nbdscript.sleep(0); // other calls come in between
            }
            print(`leg ${leg.number} is rebuilt`);
        } catch (error) {
            print(`leg ${leg.number} cannot be rebuilt: ${error.message}`);
        }
    }
    timer = setTimeout(rebuild, 1000);
}

function rebuildRow(leg, row) {
    if (leg.validRows !== row) {
        throw new Error('it has failed again');
    }
    leg.write(row, 0, xor(readOthers(row, 0, chunk, leg)));
    leg.validRows = row + 1;
}
