/** Opens with a value as the handle, which comes first in every call. */
function open(context) { return 'handle of ' + context.exportName; }
function close(handle) { nbdscript.debug('close ' + handle); }
function getSize(handle) { return handle.endsWith('small') ? 512 : 1024; }
function exportDescription(handle) { return 'opened as ' + handle; }
function pread(handle, buf, offset) { buf.fill(handle.charCodeAt(handle.length - 1)); }
function pwrite(handle, buf) { nbdscript.debug(`pwrite ${handle} ${buf.length}`); }
