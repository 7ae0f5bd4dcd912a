/** Takes a parameter of each type. */
parameters = [
  string: [type: 'string'], int: [type: 'int', min: -5, max: 100], size: [type: 'size', magic: true],
  duration: [type: 'duration'], probability: [type: 'probability'], bool: [type: 'bool'],
  enum: [type: 'enum', choices: ['red', 'green']], path: [type: 'path'], uri: [type: 'uri'],
  password: [type: 'password'], bytes: [type: 'bytes'], list: [type: 'int', repeatable: true], missing: 'string',
]
def configure(p) {
  nbdscript.debug([p.string, p.int + 1, p.size.intdiv(2), p.duration.toMillis() * 2 / 1000, p.probability * 2, p.bool.is(true),
    p.enum, p.path.absolute, p.uri.scheme == 'http', p.password, p.bytes[1], p.list.join('+'),
    p.missing == null].join(' '))
}
def getSize() { 0 }
def pread() {}
