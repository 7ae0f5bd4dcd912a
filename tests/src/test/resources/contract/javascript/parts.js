/** Answers reads by parts, in no order: 512 bytes of data in the middle of holes. */
export function getSize() { return 4096; }
export function pread(buf, offset) {
  if (buf.length !== 4096) return new Uint8Array(buf.length).fill(7);
  return [{ offset: 1536, length: 2560 }, [1024, new Uint8Array(512).fill(0x55)], [0, 1024]];
}
export function extents() { return [{ offset: 0, length: 1024, type: 'hole,zero' }, [1024, 512], [1536, 2560, 3]]; }
