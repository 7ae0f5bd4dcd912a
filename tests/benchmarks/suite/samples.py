"""What is measured: a flat list of samples, and the statistics that all reports use."""

from __future__ import annotations

import statistics
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Metric(StrEnum):
    """What a sample's value is."""

    SPEED = "speed"
    """Requests a second; copies a second for nbdcopy. More is better."""
    SECONDS = "seconds"
    """How long something takes. Less is better, as for all below."""
    CPU = "cpu"
    """The server's processor time a request, in microseconds."""
    PEAK = "peak"
    """The most memory that the server had resident, in KiB."""
    EACH = "each"
    """Resident memory for each further idle connection, in KiB."""
    ALLOCATION = "allocation"
    """Bytes of garbage a request."""


@dataclass(frozen=True)
class Subject:
    """What a value belongs to, apart from the contestant."""

    field: str
    work: str
    transport: str
    metric: Metric


@dataclass(frozen=True)
class Sample:
    """One measurement in one round."""

    subject: Subject
    contestant: str
    round: int
    value: float

    def as_json(self) -> dict[str, Any]:
        """Flat, for a JSON file."""
        return {**asdict(self.subject), "contestant": self.contestant, "round": self.round, "value": self.value}

    @staticmethod
    def from_json(row: dict[str, Any]) -> Sample:
        """The opposite of as_json."""
        subject = Subject(row["field"], row["work"], row["transport"], Metric(row["metric"]))
        return Sample(subject, row["contestant"], row["round"], row["value"])


@dataclass(frozen=True)
class Summary:
    """Median and range of several rounds."""

    median: float
    low: float
    high: float

    @staticmethod
    def of(values: list[float]) -> Summary | None:
        """None if there are no values."""
        return Summary(statistics.median(values), min(values), max(values)) if values else None


class Samples:
    """All samples of a run, found by subject and contestant."""

    def __init__(self, samples: list[Sample]) -> None:
        self.all = samples
        self._rounds: dict[tuple[Subject, str], dict[int, float]] = {}
        for sample in samples:
            self._rounds.setdefault((sample.subject, sample.contestant), {})[sample.round] = sample.value

    def rounds(self, subject: Subject, contestant: str) -> dict[int, float]:
        """The value of each round; empty if it was not measured."""
        return self._rounds.get((subject, contestant), {})

    def summary(self, subject: Subject, contestant: str) -> Summary | None:
        """Of the values themselves."""
        return Summary.of(list(self.rounds(subject, contestant).values()))

    def ratio(self, subject: Subject, contestant: str, peer: str) -> Summary | None:
        """Of the ratios to the peer's value in the same round, which other load on the machine disturbs least."""
        ours = self.rounds(subject, contestant)
        theirs = self.rounds(subject, peer)
        return Summary.of([ours[round_] / theirs[round_] for round_ in ours if theirs.get(round_)])

    def contestants(self, field: str) -> list[str]:
        """Those of a field, in the order of the race."""
        return list(dict.fromkeys(s.contestant for s in self.all if s.subject.field == field))

    def subjects(self, field: str, metric: Metric) -> list[Subject]:
        """Those of a field, in the order of the race."""
        return list(
            dict.fromkeys(s.subject for s in self.all if s.subject.field == field and s.subject.metric is metric)
        )
