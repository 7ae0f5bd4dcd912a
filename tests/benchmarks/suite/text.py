"""Tables for a terminal."""

from __future__ import annotations

from suite.samples import Samples
from suite.tables import Table, all_tables


def report(samples: Samples) -> str:
    """All results."""
    return "\n\n".join(_lay_out(table) for table in all_tables(samples))


def _lay_out(table: Table) -> str:
    lines = [table.heads, *table.rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(table.heads))]
    laid_out = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines]
    return "\n".join([table.title, "-" * len(table.title), *laid_out])
