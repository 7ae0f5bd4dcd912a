/**
 * Shows all text in upper case; what is stored stays as it is. The smallest filter that changes data.
 *
 *     nbdscript --filter=uppercase.groovy file notes.txt
 */
import groovy.transform.CompileStatic

@CompileStatic
static byte[] upper(byte[] data) {
    for (int i = 0; i < data.length; i++) {
        if (data[i] >= 97 && data[i] <= 122) {
            data[i] = (byte) (data[i] - 32)
        }
    }
    return data
}

def pread(next, buf, offset) { buf.put(upper(next.pread(buf.remaining(), offset))) }

/** Zeroes stay zeroes: the holes below are holes here. Without this the filter would tell of none. */
def extents(next, count, offset, flags) { next.extents(count, offset, flags) }
