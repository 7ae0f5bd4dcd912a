"""Who races: how each server is started with a disk of a given size."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from suite.server import Endpoint
from suite.tls import Tls

ROOT = Path(__file__).resolve().parents[3]
PEERS = Path(__file__).resolve().parents[1] / "peers"


@dataclass(frozen=True)
class Disk:
    """What a contestant is to serve."""

    size: int
    """In bytes."""
    file: Path
    """Of this size, for those that serve a file; each contestant has its own."""


@dataclass(frozen=True)
class Tools:
    """Programs that are not on the path."""

    nbdscript: Path
    bare_server: Path
    java: Path
    classes: Path
    """The directory of Hello.class."""


Command = Callable[[Tools, Endpoint, Disk], list[str]]


@dataclass(frozen=True)
class Contestant:
    """A server."""

    name: str
    description: str
    command: Command
    is_ours: bool = False
    needs_file: bool = False
    keeps_data: bool = True
    """Whether reads give what was written."""
    tls: Tls | None = None
    """How its connections are encrypted; None if they are not."""
    option: str | None = None
    """An option that it needs and that not every nbdscript has: without it the contestant is skipped."""

    def reason_to_skip(self, tools: Tools) -> str | None:
        """Why it cannot race here; None if it can."""
        if self.option and not knows_option(tools.nbdscript, self.option):
            return f"{tools.nbdscript.name} does not know {self.option} here"
        return None


@cache
def knows_option(nbdscript: Path, option: str) -> bool:
    """Whether nbdscript takes an option."""
    return subprocess.run([nbdscript, option, "--version"], capture_output=True, check=False).returncode == 0


def _nbdscript(arguments: Callable[[Disk], list[str]], options: tuple[str, ...] = ()) -> Command:
    def command(tools: Tools, endpoint: Endpoint, disk: Disk) -> list[str]:
        return [str(tools.nbdscript), "-f", *options, *_nbdkit_address(endpoint), *arguments(disk)]

    return command


def _nbdkit(arguments: Callable[[Disk], list[str]]) -> Command:
    def command(tools: Tools, endpoint: Endpoint, disk: Disk) -> list[str]:
        return ["nbdkit", "-f", *_nbdkit_address(endpoint), *arguments(disk)]

    return command


def _nbdkit_address(endpoint: Endpoint) -> list[str]:
    return ["-U", str(endpoint.path)] if endpoint.path else ["-i", "127.0.0.1", "-p", str(endpoint.port)]


def _qemu_nbd(tools: Tools, endpoint: Endpoint, disk: Disk) -> list[str]:
    address = ["-k", str(endpoint.path)] if endpoint.path else ["-b", "127.0.0.1", "-p", str(endpoint.port)]
    return ["qemu-nbd", "-t", "--shared=0", "-f", "raw", *address, str(disk.file)]


def _bare_server(tools: Tools, endpoint: Endpoint, disk: Disk) -> list[str]:
    address = ["unix", str(endpoint.path)] if endpoint.path else ["tcp", str(endpoint.port)]
    return [str(tools.bare_server), str(disk.size), *address]


def _script(language: str, ending: str) -> Callable[[Disk], list[str]]:
    file = ROOT / "sample-scripts" / language / f"ramdisk.{ending}"
    return lambda disk: [str(file), f"size={disk.size}"]


NBDSCRIPT_MEMORY = Contestant(
    "nbdscript-memory", "our memory plugin", _nbdscript(lambda disk: ["memory", f"size={disk.size}"]), is_ours=True
)
NBDSCRIPT_NULL = Contestant(
    "nbdscript-null",
    "our null plugin",
    _nbdscript(lambda disk: ["null", f"size={disk.size}"]),
    is_ours=True,
    keeps_data=False,
)
NBDSCRIPT_FILE = Contestant(
    "nbdscript-file",
    "our file plugin",
    _nbdscript(lambda disk: ["file", f"file={disk.file}"]),
    is_ours=True,
    needs_file=True,
)
JAVASCRIPT = Contestant(
    "nbdscript-javascript",
    "the RAM disk in JavaScript, interpreted",
    _nbdscript(_script("javascript", "js")),
    is_ours=True,
)
JAVASCRIPT_JIT = Contestant(
    "nbdscript-javascript-jit",
    "the RAM disk in JavaScript, compiled",
    _nbdscript(_script("javascript", "js"), ("--jit",)),
    is_ours=True,
    option="--jit",
)
PYTHON = Contestant(
    "nbdscript-python", "the RAM disk in Python (Jython)", _nbdscript(_script("python", "py")), is_ours=True
)
GROOVY = Contestant("nbdscript-groovy", "the RAM disk in Groovy", _nbdscript(_script("groovy", "groovy")), is_ours=True)

NBDKIT_MEMORY = Contestant(
    "nbdkit-memory", "nbdkit's memory plugin, in C", _nbdkit(lambda disk: ["memory", f"size={disk.size}"])
)
NBDKIT_NULL = Contestant(
    "nbdkit-null",
    "nbdkit's null plugin, in C",
    _nbdkit(lambda disk: ["null", f"size={disk.size}"]),
    keeps_data=False,
)
NBDKIT_FILE = Contestant(
    "nbdkit-file", "nbdkit's file plugin, in C", _nbdkit(lambda disk: ["file", f"file={disk.file}"]), needs_file=True
)
NBDKIT_PYTHON = Contestant(
    "nbdkit-python",
    "the RAM disk for nbdkit's python plugin (CPython)",
    _nbdkit(lambda disk: ["python", f"script={PEERS / 'ramdisk.py'}", f"size={disk.size}"]),
)

def _tls(ours: bool, tls: Tls) -> Contestant:
    program = "nbdscript" if ours else "nbdkit"
    kind = "certificates" if tls is Tls.CERTIFICATES else "pre-shared keys"

    def arguments(disk: Disk) -> list[str]:
        return [*tls.options, "memory", f"size={disk.size}"]

    return Contestant(
        f"{program}-{tls.value}",
        f"{'our' if ours else program + chr(39) + 's'} memory plugin over TLS with {kind}",
        _nbdscript(arguments) if ours else _nbdkit(arguments),
        is_ours=ours,
        tls=tls,
    )


NBDSCRIPT_CERTIFICATES = _tls(True, Tls.CERTIFICATES)
NBDSCRIPT_KEYS = _tls(True, Tls.KEYS)
NBDKIT_CERTIFICATES = _tls(False, Tls.CERTIFICATES)
NBDKIT_KEYS = _tls(False, Tls.KEYS)
QEMU_NBD = Contestant("qemu-nbd", "qemu-nbd with a raw file", _qemu_nbd, needs_file=True)
BARE_SERVER = Contestant("bare-server", "the least that a server in C can do, with memory", _bare_server)

JAVA_HELLO = "java-hello"
"""Not a server: the Java hello-world that start times are compared with."""
