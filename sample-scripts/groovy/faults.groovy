/**
 * A RAM disk with faults: what an error in a script becomes at the client.
 *
 * An NbdException has an errno and a text, and `nbdscript.fail` is a short way to throw one. Any other exception is EIO.
 * The log says the file and the line of each, once.
 *
 *     offset   reading                      writing
 *      64K     EIO                          ENOSPC
 *     128K     ENOSPC
 *     192K     EPERM
 *     256K     an exception without errno
 */
parameters = [size: [type: 'size', default: '1M', magic: true, max: '2047M', help: 'size of the disk']]

def configure(params) { disk = new byte[params.size] }

def getSize() { disk.length }

def touches(buf, offset, kibibytes) {
    def fault = kibibytes * 1024
    offset < fault + 4096 && fault < offset + buf.remaining()
}

def pread(buf, offset) {
    if (touches(buf, offset, 64)) throw new NbdException(EIO, 'the block at 64K cannot be read')
    if (touches(buf, offset, 128)) throw new NbdException(ENOSPC, 'the block at 128K has no space, not even for reading')
    if (touches(buf, offset, 192)) nbdscript.fail('EPERM', 'the block at 192K is not for you')
    if (touches(buf, offset, 256)) throw new IllegalStateException('the block at 256K has a bug')
    buf.put(disk, (int) offset, buf.remaining())
}

def pwrite(buf, offset) {
    if (touches(buf, offset, 64)) nbdscript.fail(ENOSPC, 'the block at 64K is full')
    buf.get(disk, (int) offset, buf.remaining())
}
