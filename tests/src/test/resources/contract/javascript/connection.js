/** A class whose instance is the connection. */
export default class Connection {
  static parameters = { letter: 'string' };
  static letter = '?';
  static blockSize = [512, 1024, 1024];
  static configure({ letter }) { Connection.letter = letter; }
  constructor(context) { this.name = context.exportName; }
  getSize() { return 1024; }
  exportDescription() { return 'opened as ' + this.name; }
  pread(buf) { buf.fill(Connection.letter.charCodeAt(0)); }
  close() { nbdscript.debug('close ' + this.name); }
}
