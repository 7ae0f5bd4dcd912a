/**
 * A disk on several others, each of which has all of it: it goes on as long as one is left.
 *
 *     nbdscript mirror.js disk=nbd://one disk=nbd://two
 *
 * A leg that fails is left out and looked for again every second. When it is back, it gets a copy while clients go on.
 * What was written to which leg is known as long as the server runs only.
 */
export const parameters = { disk: { type: 'disk', required: true, repeatable: true, help: 'a leg' } };

const step = 1 << 20;
let legs;
let size;
let timer;

/** One of the disks; what lies before `valid` is the same as on the others. */
class Leg {
    valid = 0;

    constructor(disk, number) {
        this.disk = disk;
        this.number = number;
    }

    open() {
        this.disk.open();
        return Number(this.disk.getSize());
    }

    /** Does something with the disk; a leg that cannot is left out. */
    attempt(call) {
        try {
            return call(this.disk);
        } catch (error) {
            print(`leg ${this.number} has failed: ${error.message}`);
            this.valid = 0;
            try {
                this.disk.close();
            } catch {
                // it is of no use any more
            }
            return undefined;
        }
    }
}

export function configure({ disk }) { legs = disk.map((each, number) => new Leg(each, number)); }

export function afterFork() {
    const sizes = legs.map((leg) => leg.attempt(() => leg.open()));
    size = Math.min(...sizes.filter((each) => each !== undefined));
    if (size === Infinity) {
        nbdscript.fail('EIO', 'no leg can be opened');
    }
    legs.forEach((leg, i) => { leg.valid = sizes[i] === undefined ? 0 : size; });
    timer = setTimeout(repair, 1000);
}

export function cleanup() { clearTimeout(timer); }

export function getSize() { return size; }

/** Does it on the first leg that can. */
function firstGood(call) {
    for (const leg of legs.filter((each) => each.valid === size)) {
        leg.attempt(call);
        if (leg.valid === size) {
            return;
        }
    }
    nbdscript.fail('EIO', 'all legs have failed');
}

/** Does it on all legs that have a part of what lies at the offset, of which one at least must have all. */
function allGood(offset, call) {
    legs.filter((leg) => offset < leg.valid).forEach((leg) => leg.attempt(call));
    if (!legs.some((leg) => leg.valid === size)) {
        nbdscript.fail('EIO', 'all legs have failed');
    }
}

export function pread(buf, offset) { firstGood((disk) => disk.pread(buf, offset)); }

export function pwrite(buf, offset) { allGood(offset, (disk) => disk.pwrite(buf, offset)); }

export function flush() { allGood(0, (disk) => disk.flush()); }

/** Looks at all legs: those that are whole, whether they still are; the others, whether they are back. */
async function repair() {
    legs.filter((each) => each.valid === size).forEach((leg) => leg.attempt((disk) => disk.pread(512, 0)));
    for (const leg of legs.filter((each) => each.valid < size)) {
        try {
            if (leg.open() < size) {
                throw new Error('it is too small');
            }
        } catch {
            continue; // it is not back yet
        }
        print(`leg ${leg.number} is back`);
        await copyTo(leg);
    }
    timer = setTimeout(repair, 1000);
}

/** Other calls come in between the steps: what they write to the part that is copied already goes to the leg as well. */
async function copyTo(leg) {
    while (leg.valid < size) {
        const start = leg.valid;
        const data = new Uint8Array(Math.min(step, size - start));
        firstGood((disk) => disk.pread(data, start));
        leg.valid = start + data.length;
        leg.attempt((disk) => disk.pwrite(data, start));
        if (leg.valid === 0) {
            return;
        }
        await nbdscript.sleep(0);
    }
    print(`leg ${leg.number} is whole`);
}
