/** Several exports, and a door that is shut for those on port 666. */
export function preconnect(context) {
  const { address, tlsDn, tlsIssuerDn, tlsUser } = context.peer;
  if (address.endsWith(':666') || [tlsDn, tlsIssuerDn, tlsUser].includes('mallory')) throw Object.assign(new Error('go away'), { code: 'EPERM' });
}
export function listExports() { return ['one', ['two', 'the second'], { name: 'three' }]; }
export function defaultExport(context) { return context.readOnly ? null : 'one'; }
export function requiresTls(name) { return name === 'two'; }
export function open(context) {
  if (context.exportName === 'none') throw Object.assign(new Error('no such export'), { code: 'ENOENT' });
  return { name: context.exportName, getSize() { return this.name.length; }, pread(buf) {} };
}
