"""Several exports, and a door that is shut for those on port 666."""
import errno

def preconnect(context):
    peer = context.peer
    if peer.address.endswith(':666') or 'mallory' in (peer.tls_dn, peer.tls_issuer_dn, peer.tls_user):
        raise OSError(errno.EPERM, 'go away')

def list_exports():
    return ['one', ('two', 'the second'), {'name': 'three'}]

def default_export(context):
    return None if context.readonly else 'one'

def requires_tls(export):
    return export == 'two'

class Export:
    def __init__(self, name): self.name = name
    def get_size(self): return len(self.name)
    def pread(self, buf): pass

def open(context):
    if context.export_name == 'none':
        raise OSError(errno.ENOENT, 'no such export')
    return Export(context.export_name)
