/**
 * A read-only disk that contains a text.
 *
 *     nbdscript hello.js 'Good morning' --run 'nbdcopy "$uri" - | head -c 12'
 */

// Each parameter is checked, and explained by `nbdscript --help hello.js`, before the script runs. A magic parameter
// takes the value that stands on the command line without a name.
export const parameters = {
    text: { type: 'string', default: 'Hello from JavaScript!\n', magic: true, help: 'what the disk contains' },
};

let content;

export function configure({ text }) {
    content = new TextEncoder().encode(text);
}

// There must be these two: how large the disk is, and what is in it. Without `pwrite` it is read-only.
export function getSize() {
    return content.length;
}

// `buf` is a Uint8Array to be filled; it comes as zeroes, and is valid until the function returns.
export function pread(buf, offset) {
    buf.set(content.subarray(offset, offset + buf.length));
}
