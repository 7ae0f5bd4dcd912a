/** Wants blocks of 4096 bytes. */
blockSize = [4096, 4096, 65536]
