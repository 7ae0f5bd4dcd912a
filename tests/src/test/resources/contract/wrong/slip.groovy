def getSize() { 1 }
def praed(buf) { }
