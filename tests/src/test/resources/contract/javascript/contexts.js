/** Has metadata contexts of its own, one of them with 64 bits, and one that is wrong. */
export function getSize() { return 4096; }
export function pread(buf) {}
export function metaContexts() { return ['x-test:block', ['x-test:wide', true], { name: 'x-test:wrong' }]; }
export function blockStatus(context, count, offset, flags) {
  if (context === 'x-test:block') return [[0, 2048, 1], { offset: 2048, length: 2048, status: 2 }];
  return [[offset, count, context === 'x-test:wide' ? 2n ** 64n - 1n : 2 ** 32]];
}
