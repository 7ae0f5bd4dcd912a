/** Writes to all of its disks at once, and reads from the first one. */
export const parameters = { disk: { type: 'disk', repeatable: true } };
let legs;
export function configure({ disk }) { legs = disk.map((each) => each.promises); }
export async function getSize() { return legs[0].getSize(); }
export async function pread(buf, offset) { await legs[0].pread(buf, offset); }
export async function pwrite(buf, offset) { await Promise.all(legs.map((leg) => leg.pwrite(buf, offset))); }
