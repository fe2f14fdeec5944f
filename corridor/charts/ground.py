"""Land, borders and the names of countries and seas, under everything else.

An arc of the base map that one polygon uses is coast, one that two use a border; borders
in dispute are dashed. No position is taken on legal status.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.path import Path
from matplotlib.transforms import Bbox
from shapely.ops import polylabel

from corridor import polyline
from corridor.charts import pen
from corridor.charts.conic import Points
from corridor.charts.labels import Label
from corridor.charts.pen import Stroke, Type
from corridor.charts.sheet import Box, Sheet
from corridor.palette import COLOURS

DECIMALS = 2
# An arc is drawn no finer than it prints.
FINEST_MM = 0.05
CORRIDOR_NAME = Type(12.0, "DejaVuSerif", "#6b604b", spaced=True)
OTHER_NAME = Type(7.5, "DejaVuSerif", "#7f7869", spaced=True)
SEA_NAME = Type(7.5, "DejaVuSerif-Italic", "#56798a")
BORDER = Stroke(COLOURS["corridor-border"], 0.9)
TINT = Stroke(COLOURS["border-tint"], 4.5, alpha=0.45)
OTHER_BORDER = Stroke(COLOURS["other-border"], 0.7)
DISPUTED = Stroke(COLOURS["corridor-border"], 0.9, dashes=(3.0, 3.0))
COAST = Stroke(COLOURS["coast"], 0.6)
# Country names are upright and wide: the widest place is sought with the width shrunk.
NAME_ASPECT = 0.35
# A name may be wider than the largest circle in its country by this much.
OVERHANG = 1.5
SEA_ROOM_MM = 9.0


@dataclass(frozen=True)
class Land:
    """The part of the base map that a sheet shows, in millimetres.

    Attributes
    ----------
    countries
        Code, English name, and the rings of each country in view.
    lines
        Borders and coasts by kind: coast, corridor, other, disputed.
    seas
        Name and place of each sea in view.
    """

    countries: list[tuple[str | None, str | None, list[Points]]]
    lines: dict[str, list[Points]]
    seas: list[tuple[str, tuple[float, float]]]


def land(base: dict[str, Any], sheet: Sheet, on_corridor: frozenset[str]) -> Land:
    """Return what a sheet shows of the base map ``basemap.read`` gives."""
    fine = (sheet.mm(polyline.decode(text, DECIMALS)) for text in base["arcs"])
    arcs = [shapely.get_coordinates(shapely.LineString(arc).simplify(FINEST_MM)) for arc in fine]
    edge = sheet.frame
    countries, users = [], defaultdict(list)
    for row in base["countries"]:
        code = row.get("id")
        rings = []
        for ring in (ring for polygon in row["polygons"] for ring in polygon):
            for n in ring:
                users[n if n >= 0 else ~n].append(code in on_corridor)
            rings += _inside(_ring(ring, arcs), edge)
        if rings:
            countries.append((code, row.get("name"), rings))
    kinds = _kinds(base, arcs, users, sheet)
    places = [(sea["name"], sheet.mm([sea["at"][::-1]])[0].tolist()) for sea in base["seas"]]
    seas = [(name, (x, y)) for name, (x, y) in places if edge.holds(Box(x, y, x, y))]
    return Land(countries, {kind: _cut(found, edge) for kind, found in kinds.items()}, seas)


def draw(axes: Axes, shown: Land, on_corridor: frozenset[str], *, borders: bool) -> None:
    """Fill the land and draw coasts and, if asked, borders; without them land is one colour."""
    for own in (False, True):
        rings = [
            ring
            for code, _, found in shown.countries
            if (code in on_corridor) == own
            for ring in found
        ]
        pen.area(axes, rings, COLOURS["corridor-land" if own or not borders else "other-land"], 1)
    pen.line(axes, shown.lines["coast"], COAST, 1.1)
    if borders:
        pen.line(axes, shown.lines["corridor"], TINT, 1.2)
        pen.line(axes, shown.lines["other"], OTHER_BORDER, 1.3)
        pen.line(axes, shown.lines["corridor"], BORDER, 1.4)
        pen.line(axes, shown.lines["disputed"], DISPUTED, 1.4)


def names(shown: Land, called: dict[str, str], on_corridor: frozenset[str]) -> list[Label]:
    """Return the names of countries and seas that fit into them.

    ``called`` gives names by code; what it lacks is written as the base map has it.
    """
    labels = []
    for code, english, rings in shown.countries:
        name = called.get(code or "", english)
        kind = CORRIDOR_NAME if code in on_corridor else OTHER_NAME
        if name:
            at, room = _widest(rings)
            text = pen.plain(name).upper()
            if pen.extent(kind, text)[0] <= 2 * room * OVERHANG:
                rank = 2e4 if code in on_corridor else 1e2
                labels.append(Label(text, kind, at, rank + room, room=room))
    seas = [Label(name, SEA_NAME, at, 90.0, room=SEA_ROOM_MM) for name, at in shown.seas]
    return labels + seas


def _ring(numbers: Sequence[int], arcs: Sequence[Points]) -> Points:
    """Return the ring that arcs make; a negative number is an arc run backwards."""
    parts = [arcs[~n][::-1] if n < 0 else arcs[n] for n in numbers]
    return np.vstack([parts[0], *(part[1:] for part in parts[1:])])


def _inside(ring: Points, edge: Box) -> list[Points]:
    """Return what a ring leaves inside the frame: nothing, itself, or a ring along its edge."""
    low, high = ring.min(axis=0), ring.max(axis=0)
    box = Box(low[0], low[1], high[0], high[1])
    if not box.meets(edge):
        return []
    if edge.holds(box):
        return [ring]
    bounds = Bbox.from_extents(*edge)
    cut = Path(ring, closed=True).clip_to_bbox(bounds)
    return [np.asarray(part) for part in cut.to_polygons(closed_only=True)]


def _cut(lines: Iterable[Points], edge: Box) -> list[Points]:
    """Return the parts of lines inside the frame, joined where they meet."""
    cut = shapely.line_merge(shapely.clip_by_rect(shapely.MultiLineString(list(lines)), *edge))
    return [shapely.get_coordinates(part) for part in shapely.get_parts(cut)]


def _kinds(
    base: dict[str, Any], arcs: list[Points], users: dict[int, list[bool]], sheet: Sheet
) -> dict[str, list[Points]]:
    kinds: dict[str, list[Points]] = {"coast": [], "corridor": [], "other": [], "disputed": []}
    disputed = set(base["disputed"])
    for number, arc in enumerate(arcs):
        if number in disputed:
            kinds["disputed"].append(arc)
        elif len(users[number]) > 1:
            kinds["corridor" if any(users[number]) else "other"].append(arc)
        else:
            kinds["coast"].append(arc)
    more = (polyline.decode(text, DECIMALS) for text in base["disputed_lines"])
    kinds["disputed"] += [sheet.mm(points) for points in more]
    return kinds


def _widest(rings: list[Points]) -> tuple[tuple[float, float], float]:
    """Return the middle of the widest place inside the largest ring, and its half width [mm]."""
    shape = max((shapely.Polygon(ring) for ring in rings), key=lambda polygon: polygon.area)
    squeezed = shapely.transform(shape, lambda points: points * (NAME_ASPECT, 1.0))
    parts = shapely.get_parts(shapely.buffer(squeezed, 0.0))
    if not len(parts):
        return (0.0, 0.0), 0.0
    widest = max(parts, key=lambda polygon: polygon.area)
    middle = polylabel(widest, tolerance=0.5)
    half = middle.distance(widest.exterior)
    return (middle.x / NAME_ASPECT, middle.y), half / NAME_ASPECT
