"""Takes a parameter of each type."""
import nbdscript

parameters = {
    'string': dict(type='string'), 'int': dict(type='int', min=-5, max=100), 'size': dict(type='size', magic=True),
    'duration': dict(type='duration'), 'probability': dict(type='probability'), 'bool': dict(type='bool'),
    'enum': dict(type='enum', choices=['red', 'green']), 'path': dict(type='path'), 'uri': dict(type='uri'),
    'password': dict(type='password'), 'bytes': dict(type='bytes'), 'list': dict(type='int', repeatable=True),
    'missing': 'string',
}

def configure(p):
    values = [p.string, p.int + 1, p.size // 2, p.duration * 2, p.probability * 2, p.bool is True, p.enum,
              p.path.startswith('/'), p.uri.startswith('http://'), p.password, bytearray(p.bytes)[1],
              '+'.join(str(n) for n in p.list), p.missing is None]
    nbdscript.debug(' '.join(str(value).lower() if isinstance(value, bool) else '%g' % value
                             if isinstance(value, float) else str(value) for value in values))

def get_size(): return 0
def pread(): pass
