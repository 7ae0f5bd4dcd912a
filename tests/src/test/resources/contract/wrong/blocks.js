export const blockSize = 512;
export function getSize() { return 512; }
export function pread(buf) { }
