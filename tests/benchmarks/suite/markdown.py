"""Puts the results into docs/performance.md, between two markers, with charts beside it."""

from __future__ import annotations

from pathlib import Path

from suite import chart
from suite.contestants import ROOT
from suite.fields import FIELDS
from suite.results import Results
from suite.tables import Table, all_tables

PAGE = ROOT / "docs" / "performance.md"
CHARTS = ROOT / "docs" / "performance"
BEGIN = "<!-- results: begin (written by tests/benchmarks/run --markdown) -->"
END = "<!-- results: end -->"


def write(results: Results) -> None:
    """Replaces what is between the markers."""
    page = PAGE.read_text(encoding="utf-8")
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE}: expected the lines\n{BEGIN}\nand\n{END}")
    PAGE.write_text(f"{before}{BEGIN}\n{_section(results)}\n{END}{after}", encoding="utf-8")


def _section(results: Results) -> str:
    parts = [_circumstances(results)]
    for field in FIELDS:
        drawn = chart.draw(results.samples, field)
        if drawn:
            CHARTS.mkdir(exist_ok=True)
            file = CHARTS / f"{field.name}.svg"
            file.write_text(drawn, encoding="utf-8")
            parts.append(f"![{field.title}]({file.relative_to(PAGE.parent)})")
    parts += [_lay_out(table) for table in all_tables(results.samples)]
    return "\n\n".join(parts)


def _circumstances(results: Results) -> str:
    return "\n".join(
        [
            "### Circumstances",
            f"- begun: {results.begun}; rounds: {results.plan['rounds']}; a turn: {results.plan['seconds']} s",
            *(f"- {name}: {text}" for name, text in results.versions.items()),
        ]
    )


def _lay_out(table: Table) -> str:
    rule = ["---"] * len(table.heads)
    lines = ["| " + " | ".join(line) + " |" for line in [table.heads, rule, *table.rows]]
    return "\n".join([f"### {table.title}", *lines])
