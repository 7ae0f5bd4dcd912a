"""All that a run gives, kept in a JSON file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from suite.samples import Sample, Samples, Subject
from suite.targets import TARGETS


@dataclass(frozen=True)
class Results:
    """Samples, and under which circumstances they were taken."""

    begun: str
    """When, in UTC."""
    versions: dict[str, str]
    plan: dict[str, Any]
    samples: Samples

    def save(self, file: Path) -> None:
        """With what became of the targets, for those who only read the file."""
        content = {
            "begun": self.begun,
            "versions": self.versions,
            "plan": self.plan,
            "targets": self._targets(),
            "samples": [sample.as_json() for sample in self.samples.all],
        }
        file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    def _targets(self) -> list[dict[str, Any]]:
        rows = []
        for target in TARGETS:
            measured = target.measured(self.samples)
            if measured:
                rows.append(
                    {
                        "field": target.subject.field,
                        "work": target.subject.work,
                        "metric": target.subject.metric,
                        "contestant": target.contestant,
                        "peer": target.peer,
                        "at_least" if target.is_least else "at_most": target.limit,
                        "measured": measured.median,
                        "low": measured.low,
                        "high": measured.high,
                        "reached": target.is_reached(measured),
                    }
                )
        return rows

    @staticmethod
    def merge(all_results: Sequence[Results]) -> Results:
        """Runs of several parts as one. What two have measured is taken from the later one, as are circumstances."""
        last = all_results[-1]
        samples: dict[Subject, list[Sample]] = {}
        for results in all_results:
            samples |= results._by_subject()
        begun = "; ".join(dict.fromkeys(results.begun for results in all_results))
        return Results(begun, last.versions, last.plan, Samples([x for some in samples.values() for x in some]))

    def _by_subject(self) -> dict[Subject, list[Sample]]:
        samples: dict[Subject, list[Sample]] = {}
        for sample in self.samples.all:
            samples.setdefault(sample.subject, []).append(sample)
        return samples

    @staticmethod
    def load(file: Path) -> Results:
        """Those that save has written."""
        content = json.loads(file.read_text(encoding="utf-8"))
        samples = Samples([Sample.from_json(row) for row in content["samples"]])
        return Results(content["begun"], content["versions"], content["plan"], samples)
