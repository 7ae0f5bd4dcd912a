# Types of nbdscript's plugins in Python, made from the tables of the script API.
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple, Union

Bytes = Union[bytes, bytearray, memoryview]
Part = Union[Tuple[int, Bytes], Tuple[int, int]]
Extent = Union[Tuple[int, int], Tuple[int, int, Union[str, int]]]
MetaContext = Union[str, Tuple[str, bool]]
StatusExtent = Tuple[int, int, int]
Export = Union[str, Tuple[str, Optional[str]]]

FLAG_MAY_TRIM: int
FLAG_FUA: int
FLAG_REQ_ONE: int
FLAG_FAST_ZERO: int
EXTENT_HOLE: int
EXTENT_ZERO: int
FUA_NONE: int
FUA_EMULATE: int
FUA_NATIVE: int
CACHE_NONE: int
CACHE_EMULATE: int
CACHE_NATIVE: int
THREAD_MODEL_SERIALIZE_CONNECTIONS: int
THREAD_MODEL_SERIALIZE_ALL_REQUESTS: int
THREAD_MODEL_SERIALIZE_REQUESTS: int
THREAD_MODEL_PARALLEL: int

class Error(Exception):
    """An error with an errno and a text: Error(errno.ENOSPC, 'the disk is full')."""
    def __init__(self, errno: Union[int, str], text: str = ...) -> None: ...

class Flags(int):
    fua: bool
    may_trim: bool
    req_one: bool
    fast_zero: bool

class Peer:
    address: str
    pid: Optional[int]
    uid: Optional[int]
    gid: Optional[int]
    tls_dn: Optional[str]
    tls_issuer_dn: Optional[str]
    tls_user: Optional[str]

class ConnectionContext:
    peer: Peer
    readonly: bool
    tls: bool
    def sleep(self, seconds: float) -> None: ...
    def disconnect(self, force: bool = ...) -> None: ...

class OpenContext(ConnectionContext):
    export_name: str
    structured_replies: bool

def debug(message: str) -> None:
    """Logs a message that is shown with -v."""
def warn(message: str) -> None:
    """Logs a warning."""
def error(message: str) -> None:
    """Logs an error; the request goes on."""
def debug_flag(flag: str) -> int:
    """The number that -D NAME.FLAG=N has set for a flag such as ramdisk.trace; 0 if nothing has."""
def name() -> str:
    """The name that --name gave this server; empty if it has none."""
def parse_size(text: str) -> int:
    """Parses a size such as 64M into bytes."""
def parse_duration(text: str) -> float:
    """Parses a duration such as 100ms."""
def parse_probability(text: str) -> float:
    """Parses a probability such as 25% or 1:4."""
def parse_bool(text: str) -> bool:
    """Parses a boolean such as yes or off."""
def read_password(parameter: str) -> str:
    """Reads the password that a parameter names: literal, - to be asked, -FD or +FILE."""
def sleep(seconds: float) -> None:
    """Sleeps some seconds; ends early with an error when the server ends."""
def shutdown() -> None:
    """Ends the server, cleanly and soon; returns at once."""
def size_changed() -> None:
    """Says that disks have another size now: get_size of each open one is asked again before its next request."""

class Plugin:
    """The functions of a script."""
    def pass_parameters(self, params: Any, given: List[List[str]]) -> Union[None, Iterable[Tuple[str, Any]], Dict[str, Any]]:
        """In a filter: says what parameters the layers below get. Is given the filter's own, and those that nobody above has declared, a list of pairs of a key and a text, with an empty key for a bare value; returns such pairs, or a map, or nothing to change nothing. Runs first, before configure of any layer."""
    def configure(self, params: Any) -> None:
        """Takes the declared parameters, parsed and checked. Runs once, before the server listens."""
    def config(self, key: str, value: str) -> None:
        """Takes a parameter that is not declared, as text; runs once for each. Without it such a parameter is an error."""
    def config_complete(self) -> None:
        """Runs when all parameters were given: the place to check that they fit together."""
    def thread_model(self) -> Union[str, int]:
        """Says how calls may overlap: serialize_connections, serialize_all_requests, serialize_requests, serialize_retirement or parallel. Without it: serialize_all_requests. A script may have a constant of this name instead."""
    def get_ready(self) -> None:
        """Runs last before the server listens, while terminal and working directory are still the user's."""
    def after_fork(self) -> None:
        """Runs when the server listens and is in the background if it shall be. Start threads here."""
    def cleanup(self) -> None:
        """Runs after the last connection has ended, if the server came to listen."""
    def unload(self) -> None:
        """Runs at the very end of the program."""
    def dump_plugin(self) -> Optional[Dict[str, Any]]:
        """Adds lines to --dump-plugin: returns names and values, or prints key=value lines."""
    def preconnect(self, context: ConnectionContext) -> None:
        """Runs when a client has connected, before anything is sent: throw to turn it away."""
    def list_exports(self, context: ConnectionContext) -> Iterable[Export]:
        """Lists the exports: names, or pairs of a name and a description. Without it: the default export."""
    def default_export(self, context: ConnectionContext) -> Optional[str]:
        """Names the export for a client that asks for none. Nothing (null, None) refuses such clients. Without it: the empty name."""
    def requires_tls(self, export: str, context: ConnectionContext) -> bool:
        """Whether an export is served over TLS only. Clients without TLS are not told of it, and asked for TLS if they ask for it. Without it: no, unless --tls=require."""
    def open(self, context: OpenContext) -> Any:
        """Opens an export for a connection. Returns an object whose methods are the callbacks, or any other value, which then comes first in every call. Without it, calls have no handle."""

class Disk:
    """What open returns, or functions of the script."""
    def close(self) -> None:
        """Ends the connection's use of the disk."""
    def get_size(self) -> int:
        """Says the size in bytes. It is asked again when the service size_changed has said that it is another one."""
    def export_description(self) -> Optional[str]:
        """Describes the export for people."""
    def block_size(self) -> Optional[Tuple[int, int, int]]:
        """Says the minimum, preferred and maximum size of a request, in bytes, and perhaps a fourth number, of which the address of data in memory is to be a multiple. Clients are told; requests that are not so are made to fit, or refused with --alignment=refuse. Without it, any request comes. A script may have a constant of this name instead, which is known before a disk is open, and then held against what lies above and below when the server starts."""
    def can_write(self) -> bool:
        """Whether the disk can be written. Without it: whether pwrite is defined."""
    def can_flush(self) -> bool:
        """Whether flush works. Without it: whether flush is defined."""
    def is_rotational(self) -> bool:
        """Whether seeks cost time. Without it: no."""
    def can_trim(self) -> bool:
        """Whether trim works. Without it: whether trim is defined."""
    def can_zero(self) -> bool:
        """Whether zero is to be called; if not, zeroes are written. Without it: whether zero is defined."""
    def can_fast_zero(self) -> bool:
        """Whether zero answers a request for a fast zero quickly. Without it: true if zero is not defined, since the host then refuses at once."""
    def can_extents(self) -> bool:
        """Whether extents works. Without it: whether extents is defined."""
    def can_fua(self) -> Union[str, int, bool]:
        """How force-unit-access is done: none, emulate (by a flush) or native. Without it: emulate if flush is defined."""
    def can_multi_conn(self) -> bool:
        """Whether what one connection wrote and flushed is seen by all. Without it: no."""
    def can_cache(self) -> Union[str, int, bool]:
        """How cache is done: none, emulate (by reading) or native. Without it: native if cache is defined."""
    def pread(self, buf: memoryview, offset: int, flags: Flags) -> Union[None, Bytes, List[Part]]:
        """Reads: fills the whole buffer, which comes as zeroes. Or returns the bytes, or a list of parts that cover the request in any order, each an offset and bytes, or an offset and a length for a hole."""
    def pwrite(self, buf: memoryview, offset: int, flags: Flags) -> None:
        """Writes the whole buffer, which is read-only."""
    def flush(self, flags: Flags) -> None:
        """Brings what was written to stable storage."""
    def resize(self, size: int) -> None:
        """Changes the size, in bytes, because a client wants that; get_size is asked again then. Clients know this request as an experiment of the protocol."""
    def trim(self, count: int, offset: int, flags: Flags) -> None:
        """Says that a range is not needed any more."""
    def zero(self, count: int, offset: int, flags: Flags) -> None:
        """Makes a range read as zeroes. Throw ENOTSUP to have zeroes written instead."""
    def extents(self, count: int, offset: int, flags: Flags) -> Iterable[Extent]:
        """Says what a range consists of: a list of extents in ascending order without gaps, from offset on, each an offset, a length and a type (data, hole, zero or hole,zero; or nbdkit's bits)."""
    def meta_contexts(self) -> Iterable[MetaContext]:
        """Names the metadata contexts that block_status answers, besides base:allocation, which extents answers: names such as x-backup:changed, or pairs of a name and whether its status has 64 bits, which only clients with extended headers can be told."""
    def block_status(self, context: str, count: int, offset: int, flags: Flags) -> Iterable[StatusExtent]:
        """Says what status a range has in one of the meta_contexts: a list of extents in ascending order without gaps, from offset on, each an offset, a length and the status, a whole number."""
    def cache(self, count: int, offset: int, flags: Flags) -> None:
        """Says that a range will be read soon."""

class Filter:
    """The functions of a filter that are given what lies below it."""
    def after_fork(self, next: Next) -> None:
        """Runs when the server listens and is in the background if it shall be. Start threads here."""
    def preconnect(self, context: ConnectionContext, next: Next) -> None:
        """Runs when a client has connected, before anything is sent: throw to turn it away."""
    def list_exports(self, context: ConnectionContext, next: Next) -> Iterable[Export]:
        """Lists the exports: names, or pairs of a name and a description. Without it: the default export."""
    def default_export(self, context: ConnectionContext, next: Next) -> Optional[str]:
        """Names the export for a client that asks for none. Nothing (null, None) refuses such clients. Without it: the empty name."""
    def requires_tls(self, export: str, context: ConnectionContext, next: Next) -> bool:
        """Whether an export is served over TLS only. Clients without TLS are not told of it, and asked for TLS if they ask for it. Without it: no, unless --tls=require."""
    def open(self, context: OpenContext, next: Next) -> Any:
        """Opens an export for a connection. Returns an object whose methods are the callbacks, or any other value, which then comes first in every call. Without it, calls have no handle."""
    def close(self, next: Next) -> None:
        """Ends the connection's use of the disk."""
    def get_size(self, next: Next) -> int:
        """Says the size in bytes. It is asked again when the service size_changed has said that it is another one."""
    def export_description(self, next: Next) -> Optional[str]:
        """Describes the export for people."""
    def block_size(self, next: Next) -> Optional[Tuple[int, int, int]]:
        """Says the minimum, preferred and maximum size of a request, in bytes, and perhaps a fourth number, of which the address of data in memory is to be a multiple. Clients are told; requests that are not so are made to fit, or refused with --alignment=refuse. Without it, any request comes. A script may have a constant of this name instead, which is known before a disk is open, and then held against what lies above and below when the server starts."""
    def can_write(self, next: Next) -> bool:
        """Whether the disk can be written. Without it: whether pwrite is defined."""
    def can_flush(self, next: Next) -> bool:
        """Whether flush works. Without it: whether flush is defined."""
    def is_rotational(self, next: Next) -> bool:
        """Whether seeks cost time. Without it: no."""
    def can_trim(self, next: Next) -> bool:
        """Whether trim works. Without it: whether trim is defined."""
    def can_zero(self, next: Next) -> bool:
        """Whether zero is to be called; if not, zeroes are written. Without it: whether zero is defined."""
    def can_fast_zero(self, next: Next) -> bool:
        """Whether zero answers a request for a fast zero quickly. Without it: true if zero is not defined, since the host then refuses at once."""
    def can_extents(self, next: Next) -> bool:
        """Whether extents works. Without it: whether extents is defined."""
    def can_fua(self, next: Next) -> Union[str, int, bool]:
        """How force-unit-access is done: none, emulate (by a flush) or native. Without it: emulate if flush is defined."""
    def can_multi_conn(self, next: Next) -> bool:
        """Whether what one connection wrote and flushed is seen by all. Without it: no."""
    def can_cache(self, next: Next) -> Union[str, int, bool]:
        """How cache is done: none, emulate (by reading) or native. Without it: native if cache is defined."""
    def pread(self, next: Next, buf: memoryview, offset: int, flags: Flags) -> Union[None, Bytes, List[Part]]:
        """Reads: fills the whole buffer, which comes as zeroes. Or returns the bytes, or a list of parts that cover the request in any order, each an offset and bytes, or an offset and a length for a hole."""
    def pwrite(self, next: Next, buf: memoryview, offset: int, flags: Flags) -> None:
        """Writes the whole buffer, which is read-only."""
    def flush(self, next: Next, flags: Flags) -> None:
        """Brings what was written to stable storage."""
    def resize(self, next: Next, size: int) -> None:
        """Changes the size, in bytes, because a client wants that; get_size is asked again then. Clients know this request as an experiment of the protocol."""
    def trim(self, next: Next, count: int, offset: int, flags: Flags) -> None:
        """Says that a range is not needed any more."""
    def zero(self, next: Next, count: int, offset: int, flags: Flags) -> None:
        """Makes a range read as zeroes. Throw ENOTSUP to have zeroes written instead."""
    def extents(self, next: Next, count: int, offset: int, flags: Flags) -> Iterable[Extent]:
        """Says what a range consists of: a list of extents in ascending order without gaps, from offset on, each an offset, a length and a type (data, hole, zero or hole,zero; or nbdkit's bits)."""
    def meta_contexts(self, next: Next) -> Iterable[MetaContext]:
        """Names the metadata contexts that block_status answers, besides base:allocation, which extents answers: names such as x-backup:changed, or pairs of a name and whether its status has 64 bits, which only clients with extended headers can be told."""
    def block_status(self, next: Next, context: str, count: int, offset: int, flags: Flags) -> Iterable[StatusExtent]:
        """Says what status a range has in one of the meta_contexts: a list of extents in ascending order without gaps, from offset on, each an offset, a length and the status, a whole number."""
    def cache(self, next: Next, count: int, offset: int, flags: Flags) -> None:
        """Says that a range will be read soon."""

class Promise:
    """A java.util.concurrent.CompletableFuture whose methods take functions of Python."""
    def thenApply(self, function: Callable[[Any], Any]) -> Promise: ...
    def thenCompose(self, function: Callable[[Any], Any]) -> Promise: ...
    def exceptionally(self, function: Callable[[Any], Any]) -> Promise: ...
    def join(self) -> Any: ...

class NextPromises:
    """The functions of Next, which do not wait."""
    def preconnect(self) -> Promise:
        """Runs when a client has connected, before anything is sent: throw to turn it away."""
    def list_exports(self) -> Promise:
        """Lists the exports: names, or pairs of a name and a description. Without it: the default export."""
    def default_export(self) -> Promise:
        """Names the export for a client that asks for none. Nothing (null, None) refuses such clients. Without it: the empty name."""
    def requires_tls(self, export_name: str) -> Promise:
        """Whether an export is served over TLS only. Clients without TLS are not told of it, and asked for TLS if they ask for it. Without it: no, unless --tls=require."""
    def open(self, export_name: Optional[str] = ..., readonly: Optional[bool] = ...) -> Promise:
        """Opens an export for a connection. Returns an object whose methods are the callbacks, or any other value, which then comes first in every call. Without it, calls have no handle."""
    def close(self) -> Promise:
        """Ends the connection's use of the disk."""
    def get_size(self) -> Promise:
        """Says the size in bytes. It is asked again when the service size_changed has said that it is another one."""
    def export_description(self) -> Promise:
        """Describes the export for people."""
    def block_size(self) -> Promise:
        """Says the minimum, preferred and maximum size of a request, in bytes, and perhaps a fourth number, of which the address of data in memory is to be a multiple. Clients are told; requests that are not so are made to fit, or refused with --alignment=refuse. Without it, any request comes. A script may have a constant of this name instead, which is known before a disk is open, and then held against what lies above and below when the server starts."""
    def can_write(self) -> Promise:
        """Whether the disk can be written. Without it: whether pwrite is defined."""
    def can_flush(self) -> Promise:
        """Whether flush works. Without it: whether flush is defined."""
    def is_rotational(self) -> Promise:
        """Whether seeks cost time. Without it: no."""
    def can_trim(self) -> Promise:
        """Whether trim works. Without it: whether trim is defined."""
    def can_zero(self) -> Promise:
        """Whether zero is to be called; if not, zeroes are written. Without it: whether zero is defined."""
    def can_fast_zero(self) -> Promise:
        """Whether zero answers a request for a fast zero quickly. Without it: true if zero is not defined, since the host then refuses at once."""
    def can_extents(self) -> Promise:
        """Whether extents works. Without it: whether extents is defined."""
    def can_fua(self) -> Promise:
        """How force-unit-access is done: none, emulate (by a flush) or native. Without it: emulate if flush is defined."""
    def can_multi_conn(self) -> Promise:
        """Whether what one connection wrote and flushed is seen by all. Without it: no."""
    def can_cache(self) -> Promise:
        """How cache is done: none, emulate (by reading) or native. Without it: native if cache is defined."""
    def pread(self, buf: Union[bytearray, memoryview, int], offset: int) -> Promise:
        """Reads: fills the whole buffer, which comes as zeroes. Or returns the bytes, or a list of parts that cover the request in any order, each an offset and bytes, or an offset and a length for a hole."""
    def pwrite(self, buf: Bytes, offset: int, flags: int = ...) -> Promise:
        """Writes the whole buffer, which is read-only."""
    def flush(self, flags: int = ...) -> Promise:
        """Brings what was written to stable storage."""
    def resize(self, size: int) -> Promise:
        """Changes the size, in bytes, because a client wants that; get_size is asked again then. Clients know this request as an experiment of the protocol."""
    def trim(self, count: int, offset: int, flags: int = ...) -> Promise:
        """Says that a range is not needed any more."""
    def zero(self, count: int, offset: int, flags: int = ...) -> Promise:
        """Makes a range read as zeroes. Throw ENOTSUP to have zeroes written instead."""
    def extents(self, count: int, offset: int, flags: int = ...) -> Promise:
        """Says what a range consists of: a list of extents in ascending order without gaps, from offset on, each an offset, a length and a type (data, hole, zero or hole,zero; or nbdkit's bits)."""
    def meta_contexts(self) -> Promise:
        """Names the metadata contexts that block_status answers, besides base:allocation, which extents answers: names such as x-backup:changed, or pairs of a name and whether its status has 64 bits, which only clients with extended headers can be told."""
    def block_status(self, context: str, count: int, offset: int, flags: int = ...) -> Promise:
        """Says what status a range has in one of the meta_contexts: a list of extents in ascending order without gaps, from offset on, each an offset, a length and the status, a whole number."""
    def cache(self, count: int, offset: int, flags: int = ...) -> Promise:
        """Says that a range will be read soon."""

class Next:
    """What lies below a filter, or a parameter of type disk. Its functions wait."""
    promises: NextPromises
    def preconnect(self) -> None:
        """Runs when a client has connected, before anything is sent: throw to turn it away."""
    def list_exports(self) -> List[List[Optional[str]]]:
        """Lists the exports: names, or pairs of a name and a description. Without it: the default export."""
    def default_export(self) -> Optional[str]:
        """Names the export for a client that asks for none. Nothing (null, None) refuses such clients. Without it: the empty name."""
    def requires_tls(self, export_name: str) -> bool:
        """Whether an export is served over TLS only. Clients without TLS are not told of it, and asked for TLS if they ask for it. Without it: no, unless --tls=require."""
    def open(self, export_name: Optional[str] = ..., readonly: Optional[bool] = ...) -> Next:
        """Opens an export for a connection. Returns an object whose methods are the callbacks, or any other value, which then comes first in every call. Without it, calls have no handle."""
    def close(self) -> None:
        """Ends the connection's use of the disk."""
    def get_size(self) -> int:
        """Says the size in bytes. It is asked again when the service size_changed has said that it is another one."""
    def export_description(self) -> Optional[str]:
        """Describes the export for people."""
    def block_size(self) -> Optional[Tuple[int, int, int]]:
        """Says the minimum, preferred and maximum size of a request, in bytes, and perhaps a fourth number, of which the address of data in memory is to be a multiple. Clients are told; requests that are not so are made to fit, or refused with --alignment=refuse. Without it, any request comes. A script may have a constant of this name instead, which is known before a disk is open, and then held against what lies above and below when the server starts."""
    def can_write(self) -> bool:
        """Whether the disk can be written. Without it: whether pwrite is defined."""
    def can_flush(self) -> bool:
        """Whether flush works. Without it: whether flush is defined."""
    def is_rotational(self) -> bool:
        """Whether seeks cost time. Without it: no."""
    def can_trim(self) -> bool:
        """Whether trim works. Without it: whether trim is defined."""
    def can_zero(self) -> bool:
        """Whether zero is to be called; if not, zeroes are written. Without it: whether zero is defined."""
    def can_fast_zero(self) -> bool:
        """Whether zero answers a request for a fast zero quickly. Without it: true if zero is not defined, since the host then refuses at once."""
    def can_extents(self) -> bool:
        """Whether extents works. Without it: whether extents is defined."""
    def can_fua(self) -> str:
        """How force-unit-access is done: none, emulate (by a flush) or native. Without it: emulate if flush is defined."""
    def can_multi_conn(self) -> bool:
        """Whether what one connection wrote and flushed is seen by all. Without it: no."""
    def can_cache(self) -> str:
        """How cache is done: none, emulate (by reading) or native. Without it: native if cache is defined."""
    def pread(self, buf: Union[bytearray, memoryview, int], offset: int) -> Union[bytearray, memoryview]:
        """Reads: fills the whole buffer, which comes as zeroes. Or returns the bytes, or a list of parts that cover the request in any order, each an offset and bytes, or an offset and a length for a hole."""
    def pwrite(self, buf: Bytes, offset: int, flags: int = ...) -> None:
        """Writes the whole buffer, which is read-only."""
    def flush(self, flags: int = ...) -> None:
        """Brings what was written to stable storage."""
    def resize(self, size: int) -> None:
        """Changes the size, in bytes, because a client wants that; get_size is asked again then. Clients know this request as an experiment of the protocol."""
    def trim(self, count: int, offset: int, flags: int = ...) -> None:
        """Says that a range is not needed any more."""
    def zero(self, count: int, offset: int, flags: int = ...) -> None:
        """Makes a range read as zeroes. Throw ENOTSUP to have zeroes written instead."""
    def extents(self, count: int, offset: int, flags: int = ...) -> List[List[int]]:
        """Says what a range consists of: a list of extents in ascending order without gaps, from offset on, each an offset, a length and a type (data, hole, zero or hole,zero; or nbdkit's bits)."""
    def meta_contexts(self) -> List[str]:
        """Names the metadata contexts that block_status answers, besides base:allocation, which extents answers: names such as x-backup:changed, or pairs of a name and whether its status has 64 bits, which only clients with extended headers can be told."""
    def block_status(self, context: str, count: int, offset: int, flags: int = ...) -> List[List[int]]:
        """Says what status a range has in one of the meta_contexts: a list of extents in ascending order without gaps, from offset on, each an offset, a length and the status, a whole number."""
    def cache(self, count: int, offset: int, flags: int = ...) -> None:
        """Says that a range will be read soon."""
