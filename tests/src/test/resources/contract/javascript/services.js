/** Uses the services of the host. */
export function configure() {
  nbdscript.debug([nbdscript.parseSize('64K'), nbdscript.parseDuration('100ms') * 10, nbdscript.parseProbability('50%') * 4,
    nbdscript.parseBool('off'), nbdscript.readPassword('secret')].join(' '));
  nbdscript.warn('a warning');
  nbdscript.error('an error');
  console.log('printed', 42);
  try {
    nbdscript.parseSize('5X');
  } catch (e) {
    nbdscript.debug(e.message);
  }
  nbdscript.debug(nbdscript.debugFlag('services.level') + ' ' + nbdscript.debugFlag('services.none') + ' ' + nbdscript.name());
  try {
    nbdscript.debugFlag('level');
  } catch (e) {
    nbdscript.debug(e.message);
  }
  nbdscript.shutdown();
}
export function getSize() { return 0; }
export function pread() {}
