"""Trade of one year on the sheet: an arc from exporter to importer, bowed to the right of travel.

Width grows with the square root of the value, on one scale for all years. A pair nobody
reported has no arc: no data is not zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from corridor import bilateral
from corridor.charts import pen
from corridor.charts.conic import Points
from corridor.charts.pen import Stroke
from corridor.charts.sheet import Box, Sheet
from corridor.palette import COLOURS

WIDEST_PT, NARROWEST_PT = 8.0, 0.7
BOW, BOW_STEPS = 0.16, 32
# An arc ends so far from the place its country's arcs meet.
SHORT_MM = 3.0


@dataclass(frozen=True)
class Trade:
    """What was reported for a year, and the scale it is drawn to.

    Attributes
    ----------
    year
        The year.
    figures
        As ``bilateral.figures`` gives them, the largest first.
    widest_usd
        The largest value of any year [US$], drawn the widest.
    """

    year: int
    figures: pd.DataFrame
    widest_usd: float


def of_year(flows: pd.DataFrame, among: list[str], year: int) -> Trade:
    """Return the trade of a year between countries; DataError if nobody reported any."""
    given = bilateral.reports(flows, among)
    bilateral.chosen_year(given, year)
    figures = bilateral.figures(given[given["year"] == year])
    order = ["value_usd", "exporter", "importer"]
    figures = figures.sort_values(order, ascending=[False, True, True], ignore_index=True)
    return Trade(year, figures, float(given["value_usd"].max()))


def draw(axes: Axes, trade: Trade, anchors: dict[str, list[float]], sheet: Sheet) -> list[Box]:
    """Draw an arc for each pair, and return the room their heads take.

    ``anchors`` says where the arcs of a country meet, [lat, lon].
    """
    heads = []
    pairs = zip(
        *(trade.figures[name] for name in ("exporter", "importer", "value_usd")), strict=True
    )
    for exporter, importer, value_usd in pairs:
        (lat, lon), (to_lat, to_lon) = anchors[exporter], anchors[importer]
        start, end = sheet.mm([[lon, lat], [to_lon, to_lat]])
        colour = COLOURS["southbound" if lat > to_lat else "northbound"]
        heads.append(draw_arc(axes, bowed(start, end), colour, width_pt(trade, value_usd)))
    return heads


def width_pt(trade: Trade, value_usd: float) -> float:
    """Return the width of an arc [pt]."""
    return max(NARROWEST_PT, WIDEST_PT * float(np.sqrt(value_usd / trade.widest_usd)))


def draw_arc(axes: Axes, curve: Points, colour: str, width: float, zorder: float = 2.0) -> Box:
    """Draw one flow, with a head before its end; return the room the head takes."""
    size = 1.4 + 0.36 * width
    far = np.hypot(*(curve - curve[-1]).T)
    last = int(np.flatnonzero(far >= min(size + SHORT_MM, far[0]))[-1])
    along = curve[last + 1] - curve[last]
    unit = along / np.hypot(*along)
    side = np.array([-unit[1], unit[0]]) * size / 2
    foot, middle = curve[last], curve[last] + unit * size / 2
    pen.line(axes, [curve[: last + 1]], Stroke(colour, width, alpha=0.5, cap="butt"), zorder)
    head = np.array([foot + unit * size, foot + side, foot - side])
    pen.area(axes, [head], colour, zorder + 0.1)
    return Box(*middle, *middle).around(size / 2)


def bowed(start: Points, end: Points) -> Points:
    """Return a curve (n, 2) from one place to another [mm], bent to the right."""
    across = end - start
    bend = (start + end) / 2 + np.array([across[1], -across[0]]) * 2 * BOW
    t = np.linspace(0, 1, BOW_STEPS + 1)[:, None]
    curve: Points = start * (1 - t) ** 2 + bend * 2 * t * (1 - t) + end * t**2
    return curve
