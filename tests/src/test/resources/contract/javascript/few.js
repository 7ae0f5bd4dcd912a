/** Leaves out trailing parameters. */
function getSize() { return 1024; }
function pread(buf) { buf.fill(1); }
function pwrite(buf) { nbdscript.debug('pwrite ' + buf.length); }
function trim(count) { nbdscript.debug('trim ' + count); }
function zero() { nbdscript.debug('zero'); }
function extents() { return [[0, 1024]]; }
