/** Declares its thread model, and its block sizes, which a parameter may change. */
export const parameters = { minimum: 'size' };
export const threadModel = 'serialize_connections';
export let blockSize = { minimum: 512, preferred: 4096, maximum: 65536 };
export function configure({ minimum }) { if (minimum) blockSize = [minimum, 4096, 65536, 512]; }
export function getSize() { return 65536; }
export function pread(buf, offset) { if (offset % 512 || buf.length % 512) throw new Error('unaligned'); }
