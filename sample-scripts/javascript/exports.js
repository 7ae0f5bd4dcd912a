/**
 * Each file of a directory as an export of its own, read-only.
 *
 *     nbdscript exports.js /var/lib/images --run 'nbdinfo --list "$uri"'
 */
export const parameters = { dir: { type: 'path', required: true, magic: true, help: 'directory with the files' } };

// Java's classes are a script's library.
const Files = Java.type('java.nio.file.Files');
const Path = Java.type('java.nio.file.Path');
const FileChannel = Java.type('java.nio.channels.FileChannel');
const ByteBuffer = Java.type('java.nio.ByteBuffer');

let directory;

export function configure({ dir }) {
    if (!Files.isDirectory(Path.of(dir))) nbdscript.fail('ENOTDIR', `${dir} is not a directory`);
    directory = Path.of(dir).toRealPath();
}

const describe = (file) => `${file.getFileName()}, ${Files.size(file)} bytes`;

// Clients show this list; a description is optional.
export function listExports() {
    const files = Java.from(Files.list(directory).sorted().toList()).filter((file) => Files.isRegularFile(file));
    return files.map((file) => ({ name: String(file.getFileName()), description: describe(file) }));
}

// The name comes from the client: never let it lead out of the directory.
function find(name) {
    const file = directory.resolve(name).normalize();
    if (!name || !directory.equals(file.getParent()) || !Files.isRegularFile(file)) {
        nbdscript.fail('ENOENT', `there is no export '${name}'`);
    }
    if (!file.toRealPath().startsWith(directory)) nbdscript.fail('EACCES', `'${name}' leads out of the directory`);
    return file;
}

// `open` makes a connection's state: an object whose methods are the callbacks.
export function open({ exportName }) {
    const file = find(exportName);
    const channel = FileChannel.open(file);
    return {
        getSize: () => channel.size(),
        exportDescription: () => describe(file),
        pread(buf, offset) {
            const bytes = ByteBuffer.allocate(buf.length);
            while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) > 0);
            buf.set(new Uint8Array(new ArrayBuffer(bytes)));
        },
        close: () => channel.close(),
    };
}
