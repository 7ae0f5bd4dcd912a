"""Mixes the data with a key, in the same way down and up: without the key, what lies below is noise.

    nbdscript --filter=xor.py memory 64M key=text:secret
"""
from java.math import BigInteger

parameters = {'key': dict(type='bytes', required=True, help='the key, which is repeated as often as needed')}


def configure(params):
    global key
    key = params.key


def mix(data, offset):
    """An exclusive or of whole numbers is one step for all bytes, where a loop would be one for each."""
    start = offset % len(key)
    repeated = (key * (len(data) // len(key) + 2))[start:start + len(data)]
    # A digit before the others keeps zeroes at their beginning.
    mixed = BigInteger(1, '\x01' + str(data)).xor(BigInteger(1, str(repeated)))
    return bytearray.fromhex(('%x' % mixed)[1:])


def pread(next, buf, offset):
    buf[:] = mix(next.pread(len(buf), offset), offset)


def pwrite(next, buf, offset):
    next.pwrite(mix(bytearray(buf), offset), offset)
