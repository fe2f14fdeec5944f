"""The time/cost-distance chart of one or several routes: hours, or US$/t, over kilometres.

A link is a sloping line, a border side or a change of mode a vertical step with its name
and value. Hours and money are two charts, never one with two axes. Drawn in millimetres
of a sheet of A4, so that PNG, SVG and PDF carry the same words. Nothing here computes a
figure.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from corridor.charts import pen
from corridor.charts.pen import Stroke, Type
from corridor.charts.sheet import Box
from corridor.charts.wording import names, number, say
from corridor.itinerary import Route
from corridor.palette import COLOURS, ROUTES
from corridor.words import Language

WIDTH_MM, HEIGHT_MM, MM_PER_INCH = 297.0, 210.0, 25.4
LEFT_MM, RIGHT_MM, FOOT_MM, HEAD_MM, GAP_MM = 18.0, 14.0, 20.0, 24.0, 17.0
TITLE = Type(15.0, "DejaVuSerif")
AXIS = Type(7.6, colour=COLOURS["muted"])
NAME = Type(7.6, "DejaVuSans-Bold")
STEP = Type(6.6, halo=1.8)
SMALL = Type(6.4, colour=COLOURS["muted"])
TICKS = 7
LEADER_MM = 2.2
LINE_MM = 3.2
APART_MM = 1.5
MEASURES = {"time": ("time_h", "tcd_hours"), "cost": ("cost_usd_t", "tcd_cost")}
BAND_ALPHA = 0.16


@dataclass(frozen=True)
class Line:
    """One route on the chart: what it is called, its points, and how wide it scatters.

    ``points`` is as ``profile.curve`` returns it; ``band`` holds for each measure two
    columns, low and high, on the same index.
    """

    name: str
    points: pd.DataFrame
    band: dict[str, pd.DataFrame]


class _Frame(NamedTuple):
    """A chart on the sheet, and the figures its axes end at."""

    box: Box
    most_km: float
    most: float

    def at(self, km: Any, value: Any) -> np.ndarray[Any, Any]:  # noqa: ANN401 - figures or columns of them
        """Return places on the sheet [mm], (n, 2)."""
        x = self.box.left + np.asarray(km, dtype=float) / self.most_km * self.box.width
        y = self.box.bottom + np.asarray(value, dtype=float) / self.most * self.box.height
        return np.column_stack([np.atleast_1d(x), np.atleast_1d(y)])


def draw(lines: Sequence[Line], measures: Sequence[str], title: str, lang: Language) -> Figure:
    """Return the chart as a matplotlib Figure of one sheet of A4, 297 x 210 mm.

    Parameters
    ----------
    lines
        One or several routes; the first is drawn strongest and has every step named.
    measures
        ``time``, ``cost`` or both, one chart each.
    title
        Heading.
    lang
        Language of what the chart says itself.

    References
    ----------
    UNESCAP, Time/Cost-Distance Methodology.
    """
    figure = Figure(figsize=(WIDTH_MM / MM_PER_INCH, HEIGHT_MM / MM_PER_INCH), facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH_MM), ylim=(0, HEIGHT_MM), autoscale_on=False)
    axes.set_axis_off()
    room = WIDTH_MM - LEFT_MM - RIGHT_MM
    heading = pen.fitted(TITLE, title, room)
    pen.write(axes, (LEFT_MM, HEIGHT_MM - 12.0), heading, TITLE)
    for measure, box in zip(measures, _boxes(len(measures)), strict=True):
        _chart(axes, lines, measure, box, lang)
    _key(axes, lines, lang)
    return figure


def title(route: Route, lang: Language) -> str:
    """Return the heading of a chart: the ends of the route."""
    nodes = route.corridor.nodes
    called = dict(zip(nodes["node_id"], names(nodes, lang), strict=True))
    ends = (called[route.request.origin], called[route.request.destination])
    return say(lang, "tcd_title", *ends)


def _boxes(count: int) -> Iterator[Box]:
    whole = HEIGHT_MM - FOOT_MM - HEAD_MM - GAP_MM * (count - 1)
    for place in range(count):
        top = HEIGHT_MM - HEAD_MM - place * (whole / count + GAP_MM)
        yield Box(LEFT_MM, top - whole / count, WIDTH_MM - RIGHT_MM, top)


def _chart(axes: Axes, lines: Sequence[Line], measure: str, box: Box, lang: Language) -> None:
    column, label = MEASURES[measure]
    shown = [line for line in lines if line.points[column].notna().all()]
    if not shown:
        pen.write(axes, (box.left, box.top - 6.0), say(lang, "tcd_missing"), NAME)
        return
    tops = [line.points[column].max() for line in shown]
    tops += [line.band[measure].max().max() for line in shown if measure in line.band]
    most_km = _round_up(max(line.points["distance_km"].max() for line in shown))
    frame = _Frame(box, most_km, _round_up(max(tops)))
    _grid(axes, frame, say(lang, label), lang)
    taken: list[Box] = []
    for place, line in reversed(list(enumerate(lines))):
        if line in shown:
            _line(axes, line, frame, measure, ROUTES[place % len(ROUTES)])
            taken += _along(frame.at(line.points["distance_km"], line.points[column]))
    for place, line in enumerate(lines):
        if line in shown:
            colour = ROUTES[place % len(ROUTES)]
            taken.append(_total(axes, line, frame, column, (colour, taken, lang)))
    named: set[tuple[str, str]] = set()
    for line in shown:
        taken += _steps(axes, line, frame, column, (named, taken, lang))


def _grid(axes: Axes, frame: _Frame, label: str, lang: Language) -> None:
    box = frame.box
    thin = Stroke(COLOURS["rule"], 0.5)
    for km in _ticks(frame.most_km):
        (x, _), *_rest = frame.at(km, 0)
        pen.line(axes, [np.array([[x, box.bottom], [x, box.top]])], thin, 1)
        pen.write(axes, (x, box.bottom - 4.0), number(lang, km), AXIS, ha="center")
    for value in _ticks(frame.most):
        _, y = frame.at(0, value)[0]
        pen.line(axes, [np.array([[box.left, y], [box.right, y]])], thin, 1)
        pen.write(axes, (box.left - 1.5, y - 0.9), number(lang, value), AXIS, ha="right")
    pen.write(axes, (box.left, box.top + 2.0), label, NAME)
    pen.write(axes, (box.right, box.bottom - 8.0), say(lang, "km"), AXIS, ha="right")


def _line(axes: Axes, line: Line, frame: _Frame, measure: str, colour: str) -> None:
    column, _ = MEASURES[measure]
    points = line.points
    if measure in line.band:
        low, high = (line.band[measure].iloc[:, side] for side in (0, 1))
        there, back = frame.at(points["distance_km"], low), frame.at(points["distance_km"], high)
        ring = np.vstack([there, back[::-1]])
        pen.area(axes, [ring], colour, 2, alpha=BAND_ALPHA, linewidth=0)
    way = frame.at(points["distance_km"], points[column])
    pen.line(axes, [way], Stroke(colour, 1.5), 4)
    for kind, shade in (("border", COLOURS["wait"]), ("transfer", COLOURS["muted"])):
        at = np.flatnonzero(points["kind"] == kind)
        pen.line(axes, [way[i - 1 : i + 1] for i in at], Stroke(shade, 2.4, cap="butt"), 5)


def _along(way: np.ndarray[Any, Any]) -> Iterator[Box]:
    """Yield small boxes along a line, so that no word is put on it."""
    for (x0, y0), (x1, y1) in pairwise(way):
        count = max(int(max(abs(x1 - x0), abs(y1 - y0)) / APART_MM), 1)
        for share in np.linspace(0, 1, count + 1):
            x, y = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
            yield Box(x, y, x, y).around(0.5)


def _total(
    axes: Axes,
    line: Line,
    frame: _Frame,
    column: str,
    how: tuple[str, list[Box], Language],
) -> Box:
    """Write what a line comes to at its end; return the room taken."""
    colour, taken, lang = how
    end = line.points.iloc[-1]
    (x, y), kind = frame.at(end["distance_km"], end[column])[0], replace(NAME, colour=colour)
    text = number(lang, end[column])
    box = _room(frame.box.around(RIGHT_MM - 1.0), (x, y), pen.extent(kind, text), taken, right=True)
    pen.write_in(axes, box, text, kind, zorder=8)
    return box


def _steps(
    axes: Axes,
    line: Line,
    frame: _Frame,
    column: str,
    said: tuple[set[tuple[str, str]], list[Box], Language],
) -> Iterator[Box]:
    """Write what each step is and how high, where no other word stands; yield the room taken."""
    named, taken, lang = said
    points = line.points
    placed: list[Box] = list(taken)
    for i in np.flatnonzero(points["kind"].isin(("border", "transfer"))):
        row, height = points.iloc[i], points[column].iloc[i] - points[column].iloc[i - 1]
        country = "" if pd.isna(row["country"]) else f" ({row['country']})"
        text = f"{pen.plain(row['element'], 36)}{country} {_figure(lang, height)}"
        if (text, row["kind"]) in named:
            continue
        named.add((text, row["kind"]))
        x, y = frame.at(row["distance_km"], points[column].iloc[i] - height / 2)[0]
        box = _room(frame.box, (x, y), pen.extent(STEP, text), placed)
        edge = box.right if box.right < x else box.left
        leader = np.array([[x, y], [edge, (box.bottom + box.top) / 2]])
        pen.line(axes, [leader], Stroke(COLOURS["muted"], 0.4), 6)
        pen.write_in(axes, box, text, STEP, zorder=7)
        placed.append(box)
        yield box


def _room(
    chart: Box,
    at: tuple[float, float],
    size: tuple[float, float],
    placed: list[Box],
    *,
    right: bool = False,
) -> Box:
    """Return the nearest free room for a label beside a place, left of it or right first."""
    (x, y), (width, height) = at, size
    sides = (x - LEADER_MM - width, x + LEADER_MM)
    for shift in (way * LINE_MM / 2 * step for step in range(120) for way in (1, -1)):
        for left in sides[::-1] if right else sides:
            box = Box(left, y + shift - height / 2, left + width, y + shift + height / 2)
            if chart.around(1.0).holds(box) and not any(box.meets(other) for other in placed):
                return box
    left = min(max(x - LEADER_MM - width, chart.left), chart.right - width)
    return Box(left, y - height / 2, left + width, y + height / 2)


def _key(axes: Axes, lines: Sequence[Line], lang: Language) -> None:
    """Write which line is which route, and what the marks mean."""
    x, y = LEFT_MM, 9.0
    for place, line in enumerate(lines):
        colour = ROUTES[place % len(ROUTES)]
        pen.line(axes, [np.array([[x, y + 1.0], [x + 8.0, y + 1.0]])], Stroke(colour, 1.8), 4)
        text = pen.fitted(NAME, line.name, (WIDTH_MM - LEFT_MM - RIGHT_MM) / len(lines) - 14.0)
        pen.write(axes, (x + 10.0, y), text, NAME)
        x += 16.0 + pen.extent(NAME, text)[0]
    pen.write(axes, (LEFT_MM, 4.0), say(lang, "tcd_key"), SMALL)


def _figure(lang: Language, value: float) -> str:
    # Points are sums of a journey: off the figure itself by less than a millionth.
    return number(lang, round(value, 6), 1)


def _ticks(most: float) -> list[float]:
    step = _step(most)
    return [step * i for i in range(math.floor(most / step + 1e-9) + 1)]


def _step(most: float) -> float:
    """Return a distance between ticks of 1, 2 or 5 times a power of ten."""
    raw = most / TICKS
    power = 10.0 ** math.floor(math.log10(raw)) if raw > 0 else 1.0
    return next((power * base for base in (1, 2, 5, 10) if power * base >= raw), power)


def _round_up(most: float) -> float:
    """Return the end of an axis: the next half tick at or above the largest figure."""
    half = _step(max(most, 1e-9)) / 2
    return half * math.ceil(most / half + 1e-9)
