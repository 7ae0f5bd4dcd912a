"""What shall be reached, as ratios to a peer in the same run or as values, and whether it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from suite import contestants as c
from suite import works as w
from suite.fields import UNIX
from suite.idle import SUBJECT as IDLE_SUBJECT
from suite.jmh import IN_PLACE_ALLOCATIONS, IN_PROCESS
from suite.samples import Metric, Samples, Subject, Summary
from suite.start import SUBJECT as START_SUBJECT
from suite.start import VERSION


@dataclass(frozen=True)
class Target:
    """A limit that the median must keep."""

    subject: Subject
    contestant: str
    peer: str | None
    """The ratio to this one counts; without it, the value."""
    limit: float
    is_least: bool
    """Whether the limit is the least or the most."""

    def measured(self, samples: Samples) -> Summary | None:
        """The ratio or value; None if it was not measured."""
        if self.peer is None:
            return samples.summary(self.subject, self.contestant)
        return samples.ratio(self.subject, self.contestant, self.peer)

    def is_reached(self, measured: Summary) -> bool:
        """Whether the median keeps the limit."""
        return measured.median >= self.limit if self.is_least else measured.median <= self.limit


def _at_least(field: str, work: w.Work, contestant: str, peer: str, limit: float) -> Target:
    return Target(Subject(field, work.name, UNIX, Metric.SPEED), contestant, peer, limit, is_least=True)


def _all_at_least(
    field: str, contestants: Iterable[str], peer: str, limits: dict[w.Work, float]
) -> Iterator[Target]:
    for contestant in contestants:
        for work, limit in limits.items():
            yield _at_least(field, work, contestant, peer, limit)


def _memory() -> Iterator[Target]:
    ours = [c.NBDSCRIPT_MEMORY.name]
    yield from _all_at_least(
        "memory",
        ours,
        c.NBDKIT_MEMORY.name,
        {
            w.READ_4K_D1: 2.0,
            w.READ_4K_D16: 1.5,
            w.READ_4K_2X64: 2.8,
            w.WRITE_4K_D16: 1.2,
            w.READ_256K_D16: 1.6,
            w.WRITE_256K_D16: 1.6,
        },
    )
    yield from _all_at_least(
        "memory",
        ours,
        c.BARE_SERVER.name,
        {
            w.READ_4K_D16: 0.95,
            w.READ_4K_2X64: 0.95,
            w.WRITE_4K_D16: 0.95,
            w.WRITE_4K_2X64: 0.95,
            w.READ_256K_D16: 0.9,
            w.WRITE_256K_D16: 0.9,
        },
    )
    for work in (w.READ_4K_D16, w.WRITE_4K_D16):
        cpu = Subject("memory", work.name, UNIX, Metric.CPU)
        yield Target(cpu, ours[0], c.NBDKIT_MEMORY.name, 0.6, is_least=False)


def _file() -> Iterator[Target]:
    ours = [c.NBDSCRIPT_FILE.name]
    nbdkit = {w.READ_4K_D1: 1.5, w.READ_4K_D16: 1.4, w.READ_256K_D16: 1.4}
    yield from _all_at_least("file", ours, c.NBDKIT_FILE.name, nbdkit)
    yield from _all_at_least("file", ours, c.QEMU_NBD.name, {w.READ_4K_D16: 3.0, w.READ_256K_D16: 3.0})


def _scripts() -> Iterator[Target]:
    compiled = [c.JAVASCRIPT_JIT.name, c.GROOVY.name, c.PYTHON.name]
    d16 = (w.READ_4K_D16, w.WRITE_4K_D16)
    two_jobs = (w.READ_4K_2X64, w.WRITE_4K_2X64)
    large = (w.READ_256K_D16, w.WRITE_256K_D16)
    yield from _all_at_least(
        "scripts", compiled, c.NBDKIT_MEMORY.name, dict.fromkeys(d16, 1.0) | dict.fromkeys(two_jobs, 1.5)
    )
    yield from _all_at_least(
        "scripts", compiled, c.NBDKIT_PYTHON.name, dict.fromkeys(d16, 2.5) | dict.fromkeys(two_jobs, 4.0)
    )
    yield from _all_at_least("scripts", compiled, c.NBDSCRIPT_MEMORY.name, dict.fromkeys(large, 0.7))
    yield from _all_at_least(
        "scripts", [c.JAVASCRIPT.name], c.NBDKIT_PYTHON.name, dict.fromkeys(d16, 1.7) | dict.fromkeys(two_jobs, 2.5)
    )


def _tls() -> Iterator[Target]:
    loads = (w.READ_4K_D16, w.WRITE_4K_D16, w.READ_256K_D16, w.WRITE_256K_D16, w.COPY_DATA)
    ours = [c.NBDSCRIPT_CERTIFICATES.name]
    yield from _all_at_least("tls", ours, c.NBDKIT_CERTIFICATES.name, dict.fromkeys(loads, 0.8))
    yield _at_least("psk", w.COPY_DATA, c.NBDSCRIPT_KEYS.name, c.NBDKIT_KEYS.name, 0.8)


def _copies() -> Iterator[Target]:
    yield _at_least("memory", w.COPY_DATA, c.NBDSCRIPT_MEMORY.name, c.NBDKIT_MEMORY.name, 1.2)
    yield _at_least("file", w.COPY_DATA, c.NBDSCRIPT_FILE.name, c.NBDKIT_FILE.name, 1.2)
    yield _at_least("sparse", w.COPY_SPARSE, c.NBDSCRIPT_MEMORY.name, c.NBDKIT_MEMORY.name, 1.0)
    yield _at_least("sparse", w.COPY_SPARSE, c.NBDSCRIPT_FILE.name, c.NBDKIT_FILE.name, 1.0)


def _starts_and_memory() -> Iterator[Target]:
    starts = {
        VERSION: 1.5,
        c.NBDSCRIPT_MEMORY.name: 3,
        c.JAVASCRIPT.name: 6,
        c.GROOVY.name: 7,
        c.PYTHON.name: 9,
    }
    for contestant, limit in starts.items():
        yield Target(START_SUBJECT, contestant, c.JAVA_HELLO, limit, is_least=False)
    yield Target(IDLE_SUBJECT, c.NBDSCRIPT_MEMORY.name, None, 48, is_least=False)
    for allocation in IN_PLACE_ALLOCATIONS:
        yield Target(allocation, IN_PROCESS, None, 0, is_least=False)


TARGETS = (*_memory(), *_file(), *_scripts(), *_tls(), *_copies(), *_starts_and_memory())
