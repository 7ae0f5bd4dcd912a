/** Fails in another way at each 512 bytes. */
function getSize() { return 8192; }
function pread(buf, offset) {
  if (offset === 0) {
    throw Object.assign(new Error('the disk is full'), { code: 'ENOSPC' }); // line 5
  } else if (offset === 512) {
    null.nothing(); // line 7
  } else if (offset === 1024) {
    throw new nbdscript.NbdError('EPERM', 'not allowed'); // line 9
  } else if (offset === 1536) {
    return new Uint8Array(511);
  } else if (offset === 2048) {
    return pread(buf, offset);
  } else if (offset === 2560) {
    return [[2560, 100], [2700, 372]];
  } else if (offset === 3072) {
    return 42;
  }
}
