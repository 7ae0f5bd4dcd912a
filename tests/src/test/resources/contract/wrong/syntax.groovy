def getSize() { 1 }
def pread(buf { }
