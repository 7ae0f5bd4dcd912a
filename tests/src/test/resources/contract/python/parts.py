"""Answers reads by parts, in no order: 512 bytes of data in the middle of holes."""
def get_size():
    return 4096

def pread(buf, offset):
    if len(buf) != 4096:
        return '\x07' * len(buf)
    return [{'offset': 1536, 'length': 2560}, (1024, bytearray('\x55' * 512)), (0, 1024)]

def extents():
    return [{'offset': 0, 'length': 1024, 'type': 'hole,zero'}, (1024, 512), (1536, 2560, 3)]
