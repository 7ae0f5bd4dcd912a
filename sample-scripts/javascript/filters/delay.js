/**
 * Makes reads and writes take longer; other requests go on meanwhile, since the script awaits.
 *
 *     nbdscript --filter=delay.js memory 64M delay=100ms
 */
export const parameters = { delay: { type: 'duration', default: '100ms', help: 'how much longer' } };

let seconds;

export function configure({ delay }) { seconds = delay; }

export function threadModel() { return 'parallel'; }

export function open(context, next) {
    return {
        async pread(buf, offset) {
            await context.sleep(seconds);
            next.pread(buf, offset);
        },
        async pwrite(buf, offset, flags) {
            await context.sleep(seconds);
            next.pwrite(buf, offset, flags);
        },
        zero(count, offset, flags) { next.zero(count, offset, flags); },
        trim(count, offset, flags) { next.trim(count, offset, flags); },
        extents(count, offset, flags) { return next.extents(count, offset, flags); },
    };
}
