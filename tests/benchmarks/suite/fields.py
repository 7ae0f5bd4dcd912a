"""Which contestants race against each other, in which works, over which transports."""

from __future__ import annotations

from dataclasses import dataclass

from suite import contestants as c
from suite import works as w
from suite.contestants import Contestant
from suite.works import Work

UNIX = "unix"
TCP = "tcp"


@dataclass(frozen=True)
class Field:
    """Contestants with disks of one kind."""

    name: str
    title: str
    contestants: tuple[Contestant, ...]
    bases: tuple[Contestant, ...]
    """Those of them that the others are compared with; charts show the first."""
    works: tuple[Work, ...]
    transports: tuple[str, ...]
    size: int
    """Of the disk, in bytes."""
    holds_data: bool = True
    """Whether the disk is filled before; else it stays one hole."""

    def names(self) -> set[str]:
        """All by which parts of it can be picked."""
        return {self.name, *(x.name for x in self.contestants), *(x.name for x in self.works)}


FIELDS = (
    Field(
        "memory",
        "Memory",
        (c.NBDSCRIPT_MEMORY, c.NBDKIT_MEMORY, c.BARE_SERVER),
        (c.NBDKIT_MEMORY, c.BARE_SERVER),
        (*w.LOADS, w.COPY_DATA),
        (UNIX, TCP),
        w.GIB,
    ),
    Field(
        "file",
        "A file in the page cache",
        (c.NBDSCRIPT_FILE, c.NBDKIT_FILE, c.QEMU_NBD),
        (c.NBDKIT_FILE, c.QEMU_NBD),
        (*w.LOADS, w.COPY_DATA),
        (UNIX, TCP),
        w.GIB,
    ),
    Field(
        "scripts",
        "RAM disks in scripts",
        (
            c.JAVASCRIPT,
            c.JAVASCRIPT_JIT,
            c.PYTHON,
            c.GROOVY,
            c.NBDSCRIPT_MEMORY,
            c.NBDKIT_MEMORY,
            c.NBDKIT_PYTHON,
        ),
        (c.NBDKIT_MEMORY, c.NBDKIT_PYTHON, c.NBDSCRIPT_MEMORY),
        w.LOADS,
        (UNIX,),
        256 * w.MIB,
    ),
    Field(
        "null",
        "Nothing: the cost of the server alone",
        (c.NBDSCRIPT_NULL, c.NBDKIT_NULL),
        (c.NBDKIT_NULL,),
        (w.READ_4K_D16, w.READ_4K_2X64, w.WRITE_4K_D16, w.READ_256K_D16, w.WRITE_256K_D16),
        (UNIX,),
        w.GIB,
        holds_data=False,
    ),
    Field(
        "tls",
        "Memory, over TLS with certificates",
        (c.NBDSCRIPT_CERTIFICATES, c.NBDKIT_CERTIFICATES),
        (c.NBDKIT_CERTIFICATES,),
        (w.READ_4K_D16, w.WRITE_4K_D16, w.READ_256K_D16, w.WRITE_256K_D16, w.COPY_DATA),
        (UNIX,),
        w.GIB,
    ),
    # fio's clients take no keys of a file that a URI names.
    Field(
        "psk",
        "Memory, over TLS with pre-shared keys",
        (c.NBDSCRIPT_KEYS, c.NBDKIT_KEYS),
        (c.NBDKIT_KEYS,),
        (w.COPY_DATA,),
        (UNIX,),
        w.GIB,
    ),
    Field(
        "sparse",
        "A sparse disk of 100 GiB",
        (c.NBDSCRIPT_MEMORY, c.NBDKIT_MEMORY, c.NBDSCRIPT_FILE, c.NBDKIT_FILE, c.QEMU_NBD),
        (c.NBDKIT_MEMORY, c.NBDKIT_FILE, c.QEMU_NBD),
        (w.COPY_SPARSE,),
        (UNIX, TCP),
        100 * w.GIB,
        holds_data=False,
    ),
)
