"""Declares its thread model, and its block sizes, which a parameter may change."""
parameters = {'minimum': 'size'}
thread_model = 'serialize_connections'
block_size = {'minimum': 512, 'preferred': 4096, 'maximum': 65536}

def configure(params):
    global block_size
    if params.minimum: block_size = (params.minimum, 4096, 65536, 512)

def get_size(): return 65536
def pread(buf, offset):
    if offset % 512 or len(buf) % 512: raise ValueError('unaligned')
