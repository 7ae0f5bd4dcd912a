/** A disk whose reads and writes do nothing: what a call costs. */
def getSize() { 1048576 }

def pread(buf, offset) {}

def pwrite(buf, offset) {}
