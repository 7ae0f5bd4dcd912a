/**
 * Serves the disk read-only to clients that connect while a file exists, or to all.
 *
 *     nbdscript --filter=readonly.js memory 64M lock=/tmp/maintenance
 */
export const parameters = { lock: { type: 'path', help: 'the file; without it all clients get the disk read-only' } };

const Files = Java.type('java.nio.file.Files');
const Path = Java.type('java.nio.file.Path');

let lock;

export function configure(params) { lock = params.lock; }

export function canWrite(next) {
    const isLocked = lock === undefined || Files.exists(Path.of(lock));
    return !isLocked && next.canWrite();
}
