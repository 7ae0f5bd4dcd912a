/** Answers reads by parts, in no order: 512 bytes of data in the middle of holes. */
def getSize() { 4096 }
def pread(buf, offset) {
  if (buf.remaining() != 4096) {
    return ([7] * buf.remaining()) as byte[]
  }
  [[offset: 1536, length: 2560], [1024, ([0x55] * 512) as byte[]], [0, 1024]]
}
def extents() { [[offset: 0, length: 1024, type: 'hole,zero'], [1024, 512], [1536, 2560, 3]] }
