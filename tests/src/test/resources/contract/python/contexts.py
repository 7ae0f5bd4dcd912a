"""Has metadata contexts of its own, one of them with 64 bits, and one that is wrong."""
def get_size(): return 4096
def pread(buf): pass
def meta_contexts(): return ['x-test:block', ('x-test:wide', True), {'name': 'x-test:wrong'}]

def block_status(context, count, offset, flags):
    if context == 'x-test:block':
        return [(0, 2048, 1), {'offset': 2048, 'length': 2048, 'status': 2}]
    return [(offset, count, 2 ** 64 - 1 if context == 'x-test:wide' else 2 ** 32)]
