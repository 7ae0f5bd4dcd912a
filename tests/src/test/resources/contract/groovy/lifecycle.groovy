/** Says what is called, in order. */
def configure(params) { nbdscript.debug('configure') }
def config(key, value) { nbdscript.debug("config $key=$value") }
def configComplete() { nbdscript.debug('configComplete') }
def threadModel() {
  nbdscript.debug('threadModel')
  'serialize_requests'
}
def getReady() { nbdscript.debug('getReady') }
def afterFork() { nbdscript.debug('afterFork') }
def cleanup() { nbdscript.debug('cleanup') }
def unload() { nbdscript.debug('unload') }
def dumpPlugin() { [answer: 42] }
def getSize() { 0 }
def pread() {}
