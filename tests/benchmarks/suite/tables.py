"""Results as tables of cells, the same for all forms of report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from suite.fields import FIELDS, Field
from suite.idle import SUBJECT as IDLE_SUBJECT
from suite.jmh import IN_PROCESS
from suite.jmh import FIELD as JMH
from suite.plan import IDLE, START
from suite.contestants import JAVA_HELLO
from suite.samples import Metric, Samples, Subject, Summary
from suite.start import SUBJECT as START_SUBJECT
from suite.targets import TARGETS, Target

NOTHING = "–"
UNITS = {
    Metric.SPEED: "speed",
    Metric.CPU: "CPU",
    Metric.SECONDS: "time",
    Metric.EACH: "KiB each",
    Metric.ALLOCATION: "bytes",
    Metric.PEAK: "KiB",
}


@dataclass(frozen=True)
class Table:
    """A title, column heads, and rows of as many cells."""

    title: str
    heads: list[str]
    rows: list[list[str]]


def all_tables(samples: Samples) -> Iterator[Table]:
    """Those that have rows: the targets first."""
    tables = [_targets(samples)]
    for field in FIELDS:
        tables += [_speeds(samples, field, transport) for transport in field.transports]
        tables.append(_peaks(samples, field))
    tables += [_starts(samples), _idle(samples), _jmh(samples)]
    return (table for table in tables if table.rows)


def number(value: float) -> str:
    """Three digits that count, without an exponent."""
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"


def ratio(summary: Summary | None) -> str:
    """Median and range of ratios."""
    if summary is None:
        return NOTHING
    return f"{summary.median:.2f} ({summary.low:.2f}–{summary.high:.2f})"


def amount(summary: Summary | None) -> str:
    """Median and range of values."""
    if summary is None:
        return NOTHING
    if summary.low == summary.high:
        return number(summary.median)
    return f"{number(summary.median)} ({number(summary.low)}–{number(summary.high)})"


def _targets(samples: Samples) -> Table:
    rows = []
    for target in TARGETS:
        measured = target.measured(samples)
        if measured is not None:
            rows.append(_target_row(target, measured))
    heads = ["work", "of", "against", "what", "target", "measured", "reached"]
    return Table("Targets", heads, rows)


def _target_row(target: Target, measured: Summary) -> list[str]:
    return [
        target.subject.work,
        target.contestant,
        target.peer or NOTHING,
        UNITS[target.subject.metric],
        ("≥ " if target.is_least else "≤ ") + number(target.limit),
        ratio(measured) if target.peer else amount(measured),
        "yes" if target.is_reached(measured) else "no",
    ]


def _speeds(samples: Samples, field: Field, transport: str) -> Table:
    """How fast each is, and how it relates to each peer."""
    present = samples.contestants(field.name)
    bases = [base.name for base in field.bases if base.name in present]
    rows = []
    for subject in samples.subjects(field.name, Metric.SPEED):
        if subject.transport != transport:
            continue
        cpu = Subject(subject.field, subject.work, subject.transport, Metric.CPU)
        for contestant in present:
            speed = samples.summary(subject, contestant)
            if speed is None:
                continue
            ratios = [NOTHING if base == contestant else ratio(samples.ratio(subject, contestant, base)) for base in bases]
            used = samples.summary(cpu, contestant)
            rows.append(
                [
                    subject.work,
                    contestant,
                    number(speed.median),
                    *ratios,
                    number(used.median) if used else NOTHING,
                ]
            )
    heads = ["work", "server", "per second", *(f"÷ {base}" for base in bases), "CPU µs each"]
    return Table(f"{field.title}, over {'a unix socket' if transport == 'unix' else 'TCP'}", heads, rows)


def _peaks(samples: Samples, field: Field) -> Table:
    rows = [
        [subject.transport, contestant, number(summary.median / 1024)]
        for subject in samples.subjects(field.name, Metric.PEAK)
        for contestant in samples.contestants(field.name)
        if (summary := samples.summary(subject, contestant))
    ]
    return Table(f"{field.title}: peak memory", ["over", "server", "MiB"], rows)


def _starts(samples: Samples) -> Table:
    rows = []
    for contestant in samples.contestants(START):
        seconds = samples.summary(START_SUBJECT, contestant)
        rows.append([contestant, amount(seconds), ratio(samples.ratio(START_SUBJECT, contestant, JAVA_HELLO))])
    return Table("Start", ["what", "seconds", f"÷ {JAVA_HELLO}"], rows)


def _idle(samples: Samples) -> Table:
    rows = [[contestant, amount(samples.summary(IDLE_SUBJECT, contestant))] for contestant in samples.contestants(IDLE)]
    return Table("Memory of idle connections beyond the first", ["server", "KiB each"], rows)


def _jmh(samples: Samples) -> Table:
    rows = []
    for subject in samples.subjects(JMH, Metric.SPEED):
        allocation = Subject(subject.field, subject.work, subject.transport, Metric.ALLOCATION)
        speed = samples.summary(subject, IN_PROCESS)
        nanoseconds = number(1e9 / speed.median) if speed else NOTHING
        rows.append([subject.work, nanoseconds, amount(samples.summary(allocation, IN_PROCESS))])
    return Table("Inside the JVM", ["benchmark", "nanoseconds", "bytes allocated"], rows)
