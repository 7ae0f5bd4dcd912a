/**
 * A disk that takes its time: each read waits. A thousand of them wait at once, in one script, on a handful of threads.
 *
 *     nbdscript slow.js delay=100ms
 */
export const parameters = {
    size: { type: 'size', default: '1M', magic: true, help: 'size of the disk' },
    delay: { type: 'duration', default: '100ms', help: 'how long each read takes' },
};

let diskSize, seconds;

export function configure({ size, delay }) {
    diskSize = size;
    seconds = delay; // durations come in seconds: 0.1
}

// A class is a plugin, too: each connection is an instance, made with its context.
export default class SlowDisk {
    constructor(context) {
        this.context = context;
    }

    getSize() {
        return diskSize;
    }

    // While an async function awaits, other requests run. The context's sleep ends by an error when the client goes.
    async pread(buf, offset) {
        await this.context.sleep(seconds);
        buf.fill(offset / 512);
    }
}
