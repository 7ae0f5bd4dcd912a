/** Takes any size that a client wants, and announces it. */
bytes = 4096
def getSize() { bytes }
def pread(buf) { }
def pwrite(buf) { }
def resize(wanted) {
  bytes = wanted
  nbdscript.sizeChanged()
}
