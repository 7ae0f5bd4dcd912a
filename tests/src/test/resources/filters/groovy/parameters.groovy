/** Makes the disk below so many times as large as it is told, and calls it by a name. */
parameters = [times: [type: 'int', required: true], broken: 'bool']

def passParameters(params, given) {
  if (params.broken) return [['label', [1]], 7]
  def passed = given.findAll { key, value -> key != 'secret' }.collect { key, value ->
    key in ['', 'size'] ? ['size', nbdscript.parseSize(value) * params.times] : [key, value]
  }
  passed + [['label', ['a', 'b']]]
}
