"""Runs a field: all its servers are up, and clients visit one after another, round for round.

A contestant that fails is out of the field, and the others go on.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from suite.contestants import Contestant, Disk, Tools
from suite.fields import UNIX, Field
from suite.plan import Plan
from suite.progress import tell
from suite.samples import Metric, Sample, Subject
from suite.server import Endpoint, Server, ServerFailed
from suite.works import Load, Work, WorkFailed, fill, verify

MICROSECONDS = 1e6


@dataclass(frozen=True)
class Runner:
    """A contestant whose server is up."""

    contestant: Contestant
    server: Server


class Failures:
    """What went wrong, to be told at once and counted at the end."""

    def __init__(self) -> None:
        self.count = 0

    @contextmanager
    def catching(self, what: str) -> Iterator[None]:
        """Ends the block at a server's or client's failure, but not the run."""
        try:
            yield
        except (ServerFailed, WorkFailed, OSError, subprocess.CalledProcessError) as error:
            self.count += 1
            tell(f"{what} failed: {error}")


def race(field: Field, plan: Plan, tools: Tools, directory: Path, failures: Failures) -> list[Sample]:
    """All samples of a field."""
    samples: list[Sample] = []
    for transport in field.transports:
        with ExitStack() as stack:
            runners: list[Runner] = []
            for contestant in _able(field, tools):
                with failures.catching(f"{field.name}: {contestant.name}"):
                    runner = stack.enter_context(_started(contestant, field, transport, tools, directory))
                    _prepare(runner, field, plan)
                    runners.append(runner)
            for work in field.works:
                samples += _turns(runners, field, work, transport, plan, failures)
            peak = Subject(field.name, "all", transport, Metric.PEAK)
            for runner in runners:
                with failures.catching(f"{field.name}: {runner.contestant.name}"):
                    samples.append(Sample(peak, runner.contestant.name, 0, runner.server.peak_kib()))
    return samples


def _able(field: Field, tools: Tools) -> list[Contestant]:
    able = []
    for contestant in field.contestants:
        reason = contestant.reason_to_skip(tools)
        if reason:
            tell(f"{field.name}: {contestant.name} is skipped: {reason}")
        else:
            able.append(contestant)
    return able


@contextmanager
def _started(
    contestant: Contestant, field: Field, transport: str, tools: Tools, directory: Path
) -> Iterator[Runner]:
    """A contestant's server with a disk of its own, both gone when the block ends."""
    disk = Disk(field.size, directory / f"{contestant.name}.img")
    endpoint = Endpoint.unix(directory, contestant.name) if transport == UNIX else Endpoint.tcp()
    endpoint = replace(endpoint, tls=contestant.tls)
    command = contestant.command(tools, endpoint, disk)
    try:
        if contestant.needs_file:
            with disk.file.open("wb") as file:
                file.truncate(disk.size)
        with Server.running(command, endpoint, directory / f"{contestant.name}.log") as server:
            yield Runner(contestant, server)
    finally:
        disk.file.unlink(missing_ok=True)


def _prepare(runner: Runner, field: Field, plan: Plan) -> None:
    """Checks that data comes back as it was written, under each shape of load that will be measured."""
    if not field.holds_data or not runner.contestant.keeps_data:
        return
    endpoint = runner.server.endpoint
    for shape in dict.fromkeys(work.shape for work in field.works if isinstance(work, Load)):
        verify(endpoint, shape, plan.verified_bytes)
    fill(endpoint, field.size)


def _turns(
    runners: list[Runner], field: Field, work: Work, transport: str, plan: Plan, failures: Failures
) -> list[Sample]:
    """The rounds of a work; takes those that fail out of the runners."""
    tell(f"{field.name}: {work.description}, {transport}")
    samples: list[Sample] = []
    for round_ in range(-1 if plan.warm_up_seconds else 0, plan.rounds):
        for runner in list(runners):
            runners.remove(runner)
            with failures.catching(f"{field.name}: {work.name}: {runner.contestant.name}"):
                if round_ < 0:
                    work.run(runner.server.endpoint, plan.warm_up_seconds)
                else:
                    samples += _turn(runner, field, work, transport, round_, plan)
                runners.append(runner)
    return samples


def _turn(runner: Runner, field: Field, work: Work, transport: str, round_: int, plan: Plan) -> list[Sample]:
    before = runner.server.cpu_seconds()
    outcome = work.run(runner.server.endpoint, plan.seconds)
    used = runner.server.cpu_seconds() - before

    def sample(metric: Metric, value: float) -> Sample:
        return Sample(Subject(field.name, work.name, transport, metric), runner.contestant.name, round_, value)

    cpu = used / outcome.operations * MICROSECONDS
    return [sample(Metric.SPEED, outcome.speed), sample(Metric.CPU, cpu)]
