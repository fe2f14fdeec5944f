"""Tables of the user's own on the sheet: ribbons for loads, bands for a scenario's changes.

A ribbon lies to the right of travel, its width in proportion to tonnes on one scale for
all years. A segment no row tells of has none: no data is not zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from corridor.charts import pen
from corridor.charts.conic import Points
from corridor.charts.pen import MM_PER_PT, Stroke
from corridor.declare import IN_USE
from corridor.errors import DataError
from corridor.overlays import DIRECTIONS, KINDS
from corridor.palette import COLOURS

WIDEST_MM, NARROWEST_MM = 3.8, 0.25
EDGE_MM = 0.35
# A ribbon's line, so coarse that one drawn beside it does not tangle.
COARSE_MM = 2.4
BAND_PT = 11.0
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
    axes: Axes, loads: Loads, lines: dict[str, Points], onward: dict[str, bool], aside_mm: float
) -> None:
    """Draw a ribbon for each segment and direction that carries anything.

    ``onward`` says whether a segment's ab direction runs onward; ribbons begin ``aside_mm``
    from the middle of the line.
    """
    for (segment, direction), tonnes in loads.tonnes.items():
        width = width_mm(loads, tonnes)
        if not width:
            continue
        coarse = sparse(lines[segment], COARSE_MM)
        way = coarse if direction == DIRECTIONS[0] else coarse[::-1]
        moved = beside(way, aside_mm + width / 2)
        name = "southbound" if onward[segment] == (direction == DIRECTIONS[0]) else "northbound"
        for stroke, level in zip(strokes(name, width), (2.2, 2.21), strict=True):
            pen.line(axes, [moved], stroke, level)


def strokes(name: str, width: float) -> tuple[Stroke, Stroke]:
    """Return how a ribbon of a width [mm] is drawn: its edge, and what lies in it."""
    edge = Stroke(COLOURS[f"{name}-edge"], (width + EDGE_MM) / MM_PER_PT, cap="butt")
    return edge, Stroke(COLOURS[name], width / MM_PER_PT, cap="butt")


def draw_changes(axes: Axes, changes: pd.DataFrame, lines: dict[str, Points]) -> None:
    """Draw a band under the segments a scenario adds, loses or changes."""
    for kind in KINDS:
        rows = changes[changes["change"] == kind]
        pen.line(axes, [lines[key] for key in rows["segment_id"]], BANDS[kind], 2.3)


def sparse(points: Points, apart: float) -> Points:
    """Return a line (n, 2) with no vertex nearer than ``apart`` to the one kept before."""
    kept = [points[0]]
    for point in points[1:-1]:
        if np.hypot(*(point - kept[-1])) >= apart:
            kept.append(point)
    return np.array([*kept, points[-1]])


def beside(points: Points, by: float) -> Points:
    """Return a line (n, 2) moved sideways, to the right of travel.

    Examples
    --------
    >>> beside(np.array([[0.0, 0.0], [0.0, 10.0]]), 2.0).tolist()
    [[2.0, 0.0], [2.0, 10.0]]
    """
    ends = np.vstack([points[:1], points, points[-1:]])
    along = ends[2:] - ends[:-2]
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)
    moved: Points = points + np.column_stack([along[:, 1], -along[:, 0]]) / length[:, None] * by
    return moved
