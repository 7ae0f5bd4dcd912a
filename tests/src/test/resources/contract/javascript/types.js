/** Takes a parameter of each type. */
export const parameters = {
  string: { type: 'string' }, int: { type: 'int', min: -5, max: 100 }, size: { type: 'size', magic: true },
  duration: { type: 'duration' }, probability: { type: 'probability' }, bool: { type: 'bool' },
  enum: { type: 'enum', choices: ['red', 'green'] }, path: { type: 'path' }, uri: { type: 'uri' },
  password: { type: 'password' }, bytes: { type: 'bytes' }, list: { type: 'int', repeatable: true }, missing: 'string',
};
export function configure(p) {
  nbdscript.debug([p.string, p.int + 1, p.size / 2, p.duration * 2, p.probability * 2, p.bool === true, p.enum,
    p.path.startsWith('/'), p.uri.startsWith('http://'), p.password, p.bytes[1], p.list.join('+'),
    p.missing == null].join(' '));
}
export function getSize() { return 0; }
export function pread() {}
