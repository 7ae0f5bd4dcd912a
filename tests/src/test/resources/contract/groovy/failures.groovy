/** Fails in another way at each 512 bytes. */
def getSize() { 8192 }
def pread(buf, offset) {
  if (offset == 0) {
    throw new NbdException(ENOSPC, 'the disk is full') // line 5
  } else if (offset == 512) {
    null.nothing() // line 7
  } else if (offset == 1024) {
    throw new NbdException(Errno.EPERM, 'not allowed') // line 9
  } else if (offset == 1536) {
    return new byte[511]
  } else if (offset == 2048) {
    return pread(buf, offset)
  } else if (offset == 2560) {
    return [[2560, 100], [2700, 372]]
  } else if (offset == 3072) {
    return 'text'
  }
}
