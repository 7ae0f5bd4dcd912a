/**
 * Mixes the data with a key, in the same way down and up: without the key, what lies below is noise.
 *
 *     nbdscript --filter=xor.js memory 64M key=text:secret
 */
export const parameters = {
    key: { type: 'bytes', required: true, help: 'the key, which is repeated as often as needed' },
};

let key;

export function configure(params) {
    key = params.key;
}

function mix(bytes, offset) {
    const start = Number(BigInt(offset) % BigInt(key.length));
    for (let i = 0; i < bytes.length; i++) {
        bytes[i] ^= key[(start + i) % key.length];
    }
    return bytes;
}

export function pread(next, buf, offset) {
    mix(next.pread(buf, offset), offset);
}

export function pwrite(next, buf, offset) {
    next.pwrite(mix(buf.slice(), offset), offset);
}
