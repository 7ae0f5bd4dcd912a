"""Start times: to the version's line, and to listening, beside a Java program that does nothing."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from suite import contestants as c
from suite.contestants import Contestant, Disk, Tools
from suite.plan import START, Plan
from suite.progress import tell
from suite.race import Failures
from suite.samples import Metric, Sample, Subject
from suite.server import Endpoint, Server
from suite.works import MIB

VERSION = "nbdscript-version"
"""The contestant that only prints its version."""

SUBJECT = Subject(START, "start", "-", Metric.SECONDS)
SERVERS = (c.NBDSCRIPT_MEMORY, c.JAVASCRIPT, c.GROOVY, c.PYTHON, c.NBDKIT_MEMORY, c.NBDKIT_PYTHON)


def measure_starts(plan: Plan, tools: Tools, directory: Path, failures: Failures) -> list[Sample]:
    """Seconds for each contestant and round. A start of each before the first round fills caches."""
    # Else the first rounds would measure starts without them, beside processes that make them.
    subprocess.run([tools.nbdscript, "--start-cache"], check=True, stdout=subprocess.DEVNULL)
    starts = _starts(tools, directory)
    tell(f"start: {', '.join(starts)}")
    samples = []
    for round_ in range(-1 if plan.warm_up_seconds else 0, plan.start_rounds):
        for name, start in list(starts.items()):
            del starts[name]
            with failures.catching(f"start: {name}"):
                seconds = start()
                starts[name] = start
                if round_ >= 0:
                    samples.append(Sample(SUBJECT, name, round_, seconds))
    return samples


def _starts(tools: Tools, directory: Path) -> dict[str, Callable[[], float]]:
    hello = [str(tools.java), "-Xshare:auto", "-cp", str(tools.classes), "Hello"]
    starts = {
        c.JAVA_HELLO: lambda: _run(hello),
        VERSION: lambda: _run([str(tools.nbdscript), "--version"]),
    }
    for contestant in SERVERS:
        starts[contestant.name] = lambda contestant=contestant: _listen(contestant, tools, directory)
    return starts


def _run(command: list[str]) -> float:
    begin = time.monotonic()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return time.monotonic() - begin


def _listen(contestant: Contestant, tools: Tools, directory: Path) -> float:
    endpoint = Endpoint.unix(directory, "start")
    command = contestant.command(tools, endpoint, Disk(MIB, directory / "start.img"))
    begin = time.monotonic()
    with Server.running(command, endpoint, directory / "start.log"):
        return time.monotonic() - begin
