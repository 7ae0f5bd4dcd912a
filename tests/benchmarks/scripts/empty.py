"""A disk whose reads and writes do nothing: what a call costs."""


def get_size():
    return 1048576


def pread(buf, offset):
    pass


def pwrite(buf, offset):
    pass
