blockSize = 512
def getSize() { 512 }
def pread(buf) { }
