import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.LinkOption
import java.nio.file.Path

/**
 * The files of a directory, each an export that can be read.
 *
 * `listExports` tells a client what there is, and `open` makes an object for each connection: its methods are the
 * callbacks, and it keeps what belongs to the connection, here the open file.
 *
 *     nbdscript exports.groovy /srv/images --run 'nbdinfo --list "$uri"'
 */
parameters = [dir: [type: 'path', required: true, magic: true, help: 'the directory']]

def configure(params) {
    dir = params.dir
    if (!Files.isDirectory(dir)) throw new IllegalArgumentException("dir=$dir is not a directory")
}

def listExports() {
    dir.toFile().list().sort().findAll { isExport(it) }.collect { [it, OpenFile.describe(dir.resolve(it))] }
}

// Nothing: a client has to say which.
def defaultExport() { null }

def isExport(name) {
    // Only a plain name: '..' and 'a/b' would lead out of the directory, and so may a symbolic link.
    name && !name.contains('/') && Files.isRegularFile(dir.resolve(name), LinkOption.NOFOLLOW_LINKS)
}

def open(context) {
    if (!isExport(context.exportName)) throw new NbdException(ENOENT, "there is no export '$context.exportName'")
    new OpenFile(dir.resolve(context.exportName))
}

class OpenFile {
    Path path
    FileChannel channel

    OpenFile(Path path) { this.path = path; channel = FileChannel.open(path) }

    static describe(Path path) { "${path.fileName}, ${Files.size(path)} bytes" }

    def exportDescription() { describe(path) }

    def getSize() { channel.size() }

    def pread(buf, offset) {
        while (buf.hasRemaining()) {
            def count = channel.read(buf, offset + buf.position())
            if (count < 0) throw new NbdException(EIO, "$path.fileName has become shorter")
        }
    }

    def close() { channel.close() }
}
