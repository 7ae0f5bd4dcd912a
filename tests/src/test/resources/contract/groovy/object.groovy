/** Opens with an object whose methods are the callbacks. */
def open(context) {
  def name = context.exportName
  [
    getSize: { 1024 },
    exportDescription: { 'opened as ' + name },
    pread: { buf -> while (buf.hasRemaining()) buf.put((byte) name.charAt(0)) },
    close: { nbdscript.debug('close ' + name) },
  ]
}
