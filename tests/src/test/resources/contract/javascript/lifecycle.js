/** Says what is called, in order. */
const say = what => () => nbdscript.debug(what);
export const configure = say('configure');
export function config(key, value) { nbdscript.debug(`config ${key}=${value}`); }
export const configComplete = say('configComplete');
export function threadModel() { nbdscript.debug('threadModel'); return 'serialize_requests'; }
export const getReady = say('getReady');
export const afterFork = say('afterFork');
export const cleanup = say('cleanup');
export const unload = say('unload');
export function dumpPlugin() { return { answer: 42 }; }
export function getSize() { return 0; }
export function pread() {}
