/** Has metadata contexts of its own, one of them with 64 bits, and one that is wrong. */
def getSize() { 4096 }
def pread(buf) { }
def metaContexts() { ['x-test:block', ['x-test:wide', true], [name: 'x-test:wrong']] }
def blockStatus(context, count, offset, flags) {
  if (context == 'x-test:block') {
    return [[0, 2048, 1], [offset: 2048, length: 2048, status: 2]]
  }
  [[offset, count, context == 'x-test:wide' ? 2G**64 - 1 : 2L**32]]
}
