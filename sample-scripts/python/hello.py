"""A disk with a greeting in it.

The smallest script there is: `get_size` and `pread` are all that a disk needs. Without `pwrite` it is read-only.

    nbdscript hello.py
    nbdscript hello.py 'Hello, disk!'
"""
parameters = {
    'text': dict(type='string', magic=True, default='Hello, world!\n', help='the text on the disk'),
}


def configure(params):
    global text
    text = params.text


def get_size():
    return len(text)


def pread(buf, offset):
    buf[:] = text[offset:offset + len(buf)]
