"""How long and how often things are measured, and what the user picked of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from suite import works
from suite.fields import FIELDS, TCP, UNIX, Field
from suite.works import MIB


@dataclass(frozen=True)
class Plan:
    """A run's extent."""

    rounds: int = 5
    seconds: float = 2.0
    """Of one turn of a load."""
    warm_up_seconds: float = 3.0
    """Of a load before its first turn, for each contestant."""
    verified_bytes: int = 32 * MIB
    """What fio writes and checks for each shape of load and job."""
    idle_connections: int = 1000
    settle_seconds: float = 10.0
    """How long idle connections are left alone before the memory is looked at."""
    start_rounds: int = 10


STANDARD = Plan()
QUICK = Plan(
    rounds=1,
    seconds=0.2,
    warm_up_seconds=0.0,
    verified_bytes=2 * MIB,
    idle_connections=50,
    settle_seconds=0.2,
    start_rounds=1,
)
"""Shows that everything works; its numbers say nothing."""

QUICK_WORKS = {works.READ_4K_D16.name, works.WRITE_256K_D16.name, works.COPY_DATA.name, works.COPY_SPARSE.name}
QUICK_DISK = 16 * MIB
TRANSPORTS = {UNIX, TCP}
START = "start"
IDLE = "idle"


@dataclass(frozen=True)
class Choice:
    """The names that the user picked; no names of a kind pick all of that kind."""

    names: frozenset[str]

    def _picks(self, name: str, kind: set[str]) -> bool:
        return name in self.names or not self.names & kind

    def apply(self, fields: Sequence[Field]) -> list[Field]:
        """The fields, with what is left of them."""
        sections = section_names()
        contestants = {x.name for field in fields for x in field.contestants}
        names_of_works = {x.name for field in fields for x in field.works}
        left = [
            replace(
                field,
                contestants=tuple(x for x in field.contestants if self._picks(x.name, contestants)),
                works=tuple(x for x in field.works if self._picks(x.name, names_of_works)),
                transports=tuple(x for x in field.transports if self._picks(x, TRANSPORTS)),
            )
            for field in fields
            if self._picks(field.name, sections)
        ]
        return [field for field in left if field.contestants and field.works and field.transports]

    def has(self, section: str) -> bool:
        """Whether a section that is no field was picked."""
        return self._picks(section, section_names()) and (section in self.names or not self.names - section_names())


def section_names() -> set[str]:
    """The parts of a run."""
    return {START, IDLE, *(field.name for field in FIELDS)}


def all_names() -> set[str]:
    """All that can be picked."""
    return section_names().union(TRANSPORTS, *(field.names() for field in FIELDS))


def quick_fields() -> list[Field]:
    """The fields with less work and smaller disks. TCP is the same to all plugins: one field is enough."""
    return [
        replace(
            field,
            works=tuple(x for x in field.works if x.name in QUICK_WORKS),
            transports=field.transports if field.name == "memory" else (UNIX,),
            size=min(field.size, QUICK_DISK) if field.holds_data else field.size,
        )
        for field in FIELDS
    ]
