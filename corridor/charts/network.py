"""The corridor on the sheet: lines by mode and status, routes, crossings, towns.

What is not drawn for lack of room is the lesser of two: a crossing too near a weightier
one, a town too near a mark. Figures come from the rooms that compute them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes

from corridor.charts import pen
from corridor.charts.conic import Points
from corridor.charts.labels import Label
from corridor.charts.pen import Stroke, Type
from corridor.charts.sheet import Box, Sheet
from corridor.charts.wording import names
from corridor.itinerary import Route
from corridor.palette import COLOURS, LONG_WAIT_H, ROUTES
from corridor.words import Language

if TYPE_CHECKING:
    from corridor.tables import Corridor

# A line is drawn no finer than it prints.
FINEST_MM = 0.06
CASING = {"rail": 4.6, "road": 3.4, "sea": 3.4, "closed": 3.0}
LINES = {
    "rail": Stroke(COLOURS["rail"], 2.4),
    "road": Stroke(COLOURS["road"], 1.5),
    "sea": Stroke(COLOURS["sea-link"], 1.7, dashes=(1.0, 4.0)),
    "closed": Stroke(COLOURS["closed"], 1.3, dashes=(2.3, 3.0)),
}
PLANNED_DASHES = (5.2, 4.0)
CENTRE = Stroke("#ffffff", 0.8, dashes=(4.5, 6.0))
FADED = 0.36
ROUTE, WIDER = 7.2, 2.2
DRAWN = ("closed", "sea", "road", "planned", "rail")  # bottom to top

DIAMOND_MM = 2.1
CROSSING_APART_MM = 3.8
# A city whose dot a crossing takes keeps its name, which then stands clear of the diamond.
HIDDEN_GAP_MM = 4.2
STATUS_RANK = ("planned", "construction", "closed", "restricted", "open")

TOWN_MM = {"city": 1.15, "port": 0.95, "town": 0.8, "terminal": 0.8, "station": 0.7, "border": 0.7}
KIND_RANK = {
    "city": 3000,
    "port": 2000,
    "town": 1500,
    "terminal": 800,
    "station": 500,
    "border": 300,
}
WEIGHTY = ("city", "port")
CITY_NAME = Type(8.5, "DejaVuSans-Bold", halo=2.2)
TOWN_NAME = Type(6.3, halo=1.8)
CROSSING_NAME = Type(6.3, "DejaVuSans-Oblique", "#54362f", halo=1.8)


@dataclass(frozen=True)
class Mark:
    """A crossing or town drawn: its row, where [mm] (``place``), and half its size [mm]."""

    row: dict[str, object]
    place: tuple[float, float]
    half: float

    @property
    def rank(self) -> float:
        """How weighty it is."""
        return float(str(self.row["rank"]))

    @property
    def weighty(self) -> bool:
        """Whether it is drawn even where its name has no room."""
        return bool(self.row["weighty"])

    @property
    def box(self) -> Box:
        """The room it takes."""
        return Box(*self.place, *self.place).around(self.half)


def lines_of(segments: pd.DataFrame, sheet: Sheet) -> dict[str, Points]:
    """Return the line of each segment [mm] by its id, no finer than it prints."""
    shapes = shapely.transform(segments["geometry"].to_numpy(), sheet.mm)
    fine = shapely.simplify(shapes, FINEST_MM)
    points = (shapely.get_coordinates(shape) for shape in fine)
    return dict(zip(segments["segment_id"], points, strict=True))


def kinds_of(segments: pd.DataFrame) -> pd.Series:
    """Return under which entry of the legend each segment stands."""
    status = segments["status"]
    kind = segments["mode"].mask(status.isin(["planned", "construction"]), "planned")
    return kind.mask(status == "closed", "closed")


def draw_lines(
    axes: Axes, segments: pd.DataFrame, lines: dict[str, Points], chosen: frozenset[str]
) -> None:
    """Draw all segments; with some ``chosen``, the others faded."""
    table = segments[["segment_id", "mode"]].assign(
        kind=kinds_of(segments), faded=bool(chosen) & ~segments["segment_id"].isin(chosen)
    )
    for faded in (True, False):
        part = table[table["faded"] == faded]
        alpha = FADED if faded else 1.0
        for order, name in enumerate(DRAWN):
            for mode, rows in part[part["kind"] == name].groupby("mode"):
                level = 3.0 + (not faded) + order / 10
                look = "closed" if name == "closed" else str(mode)
                joined = _joined(lines[key] for key in rows["segment_id"])
                pen.line(axes, joined, Stroke("#ffffff", CASING[look], alpha=0.85 * alpha), level)
                for stroke in strokes(name, look):
                    level += 0.01
                    pen.line(axes, joined, _with(stroke, alpha), level)


def strokes(kind: str, mode: str) -> list[Stroke]:
    """Return how a kind of line is drawn, bottom first, casing apart."""
    base = LINES[mode]
    if kind == "planned":
        return [Stroke(base.colour, base.width, PLANNED_DASHES)]
    return [base, CENTRE] if kind == "rail" else [base]


def draw_routes(axes: Axes, routes: Sequence[Route], lines: dict[str, Points]) -> None:
    """Lay a band under the lines of each route; a later one is narrower, so all show."""
    for number, route in enumerate(routes):
        ridden = _joined(lines[key] for key in segments_of(route))
        width = ROUTE + WIDER * (len(routes) - 1 - number)
        pen.line(axes, ridden, Stroke(route_colour(number), width), 2.5 + number / 100)


def aside_mm(routes: int) -> float:
    """Return how far from the middle of a line what so many routes take ends [mm]."""
    widest = ROUTE + WIDER * (routes - 1) if routes else CASING["rail"]
    return widest * pen.MM_PER_PT / 2 + 0.3


def route_colour(number: int) -> str:
    """Return the colour of a route by its place in the list."""
    return ROUTES[number]


def segments_of(route: Route) -> list[str]:
    """Return the ids of the segments a route runs over."""
    steps = route.steps
    return steps.loc[steps["kind"] == "segment", "id"].tolist()


def crossings_of(table: pd.DataFrame, sheet: Sheet, passed: frozenset[str]) -> list[Mark]:
    """Return the crossings that have room, weightiest first: of a route, then by status, wait.

    ``table`` has one row per crossing with ``lon``, ``lat``, ``status`` and ``worse_h``.
    """
    rank = table["status"].map(STATUS_RANK.index).astype(float) * 1e3 + table["worse_h"].fillna(0.0)
    rank += table["crossing_id"].isin(passed) * 1e5
    rows = table.assign(rank=rank).sort_values(["rank", "crossing_id"], ascending=[False, True])
    marks: list[Mark] = []
    for row, at in _placed(rows, sheet):
        mark = Mark(row | {"joined": 0}, at, DIAMOND_MM)
        host = next((one for one in marks if not apart(mark, [one], CROSSING_APART_MM)), None)
        if host is None:
            marks.append(mark)
        else:
            host.row["joined"] = int(str(host.row["joined"])) + 1
    return marks


def towns_of(corridor: Corridor, sheet: Sheet, ends: frozenset[str], lang: Language) -> list[Mark]:
    """Return the towns and stations, weightiest first: ends of routes, then by kind.

    The sides of a crossing stand for it and are no towns.
    """
    sides = corridor.crossings[["node_a", "node_b"]].to_numpy().ravel()
    nodes = pd.DataFrame(corridor.nodes).assign(label=names(corridor.nodes, lang))
    nodes = nodes[~nodes["node_id"].isin(sides) | (nodes["kind"] != "border")]
    stops = pd.concat([corridor.segments[end] for end in ("from_node", "to_node")]).value_counts()
    rank = nodes["kind"].map(KIND_RANK).astype(float) + nodes["node_id"].map(stops).fillna(0)
    end = nodes["node_id"].isin(ends)
    rows = nodes.assign(rank=rank + end * 1e4, weighty=end | nodes["kind"].isin(WEIGHTY))
    rows = rows.sort_values(["rank", "node_id"], ascending=[False, True])
    return [Mark(row, at, TOWN_MM[str(row["kind"])]) for row, at in _placed(rows, sheet)]


def city_label(mark: Mark, gap_mm: float = 0.0) -> Label:
    """Return the name of a city, port, or end of a route, no nearer to it than the gap."""
    label = _label(mark, CITY_NAME, 3e4)
    return replace(label, gap=max(label.gap, gap_mm))


def town_label(mark: Mark) -> Label:
    """Return the name of a lesser place, which is drawn only with it."""
    return replace(_label(mark, TOWN_NAME, 1e4), mark=mark.box)


def crossing_label(mark: Mark) -> Label:
    """Return the name of a crossing, and how many beside it are drawn with it."""
    label = _label(mark, CROSSING_NAME, 1.5e4)
    joined = mark.row["joined"]
    return replace(label, text=f"{label.text} +{joined}") if joined else label


def _label(mark: Mark, kind: Type, rank: float) -> Label:
    text = pen.plain(str(mark.row["label"]))
    return Label(text, kind, mark.place, rank + mark.rank / 1e3, gap=mark.half + 1.0)


def draw_crossing(
    axes: Axes, at: tuple[float, float], status: str, *, long: bool, zorder: float = 8.0
) -> None:
    """Draw a diamond: red for a long wait, crossed out if closed, barred, dotted if planned."""
    ink = COLOURS["ink"]
    half = DIAMOND_MM
    ring = np.array([[0, half], [half, 0], [0, -half], [-half, 0]]) + at
    fill = COLOURS["wait"] if long else "#ffffff"
    planned = status in {"planned", "construction"}
    pen.area(axes, [ring], fill, zorder, edgecolor="#ffffff", linewidth=3.0)
    dashes = {"linestyle": (0, (1.2, 1.2))} if planned else {}
    pen.area(axes, [ring], fill, zorder + 0.1, edgecolor=ink, linewidth=1.3, **dashes)
    d = half * 0.42
    crosses = {
        "closed": [[[-d, -d], [d, d]], [[-d, d], [d, -d]]],
        "restricted": [[[-d * 1.2, 0], [d * 1.2, 0]]],
    }
    bars = [np.array(bar) + at for bar in crosses.get(status, ())]
    pen.line(axes, bars, Stroke("#ffffff" if long else ink, 1.3), zorder + 0.2)


def draw_town(axes: Axes, mark: Mark, zorder: float = 7.0) -> None:
    """Draw a dot, of a port or terminal a square."""
    around = np.linspace(0, 2 * np.pi, 25)[:-1]
    ring = np.column_stack([np.cos(around), np.sin(around)])
    if mark.row["kind"] in {"port", "terminal"}:
        ring = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * 0.85
    style = {"edgecolor": COLOURS["ink"], "linewidth": 0.6 + mark.half * 0.5}
    pen.area(axes, [ring * mark.half + mark.place], "#ffffff", zorder, **style)


def is_long(row: dict[str, object]) -> bool:
    """Return whether the worse direction of a crossing waits longer than a day."""
    hours = row["worse_h"]
    return isinstance(hours, float) and hours > LONG_WAIT_H


def _with(stroke: Stroke, alpha: float) -> Stroke:
    return Stroke(stroke.colour, stroke.width, stroke.dashes, alpha * stroke.alpha, stroke.cap)


def _joined(lines: Iterable[Points]) -> list[Points]:
    """Return lines joined where just two meet, so that dashes run on."""
    merged = shapely.line_merge(shapely.MultiLineString(list(lines)))
    return [shapely.get_coordinates(part) for part in shapely.get_parts(merged)]


def _placed(
    table: pd.DataFrame, sheet: Sheet
) -> Iterable[tuple[dict[str, object], tuple[float, float]]]:
    """Yield each row with its place on the sheet."""
    at = sheet.mm(table[["lon", "lat"]].to_numpy(dtype="float64")).tolist()
    rows = table.drop(columns="geometry", errors="ignore").to_dict("records")
    for row, (x, y) in zip(rows, at, strict=True):
        yield {str(name): value for name, value in row.items()}, (x, y)


def apart(mark: Mark, others: Iterable[Mark], mm: float = 0.0) -> bool:
    """Return whether a mark touches no other, nor lies nearer than ``mm`` to its middle."""
    x, y = mark.place
    return all(
        np.hypot(x - other.place[0], y - other.place[1]) >= max(mm, (mark.half + other.half) * 0.8)
        for other in others
    )
