/** Uses the services of the host. */
def configure() {
  nbdscript.debug([nbdscript.parseSize('64K'), nbdscript.parseDuration('100ms').toMillis().intdiv(100),
    (int) (nbdscript.parseProbability('50%') * 4), nbdscript.parseBool('off'), nbdscript.readPassword('secret')].join(' '))
  nbdscript.warn('a warning')
  nbdscript.error('an error')
  println 'printed 42'
  try {
    nbdscript.parseSize('5X')
  } catch (IllegalArgumentException e) {
    nbdscript.debug(e.message)
  }
  nbdscript.debug("${nbdscript.debugFlag('services.level')} ${nbdscript.debugFlag('services.none')} ${nbdscript.name()}")
  try {
    nbdscript.debugFlag('level')
  } catch (IllegalArgumentException e) {
    nbdscript.debug(e.message)
  }
  nbdscript.shutdown()
}
def getSize() { 0 }
def pread() {}
