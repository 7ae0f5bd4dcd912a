"""A disk of nothing, which is described by its labels."""
parameters = {'size': dict(type='size', magic=True), 'label': dict(type='string', repeatable=True)}


def configure(params):
    global size, labels
    size, labels = params.size, params.label


def get_size(): return size
def export_description(): return ' and '.join(labels)
def pread(buf): pass
