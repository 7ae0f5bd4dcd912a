/**
 * Mixes the data with a key, in the same way down and up: without the key, what lies below is noise.
 *
 *     nbdscript --filter=xor.groovy memory 64M key=text:secret
 */
import groovy.transform.CompileStatic
import groovy.transform.Field
import java.nio.ByteBuffer

parameters = [key: [type: 'bytes', required: true, help: 'the key, which is repeated as often as needed']]

@Field byte[] key

def configure(params) { key = params.key }

@CompileStatic
static byte[] mix(byte[] data, byte[] key, long offset) {
    int at = (int) (offset % key.length)
    for (int i = 0; i < data.length; i++) {
        data[i] = (byte) (data[i] ^ key[at])
        at = at + 1 == key.length ? 0 : at + 1
    }
    return data
}

def pread(next, buf, offset) { buf.put(mix(next.pread(buf.remaining(), offset), key, offset)) }

def pwrite(next, buf, offset) {
    byte[] data = new byte[buf.remaining()]
    buf.get(data)
    next.pwrite(mix(data, key, offset), offset)
}
