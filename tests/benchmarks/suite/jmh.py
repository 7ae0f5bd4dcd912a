"""Runs the benchmarks inside the JVM, which are the Maven module beside this suite."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from suite.contestants import ROOT, Tools
from suite.progress import tell
from suite.samples import Metric, Sample, Subject

FIELD = "jmh"
IN_PROCESS = "in-process"
"""The only contestant."""
IN_PLACE_ALLOCATIONS = tuple(
    Subject(FIELD, f"RequestBenchmark.{request}", "-", Metric.ALLOCATION) for request in ("read4KiB", "write4KiB")
)

MODULE = ROOT / "tests" / "benchmarks"
JVM_OPTIONS = (
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-Dpolyglot.engine.WarnInterpreterOnly=false",
)
SETTINGS = ("-f", "1", "-wi", "5", "-w", "1s", "-i", "5", "-r", "1s")
QUICK_SETTINGS = ("-f", "1", "-wi", "1", "-w", "50ms", "-i", "1", "-r", "50ms")


def run(tools: Tools, directory: Path, *, quick: bool) -> list[Sample]:
    """All benchmarks with the GC profile."""
    _build(tools)
    result = directory / "jmh.json"
    settings = QUICK_SETTINGS if quick else SETTINGS
    class_path = f"{MODULE}/target/classes:{MODULE}/target/lib/*"
    command = [tools.java, *JVM_OPTIONS, "-cp", class_path, "org.openjdk.jmh.Main", *settings]
    tell("jmh: running")
    output = ["-prof", "gc", "-foe", "true", "-rf", "json", "-rff", result]
    subprocess.run([*command, *output], cwd=ROOT, stdout=2, check=True)
    return [sample for row in json.loads(result.read_text(encoding="utf-8")) for sample in _samples(row)]


def _build(tools: Tools) -> None:
    tell("jmh: building")
    environment = os.environ | {"JAVA_HOME": str(tools.java.parents[1])}
    command = ["mvn", "-B", "-q", "-Dquick", "-DskipTests", "-Pjmh", "-pl", "tests/benchmarks", "-am", "package"]
    subprocess.run(command, cwd=ROOT, env=environment, stdout=2, check=True)


def _samples(row: dict[str, Any]) -> list[Sample]:
    """Operations a second of each iteration, and the garbage of an operation in whole bytes."""
    name = ".".join(row["benchmark"].split(".")[-2:])
    parameters = ",".join((row.get("params") or {}).values())
    work = f"{name} {parameters}".rstrip()
    nanoseconds = row["primaryMetric"]["rawData"][0]
    allocation = row["secondaryMetrics"]["gc.alloc.rate.norm"]["rawData"][0]
    speed = Subject(FIELD, work, "-", Metric.SPEED)
    garbage = Subject(FIELD, work, "-", Metric.ALLOCATION)
    # The profile also counts the JVM's own garbage, which is a fraction of a byte an operation.
    return [Sample(speed, IN_PROCESS, i, 1e9 / value) for i, value in enumerate(nanoseconds)] + [
        Sample(garbage, IN_PROCESS, i, round(value)) for i, value in enumerate(allocation)
    ]
