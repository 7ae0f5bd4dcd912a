/** Opens with an object whose methods are the callbacks. */
class Connection {
  constructor(name) { this.name = name; }
  getSize() { return 1024; }
  exportDescription() { return 'opened as ' + this.name; }
  pread(buf) { buf.fill(this.name.charCodeAt(0)); }
  close() { nbdscript.debug('close ' + this.name); }
}
module.exports = { open: context => new Connection(context.exportName) };
