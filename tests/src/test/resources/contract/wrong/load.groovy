def getSize() { 1 }
def pread(buf) { }
throw new Exception('not today')
