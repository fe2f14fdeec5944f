"""The base map: land, borders and names of the region, as one small JSON file.

Writes ``data/basemap/region.json`` from Natural Earth 1:50m. Borders are stored once, as
arcs that the polygons on both sides refer to, so fills never part and no line is drawn
twice. It takes no position on legal status: lines in dispute are listed as such, and
Crimea is a polygon of no country. Nothing here is read while a map is drawn.

Run ``python data/build/basemap.py``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

import borders
from corridor.polyline import encode

OUT = Path(__file__).parents[1] / "basemap" / "region.json"
DECIMALS = 2

# Parts of countries that lie wholly inside are kept: the Old World, and nothing is cut.
WINDOW = (-32.0, -48.0, 192.0, 82.5)
# Where corridors of the region run: drawn finer.
FOCUS = (15.0, 8.0, 98.0, 66.0)
# Names of countries stand inside this if a part of the country does: Russia's would else
# lie in Siberia.
NAMED = (19.0, 22.0, 76.0, 61.0)
FINE_DEG, COARSE_DEG = 0.008, 0.06
SPECK_DEG2, FAR_SPECK_DEG2 = 0.004, 0.3
# Names are wide: the widest place for one is sought with longitude shrunk by this.
LABEL_ASPECT = 0.4

CRIMEA_INSIDE = (34.2, 45.2)
# Lines that Natural Earth draws and the states beside them dispute: the two countries
# (alpha-3, or the name where there is no code) and the box the dispute lies in.
DISPUTED = (
    ("IND", "PAK", (73.0, 32.72, 78.0, 36.0)),  # Line of Control
    ("IND", "Siachen Glacier", (76.0, 34.5, 78.0, 36.0)),
    ("PAK", "Siachen Glacier", (76.0, 34.5, 78.0, 36.0)),
    ("CHN", "Siachen Glacier", (76.0, 34.5, 78.0, 36.0)),
    ("CHN", "PAK", (75.0, 34.5, 78.0, 37.0)),  # Shaksgam
    ("CHN", "IND", (76.0, 32.0, 80.5, 36.5)),  # Line of Actual Control, west
    ("CHN", "IND", (91.5, 27.0, 98.0, 30.0)),  # and east
    ("UKR", "Crimea", (32.0, 45.0, 36.0, 47.0)),
    ("Kosovo", "Serbia", (19.0, 41.0, 23.0, 44.0)),
    ("Cyprus", "N. Cyprus", (32.0, 34.0, 35.0, 36.0)),
    ("Israel", "Palestine", (34.0, 31.0, 36.0, 33.0)),
    ("Morocco", "W. Sahara", (-18.0, 20.0, -8.0, 28.0)),
    ("Somalia", "Somaliland", (42.0, 8.0, 50.0, 12.0)),
)
# Through the Kerch Strait no line is given; this one is placed by hand and approximate.
KERCH = ((36.85, 45.52), (36.70, 45.39), (36.57, 45.24), (36.52, 45.08), (36.55, 44.92))

RENAMED = {
    "Macedonia": "North Macedonia",
    "Bosnia and Herz.": "Bosnia and Herzegovina",
    "Dem. Rep. Congo": "DR Congo",
    "Central African Rep.": "Central African Republic",
    "Eq. Guinea": "Equatorial Guinea",
    "S. Sudan": "South Sudan",
    "Solomon Is.": "Solomon Islands",
    "Turkey": "Türkiye",
}
# Drawn, but given no name: what a name would say is the dispute.
NAMELESS = frozenset({"Crimea", "N. Cyprus", "Siachen Glacier", "Somaliland", "W. Sahara"})
SEAS = (
    ("Caspian Sea", 41.8, 50.6),
    ("Black Sea", 43.3, 34.4),
    ("Baltic Sea", 58.0, 19.8),
    ("Arabian Sea", 18.5, 63.5),
    ("Bay of Bengal", 14.5, 88.0),
)

Point = tuple[float, float]
Run = tuple[Point, ...]


@dataclass
class Arcs:
    """Runs of border between the same two countries, each kept once.

    ``of`` maps a run to its number; ``sides`` says between which countries each lies.
    """

    of: dict[Run, int] = field(default_factory=dict)
    sides: list[tuple[str, ...]] = field(default_factory=list)

    def refer(self, run: Run, sides: tuple[str, ...]) -> int:
        """Return the number of a run, its complement (~n) if it is stored the other way."""
        if (back := self.of.get(run[::-1])) is not None:
            return ~back
        if run not in self.of:
            self.of[run] = len(self.of)
            self.sides.append(sides)
        return self.of[run]


def main() -> None:
    """Build the file and say what it holds."""
    countries = simplified(apart(inside(borders.load_countries(resolution="50m"))))
    base = base_map(countries)
    OUT.parent.mkdir(exist_ok=True)
    text = json.dumps(base, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    OUT.write_text(text + "\n", encoding="utf-8")
    print(
        f"{OUT.name}: {len(base['countries'])} countries, {len(base['arcs'])} arcs, "
        f"{len(base['disputed'])} of them disputed, {OUT.stat().st_size / 1000:.0f} kB"
    )


def inside(countries: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the parts that lie wholly in the window and are no specks."""
    parts = countries.explode(ignore_index=True)
    bounds = parts.bounds
    west, south, east, north = WINDOW
    kept = (bounds["minx"] >= west) & (bounds["maxx"] <= east)
    kept &= (bounds["miny"] >= south) & (bounds["maxy"] <= north)
    near = parts.intersects(shapely.box(*FOCUS))
    area = shapely.area(parts.geometry.to_numpy())
    kept &= area > np.where(near, SPECK_DEG2, FAR_SPECK_DEG2)
    return parts[kept].reset_index(drop=True)


def apart(parts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the parts with Crimea as one of no country."""
    parts = parts.copy()
    crimea = parts.covers(shapely.Point(CRIMEA_INSIDE))
    if crimea.sum() != 1:
        message = f"Crimea is in {crimea.sum()} polygons; the source has changed"
        raise ValueError(message)
    parts.loc[crimea, ["country", "name"]] = ["", "Crimea"]
    return parts


def simplified(parts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the parts with fewer vertices, shared borders still shared."""
    shapes = parts.geometry.to_numpy()
    return parts.set_geometry(shapely.coverage_simplify(shapes, FINE_DEG), crs=parts.crs)


def base_map(parts: gpd.GeoDataFrame) -> dict[str, list[object]]:
    """Return the arcs, the countries as rings of arcs, and the names with their places."""
    keys = [
        row.country or row.name_ for row in parts.rename(columns={"name": "name_"}).itertuples()
    ]
    neighbours = sides_of_edges(parts.geometry, keys)
    arcs = Arcs()
    polygons: dict[str, list[list[list[int]]]] = defaultdict(list)
    for key, shape in zip(keys, parts.geometry, strict=True):
        rings = [shape.exterior, *shape.interiors]
        polygons[key].append([ring_of_arcs(ring, neighbours, arcs) for ring in rings])
    names = dict(zip(keys, parts["name"], strict=True))
    whole = parts.assign(key=keys).dissolve("key").geometry
    return {
        "attribution": ["borders: Natural Earth; no position on legal status"],
        "arcs": [encode(coarse(run), DECIMALS) for run in arcs.of],
        "disputed": [n for run, n in arcs.of.items() if disputed(run, arcs.sides[n])],
        "disputed_lines": [encode(KERCH, DECIMALS)],
        "countries": [country(key, names[key], polygons[key], whole[key]) for key in polygons],
        "seas": [{"name": name, "at": [lat, lon]} for name, lat, lon in SEAS],
    }


def sides_of_edges(shapes: gpd.GeoSeries, keys: list[str]) -> dict[frozenset[Point], set[str]]:
    """Return for each edge between two vertices the countries it bounds."""
    sides: dict[frozenset[Point], set[str]] = defaultdict(set)
    for key, shape in zip(keys, shapes, strict=True):
        for ring in (shape.exterior, *shape.interiors):
            for edge in pairwise(_points(ring)):
                sides[frozenset(edge)].add(key)
    return sides


def ring_of_arcs(
    ring: shapely.LinearRing, sides: dict[frozenset[Point], set[str]], arcs: Arcs
) -> list[int]:
    """Return a ring as arc numbers, cut wherever the country across the line changes."""
    points = _points(ring)[:-1]
    across = [
        tuple(sorted(sides[frozenset((a, b))]))
        for a, b in zip(points, points[1:] + points[:1], strict=True)
    ]
    cuts = [i for i in range(len(points)) if across[i] != across[i - 1]]
    if not cuts:  # an island, or an enclave: start where both sides would
        cuts = [points.index(min(points))]
    doubled, around = points + points + points[:1], [*cuts[1:], cuts[0] + len(points)]
    return [
        arcs.refer(tuple(doubled[start : end + 1]), across[start])
        for start, end in zip(cuts, around, strict=True)
    ]


def _points(ring: shapely.LinearRing) -> list[Point]:
    return [(x, y) for x, y in ring.coords]


def coarse(run: Run) -> Run:
    """Return a run with fewer vertices if it lies outside the focus."""
    line = shapely.LineString(run)
    if line.intersects(shapely.box(*FOCUS)) or len(run) <= 2:  # noqa: PLR2004 - a line's two ends
        return run
    thin = line.simplify(COARSE_DEG)
    return tuple((x, y) for x, y in thin.coords) if len(thin.coords) > 3 else run  # noqa: PLR2004 - stay a ring


def disputed(run: Run, sides: tuple[str, ...]) -> bool:
    """Whether a run lies on a line listed as disputed."""
    middle = shapely.Point(run[len(run) // 2])
    return any(set(sides) == {a, b} and shapely.box(*box).covers(middle) for a, b, box in DISPUTED)


def country(
    key: str, name: str, polygons: list[list[list[int]]], shape: shapely.Geometry
) -> dict[str, object]:
    """Return one country: code, name, polygons, and where and how wide its name fits."""
    row: dict[str, object] = {"polygons": polygons}
    if key in borders.ALPHA3.values():
        row["id"] = key
    if name not in NAMELESS:
        row["name"] = RENAMED.get(name, name)
        row["at"], row["half_width_deg"] = label_place(shape)
    return row


def label_place(shape: shapely.Geometry) -> tuple[list[float], float]:
    """Return [lat, lon] of the roomiest place for a name, and the room in degrees."""
    seen = shapely.intersection(shape, shapely.box(*NAMED))
    parts = shapely.get_parts(shape if seen.is_empty else seen)
    largest = max(parts, key=lambda part: part.area)
    narrow = shapely.transform(largest, lambda lonlat: lonlat * [LABEL_ASPECT, 1.0])
    radius = shapely.maximum_inscribed_circle(narrow, tolerance=0.05)
    x, y = radius.coords[0]
    return [round(y, 2), round(x / LABEL_ASPECT, 2)], round(radius.length / LABEL_ASPECT, 2)


if __name__ == "__main__":
    main()
