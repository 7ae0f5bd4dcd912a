/** A class whose instance is the connection. */
class Connection {
  static parameters = [letter: 'string']
  static letter = '?'
  static blockSize = [512, 1024, 1024]
  static void configure(params) { letter = params.letter }

  private final String name
  Connection(context) { name = context.exportName }
  long getSize() { 1024 }
  String exportDescription() { 'opened as ' + name }
  void pread(buf) { while (buf.hasRemaining()) buf.put((byte) letter.charAt(0)) }
  void close() { nbdscript.debug('close ' + name) }
}
