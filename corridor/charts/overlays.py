"""Tables laid over the sheet: ribbons for loads, bands for changes and for criticality.

A ribbon lies to the right of travel, its width in proportion to tonnes on one scale for
all years. A segment no row tells of has none: no data is not zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from corridor.charts import pen
from corridor.charts.conic import Points
from corridor.charts.pen import MM_PER_PT, Stroke
from corridor.declare import IN_USE
from corridor.errors import DataError
from corridor.overlays import DIRECTIONS, FATES, KINDS
from corridor.palette import COLOURS
from corridor.ribbons import Piece

WIDEST_MM, NARROWEST_MM = 3.8, 0.25
EDGE_MM = 0.35
# Ribbons overlap by so much where they meet.
SEAM_PT = 0.3
# Between the places of a ribbon's course, and how often it is smoothed, so that what is
# drawn beside it does not tangle.
STEP_MM, SMOOTHINGS = 1.4, 8
BAND_PT = 11.0
# Of a band of criticality: beside the line both ways together, and how far off a ring begins.
LOSS_ASIDE_MM, LOSS_RING_MM = 2.2, 2.4
LOSSES = {"cut_off": "wait", "other_mode": "changed", "diverted": "southbound"}
RING = np.linspace(0, 2 * np.pi, 49)
BANDS = {
    "added": Stroke(COLOURS["added"], BAND_PT, alpha=0.75),
    "lost": Stroke(COLOURS["wait"], BAND_PT, (3.0, 6.0), alpha=0.75),
    "changed": Stroke(COLOURS["changed"], BAND_PT, (10.0, 4.0), alpha=0.75),
}


@dataclass(frozen=True)
class Loads:
    """The loads of a year, and the scale they are drawn to.

    Attributes
    ----------
    year
        The year.
    tonnes
        By segment and direction [t].
    widest_t
        The largest figure of any year [t], drawn the widest.
    unknown
        How many segments in use no row tells of in the year.
    """

    year: int
    tonnes: dict[tuple[str, str], float]
    widest_t: float
    unknown: int


@dataclass(frozen=True)
class Losses:
    """What each link loses if it is out, by the first fate that takes anything.

    Attributes
    ----------
    fate
        One of ``overlays.FATES``.
    tonnes
        By kind and id [t], above 0.
    year
        The year, if known.
    """

    fate: str
    tonnes: dict[tuple[str, str], float]
    year: int | None


def losses_of(table: pd.DataFrame) -> Losses:
    """Return the first fate of which ``overlays.criticality`` tells any loss."""
    fate = next(fate for fate in FATES if table[f"{fate}_t"].gt(0).any())
    rows = table[table[f"{fate}_t"] > 0]
    keys = zip(rows["kind"], rows["id"], strict=True)
    years = table["year"].dropna()
    tonnes = dict(zip(keys, rows[f"{fate}_t"].tolist(), strict=True))
    return Losses(fate, tonnes, None if years.empty else int(years.iloc[0]))


def of_year(loads: pd.DataFrame, segments: pd.DataFrame, year: int | None) -> Loads:
    """Return the loads of a year, the latest if none is asked for.

    ``loads`` is as ``overlays.loads`` returns it. DataError if it does not hold the year.
    """
    years = sorted(set(loads["year"].tolist()))
    shown = years[-1] if year is None else year
    if shown not in years:
        known = ", ".join(map(str, years))
        raise DataError(f"loads: no row of the year {shown}; years: {known}")
    rows = loads[loads["year"] == shown]
    keys = zip(rows["segment_id"], rows["direction"], strict=True)
    tonnes = dict(zip(keys, rows["tonnes"].tolist(), strict=True))
    used = segments.loc[segments["status"].isin(IN_USE), "segment_id"]
    unknown = int((~used.isin(rows["segment_id"])).sum())
    return Loads(shown, tonnes, float(loads["tonnes"].max()), unknown)


def width_mm(loads: Loads, tonnes: float) -> float:
    """Return the width of a ribbon [mm]."""
    return max(NARROWEST_MM, WIDEST_MM * tonnes / loads.widest_t) if tonnes > 0 else 0.0


def draw_loads(
    axes: Axes,
    loads: Loads,
    lines: dict[str, Points],
    runs: Sequence[Sequence[Piece]],
    aside_mm: float,
) -> None:
    """Draw a ribbon for each segment and direction that carries anything.

    ``runs`` are as ``ribbons.runs`` gives them; ribbons begin ``aside_mm`` from the middle
    of the line.
    """
    rings: dict[str, list[Points]] = {"southbound": [], "northbound": []}
    for run in runs:
        ways = [lines[key] if ab else lines[key][::-1] for key, ab in run]
        places, across, ends = course(ways)
        for (key, ab), first, last in zip(run, [0, *ends], ends, strict=False):
            here = slice(min(first, len(places) - 2), max(first + 1, last) + 1)
            for name, side, onward in (("southbound", 1, True), ("northbound", -1, False)):
                direction = DIRECTIONS[0] if ab == onward else DIRECTIONS[1]
                width = width_mm(loads, loads.tonnes.get((key, direction), 0.0))
                if width:
                    ring = _ring(places[here], side * across[here], aside_mm, width)
                    rings[name].append(ring)
    for name, those in rings.items():
        # Edges lie under all of a colour: where ribbons meet none crosses another.
        pen.area(axes, those, COLOURS[f"{name}-edge"], 2.2, linewidth=EDGE_MM / MM_PER_PT)
        pen.area(axes, those, COLOURS[name], 2.21, linewidth=SEAM_PT)


def _ring(places: Points, across: Points, aside_mm: float, width: float) -> Points:
    near, far = (places + across * by for by in (aside_mm, aside_mm + width))
    return np.vstack([near, far[::-1]])


def course(ways: Sequence[Points]) -> tuple[Points, Points, list[int]]:
    """Return lines put one after the other as one smooth course.

    Returns
    -------
    tuple
        Places every ``STEP_MM`` (n, 2), at each the normal to the right of travel (n, 2),
        and at which place each line ends.

    Examples
    --------
    >>> places, across, ends = course([np.array([[0.0, 0.0], [0.0, 8.0]])])
    >>> places[-1].tolist(), abs(across[0]).tolist(), ends == [len(places) - 1]
    ([0.0, 8.0], [1.0, 0.0], True)
    """
    whole = np.vstack(list(ways))
    far = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(whole, axis=0).T))])
    count = max(1, round(far[-1] / STEP_MM))
    at = np.linspace(0.0, far[-1], count + 1)
    places = np.column_stack([np.interp(at, far, whole[:, axis]) for axis in (0, 1)])
    for _ in range(SMOOTHINGS):
        places[1:-1] = (places[:-2] + 2 * places[1:-1] + places[2:]) / 4
    ends = np.vstack([places[:1], places, places[-1:]])
    along = ends[2:] - ends[:-2]
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)
    across = np.column_stack([along[:, 1], -along[:, 0]]) / length[:, None]
    last = np.cumsum([len(way) for way in ways]) - 1
    shares = far[last] / max(far[-1], 1e-9)
    return places, across, np.rint(shares * count).astype(int).tolist()


def strokes(name: str, width: float) -> tuple[Stroke, Stroke]:
    """Return how a ribbon of a width [mm] is drawn: its edge, and what lies in it."""
    edge = Stroke(COLOURS[f"{name}-edge"], (width + EDGE_MM) / MM_PER_PT, cap="butt")
    return edge, Stroke(COLOURS[name], width / MM_PER_PT, cap="butt")


def draw_criticality(
    axes: Axes,
    losses: Losses,
    lines: dict[str, Points],
    places: dict[str, Points],
    routes_mm: float,
) -> None:
    """Draw a band under each segment that loses something if out, a ring round each crossing.

    ``places`` are those of crossings; ``routes_mm`` is what routes take of a line's width.
    """
    colour = COLOURS[LOSSES[losses.fate]]
    circle = np.column_stack([np.cos(RING), np.sin(RING)])
    for (kind, key), tonnes in losses.tonnes.items():
        width = loss_mm(losses, tonnes)
        if kind == "segment":
            shape, wide = lines[key], max(LOSS_ASIDE_MM, routes_mm) + width
        else:
            shape, wide = places[key] + circle * (LOSS_RING_MM + width / 2), width
        pen.line(axes, [shape], Stroke(colour, wide / MM_PER_PT), 2.3)


def loss_mm(losses: Losses, tonnes: float) -> float:
    """Return the width of a band of criticality [mm]."""
    return max(NARROWEST_MM, WIDEST_MM * tonnes / max(losses.tonnes.values()))


def draw_changes(axes: Axes, changes: pd.DataFrame, lines: dict[str, Points]) -> None:
    """Draw a band under the segments a scenario adds, loses or changes."""
    for kind in KINDS:
        rows = changes[changes["change"] == kind]
        pen.line(axes, [lines[key] for key in rows["segment_id"]], BANDS[kind], 2.3)
