/** Several exports, and a door that is shut for those on port 666. */
class Export {
  String name
  long getSize() { name.length() }
  void pread(buf) {}
}
def preconnect(context) {
  def peer = context.peer
  if (peer.name().endsWith(':666') || [peer.tlsDn, peer.tlsIssuerDn, peer.tlsUser].contains('mallory')) throw new NbdException(EPERM, 'go away')
}
def listExports() { ['one', ['two', 'the second'], [name: 'three']] }
def defaultExport(context) { context.readOnly ? null : 'one' }
def requiresTls(export) { export == 'two' }
def open(context) {
  if (context.exportName == 'none') throw new NbdException(ENOENT, 'no such export')
  new Export(name: context.exportName)
}
