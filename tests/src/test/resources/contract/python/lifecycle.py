"""Says what is called, in order."""
import nbdscript

def configure(params): nbdscript.debug('configure')
def config(key, value): nbdscript.debug('config %s=%s' % (key, value))
def config_complete(): nbdscript.debug('configComplete')
def thread_model():
    nbdscript.debug('threadModel')
    return nbdscript.THREAD_MODEL_SERIALIZE_REQUESTS
def get_ready(): nbdscript.debug('getReady')
def after_fork(): nbdscript.debug('afterFork')
def cleanup(): nbdscript.debug('cleanup')
def unload(): nbdscript.debug('unload')
def dump_plugin(): return {'answer': 42}
def get_size(): return 0
def pread(): pass
