"""Bar charts of ratios, as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from suite.fields import UNIX, Field
from suite.samples import Metric, Samples, Subject, Summary

WIDTH = 760
LABEL_WIDTH = 130
VALUE_WIDTH = 60
BAR_HEIGHT = 13
GROUP_GAP = 12
TOP = 56
# Tell apart also for those who see colours differently (Okabe and Ito).
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#999999")


@dataclass(frozen=True)
class Bar:
    """A contestant's ratio to the base in a work."""

    contestant: str
    ratio: Summary


def draw(samples: Samples, field: Field) -> str | None:
    """All contestants of a field over a unix socket, as ratios to its first base; None if there is nothing to show."""
    base = field.bases[0].name
    groups = _groups(samples, field, base)
    if not groups:
        return None
    contestants = list(dict.fromkeys(bar.contestant for bars in groups.values() for bar in bars))
    colours = dict(zip(contestants, COLOURS))
    largest = max(1.0, *(bar.ratio.high for bars in groups.values() for bar in bars))
    height = TOP + sum(len(bars) * BAR_HEIGHT + GROUP_GAP for bars in groups.values())
    scale = (WIDTH - LABEL_WIDTH - VALUE_WIDTH) / largest
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        ' font-family="sans-serif" font-size="11">',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        _text(8, 18, f"{field.title}: speed as a multiple of {base} (line); median and range", size=13),
        *_legend(colours),
        *_bars(groups, colours, scale),
        f'<line x1="{LABEL_WIDTH + scale:.1f}" y1="{TOP - 6}" x2="{LABEL_WIDTH + scale:.1f}" y2="{height}"'
        ' stroke="black" stroke-dasharray="3 3"/>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _groups(samples: Samples, field: Field, base: str) -> dict[str, list[Bar]]:
    groups = {}
    for work in field.works:
        subject = Subject(field.name, work.name, UNIX, Metric.SPEED)
        bars = [
            Bar(contestant.name, ratio)
            for contestant in field.contestants
            if contestant.name != base and (ratio := samples.ratio(subject, contestant.name, base))
        ]
        if bars:
            groups[work.name] = bars
    return groups


def _legend(colours: dict[str, str]) -> Iterator[str]:
    x = 8.0
    for contestant, colour in colours.items():
        yield f'<rect x="{x:.0f}" y="30" width="10" height="10" fill="{colour}"/>'
        yield _text(x + 14, 39, contestant)
        x += 28 + 6 * len(contestant)


def _bars(groups: dict[str, list[Bar]], colours: dict[str, str], scale: float) -> Iterator[str]:
    y = float(TOP)
    for work, bars in groups.items():
        yield _text(8, y + len(bars) * BAR_HEIGHT / 2 + 4, work)
        for bar in bars:
            yield from _bar(bar, y, colours[bar.contestant], scale)
            y += BAR_HEIGHT
        y += GROUP_GAP


def _bar(bar: Bar, y: float, colour: str, scale: float) -> Iterator[str]:
    median, low, high = (LABEL_WIDTH + scale * x for x in (bar.ratio.median, bar.ratio.low, bar.ratio.high))
    middle = y + BAR_HEIGHT / 2
    width = median - LABEL_WIDTH
    yield f'<rect x="{LABEL_WIDTH}" y="{y + 1:.1f}" width="{width:.1f}" height="{BAR_HEIGHT - 2}" fill="{colour}"/>'
    yield f'<line x1="{low:.1f}" y1="{middle:.1f}" x2="{high:.1f}" y2="{middle:.1f}" stroke="black"/>'
    yield _text(max(median, high) + 4, middle + 4, f"{bar.ratio.median:.2f}")


def _text(x: float, y: float, text: str, size: int = 11) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}">{escape(text)}</text>'
