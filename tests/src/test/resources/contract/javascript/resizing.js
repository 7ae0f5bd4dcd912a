/** Takes any size that a client wants, and announces it. */
let size = 4096;
export function getSize() { return size; }
export function pread(buf) {}
export function pwrite(buf) {}
export function resize(wanted) {
  size = wanted;
  nbdscript.sizeChanged();
}
