/** A disk in memory that does everything and says what it does. */
export const parameters = { size: { type: 'size', default: '64K', magic: true } };
let disk;
export function configure({ size }) { disk = new Uint8Array(size); }
export function getSize() { return disk.length; }
export function pread(buf, offset) { buf.set(disk.subarray(offset, offset + buf.length)); }
export function pwrite(buf, offset, flags) {
  if (flags.fua) nbdscript.debug('pwrite fua');
  disk.set(buf, offset);
}
export function flush() { nbdscript.debug('flush'); }
export function trim(count, offset) { nbdscript.debug(`trim ${offset} ${count}`); disk.fill(0, offset, offset + count); }
export function zero(count, offset, flags) {
  if (flags.fastZero) throw new nbdscript.NbdError('ENOTSUP', 'not fast');
  nbdscript.debug(`zero ${offset} ${count} mayTrim=${flags.mayTrim}`);
  disk.fill(0, offset, offset + count);
}
export function extents(count, offset) {
  const found = [];
  for (let at = offset - offset % 4096; at < offset + count; at += 4096) {
    const empty = disk.subarray(at, at + 4096).every(byte => byte === 0);
    found.push([at, 4096, empty ? 'hole,zero' : 'data']);
  }
  return found;
}
export function cache(count, offset) { nbdscript.debug(`cache ${offset} ${count}`); }
export function canMultiConn() { return true; }
export function canFua() { return 'native'; }
export function canFastZero() { return true; }
export function isRotational() { return true; }
export function blockSize() { return [1, 4096, 65536]; }
