/** Makes the disk below so many times as large as it is told, and calls it by a name. */
export const parameters = { times: { type: 'int', required: true }, broken: 'bool' };

export function passParameters({ times, broken }, given) {
  if (broken) return [['label', [1]], 7];
  const passed = given
    .filter(([key]) => key !== 'secret')
    .map(([key, value]) => (key === '' || key === 'size' ? ['size', nbdscript.parseSize(value) * times] : [key, value]));
  return [...passed, ['label', ['a', 'b']]];
}
