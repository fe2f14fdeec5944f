"""What stands around the map: heading, legend, scale bar, credits.

The legend lists only what is on the sheet, each thing drawn as it is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from corridor.charts import network, pen
from corridor.charts.conic import Points
from corridor.charts.pen import Stroke, Type
from corridor.charts.sheet import FOOT_MM, HEIGHT_MM, MARGIN_MM, WIDTH_MM, Box, Sheet
from corridor.charts.wording import number, say
from corridor.palette import COLOURS
from corridor.units import METRES_PER_KM
from corridor.words import Language

Draw = Callable[[Axes, float, float], None]

TITLE = Type(23.0, "DejaVuSerif")
ROUTE_NAME = Type(10.5, "DejaVuSans-Bold")
ROUTE_FIGURES = Type(10.0)
ROUTE_WARNING = Type(10.0, colour=COLOURS["wait"])
HEADING = Type(7.6, "DejaVuSans-Bold")
ENTRY = Type(7.6)
SMALL = Type(6.4, colour=COLOURS["muted"])
SCALE = Type(8.0, halo=2.0)
SCALE_NOTE = Type(6.4, colour=COLOURS["muted"], halo=1.6)
CREDIT = Type(6.8, colour=COLOURS["muted"])

TITLE_MM, MORE_TITLE_MM, ROUTE_MM = 13.0, 9.6, 6.2
MOST_TITLE_LINES = 4
ACROSS_MM = WIDTH_MM - 2 * MARGIN_MM
ROW_MM, SAMPLE_MM, PAD_MM = 5.0, 13.0, 3.2
LEGEND_MM = 62.0
SHORTEST_MM, LONGEST_MM = 34.0, 90.0


@dataclass(frozen=True)
class Entry:
    """One line of the legend: how it is drawn, and what it is; without a drawing, a remark."""

    text: str
    draw: Draw | None = None
    kind: Type = ENTRY


@dataclass(frozen=True)
class Line:
    """One line of the heading: a route by its ends and colour, or a remark without them.

    A ``warning`` stands at the end of the line, in red.
    """

    text: str
    bold: str = ""
    colour: str = COLOURS["ink"]
    warning: str = ""


def head_mm(title: str, rows: Sequence[Line]) -> float:
    """Return the height of a heading [mm]."""
    return TITLE_MM + MORE_TITLE_MM * (len(title_lines(title)) - 1) + ROUTE_MM * len(rows)


def title_lines(title: str) -> list[str]:
    """Return a title in lines that fit the sheet; only of what no sheet holds the end is cut."""
    whole = pen.wrapped(TITLE, pen.plain(title, pen.FURTHEST), ACROSS_MM)
    lines = [*whole[: MOST_TITLE_LINES - 1], " ".join(whole[MOST_TITLE_LINES - 1 :])]
    return [pen.fitted(TITLE, line, ACROSS_MM) for line in lines if line] or [""]


def draw_heading(axes: Axes, title: str, rows: Sequence[Line]) -> None:
    """Write the title, and below it the lines on routes."""
    top = HEIGHT_MM - MARGIN_MM
    lines = title_lines(title)
    for count, text in enumerate(lines):
        pen.write(axes, (MARGIN_MM, top - 8.0 - MORE_TITLE_MM * count), text, TITLE)
    top -= MORE_TITLE_MM * (len(lines) - 1)
    for count, row in enumerate(rows):
        y = top - TITLE_MM - ROUTE_MM * count - 2.6
        x = MARGIN_MM + 13.0
        if row.bold:
            bar = np.array([[MARGIN_MM + 0.8, y + 1.3], [MARGIN_MM + 10.0, y + 1.3]])
            pen.line(axes, [bar], Stroke(row.colour, 5.0, cap="butt"), 10)
        for text, kind, most in (
            (row.bold, ROUTE_NAME, ACROSS_MM / 3),
            (row.text, ROUTE_FIGURES, ACROSS_MM),
            (row.warning, ROUTE_WARNING, ACROSS_MM),
        ):
            shown = pen.fitted(kind, text, min(most, WIDTH_MM - MARGIN_MM - x))
            pen.write(axes, (x, y), shown, kind)
            x += pen.extent(kind, shown)[0] + (4.0 if shown else 0.0)


def draw_edge(axes: Axes, sheet: Sheet) -> None:
    """Draw the frame around the map."""
    ring = pen.ring(sheet.frame)
    pen.area(axes, [ring], "none", 9.5, edgecolor=COLOURS["corridor-border"], linewidth=0.8)


def draw_credits(axes: Axes, left: str, right: str) -> None:
    """Write below the map what day it is of, and whose data it shows."""
    y = FOOT_MM - 5.4
    pen.write(axes, (MARGIN_MM, y), left, CREDIT)
    room = WIDTH_MM - 2 * MARGIN_MM - pen.extent(CREDIT, left)[0] - 8.0
    lines = pen.wrapped(CREDIT, right, room)
    for count, text in enumerate(lines):
        pen.write(axes, (WIDTH_MM - MARGIN_MM, y - 3.3 * count), text, CREDIT, ha="right")


def legend_size(entries: Sequence[Entry]) -> tuple[float, float]:
    """Return width and height of the legend [mm]."""
    return LEGEND_MM, sum(_height(entry) for entry in entries) + 2 * PAD_MM - 1.0


def draw_legend(axes: Axes, entries: Sequence[Entry], box: Box) -> None:
    """Draw the legend on its card."""
    pen.card(axes, box, 20.0)
    y = box.top - PAD_MM
    for entry in entries:
        indent = PAD_MM + (SAMPLE_MM if entry.draw else 0.0)
        lines = _lines(entry)
        for count, text in enumerate(lines):
            base = y - 3.2 - count * _line_mm(entry)
            pen.write(axes, (box.left + indent, base), text, entry.kind, zorder=21)
        if entry.draw:
            entry.draw(axes, box.left + PAD_MM, y - 2.1)
        y -= _height(entry)


def line_sample(strokes: Sequence[Stroke], width_mm: float = 10.0) -> Draw:
    """Return what draws a piece of a line in the legend."""

    def draw(axes: Axes, x: float, y: float) -> None:
        for count, stroke in enumerate(strokes):
            piece = np.array([[x, y], [x + width_mm, y]])
            flat = Stroke(stroke.colour, stroke.width, stroke.dashes, stroke.alpha, "butt")
            pen.line(axes, [piece], flat, 21 + count / 10)

    return draw


def pair_sample(upper: Stroke, lower: Stroke) -> Draw:
    """Return what draws two lines, one above the other."""

    def draw(axes: Axes, x: float, y: float) -> None:
        line_sample([upper])(axes, x, y + 0.9)
        line_sample([lower])(axes, x, y - 0.9)

    return draw


def crossing_sample(status: str, *, long: bool = False) -> Draw:
    """Return what draws a crossing in the legend."""

    def draw(axes: Axes, x: float, y: float) -> None:
        network.draw_crossing(axes, (x + 5.0, y), status, long=long, zorder=21)

    return draw


def town_sample(kind: str) -> Draw:
    """Return what draws a town in the legend."""

    def draw(axes: Axes, x: float, y: float) -> None:
        mark = network.Mark({"kind": kind}, (x + 5.0, y), network.TOWN_MM[kind])
        network.draw_town(axes, mark, zorder=21)

    return draw


def draw_scale(axes: Axes, sheet: Sheet, box: Box, words: str, lang: Language) -> None:
    """Draw a bar of a round length at the right of a box; it is true along the parallels."""
    km = round_km(sheet.mm_per_m)
    length = km * METRES_PER_KM * sheet.mm_per_m
    left, foot = box.right - length - 6.0, box.bottom + 3.2
    ink = {"edgecolor": COLOURS["ink"], "linewidth": 0.7}
    for share, colour in ((1.0, "#ffffff"), (0.5, COLOURS["ink"])):
        bar = pen.ring(Box(left, foot, left + length * share, foot + 1.4))
        pen.area(axes, [bar], colour, 10, **ink)
    whole = say(lang, "n_km", number(lang, km))
    half = number(lang, km / 2, int(km < 2))  # noqa: PLR2004 - half of one has a decimal
    for share, text in ((0.0, "0"), (0.5, half), (1.0, whole)):
        pen.write(axes, (left + length * share, foot + 2.4), text, SCALE, ha="center")
    pen.write(axes, (left + length / 2, foot - 2.8), words, SCALE_NOTE, ha="center")


def round_km(mm_per_m: float) -> float:
    """Return the longest of 1, 2, 5, 10, ... km that is no longer than the bar may be.

    Examples
    --------
    >>> round_km(1 / 15_000)  # 1 : 15 000 000
    1000.0
    """
    most = LONGEST_MM / mm_per_m / METRES_PER_KM
    power = 10.0 ** np.floor(np.log10(most))
    return float(max(part * power for part in (1, 2, 5) if part * power <= most))


def emptiest(size: tuple[float, float], frame: Box, lines: Iterable[Points]) -> Box:
    """Return the corner of the frame in which a card of a size hides the least of lines."""
    width, height = size
    inset = frame.around(-4.0)
    corners = [
        Box(x, y, x + width, y + height)
        for y in (inset.bottom, inset.top - height)
        for x in (inset.left, inset.right - width)
    ]
    points = np.vstack([np.zeros((0, 2)), *lines])

    def hidden(box: Box) -> int:
        wide = box.around(3.0)
        inside = (points >= (wide.left, wide.bottom)) & (points <= (wide.right, wide.top))
        return int(inside.all(axis=1).sum())

    return min(corners, key=hidden)


def _lines(entry: Entry) -> list[str]:
    indent = PAD_MM * 2 + (SAMPLE_MM if entry.draw else 0.0)
    return pen.wrapped(entry.kind, entry.text, LEGEND_MM - indent)


def _line_mm(entry: Entry) -> float:
    return entry.kind.size * 0.46


def _height(entry: Entry) -> float:
    return ROW_MM + (len(_lines(entry)) - 1) * _line_mm(entry)
