"""Wants blocks of 4096 bytes."""
block_size = (4096, 4096, 65536)
