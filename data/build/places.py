"""Stops of the corridor: nodes and crossings as the input tables give them.

Answers: where does each stop lie, and where does a line cross a border? A crossing lies
where its mapped line meets the state border of Natural Earth 1:10m, or at a published
position; its two border nodes share that point.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from network import GEOD
from router import Point, Router

Row = Mapping[str, str]
Outlines = Mapping[str, shapely.MultiPolygon]


@dataclass(frozen=True)
class Stop:
    """A place a line stops at: its node id by country, and where the mode calls."""

    node: Mapping[str, str]
    point: Point


def rows(path: Path) -> list[Row]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def stops(
    nodes: list[Row],
    crossings: list[Row],
    routers: Mapping[str, Router],
    borders: Outlines,
) -> dict[tuple[str, str], Stop]:
    """Return every stop by (name in lines.csv, mode)."""
    found: dict[tuple[str, str], Stop] = {}
    for row in nodes:
        town = (float(row["lon"]), float(row["lat"]))
        yard = (float(row["rail_lon"] or town[0]), float(row["rail_lat"] or town[1]))
        here = {row["country"]: row["node_id"]}
        found[row["node_id"], "road"] = Stop(here, town)
        found[row["node_id"], "rail"] = Stop(here, yard)
    for row in crossings:
        sides = {row["country_a"]: row["node_a"], row["country_b"]: row["node_b"]}
        at = border_point(row, found, routers[row["mode"]], borders)
        found["@" + row["crossing_id"], row["mode"]] = Stop(sides, at)
    return found


def border_point(
    row: Row,
    found: Mapping[tuple[str, str], Stop],
    router: Router,
    borders: Outlines,
) -> Point:
    """Return where a crossing lies, to 0.0001 degrees.

    ``place`` says how: ``hand`` is the given position; ``given`` the nearest point of
    the network to it; ``border`` the point where the way between the anchors leaves
    country a, nearest to the given position if there is one.
    """
    given = (float(row["lon"]), float(row["lat"])) if row["lon"] else None
    if row["place"] == "hand" and given:
        return given
    if row["place"] == "given" and given:
        point = router.snap(*given).point
    else:
        ends = [
            router.snap(*found[row[name], row["mode"]].point) for name in ("anchor_a", "anchor_b")
        ]
        way = shapely.LineString(router.path(*ends)[1])
        point = leaving(way, borders[row["country_a"]], given)
    return round(point[0], 4), round(point[1], 4)


def leaving(way: shapely.LineString, country: shapely.MultiPolygon, near: Point | None) -> Point:
    """Return where a way crosses the outline of a country; the last place, or the nearest.

    Raises ValueError if it never does.
    """
    meets = shapely.get_coordinates(way.intersection(country.boundary))
    if not len(meets):
        raise ValueError(f"the way from {way.coords[0]} to {way.coords[-1]} crosses no border")
    if near is None:
        along = [way.project(shapely.Point(meet)) for meet in meets]
        best = int(np.argmax(along))
    else:
        km = [GEOD.inv(*near, *meet)[2] for meet in meets]
        best = int(np.argmin(km))
    return float(meets[best][0]), float(meets[best][1])
