"""Makes the disk below so many times as large as it is told, and calls it by a name."""
import nbdscript

parameters = {'times': dict(type='int', required=True), 'broken': 'bool'}


def pass_parameters(params, given):
    if params.broken:
        return [('label', [1]), 7]
    passed = []
    for key, value in given:
        if key in ('', 'size'):
            passed.append(('size', nbdscript.parse_size(value) * params.times))
        elif key != 'secret':
            passed.append((key, value))
    return passed + [('label', ['a', 'b'])]
