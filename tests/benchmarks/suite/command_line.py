"""The options, and what they run."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from suite import jmh, markdown, text
from suite.contestants import ROOT, Tools
from suite.fields import FIELDS, TCP, UNIX, Field
from suite.idle import measure_idle
from suite.plan import IDLE, QUICK, START, STANDARD, Choice, Plan, all_names, quick_fields
from suite.progress import tell
from suite.race import Failures, race
from suite.requirements import Missing, provide, versions
from suite.results import Results
from suite.samples import Sample, Samples
from suite.start import measure_starts


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 if all could be measured, whatever the numbers; else 1."""
    options = _parser().parse_args(arguments)
    if options.list:
        print(_list())
        return 0
    failures = Failures()
    try:
        results = _load(options.results) if options.results else _measure(options, failures)
    except subprocess.CalledProcessError as error:
        command = " ".join(map(str, error.cmd))
        print(f"tests/benchmarks/run: error: status {error.returncode} of: {command}", file=sys.stderr)
        return 1
    except (Missing, OSError) as error:
        print(f"tests/benchmarks/run: error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(text.report(results.samples))
    if options.quick:
        print("\nThis was a quick run, which shows that everything works; its numbers say nothing.")
    if options.json:
        results.save(options.json)
    if options.markdown:
        markdown.write(results)
    if failures.count:
        print(f"tests/benchmarks/run: {failures.count} failed, as was told above", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tests/benchmarks/run", description="Measures nbdscript against its peers and prints tables of ratios."
    )
    parser.add_argument("--quick", action="store_true", help="only show that everything works; the numbers say nothing")
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="NAME",
        choices=sorted(all_names()),
        help="pick a part, a server, a work or a transport of those that --list shows; may be repeated",
    )
    parser.add_argument("--list", action="store_true", help="list the parts, servers and works")
    parser.add_argument("--rounds", type=int, help=f"alternations (default {STANDARD.rounds})")
    parser.add_argument("--seconds", type=float, help=f"length of a turn (default {STANDARD.seconds})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write all samples to a file")
    parser.add_argument("--markdown", action="store_true", help="also write tables and charts into docs/performance.md")
    parser.add_argument(
        "--from",
        dest="results",
        type=Path,
        action="append",
        metavar="FILE",
        help="show the results of a --json file; measure nothing; may be repeated, for runs of several parts",
    )
    parser.add_argument("--jmh", action="store_true", help="run the benchmarks inside the JVM instead")
    parser.add_argument(
        "--directory", type=Path, default=Path("/var/tmp"), help="where disk images go (default /var/tmp)"
    )
    parser.add_argument(
        "--nbdscript", type=Path, default=ROOT / "nbdscript", help="the launcher (default: this source tree's)"
    )
    return parser


def _list() -> str:
    lines = []
    for field in FIELDS:
        lines.append(f"{field.name}: {field.title}")
        lines += [f"    {x.name}: {x.description}" for x in (*field.contestants, *field.works)]
    lines.append(f"{START}: start times beside a Java hello-world")
    lines.append(f"{UNIX}, {TCP}: transports")
    lines.append(f"{IDLE}: memory of idle connections")
    return "\n".join(lines)


def _load(files: Sequence[Path]) -> Results:
    return Results.merge([Results.load(file) for file in files])


def _measure(options: argparse.Namespace, failures: Failures) -> Results:
    plan = _plan(options)
    choice = Choice(frozenset(options.only))
    fields = [] if options.jmh else choice.apply(quick_fields() if options.quick else FIELDS)
    tools = provide(options.nbdscript.resolve(), needs_nbdscript=_needs_nbdscript(options, choice, fields))
    begun = time.strftime("%Y-%m-%d %H:%M", time.gmtime())
    directory = Path(tempfile.mkdtemp(prefix="nbdscript-benchmarks-", dir=options.directory.resolve()))
    try:
        samples = (
            jmh.run(tools, directory, quick=options.quick)
            if options.jmh
            else _race_all(fields, choice, plan, tools, directory, failures)
        )
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    return Results(begun, versions(tools), asdict(plan), Samples(samples))


def _plan(options: argparse.Namespace) -> Plan:
    plan = QUICK if options.quick else STANDARD
    if options.rounds is not None:
        plan = replace(plan, rounds=options.rounds)
    if options.seconds is not None:
        plan = replace(plan, seconds=options.seconds)
    return plan


def _needs_nbdscript(options: argparse.Namespace, choice: Choice, fields: list[Field]) -> bool:
    """Not if only peers were picked."""
    ours = any(contestant.is_ours for field in fields for contestant in field.contestants)
    return options.jmh or ours or choice.has(START) or choice.has(IDLE)


def _race_all(
    fields: list[Field], choice: Choice, plan: Plan, tools: Tools, directory: Path, failures: Failures
) -> list[Sample]:
    samples: list[Sample] = []
    for field in fields:
        samples += race(field, plan, tools, directory, failures)
    if choice.has(START):
        samples += measure_starts(plan, tools, directory, failures)
    if choice.has(IDLE):
        samples += measure_idle(plan, tools, directory, failures)
    tell("done")
    return samples
