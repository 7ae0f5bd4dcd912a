// Types of nbdscript's plugins in JavaScript. In a script:  // @ts-check
//   /// <reference path="nbdscript.d.ts" />
// Made from the tables of the script API.

/** A whole number: a bigint where a number would lose digits. */
type Whole = number | bigint;
type GivenValue = string | Whole | boolean;
type MaybePromise<T> = T | PromiseLike<T>;
type Support = 'none' | 'emulate' | 'native' | boolean;
type ThreadModel = 'serialize_connections' | 'serialize_all_requests' | 'serialize_requests'
  | 'serialize_retirement' | 'parallel';
type Part = [offset: Whole, data: Uint8Array | ArrayBuffer] | [offset: Whole, holeLength: Whole]
  | { offset: Whole, data: Uint8Array | ArrayBuffer } | { offset: Whole, length: Whole };
type ExtentType = 'data' | 'hole' | 'zero' | 'hole,zero' | 0 | 1 | 2 | 3;
type Extent = [offset: Whole, length: Whole, type?: ExtentType]
  | { offset: Whole, length: Whole, type?: ExtentType };
type MetaContext = string | [name: string, is64Bit?: boolean] | { name: string, is64Bit?: boolean };
type StatusExtent = [offset: Whole, length: Whole, status: Whole]
  | { offset: Whole, length: Whole, status: Whole };
type Export = string | [name: string, description?: string] | { name: string, description?: string };
type BlockSize = [minimum: number, preferred: number, maximum: number, memoryAlignment?: number]
  | { minimum: number, preferred: number, maximum: number, memoryAlignment?: number };

interface Parameter {
  type?: ParameterType;
  required?: boolean;
  default?: string | number | bigint | boolean;
  repeatable?: boolean;
  magic?: boolean;
  min?: number | string;
  max?: number | string;
  choices?: string[];
  help?: string;
}

interface Flags {
  readonly fua: boolean;
  readonly mayTrim: boolean;
  readonly reqOne: boolean;
  readonly fastZero: boolean;
}

interface Peer {
  readonly address: string;
  readonly pid?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly tlsDn?: string;
  readonly tlsIssuerDn?: string;
  readonly tlsUser?: string;
}

interface ConnectionContext {
  readonly peer: Peer;
  readonly readOnly: boolean;
  readonly tls: boolean;
  /** Resolves after some seconds; rejects when the client goes away. */
  sleep(seconds: number): Promise<void>;
  disconnect(force?: boolean): void;
}

interface OpenContext extends ConnectionContext {
  readonly exportName: string;
  readonly structuredReplies: boolean;
}

type ParameterType = 'string' | 'int' | 'size' | 'duration' | 'probability' | 'bool' | 'enum' | 'path' | 'uri' | 'password' | 'bytes' | 'disk';

interface Plugin {
  parameters?: { [name: string]: Parameter | Parameter['type'] };
  /** In a filter: says what parameters the layers below get. Is given the filter's own, and those that nobody above has declared, a list of pairs of a key and a text, with an empty key for a bare value; returns such pairs, or a map, or nothing to change nothing. Runs first, before configure of any layer. */
  passParameters?(params: any, given: [key: string, value: string][]): MaybePromise<Iterable<[key: string, value: GivenValue]> | { [key: string]: GivenValue | GivenValue[] } | void>;
  /** Takes the declared parameters, parsed and checked. Runs once, before the server listens. */
  configure?(params: any): MaybePromise<void>;
  /** Takes a parameter that is not declared, as text; runs once for each. Without it such a parameter is an error. */
  config?(key: string, value: string): MaybePromise<void>;
  /** Runs when all parameters were given: the place to check that they fit together. */
  configComplete?(): MaybePromise<void>;
  /** Says how calls may overlap: serialize_connections, serialize_all_requests, serialize_requests, serialize_retirement or parallel. Without it: serialize_all_requests. A script may have a constant of this name instead. */
  threadModel?: ThreadModel | (() => MaybePromise<ThreadModel>);
  /** Runs last before the server listens, while terminal and working directory are still the user's. */
  getReady?(): MaybePromise<void>;
  /** Runs when the server listens and is in the background if it shall be. Start threads here. */
  afterFork?(): MaybePromise<void>;
  /** Runs after the last connection has ended, if the server came to listen. */
  cleanup?(): MaybePromise<void>;
  /** Runs at the very end of the program. */
  unload?(): MaybePromise<void>;
  /** Adds lines to --dump-plugin: returns names and values, or prints key=value lines. */
  dumpPlugin?(): MaybePromise<{ [name: string]: unknown } | void>;
  /** Runs when a client has connected, before anything is sent: throw to turn it away. */
  preconnect?(context: ConnectionContext): MaybePromise<void>;
  /** Lists the exports: names, or pairs of a name and a description. Without it: the default export. */
  listExports?(context: ConnectionContext): MaybePromise<Iterable<Export>>;
  /** Names the export for a client that asks for none. Nothing (null, None) refuses such clients. Without it: the empty name. */
  defaultExport?(context: ConnectionContext): MaybePromise<string | null | undefined>;
  /** Whether an export is served over TLS only. Clients without TLS are not told of it, and asked for TLS if they ask for it. Without it: no, unless --tls=require. */
  requiresTls?(export: string, context: ConnectionContext): MaybePromise<boolean>;
  /** Opens an export for a connection. Returns an object whose methods are the callbacks, or any other value, which then comes first in every call. Without it, calls have no handle. */
  open?(context: OpenContext): MaybePromise<Disk | unknown>;
}

interface Disk {
  /** Ends the connection's use of the disk. */
  close?(): MaybePromise<void>;
  /** Says the size in bytes. It is asked again when the service size_changed has said that it is another one. */
  getSize(): MaybePromise<Whole>;
  /** Describes the export for people. */
  exportDescription?(): MaybePromise<string | null | undefined>;
  /** Says the minimum, preferred and maximum size of a request, in bytes, and perhaps a fourth number, of which the address of data in memory is to be a multiple. Clients are told; requests that are not so are made to fit, or refused with --alignment=refuse. Without it, any request comes. A script may have a constant of this name instead, which is known before a disk is open, and then held against what lies above and below when the server starts. */
  blockSize?: BlockSize | (() => MaybePromise<BlockSize | null>);
  /** Whether the disk can be written. Without it: whether pwrite is defined. */
  canWrite?(): MaybePromise<boolean>;
  /** Whether flush works. Without it: whether flush is defined. */
  canFlush?(): MaybePromise<boolean>;
  /** Whether seeks cost time. Without it: no. */
  isRotational?(): MaybePromise<boolean>;
  /** Whether trim works. Without it: whether trim is defined. */
  canTrim?(): MaybePromise<boolean>;
  /** Whether zero is to be called; if not, zeroes are written. Without it: whether zero is defined. */
  canZero?(): MaybePromise<boolean>;
  /** Whether zero answers a request for a fast zero quickly. Without it: true if zero is not defined, since the host then refuses at once. */
  canFastZero?(): MaybePromise<boolean>;
  /** Whether extents works. Without it: whether extents is defined. */
  canExtents?(): MaybePromise<boolean>;
  /** How force-unit-access is done: none, emulate (by a flush) or native. Without it: emulate if flush is defined. */
  canFua?(): MaybePromise<Support>;
  /** Whether what one connection wrote and flushed is seen by all. Without it: no. */
  canMultiConn?(): MaybePromise<boolean>;
  /** How cache is done: none, emulate (by reading) or native. Without it: native if cache is defined. */
  canCache?(): MaybePromise<Support>;
  /** Reads: fills the whole buffer, which comes as zeroes. Or returns the bytes, or a list of parts that cover the request in any order, each an offset and bytes, or an offset and a length for a hole. */
  pread(buf: Uint8Array, offset: Whole, flags: Flags): MaybePromise<void | Uint8Array | ArrayBuffer | Part[]>;
  /** Writes the whole buffer, which is read-only. */
  pwrite?(buf: Uint8Array, offset: Whole, flags: Flags): MaybePromise<void>;
  /** Brings what was written to stable storage. */
  flush?(flags: Flags): MaybePromise<void>;
  /** Changes the size, in bytes, because a client wants that; get_size is asked again then. Clients know this request as an experiment of the protocol. */
  resize?(size: Whole): MaybePromise<void>;
  /** Says that a range is not needed any more. */
  trim?(count: Whole, offset: Whole, flags: Flags): MaybePromise<void>;
  /** Makes a range read as zeroes. Throw ENOTSUP to have zeroes written instead. */
  zero?(count: Whole, offset: Whole, flags: Flags): MaybePromise<void>;
  /** Says what a range consists of: a list of extents in ascending order without gaps, from offset on, each an offset, a length and a type (data, hole, zero or hole,zero; or nbdkit's bits). */
  extents?(count: Whole, offset: Whole, flags: Flags): MaybePromise<Iterable<Extent>>;
  /** Names the metadata contexts that block_status answers, besides base:allocation, which extents answers: names such as x-backup:changed, or pairs of a name and whether its status has 64 bits, which only clients with extended headers can be told. */
  metaContexts?(): MaybePromise<Iterable<MetaContext>>;
  /** Says what status a range has in one of the meta_contexts: a list of extents in ascending order without gaps, from offset on, each an offset, a length and the status, a whole number. */
  blockStatus?(context: string, count: Whole, offset: Whole, flags: Flags): MaybePromise<Iterable<StatusExtent>>;
  /** Says that a range will be read soon. */
  cache?(count: Whole, offset: Whole, flags: Flags): MaybePromise<void>;
}

/** The functions of a filter that are given what lies below it. */
interface Filter {
  afterFork?(next: Next): MaybePromise<void>;
  preconnect?(context: ConnectionContext, next: Next): MaybePromise<void>;
  listExports?(context: ConnectionContext, next: Next): MaybePromise<Iterable<Export>>;
  defaultExport?(context: ConnectionContext, next: Next): MaybePromise<string | null | undefined>;
  requiresTls?(export: string, context: ConnectionContext, next: Next): MaybePromise<boolean>;
  open?(context: OpenContext, next: Next): MaybePromise<Disk | unknown>;
  close?(next: Next): MaybePromise<void>;
  getSize?(next: Next): MaybePromise<Whole>;
  exportDescription?(next: Next): MaybePromise<string | null | undefined>;
  blockSize?(next: Next): MaybePromise<BlockSize | null>;
  canWrite?(next: Next): MaybePromise<boolean>;
  canFlush?(next: Next): MaybePromise<boolean>;
  isRotational?(next: Next): MaybePromise<boolean>;
  canTrim?(next: Next): MaybePromise<boolean>;
  canZero?(next: Next): MaybePromise<boolean>;
  canFastZero?(next: Next): MaybePromise<boolean>;
  canExtents?(next: Next): MaybePromise<boolean>;
  canFua?(next: Next): MaybePromise<Support>;
  canMultiConn?(next: Next): MaybePromise<boolean>;
  canCache?(next: Next): MaybePromise<Support>;
  pread?(next: Next, buf: Uint8Array, offset: Whole, flags: Flags): MaybePromise<void | Uint8Array | ArrayBuffer | Part[]>;
  pwrite?(next: Next, buf: Uint8Array, offset: Whole, flags: Flags): MaybePromise<void>;
  flush?(next: Next, flags: Flags): MaybePromise<void>;
  resize?(next: Next, size: Whole): MaybePromise<void>;
  trim?(next: Next, count: Whole, offset: Whole, flags: Flags): MaybePromise<void>;
  zero?(next: Next, count: Whole, offset: Whole, flags: Flags): MaybePromise<void>;
  extents?(next: Next, count: Whole, offset: Whole, flags: Flags): MaybePromise<Iterable<Extent>>;
  metaContexts?(next: Next): MaybePromise<Iterable<MetaContext>>;
  blockStatus?(next: Next, context: string, count: Whole, offset: Whole, flags: Flags): MaybePromise<Iterable<StatusExtent>>;
  cache?(next: Next, count: Whole, offset: Whole, flags: Flags): MaybePromise<void>;
}

/** What lies below a filter, or a parameter of type disk. Its functions wait. */
interface Next {
  /** The same functions, which do not wait. */
  readonly promises: NextPromises;
  /** Runs when a client has connected, before anything is sent: throw to turn it away. */
  preconnect(): void;
  /** Lists the exports: names, or pairs of a name and a description. Without it: the default export. */
  listExports(): [name: string, description: string | null][];
  /** Names the export for a client that asks for none. Nothing (null, None) refuses such clients. Without it: the empty name. */
  defaultExport(): string | null | undefined;
  /** Whether an export is served over TLS only. Clients without TLS are not told of it, and asked for TLS if they ask for it. Without it: no, unless --tls=require. */
  requiresTls(exportName: string): boolean;
  /** Opens an export for a connection. Returns an object whose methods are the callbacks, or any other value, which then comes first in every call. Without it, calls have no handle. */
  open(exportName?: string, readOnly?: boolean): Next;
  /** Ends the connection's use of the disk. */
  close(): void;
  /** Says the size in bytes. It is asked again when the service size_changed has said that it is another one. */
  getSize(): Whole;
  /** Describes the export for people. */
  exportDescription(): string | null | undefined;
  /** Says the minimum, preferred and maximum size of a request, in bytes, and perhaps a fourth number, of which the address of data in memory is to be a multiple. Clients are told; requests that are not so are made to fit, or refused with --alignment=refuse. Without it, any request comes. A script may have a constant of this name instead, which is known before a disk is open, and then held against what lies above and below when the server starts. */
  blockSize(): BlockSize | null;
  /** Whether the disk can be written. Without it: whether pwrite is defined. */
  canWrite(): boolean;
  /** Whether flush works. Without it: whether flush is defined. */
  canFlush(): boolean;
  /** Whether seeks cost time. Without it: no. */
  isRotational(): boolean;
  /** Whether trim works. Without it: whether trim is defined. */
  canTrim(): boolean;
  /** Whether zero is to be called; if not, zeroes are written. Without it: whether zero is defined. */
  canZero(): boolean;
  /** Whether zero answers a request for a fast zero quickly. Without it: true if zero is not defined, since the host then refuses at once. */
  canFastZero(): boolean;
  /** Whether extents works. Without it: whether extents is defined. */
  canExtents(): boolean;
  /** How force-unit-access is done: none, emulate (by a flush) or native. Without it: emulate if flush is defined. */
  canFua(): Support;
  /** Whether what one connection wrote and flushed is seen by all. Without it: no. */
  canMultiConn(): boolean;
  /** How cache is done: none, emulate (by reading) or native. Without it: native if cache is defined. */
  canCache(): Support;
  /** Reads: fills the whole buffer, which comes as zeroes. Or returns the bytes, or a list of parts that cover the request in any order, each an offset and bytes, or an offset and a length for a hole. */
  pread<B extends Uint8Array | ArrayBuffer>(buf: B, offset: Whole): B;
  /** Writes the whole buffer, which is read-only. */
  pwrite(buf: Uint8Array | ArrayBuffer, offset: Whole, flags?: Partial<Flags>): void;
  /** Brings what was written to stable storage. */
  flush(flags?: Partial<Flags>): void;
  /** Changes the size, in bytes, because a client wants that; get_size is asked again then. Clients know this request as an experiment of the protocol. */
  resize(size: Whole): void;
  /** Says that a range is not needed any more. */
  trim(count: Whole, offset: Whole, flags?: Partial<Flags>): void;
  /** Makes a range read as zeroes. Throw ENOTSUP to have zeroes written instead. */
  zero(count: Whole, offset: Whole, flags?: Partial<Flags>): void;
  /** Says what a range consists of: a list of extents in ascending order without gaps, from offset on, each an offset, a length and a type (data, hole, zero or hole,zero; or nbdkit's bits). */
  extents(count: Whole, offset: Whole, flags?: Partial<Flags>): [Whole, Whole, number][];
  /** Names the metadata contexts that block_status answers, besides base:allocation, which extents answers: names such as x-backup:changed, or pairs of a name and whether its status has 64 bits, which only clients with extended headers can be told. */
  metaContexts(): string[];
  /** Says what status a range has in one of the meta_contexts: a list of extents in ascending order without gaps, from offset on, each an offset, a length and the status, a whole number. */
  blockStatus(context: string, count: Whole, offset: Whole): [Whole, Whole, Whole][];
  /** Says that a range will be read soon. */
  cache(count: Whole, offset: Whole, flags?: Partial<Flags>): void;
  pread(count: Whole, offset: Whole): Uint8Array;
}

/** The functions of Next, which give promises. */
interface NextPromises {
  /** Runs when a client has connected, before anything is sent: throw to turn it away. */
  preconnect(): Promise<void>;
  /** Lists the exports: names, or pairs of a name and a description. Without it: the default export. */
  listExports(): Promise<[name: string, description: string | null][]>;
  /** Names the export for a client that asks for none. Nothing (null, None) refuses such clients. Without it: the empty name. */
  defaultExport(): Promise<string | null | undefined>;
  /** Whether an export is served over TLS only. Clients without TLS are not told of it, and asked for TLS if they ask for it. Without it: no, unless --tls=require. */
  requiresTls(exportName: string): Promise<boolean>;
  /** Opens an export for a connection. Returns an object whose methods are the callbacks, or any other value, which then comes first in every call. Without it, calls have no handle. */
  open(exportName?: string, readOnly?: boolean): Promise<Next>;
  /** Ends the connection's use of the disk. */
  close(): Promise<void>;
  /** Says the size in bytes. It is asked again when the service size_changed has said that it is another one. */
  getSize(): Promise<Whole>;
  /** Describes the export for people. */
  exportDescription(): Promise<string | null | undefined>;
  /** Says the minimum, preferred and maximum size of a request, in bytes, and perhaps a fourth number, of which the address of data in memory is to be a multiple. Clients are told; requests that are not so are made to fit, or refused with --alignment=refuse. Without it, any request comes. A script may have a constant of this name instead, which is known before a disk is open, and then held against what lies above and below when the server starts. */
  blockSize(): Promise<BlockSize | null>;
  /** Whether the disk can be written. Without it: whether pwrite is defined. */
  canWrite(): Promise<boolean>;
  /** Whether flush works. Without it: whether flush is defined. */
  canFlush(): Promise<boolean>;
  /** Whether seeks cost time. Without it: no. */
  isRotational(): Promise<boolean>;
  /** Whether trim works. Without it: whether trim is defined. */
  canTrim(): Promise<boolean>;
  /** Whether zero is to be called; if not, zeroes are written. Without it: whether zero is defined. */
  canZero(): Promise<boolean>;
  /** Whether zero answers a request for a fast zero quickly. Without it: true if zero is not defined, since the host then refuses at once. */
  canFastZero(): Promise<boolean>;
  /** Whether extents works. Without it: whether extents is defined. */
  canExtents(): Promise<boolean>;
  /** How force-unit-access is done: none, emulate (by a flush) or native. Without it: emulate if flush is defined. */
  canFua(): Promise<Support>;
  /** Whether what one connection wrote and flushed is seen by all. Without it: no. */
  canMultiConn(): Promise<boolean>;
  /** How cache is done: none, emulate (by reading) or native. Without it: native if cache is defined. */
  canCache(): Promise<Support>;
  /** Reads: fills the whole buffer, which comes as zeroes. Or returns the bytes, or a list of parts that cover the request in any order, each an offset and bytes, or an offset and a length for a hole. */
  pread<B extends Uint8Array | ArrayBuffer>(buf: B, offset: Whole): Promise<B>;
  /** Writes the whole buffer, which is read-only. */
  pwrite(buf: Uint8Array | ArrayBuffer, offset: Whole, flags?: Partial<Flags>): Promise<void>;
  /** Brings what was written to stable storage. */
  flush(flags?: Partial<Flags>): Promise<void>;
  /** Changes the size, in bytes, because a client wants that; get_size is asked again then. Clients know this request as an experiment of the protocol. */
  resize(size: Whole): Promise<void>;
  /** Says that a range is not needed any more. */
  trim(count: Whole, offset: Whole, flags?: Partial<Flags>): Promise<void>;
  /** Makes a range read as zeroes. Throw ENOTSUP to have zeroes written instead. */
  zero(count: Whole, offset: Whole, flags?: Partial<Flags>): Promise<void>;
  /** Says what a range consists of: a list of extents in ascending order without gaps, from offset on, each an offset, a length and a type (data, hole, zero or hole,zero; or nbdkit's bits). */
  extents(count: Whole, offset: Whole, flags?: Partial<Flags>): Promise<[Whole, Whole, number][]>;
  /** Names the metadata contexts that block_status answers, besides base:allocation, which extents answers: names such as x-backup:changed, or pairs of a name and whether its status has 64 bits, which only clients with extended headers can be told. */
  metaContexts(): Promise<string[]>;
  /** Says what status a range has in one of the meta_contexts: a list of extents in ascending order without gaps, from offset on, each an offset, a length and the status, a whole number. */
  blockStatus(context: string, count: Whole, offset: Whole): Promise<[Whole, Whole, Whole][]>;
  /** Says that a range will be read soon. */
  cache(count: Whole, offset: Whole, flags?: Partial<Flags>): Promise<void>;
  pread(count: Whole, offset: Whole): Promise<Uint8Array>;
}

declare namespace nbdscript {
  /** Logs a message that is shown with -v. */
  function debug(message: string): void;
  /** Logs a warning. */
  function warn(message: string): void;
  /** Logs an error; the request goes on. */
  function error(message: string): void;
  /** The number that -D NAME.FLAG=N has set for a flag such as ramdisk.trace; 0 if nothing has. */
  function debugFlag(flag: string): number;
  /** The name that --name gave this server; empty if it has none. */
  function name(): string;
  /** Parses a size such as 64M into bytes. */
  function parseSize(text: string): Whole;
  /** Parses a duration such as 100ms. */
  function parseDuration(text: string): number;
  /** Parses a probability such as 25% or 1:4. */
  function parseProbability(text: string): number;
  /** Parses a boolean such as yes or off. */
  function parseBool(text: string): boolean;
  /** Reads the password that a parameter names: literal, - to be asked, -FD or +FILE. */
  function readPassword(parameter: string): string;
  /** Sleeps some seconds; ends early with an error when the server ends. */
  function sleep(seconds: number): Promise<void>;
  /** Ends the server, cleanly and soon; returns at once. */
  function shutdown(): void;
  /** Says that disks have another size now: get_size of each open one is asked again before its next request. */
  function sizeChanged(): void;
  /** An error with an errno, such as new NbdError('ENOSPC', 'the disk is full'). */
  class NbdError extends Error { constructor(errno: string | number, message?: string) }
}
