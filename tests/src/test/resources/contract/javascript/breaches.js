/** Breaks the contract in what it returns. */
class Connection {
  getSize() { return 4096; }
  pread(buf, offset) {
    return [[offset, 512], [offset + 1024, buf.length - 1024]];
  }
  extents(count, offset) {
    return [[offset, 512, 'data'], [offset + 1024, 512, 'hole']];
  }
}
module.exports = { open: () => new Connection() };
