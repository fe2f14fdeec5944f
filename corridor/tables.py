"""The Corridor and the Request, and the rules that span tables.

A Corridor is plain tables by the schema, frozen; edits make a new one. ``CHECKS`` are
small functions, each one rule, each returning every problem it finds. Nothing here reads
a file or builds a graph.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
import pandas as pd

from corridor.conform import line
from corridor.errors import Problem
from corridor.schema import TABLES

Mode = Literal["rail", "road", "multimodal"]
Minimise = Literal["distance", "time"]

# Crossing stations face each other; a line may end this far from its node's own point
# because a town is a point and its goods yard is not.
CROSSING_KM = 5.0
LINE_END_KM = 15.0
# A length along a line cannot undercut the straight line; 2 % forgives rounding.
SHORTEST = 0.98
BOX_MARGIN_DEG = 0.5


@dataclass(frozen=True)
class Corridor:
    """The tables of one corridor, typed by the schema, rows in file order.

    ``segments``, ``crossings`` and ``nodes`` are GeoDataFrames (EPSG:4326) when the
    corridor was read with geometry, and plain DataFrames otherwise.
    """

    name: str
    countries: pd.DataFrame
    nodes: pd.DataFrame
    segments: pd.DataFrame
    crossings: pd.DataFrame
    border_times: pd.DataFrame
    closures: pd.DataFrame
    transfers: pd.DataFrame
    projects: pd.DataFrame
    parameters: pd.DataFrame
    flows: pd.DataFrame
    published: pd.DataFrame
    sources: pd.DataFrame

    def table(self, name: str) -> pd.DataFrame:
        """Return the table called ``name``; KeyError if the schema has none."""
        if name not in TABLES:
            raise KeyError(name)
        frame: pd.DataFrame = getattr(self, name)
        return frame


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is asked of the network: from where to where, how, and what to keep off.

    Places are node ids (``places.find`` turns names and codes into them). ``as_of``
    None asks for the structural route, in which dated closures do not count.
    """

    origin: str
    destination: str
    mode: Mode = "multimodal"
    minimise: Minimise = "time"
    via: tuple[str, ...] = ()
    avoid_countries: tuple[str, ...] = ()
    avoid_crossings: tuple[str, ...] = ()
    as_of: dt.date | None = None


def check(corridor: Corridor) -> list[Problem]:
    """Return every breach of a rule that spans tables."""
    return [problem for rule in CHECKS for problem in rule(corridor)]


def check_references(corridor: Corridor) -> Iterator[Problem]:
    """Every id that a column refers to stands in the table it refers to."""
    for table in TABLES.values():
        frame = corridor.table(table.name)
        for column in table.columns:
            if not column.refers:
                continue
            known = corridor.table(column.refers)[TABLES[column.refers].key[0]]
            lost = frame[column.name].notna() & ~frame[column.name].isin(known)
            for label, value in frame.loc[lost, column.name].items():
                yield _problem(table.name, label, column.name, value, f"is not in {column.refers}")


def check_segment_ends_differ(corridor: Corridor) -> Iterator[Problem]:
    """A segment joins two different nodes."""
    loops = corridor.segments["from_node"] == corridor.segments["to_node"]
    for label, value in corridor.segments.loc[loops, "to_node"].items():
        yield _problem("segments", label, "to_node", value, "is the node the segment starts at")


def check_segment_in_one_country(corridor: Corridor) -> Iterator[Problem]:
    """A segment and both its nodes are of one country; borders are crossings."""
    country = _by_id(corridor.nodes, "country")
    for end in ("from_node", "to_node"):
        of_node = corridor.segments[end].map(country)
        wrong = of_node.notna() & (of_node != corridor.segments["country"])
        for label, value in corridor.segments.loc[wrong, end].items():
            yield _problem(
                "segments",
                label,
                end,
                value,
                f"is a node of {of_node[label]}, but the segment is of "
                f"{corridor.segments['country'][label]}; cross a border by a row in crossings",
            )


def check_crossing_sides(corridor: Corridor) -> Iterator[Problem]:
    """A crossing joins two countries at one place."""
    frame = corridor.crossings
    country = _by_id(corridor.nodes, "country")
    same = frame["node_a"].map(country) == frame["node_b"].map(country)
    for label, value in frame.loc[same, "node_b"].items():
        yield _problem("crossings", label, "node_b", value, "lies in the same country as node_a")
    apart = _straight_km(corridor, frame["node_a"], frame["node_b"])
    for label, km in apart[apart > CROSSING_KM].items():
        yield _problem(
            "crossings",
            label,
            "node_b",
            frame["node_b"][label],
            f"is {km:.0f} km from node_a; the sides of a crossing are one place",
        )


def check_crossing_gauges(corridor: Corridor) -> Iterator[Problem]:
    """A rail crossing names the gauge of the track on each side."""
    rail = corridor.crossings["mode"] == "rail"
    for column in ("gauge_a_mm", "gauge_b_mm"):
        empty = rail & corridor.crossings[column].isna()
        for label in corridor.crossings.index[empty]:
            yield _problem("crossings", label, column, "", "may not be empty on a rail crossing")


def check_crossing_times(corridor: Corridor) -> Iterator[Problem]:
    """Each crossing has dwell for both directions and both sides, low to high in order."""
    frame = corridor.border_times
    rows = frame.groupby("crossing_id").size()
    for label, crossing in corridor.crossings["crossing_id"].items():
        if (count := int(rows.get(crossing, 0))) != 4:
            yield _problem(
                "crossings",
                label,
                "crossing_id",
                crossing,
                f"has {count} rows in border_times; it needs 4: two directions, two sides",
            )
    order = (frame["dwell_low_h"] > frame["dwell_h"]) | (frame["dwell_h"] > frame["dwell_high_h"])
    for label, value in frame.loc[order, "dwell_h"].items():
        yield _problem("border_times", label, "dwell_h", value, "is not between low and high")


def check_closures(corridor: Corridor) -> Iterator[Problem]:
    """A closure is of a known crossing or segment and ends after it begins.

    A crossing recorded closed has an open-ended closure, so that its date is known.
    """
    frame = corridor.closures
    known = {*corridor.crossings["crossing_id"], *corridor.segments["segment_id"]}
    for label, value in frame.loc[~frame["what"].isin(known), "what"].items():
        yield _problem("closures", label, "what", value, "is not in crossings or segments")
    for label, value in frame.loc[frame["to_date"] < frame["from_date"], "to_date"].items():
        yield _problem("closures", label, "to_date", value, "is before from_date")
    running = set(frame.loc[frame["to_date"].isna() & (frame["kind"] == "closed"), "what"])
    closed = corridor.crossings[corridor.crossings["status"] == "closed"]
    for label, value in closed["crossing_id"].items():
        if value not in running:
            yield _problem(
                "crossings",
                label,
                "crossing_id",
                value,
                "is closed, but closures has no closure of it without a to_date",
            )


def check_nodes_in_country(corridor: Corridor) -> Iterator[Problem]:
    """A node lies in the box of its country; swapped coordinates are named as such."""
    box = corridor.countries.set_index("country")
    nodes = corridor.nodes[corridor.nodes["country"].isin(box.index)]
    for label, row in nodes.iterrows():
        edges = box.loc[row["country"]]
        if _in_box(row["lon"], row["lat"], edges) or pd.isna(row["lon"] + row["lat"]):
            continue
        swapped = _in_box(row["lat"], row["lon"], edges)
        hint = "lon and lat look swapped" if swapped else "check the position and the country"
        yield _problem(
            "nodes",
            label,
            "lon, lat",
            f"{row['lon']:g}, {row['lat']:g}",
            f"lies outside {edges['name']} ({row['country']}); {hint}",
        )


def check_length_reaches(corridor: Corridor) -> Iterator[Problem]:
    """A segment is not shorter than the straight line between its nodes.

    Nodes are points and lines end near them, so up to ``LINE_END_KM`` is forgiven.
    """
    frame = corridor.segments
    least = _straight_km(corridor, frame["from_node"], frame["to_node"]) * SHORTEST - LINE_END_KM
    for label, km in frame.loc[frame["length_km"] < least, "length_km"].items():
        yield _problem(
            "segments",
            label,
            "length_km",
            km,
            f"is shorter than the straight line between its nodes, {least[label]:.0f} km",
        )


def check_lines_end_at_nodes(corridor: Corridor) -> Iterator[Problem]:
    """A drawn line starts near its first node and ends near its last."""
    if "geometry" not in corridor.segments:
        return
    place = corridor.nodes.set_index("node_id")[["lon", "lat"]]
    for label, row in corridor.segments.iterrows():
        shape = row["geometry"]
        if shape is None or shape.is_empty:
            continue
        for end, point in (("from_node", shape.coords[0]), ("to_node", shape.coords[-1])):
            if row[end] not in place.index:
                continue
            lon, lat = place.loc[row[end]]
            km = straight_km(point[0], point[1], lon, lat)
            if not km <= LINE_END_KM:
                yield _problem(
                    "segments",
                    label,
                    "geometry",
                    f"{point[0]:.3f}, {point[1]:.3f}",
                    f"is {km:.0f} km from {end} {row[end]!r}; the line runs the other way, "
                    "or lon and lat are swapped",
                )


def straight_km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the great-circle distance of two points in km (haversine, within 0.5 %).

    For checks and floors only; drawn lines are measured on the ellipsoid.
    """
    p1, p2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((p2 - p1) / 2) ** 2
    half += math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(half)))


def _straight_km(corridor: Corridor, start: pd.Series, end: pd.Series) -> pd.Series:
    lon, lat = (np.radians(_by_id(corridor.nodes, axis).astype(float)) for axis in ("lon", "lat"))
    lat1, lat2 = start.map(lat), end.map(lat)
    half = np.sin((lat2 - lat1) / 2) ** 2
    half += np.cos(lat1) * np.cos(lat2) * np.sin((end.map(lon) - start.map(lon)) / 2) ** 2
    return pd.Series(2 * 6371.0088 * np.arcsin(np.sqrt(half)), index=start.index)


def _by_id(nodes: pd.DataFrame, column: str) -> pd.Series:
    """Return a column of nodes by node_id; the first row wins where an id is doubled."""
    once = nodes.drop_duplicates("node_id")
    return pd.Series(once[column].to_numpy(), index=once["node_id"])


def _in_box(lon: float, lat: float, edges: pd.Series) -> bool:
    margin = BOX_MARGIN_DEG
    return bool(
        edges["west"] - margin <= lon <= edges["east"] + margin
        and edges["south"] - margin <= lat <= edges["north"] + margin
    )


def _problem(table: str, label: object, column: str, value: object, rule: str) -> Problem:
    return Problem(f"{table}.csv", line(label), column, str(value), rule)


Rule = Callable[[Corridor], Iterator[Problem]]
CHECKS: tuple[Rule, ...] = (
    check_references,
    check_segment_ends_differ,
    check_segment_in_one_country,
    check_crossing_sides,
    check_crossing_gauges,
    check_crossing_times,
    check_closures,
    check_nodes_in_country,
    check_length_reaches,
    check_lines_end_at_nodes,
)
TABLE_NAMES = tuple(field.name for field in fields(Corridor) if field.name != "name")
