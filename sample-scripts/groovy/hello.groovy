/**
 * A disk with a greeting in it.
 *
 * The smallest script there is: `getSize` and `pread` are all that a disk needs. Without `pwrite` it is read-only.
 *
 *     nbdscript hello.groovy
 *     nbdscript hello.groovy 'Hello, disk!'
 */
parameters = [text: [type: 'string', magic: true, default: 'Hello, world!\n', help: 'the text on the disk']]

// A variable without `def` belongs to the whole script; with `def` it would be this function's own.
def configure(params) { text = params.text.getBytes('UTF-8') }

def getSize() { text.length }

def pread(buf, offset) { buf.put(text, (int) offset, buf.remaining()) }
