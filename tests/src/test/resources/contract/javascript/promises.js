/** Answers everything by promises. */
const later = value => new Promise(resolve => setTimeout(() => resolve(value), 200));
export async function getSize() { return later(1 << 20); }
export async function pread(buf, offset) {
  await later();
  buf.fill(offset >> 10);
}
export function pwrite(buf, offset) {
  const first = buf[0];
  return later().then(() => {
    if (offset !== 0) throw Object.assign(new Error('only the start'), { code: 'ENOSPC' });
    nbdscript.debug('written ' + first);
  });
}
export async function flush() { await null; nbdscript.debug('flush'); }
export async function extents(count, offset) { return later([[offset, count, 'zero']]); }
