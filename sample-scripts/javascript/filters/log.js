/**
 * Prints every request and how long it took, and passes it on.
 *
 *     nbdscript --filter=log.js memory 64M
 */
function logged(what, request) {
    const start = Date.now();
    try {
        return request();
    } catch (error) {
        print(`${what} failed: ${error.message}`);
        throw error;
    } finally {
        print(`${what} took ${Date.now() - start} ms`);
    }
}

export function open(context, next) {
    print(`open ${context.exportName} by ${context.peer.address}, ${next.getSize()} bytes`);
}

export function close() {
    print('close');
}

export function pread(next, buf, offset) {
    logged(`read ${offset}+${buf.length}`, () => next.pread(buf, offset));
}

export function pwrite(next, buf, offset, flags) {
    logged(`write ${offset}+${buf.length}`, () => next.pwrite(buf, offset, flags));
}

export function flush(next) {
    logged('flush', () => next.flush());
}

export function trim(next, count, offset, flags) {
    logged(`trim ${offset}+${count}`, () => next.trim(count, offset, flags));
}

export function zero(next, count, offset, flags) {
    logged(`zero ${offset}+${count}`, () => next.zero(count, offset, flags));
}

export function extents(next, count, offset, flags) {
    return logged(`extents ${offset}+${count}`, () => next.extents(count, offset, flags));
}

export function cache(next, count, offset) {
    logged(`cache ${offset}+${count}`, () => next.cache(count, offset));
}
