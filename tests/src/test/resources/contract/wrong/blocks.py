block_size = 512
def get_size(): return 512
def pread(buf): pass
