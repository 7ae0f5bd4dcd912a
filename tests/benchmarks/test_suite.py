"""Tests the suite's arithmetic and choices: python3 -m unittest discover tests/benchmarks"""

import json
import tempfile
import unittest
from pathlib import Path

from suite.chart import draw
from suite.fields import FIELDS
from suite.plan import IDLE, START, Choice, all_names
from suite.results import Results
from suite.samples import Metric, Sample, Samples, Subject
from suite.targets import TARGETS, Target
from suite.text import report

SUBJECT = Subject("memory", "read-4k-d16", "unix", Metric.SPEED)


def samples_of(**values: list[float]) -> Samples:
    """Samples of contestants, whose names have underscores for dashes."""
    return Samples(
        [
            Sample(SUBJECT, name.replace("_", "-"), round_, value)
            for name, of_rounds in values.items()
            for round_, value in enumerate(of_rounds)
        ]
    )


class RatioTest(unittest.TestCase):
    def test_pairs_the_values_of_a_round(self) -> None:
        ratio = samples_of(a=[10, 40, 90], b=[10, 20, 30]).ratio(SUBJECT, "a", "b")
        self.assertEqual((ratio.median, ratio.low, ratio.high), (2, 1, 3))

    def test_leaves_out_rounds_that_one_of_them_has_not(self) -> None:
        ratio = samples_of(a=[10, 40, 90], b=[5]).ratio(SUBJECT, "a", "b")
        self.assertEqual((ratio.low, ratio.high), (2, 2))

    def test_is_none_without_a_peer(self) -> None:
        self.assertIsNone(samples_of(a=[1]).ratio(SUBJECT, "a", "b"))


class TargetTest(unittest.TestCase):
    def test_least_and_most_are_reached_from_their_side(self) -> None:
        summary = samples_of(a=[2], b=[1]).ratio(SUBJECT, "a", "b")
        self.assertTrue(Target(SUBJECT, "a", "b", 2, is_least=True).is_reached(summary))
        self.assertFalse(Target(SUBJECT, "a", "b", 1.9, is_least=False).is_reached(summary))

    def test_each_race_of_a_target_is_run(self) -> None:
        fields = {field.name: field for field in FIELDS}
        for target in TARGETS:
            field = fields.get(target.subject.field)
            if field:
                with self.subTest(target=target):
                    names = field.names()
                    self.assertLessEqual({target.subject.work, target.contestant, target.peer}, names)
                    self.assertIn(target.subject.transport, field.transports)


class ChoiceTest(unittest.TestCase):
    def test_no_names_pick_all(self) -> None:
        choice = Choice(frozenset())
        self.assertEqual(choice.apply(FIELDS), list(FIELDS))
        self.assertTrue(choice.has(START) and choice.has(IDLE))

    def test_a_work_picks_it_in_each_field_that_has_it_and_nothing_else(self) -> None:
        choice = Choice(frozenset({"copy-data"}))
        self.assertEqual([field.name for field in choice.apply(FIELDS)], ["memory", "file", "tls", "psk"])
        self.assertFalse(choice.has(START) or choice.has(IDLE))

    def test_a_transport_leaves_out_the_parts_that_have_it_not(self) -> None:
        fields = Choice(frozenset({"tcp"})).apply(FIELDS)
        self.assertEqual({field.transports for field in fields}, {("tcp",)})
        self.assertLess(len(fields), len(FIELDS))

    def test_start_picks_no_race(self) -> None:
        choice = Choice(frozenset({START}))
        self.assertEqual(choice.apply(FIELDS), [])
        self.assertTrue(choice.has(START))
        self.assertFalse(choice.has(IDLE))

    def test_names_are_those_of_one_kind_only(self) -> None:
        kinds = [
            {START, IDLE, *(field.name for field in FIELDS)},
            {x.name for field in FIELDS for x in field.contestants},
            {x.name for field in FIELDS for x in field.works},
            {x for field in FIELDS for x in field.transports},
        ]
        self.assertEqual(sum(map(len, kinds)), len(all_names()))


class ReportTest(unittest.TestCase):
    samples = samples_of(nbdscript_memory=[30, 30], nbdkit_memory=[10, 20])

    def test_shows_the_median_and_the_range(self) -> None:
        self.assertIn("2.25 (1.50–3.00)", report(self.samples))

    def test_is_the_same_from_a_file(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory) / "results.json"
            Results("", {}, {}, self.samples).save(file)
            self.assertEqual(report(Results.load(file).samples), report(self.samples))
            self.assertTrue(json.loads(file.read_text())["targets"][0]["reached"])

    def test_runs_of_several_parts_are_one_and_the_later_counts(self) -> None:
        other = Sample(Subject("file", "read-4k-d16", "unix", Metric.SPEED), "a", 0, 7)
        first = Results("monday", {"fio": "1"}, {"rounds": 3}, Samples([*samples_of(a=[1, 2], b=[3, 4]).all, other]))
        second = Results("tuesday", {"fio": "2"}, {"rounds": 1}, samples_of(a=[5], b=[6]))
        merged = Results.merge([first, second])
        self.assertCountEqual(merged.samples.all, [*second.samples.all, other])
        self.assertEqual((merged.begun, merged.versions), ("monday; tuesday", {"fio": "2"}))

    def test_a_chart_needs_a_base(self) -> None:
        self.assertIn("2.25", draw(self.samples, FIELDS[0]))
        self.assertIsNone(draw(samples_of(nbdscript_memory=[1]), FIELDS[0]))


if __name__ == "__main__":
    unittest.main()
