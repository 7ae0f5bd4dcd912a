/** Wants blocks of 4096 bytes. */
export const blockSize = [4096, 4096, 65536];
