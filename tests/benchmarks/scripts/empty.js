/** A disk whose reads and writes do nothing: what a call costs. */
export function getSize() { return 1048576; }
export function pread(buf, offset) {}
export function pwrite(buf, offset) {}
