// Runs once in each script's context, before the script: makes the globals that scripts use, and returns the functions
// by which the host calls a script. `host` is HostFunctions. There is no regular expression here, since the first one
// makes the engine load tables that most scripts do not need.
(function prelude(host) {
    'use strict';

    function define(target, members) {
        for (const name in members) {
            const value = members[name];
            Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
        }
    }

    /** An error with an errno: its name, such as 'ENOSPC', or its number. */
    class NbdError extends Error {
        constructor(errno, message) {
            super(message);
            this.name = 'NbdError';
            this.code = errno;
        }
    }

    function fail(errno, message) {
        throw new NbdError(errno, message);
    }

    function sleep(seconds) {
        return new Promise((resolve) => host.setTimeout(resolve, seconds * 1000));
    }

    function copyOf(hostBuffer) {
        const shared = new Uint8Array(new ArrayBuffer(hostBuffer));
        const copy = new Uint8Array(shared.length);
        copy.set(shared);
        return copy;
    }

    /** As on the web, for UTF-8. */
    class TextEncoder {
        encoding = 'utf-8';

        encode(text = '') {
            return copyOf(host.encodeText(String(text)));
        }
    }

    /** As on the web, for UTF-8. */
    class TextDecoder {
        encoding = 'utf-8';

        decode(bytes = new ArrayBuffer(0)) {
            return host.decodeText(asBuffer(bytes));
        }
    }

    function queueMicrotask(callback) {
        Promise.resolve().then(callback).catch(host.reportError);
    }

    define(globalThis, {
        console: { log: host.print, info: host.print, debug: host.debug, warn: host.warn, error: host.error },
        print: host.print,
        printErr: host.error,
        setTimeout: host.setTimeout,
        setInterval: host.setInterval,
        setImmediate: (callback, ...args) => host.setTimeout(callback, 0, ...args),
        clearTimeout: host.clearTimer,
        clearInterval: host.clearTimer,
        clearImmediate: host.clearTimer,
        queueMicrotask,
        TextEncoder,
        TextDecoder,
        nbdscript: Object.freeze({
            debug: host.debug,
            warn: host.warn,
            error: host.error,
            debugFlag: host.debugFlag,
            name: host.name,
            parseSize: host.parseSize,
            parseDuration: host.parseDuration,
            parseProbability: host.parseProbability,
            parseBool: host.parseBool,
            readPassword: host.readPassword,
            shutdown: host.shutdown,
            sizeChanged: host.sizeChanged,
            sleep,
            fail,
            NbdError,
        }),
    });

    // The engine's fill and copyWithin are loops, which take milliseconds when they are interpreted, where `set` copies at
    // the speed of memory.
    const typedArrays = Object.getPrototypeOf(Uint8Array.prototype);
    const { fill: fillByLoop, subarray, set } = typedArrays;
    const FILLED_BY_LOOP = 64;

    define(typedArrays, {
        fill(value, start, end) {
            const range = subarray.call(this, start, end);
            const { length } = range;
            fillByLoop.call(range, value, 0, FILLED_BY_LOOP);
            for (let filled = FILLED_BY_LOOP; filled < length; filled *= 2) {
                set.call(range, subarray.call(range, 0, Math.min(filled, length - filled)), filled);
            }
            return this;
        },
        copyWithin(target, start, end) {
            const to = subarray.call(this, target);
            const from = subarray.call(this, start, end);
            set.call(to, from.length > to.length ? subarray.call(from, 0, to.length) : from);
            return this;
        },
    });

    // The engine makes copies on its heap, and refuses them as copies of memory that is lent, which is elsewhere.
    const { slice: sliceOfHeap } = ArrayBuffer.prototype;

    define(ArrayBuffer.prototype, {
        slice(start, end) {
            try {
                return sliceOfHeap.call(this, start, end);
            } catch (error) {
                if (!(this instanceof ArrayBuffer)) {
                    throw error;
                }
                return new Uint8Array(this).slice(start, end).buffer;
            }
        },
    });

    // Java's promises can be awaited: a Java object inherits from a prototype of its own kind.
    Object.defineProperty(Object.getPrototypeOf(host.javaObject), 'then', {
        configurable: true,
        get() {
            return host.isStage(this) ? (resolve, reject) => host.whenComplete(this, resolve, reject) : undefined;
        },
    });

    // CommonJS: each file is a function that is given its own require and module.
    const modules = new Map();

    function requireFrom(directory) {
        return function require(specifier) {
            const path = host.resolveModule(directory, specifier);
            if (!modules.has(path)) {
                const module = { exports: {}, id: path, filename: path, loaded: false };
                modules.set(path, module);
                try {
                    runModule(module, path);
                } catch (error) {
                    modules.delete(path);
                    throw error;
                }
            }
            return modules.get(path).exports;
        };
    }

    function runModule(module, path) {
        if (path.endsWith('.json')) {
            module.exports = JSON.parse(host.readText(path));
        } else {
            const directory = host.directoryOf(path);
            const run = host.compileModule(path);
            run.call(module.exports, module.exports, requireFrom(directory), module, path, directory);
        }
        module.loaded = true;
    }

    const isFunction = (value) => typeof value === 'function' && !Java.isJavaObject(value);
    const isObject = (value) => typeof value === 'object' && value !== null && !Java.isJavaObject(value);
    const isThenable = (value) => value !== null && typeof value === 'object' && typeof value.then === 'function';

    /** Classes and built-in functions have a prototype that cannot be replaced; only a class begins with that word. */
    function isClass(value) {
        return (
            isFunction(value) &&
            Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false &&
            Function.prototype.toString.call(value).startsWith('class')
        );
    }

    /** A function whose instances have callbacks of a disk. */
    function makesDisks(value) {
        const prototype = isFunction(value) ? value.prototype : undefined;
        return isObject(prototype) && ['pread', 'pwrite', 'getSize'].some((name) => isFunction(prototype[name]));
    }

    /** The classes whose instances are connections: more than one is a mistake. */
    function connectionClasses(exported) {
        if (isClass(exported.default) || makesDisks(exported.default)) {
            return [exported.default];
        }
        const classes = Object.values(exported).filter(makesDisks);
        return classes.filter((one) => !classes.some((other) => one.isPrototypeOf(other)));
    }

    /** An object's functions by name, inherited ones included. */
    function methods(object) {
        const found = new Map();
        const end = isFunction(object) ? Function.prototype : Object.prototype;
        for (let each = object; each && each !== end && each !== Object.prototype; each = Object.getPrototypeOf(each)) {
            for (const name of Object.getOwnPropertyNames(each)) {
                const { value } = Object.getOwnPropertyDescriptor(each, name);
                if (isFunction(value) && !isClass(value) && name !== 'constructor' && !found.has(name)) {
                    found.set(name, value);
                }
            }
        }
        return found;
    }

    /** A constant of an object; every class has a name and a length, which say nothing. */
    function constant(object, name) {
        if (isFunction(object) && !Object.getOwnPropertyDescriptor(object, name)?.enumerable) {
            return undefined;
        }
        return isFunction(object[name]) ? undefined : object[name];
    }

    /** What a script defines; `exported` has the names that it exports, or all of its globals. */
    function survey(exported) {
        const classes = connectionClasses(exported);
        const owners = [classes[0], exported.default].filter((owner) => isObject(owner) || isFunction(owner));
        const functions = new Map();
        for (const owner of owners) {
            for (const [name, callable] of methods(owner)) {
                functions.set(name, functions.get(name) ?? [name, callable, owner]);
            }
        }
        for (const [name, callable] of Object.entries(exported)) {
            if (name !== 'default' && isFunction(callable) && !isClass(callable) && !makesDisks(callable)) {
                functions.set(name, functions.get(name) ?? [name, callable, undefined]);
            }
        }
        return {
            classes,
            functions: [...functions.values()],
            methods: classes.length > 0 ? [...methods(classes[0].prototype)] : [],
            constant: (name) => [...owners, exported].map((owner) => constant(owner, name)).find((value) => value != null),
        };
    }

    /** The bytes of a view as an ArrayBuffer of their own; anything else as it is. */
    function asBuffer(value) {
        if (!ArrayBuffer.isView(value)) {
            return value;
        }
        const { buffer, byteOffset, byteLength } = value;
        return byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
    }

    const isFilled = (buf, result) => result === undefined || result === null || result === buf;

    /**
     * What a read gives the host: an ArrayBuffer, or whatever else the script returned. The buffer is moved out of the
     * view that the script has, so that a view that is kept fails instead of lying.
     */
    function readResult(buf, result) {
        return isFilled(buf, result) ? buf.buffer.transfer() : asBuffer(result);
    }

    /**
     * Reads into an ArrayBuffer that the host lends for the call: nothing is returned when the script has filled it. A
     * promise is given what a promise of `reader` is.
     */
    function lentReader(pread) {
        return (lent, offset, flags) => {
            const buf = new Uint8Array(lent);
            const result = pread(buf, offset, flags);
            if (isFilled(buf, result)) {
                return undefined;
            }
            return isThenable(result)
                ? Promise.resolve(result).then((late) => readResult(buf, late))
                : asBuffer(result);
        };
    }

    /** A new buffer for each read: making one is the quickest way to one that is all zeroes. */
    function reader(pread) {
        return (length, offset, flags) => {
            const buf = new Uint8Array(length);
            const result = pread(buf, offset, flags);
            return isThenable(result)
                ? Promise.resolve(result).then((late) => readResult(buf, late))
                : readResult(buf, result);
        };
    }

    /** Copies what is to be written: a host's buffer cannot be taken away from a view when the call is over. */
    function writer(pwrite) {
        let spare = new ArrayBuffer(0);
        return (data, length, offset, flags) => {
            const bytes = spare.byteLength === length ? spare : new ArrayBuffer(length);
            spare = new ArrayBuffer(0);
            const buf = new Uint8Array(bytes);
            buf.set(new Uint8Array(new ArrayBuffer(data)));
            const result = pwrite(buf, offset, flags);
            if (isThenable(result)) {
                return Promise.resolve(result);
            }
            spare = bytes.detached ? spare : bytes.transfer();
            return undefined;
        };
    }

    function flags(fua, mayTrim, reqOne, fastZero) {
        return Object.freeze({ fua, mayTrim, reqOne, fastZero });
    }

    /** Sleeps that end by a failure when the connection ends. */
    function connectionSleep(onClose) {
        let sleepers;
        return function sleep(seconds) {
            if (!sleepers) {
                sleepers = new Set();
                onClose(() => {
                    sleepers.forEach((wake) => wake(new NbdError('ESHUTDOWN', 'the client has gone')));
                });
            }
            return new Promise((resolve, reject) => {
                const wake = (failure) => {
                    host.clearTimer(timer);
                    sleepers.delete(wake);
                    failure ? reject(failure) : resolve();
                };
                const timer = host.setTimeout(wake, seconds * 1000);
                sleepers.add(wake);
            });
        };
    }

    function connection(properties, peer, onClose, disconnect) {
        return Object.assign(properties, {
            peer: Object.freeze(peer),
            sleep: connectionSleep(onClose),
            disconnect: (force = false) => disconnect(Boolean(force)),
        });
    }

    function bits({ fua, mayTrim, reqOne, fastZero } = {}) {
        return (mayTrim ? 1 : 0) | (fua ? 2 : 0) | (reqOne ? 4 : 0) | (fastZero ? 8 : 0);
    }

    /** A function of the host that fails as functions of the script do. */
    function failing(hostFunction) {
        return (...args) => {
            try {
                return hostFunction(...args);
            } catch (error) {
                throw Java.isJavaObject(error) && error.errno ? new NbdError(error.errno().name(), error.text()) : error;
            }
        };
    }

    const bytesOf = (buf) =>
        ArrayBuffer.isView(buf) ? new Uint8Array(buf.buffer, buf.byteOffset, buf.byteLength) : new Uint8Array(buf);
    const bufferFor = (bufOrCount) => (typeof bufOrCount === 'object' ? bufOrCount : new Uint8Array(Number(bufOrCount)));

    /** Puts what the host has read into a buffer of the script's. */
    function fill(buf, hostBuffer) {
        bytesOf(buf).set(new Uint8Array(new ArrayBuffer(hostBuffer)));
        return buf;
    }

    /** What lies below a filter: `below` reads into and writes from buffers, `others` are its other functions. */
    function next(below, others) {
        const read = failing(below.read);
        const write = failing(below.write);
        let promises;
        return Object.freeze({
            ...Object.fromEntries(Object.entries(others).map(([name, call]) => [name, failing(call)])),
            pread(bufOrCount, offset) {
                const buf = bufferFor(bufOrCount);
                return fill(buf, read(bytesOf(buf).length, offset));
            },
            pwrite: (buf, offset, flags) => write(asBuffer(buf), offset, bits(flags)),
            get promises() {
                return (promises ??= below.promises());
            },
        });
    }

    /**
     * A promise of a call that the host starts.
     *
     * @param start is given what to call with the call's result, and what with the errno and text of its failure
     * @param convert makes of the result what the script gets
     */
    function promise(start, convert) {
        return new Promise((resolve, reject) => {
            const settle = (value) => {
                try {
                    resolve(convert(value));
                } catch (error) {
                    reject(error);
                }
            };
            start(settle, (errno, text) => reject(new NbdError(errno, text)));
        });
    }

    /** The functions of `next` once more, which give promises. */
    function promised(below, others) {
        const call = (start) => (...args) => promise((resolve, reject) => start(resolve, reject, ...args), (value) => value);
        return Object.freeze({
            ...Object.fromEntries(Object.entries(others).map(([name, start]) => [name, call(start)])),
            pread(bufOrCount, offset) {
                const buf = bufferFor(bufOrCount);
                const start = (resolve, reject) => below.read(resolve, reject, bytesOf(buf).length, offset);
                return promise(start, (hostBuffer) => fill(buf, hostBuffer));
            },
            pwrite: (buf, offset, flags) => call(below.write)(asBuffer(buf), offset, bits(flags)),
        });
    }

    return {
        requireFrom,
        importModule: (path) => import(path),
        survey,
        lentReader,
        reader,
        writer,
        flags,
        connection,
        asBuffer,
        settle: (promise, resolve, reject) => void Promise.resolve(promise).then(resolve, reject),
        next,
        promised,
        bind: (callable, self, ...first) => callable.bind(self, ...first),
        method: (object, name) => (isObject(object) && isFunction(object[name]) ? object[name] : undefined),
        isPlain: (value) => isObject(value) && !(value instanceof Error),
        construct: (constructor, ...args) => new constructor(...args),
        object: () => ({}),
        array: (...elements) => elements,
        copyOf,
        bigInt: (digits) => BigInt(digits),
    };
});
