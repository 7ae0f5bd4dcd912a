"""Uses the services of the host."""
import nbdscript

def configure():
    nbdscript.debug('%d %d %d %s %s' % (
        nbdscript.parse_size('64K'), nbdscript.parse_duration('100ms') * 10, nbdscript.parse_probability('50%') * 4,
        str(nbdscript.parse_bool('off')).lower(), nbdscript.read_password('secret')))
    nbdscript.warn('a warning')
    nbdscript.error('an error')
    print 'printed', 42
    try:
        nbdscript.parse_size('5X')
    except ValueError as e:
        nbdscript.debug(str(e))
    nbdscript.debug('%d %d %s' % (
        nbdscript.debug_flag('services.level'), nbdscript.debug_flag('services.none'), nbdscript.name()))
    try:
        nbdscript.debug_flag('level')
    except ValueError as e:
        nbdscript.debug(str(e))
    nbdscript.shutdown()

def get_size(): return 0
def pread(): pass
