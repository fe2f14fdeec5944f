"""The rules that span tables: each a small function that returns every problem it finds.

``check`` applies them all. A rule for the cells of one column is in the schema. Nothing
here reads a file or builds a graph.
"""

from __future__ import annotations

import datetime as dt
import difflib
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from corridor.conform import line
from corridor.errors import Problem
from corridor.schema import TABLES
from corridor.tables import Corridor, apart_km, by_id, positions, straight_km
from corridor.units import PARAMETER_UNITS

# Crossing stations face each other; a line may end this far from its node's own point
# because a town is a point and its goods yard is not.
CROSSING_KM = 5.0
LINE_END_KM = 15.0
# A length along a line cannot undercut the straight line; 2 % forgives rounding.
SHORTEST = 0.98
BOX_MARGIN_DEG = 0.5
ROUNDING = 1e-9
SIDES_AND_DIRECTIONS = 4
EDGES = ("west", "south", "east", "north")
RANGES = (
    ("border_times", ("dwell_low_h", "dwell_h", "dwell_high_h")),
    ("border_times", ("fee_low_usd", "fee_usd", "fee_high_usd")),
    ("transfers", ("hours_low", "hours", "hours_high")),
    ("transfers", ("cost_low_usd_t", "cost_usd_t", "cost_high_usd_t")),
    ("parameters", ("low", "value", "high")),
    ("shares", ("low", "share", "high")),
    ("unit_values", ("low", "usd_t", "high")),
)

TRADERS = (("flows", ("exporter", "importer")), ("turnovers", ("country_a", "country_b")))

Box = tuple[float, ...]


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
            known = set(corridor.table(column.refers)[TABLES[column.refers].key[0]].tolist())
            named = {value for value in frame[column.name].tolist() if isinstance(value, str)}
            if not (lost := named - known):
                continue
            for label, value in _cells(frame, frame[column.name].isin(lost), column.name):
                yield _problem(table.name, label, column.name, value, f"is not in {column.refers}")


def check_segment_ends_differ(corridor: Corridor) -> Iterator[Problem]:
    """A segment joins two different nodes."""
    loops = corridor.segments["from_node"] == corridor.segments["to_node"]
    for label, value in _cells(corridor.segments, loops, "to_node"):
        yield _problem("segments", label, "to_node", value, "is the node the segment starts at")


def check_segment_in_one_country(corridor: Corridor) -> Iterator[Problem]:
    """A segment and both its nodes are of one country; borders are crossings."""
    country = by_id(corridor.nodes, "country")
    for end in ("from_node", "to_node"):
        of_node = corridor.segments[end].map(country)
        wrong = of_node.notna() & (of_node != corridor.segments["country"])
        for label, value in _cells(corridor.segments, wrong, end):
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
    country = by_id(corridor.nodes, "country")
    same = frame["node_a"].map(country) == frame["node_b"].map(country)
    for label, value in _cells(frame, same, "node_b"):
        yield _problem("crossings", label, "node_b", value, "lies in the same country as node_a")
    apart = straight_km(corridor, frame["node_a"], frame["node_b"])
    for label, value in _cells(frame, apart > CROSSING_KM, "node_b"):
        rule = f"is {apart[label]:.0f} km from node_a; the sides of a crossing are one place"
        yield _problem("crossings", label, "node_b", value, rule)


def check_crossing_gauges(corridor: Corridor) -> Iterator[Problem]:
    """A rail crossing names the gauge of the track on each side."""
    rail = corridor.crossings["mode"] == "rail"
    for column in ("gauge_a_mm", "gauge_b_mm"):
        empty = rail & corridor.crossings[column].isna()
        for label in corridor.crossings.index[empty]:
            yield _problem("crossings", label, column, "", "may not be empty on a rail crossing")


def check_crossing_times(corridor: Corridor) -> Iterator[Problem]:
    """Each crossing that is more than a plan has dwell for both directions and sides."""
    rows = corridor.border_times.groupby("crossing_id").size()
    count = corridor.crossings["crossing_id"].map(rows).fillna(0).astype(int)
    built = ~corridor.crossings["status"].isin(("planned", "construction"))
    wrong = corridor.crossings["crossing_id"].notna() & built & (count != SIDES_AND_DIRECTIONS)
    for label, value in _cells(corridor.crossings, wrong, "crossing_id"):
        rule = f"has {count[label]} rows in border_times; it needs 4: two directions, two sides"
        yield _problem("crossings", label, "crossing_id", value, rule)


def check_figures_in_order(corridor: Corridor) -> Iterator[Problem]:
    """A figure given with a low and a high one lies between them."""
    for table, (low, middle, high) in RANGES:
        frame = corridor.table(table)
        order = (frame[low] > frame[middle]) | (frame[middle] > frame[high])
        for label, value in _cells(frame, order, middle):
            rule = f"is not between {low} {frame[low][label]:g} and {high} {frame[high][label]:g}"
            yield _problem(table, label, middle, value, rule)


def check_parameters_agree(corridor: Corridor) -> Iterator[Problem]:
    """Of the figures given for one thing the model uses one; the others say 'no' under used."""
    frame = corridor.parameters
    ties = ["parameter", "mode", "country", "cargo", "traction"]
    used = frame[frame["used"].fillna(value=True).astype(bool)]
    again = used.duplicated(ties) & used["parameter"].notna()
    for label, value in _cells(used, again, "parameter"):
        rule = "is given twice for the same mode, country, cargo and traction; mark one unused"
        yield _problem("parameters", label, "parameter", value, rule)


def check_parameters_are_known(corridor: Corridor) -> Iterator[Problem]:
    """A parameter is one the model reads, in the unit it reads it in."""
    frame = corridor.parameters
    unknown = frame["parameter"].notna() & ~frame["parameter"].isin(list(PARAMETER_UNITS))
    for label, value in _cells(frame, unknown, "parameter"):
        near = difflib.get_close_matches(value, PARAMETER_UNITS, 1)
        hint = f"; did you mean {near[0]}?" if near else f": {', '.join(PARAMETER_UNITS)}"
        yield _problem("parameters", label, "parameter", value, f"is none the model reads{hint}")
    units = frame["parameter"].map(PARAMETER_UNITS)
    other = units.notna() & frame["unit"].notna() & (frame["unit"] != units)
    for label, value in _cells(frame, other, "unit"):
        rule = f"is not {units[label]}, the unit that {frame['parameter'][label]} is read in"
        yield _problem("parameters", label, "unit", value, rule)


def check_closures(corridor: Corridor) -> Iterator[Problem]:
    """A closure is of a known crossing or segment and ends after it begins.

    A crossing recorded closed has an open-ended closure, so that its date is known.
    """
    frame = corridor.closures[corridor.closures["what"].notna()]
    known = {*corridor.crossings["crossing_id"], *corridor.segments["segment_id"]}
    for label, value in _cells(frame, ~frame["what"].isin(known), "what"):
        yield _problem("closures", label, "what", value, "is not in crossings or segments")
    for label, value in _cells(frame, frame["to_date"] < frame["from_date"], "to_date"):
        yield _problem("closures", label, "to_date", value, "is before from_date")
    running = set(frame.loc[frame["to_date"].isna() & (frame["kind"] == "closed"), "what"])
    closed = corridor.crossings[corridor.crossings["status"] == "closed"]
    for label, value in closed["crossing_id"].dropna().items():
        if value not in running:
            rule = "is closed, but closures has no closure of it without a to_date"
            yield _problem("crossings", label, "crossing_id", value, rule)


def check_indicator_sides(corridor: Corridor) -> Iterator[Problem]:
    """An indicator of a crossing names the country of one of its two sides."""
    frame = corridor.indicators[corridor.indicators["crossing_id"].notna()]
    country = by_id(corridor.nodes, "country")
    posts = corridor.crossings
    sides = {
        key: (country.get(a), country.get(b))
        for key, a, b in zip(posts["crossing_id"], posts["node_a"], posts["node_b"], strict=True)
    }
    for label, key, code in zip(frame.index, frame["crossing_id"], frame["country"], strict=True):
        if key in sides and code not in sides[key]:
            value = "" if pd.isna(code) else code
            yield _problem("indicators", label, "country", value, f"is no side of {key}")


def check_trade(corridor: Corridor) -> Iterator[Problem]:
    """Trade is between two countries, in a period whose days are in order and end in its year."""
    for table, (one, other) in TRADERS:
        frame = corridor.table(table)
        for label, value in _cells(frame, frame[one] == frame[other], other):
            yield _problem(table, label, other, value, f"is the {one} too")
        first, last = frame["from_date"], frame["to_date"]
        undated = frame["period"].isin(["fiscal", "part"]) & (first.isna() | last.isna())
        for label, value in _cells(frame, undated, "period"):
            yield _problem(table, label, "period", value, "needs a from_date and a to_date")
        for label, value in _cells(frame, last < first, "to_date"):
            yield _problem(table, label, "to_date", value, "is before from_date")
        strange = last.notna() & (last.dt.year != frame["year"]).fillna(value=False)
        for label, value in _cells(frame, strange, "to_date"):
            rule = f"is not in year {frame['year'][label]}, in which the period ends"
            yield _problem(table, label, "to_date", value, rule)
    pairs = corridor.turnovers
    for label, value in _cells(pairs, pairs["country_a"] > pairs["country_b"], "country_a"):
        rule = "comes after country_b in the alphabet; put the first one first"
        yield _problem("turnovers", label, "country_a", value, rule)


def check_weights(corridor: Corridor) -> Iterator[Problem]:
    """A figure of trade is a value, a weight or both, and no weight is nothing beside a value."""
    flows = corridor.flows
    bare = flows["value_usd"].isna() & flows["tonnes"].isna()
    for label, _ in _cells(flows, bare, "value_usd"):
        yield _problem("flows", label, "value_usd", "", "is missing, and so is tonnes")
    unweighed = (flows["tonnes"] == 0) & (flows["value_usd"] > 0)
    for label, value in _cells(flows, unweighed, "tonnes"):
        rule = "beside a value is a weight not known; leave the cell empty"
        yield _problem("flows", label, "tonnes", value, rule)


def check_shares(corridor: Corridor) -> Iterator[Problem]:
    """Of the trade of two countries no more than all of it runs on the network."""
    frame = corridor.shares
    whole = frame.groupby(["exporter", "importer"])["share"].transform("sum")
    for label, value in _cells(frame, whole > 1 + ROUNDING, "share"):
        rule = f"makes {whole[label]:g} with the other modes; together they may be 1 at most"
        yield _problem("shares", label, "share", value, rule)


def check_gateways(corridor: Corridor) -> Iterator[Problem]:
    """A gateway lies in its country, and the parts of a country's trade add up to 1."""
    frame = corridor.gateways
    country = by_id(corridor.nodes, "country")
    abroad = frame["node_id"].isin(country) & (frame["node_id"].map(country) != frame["country"])
    for label, value in _cells(frame, abroad, "node_id"):
        yield _problem("gateways", label, "node_id", value, f"is not in {frame['country'][label]}")
    groups = frame.groupby(["country", "partner", "mode"], dropna=False)["part"]
    whole = groups.transform("sum")
    for label, value in _cells(frame, (whole - 1).abs() > ROUNDING, "part"):
        rule = f"makes {whole[label]:g} with the others of that country, partner and mode; not 1"
        yield _problem("gateways", label, "part", value, rule)


def check_counts(corridor: Corridor) -> Iterator[Problem]:
    """A count is of known crossings."""
    known = set(corridor.crossings["crossing_id"])
    for label, value in corridor.counts["crossings"].dropna().items():
        if lost := [name for name in value.split("|") if name not in known]:
            yield _problem("counts", label, "crossings", lost[0], "is not in crossings")


def check_nodes_in_country(corridor: Corridor) -> Iterator[Problem]:
    """A node lies in the box of its country; swapped coordinates are named as such."""
    hints, nodes = _astray(corridor), corridor.nodes
    for label, country in _cells(nodes, hints != "", "country"):
        place = f"{nodes['lon'][label]:g}, {nodes['lat'][label]:g}"
        rule = f"lies outside the box of {country} in countries; {hints[label]}"
        yield _problem("nodes", label, "lon, lat", place, rule)


def check_length_reaches(corridor: Corridor) -> Iterator[Problem]:
    """A segment is not shorter than the straight line between its nodes.

    Nodes are points and lines end near them, so up to ``LINE_END_KM`` is forgiven. A node
    outside its country is told for itself; no length is blamed for it.
    """
    frame = corridor.segments
    straight = straight_km(_sound(corridor), frame["from_node"], frame["to_node"])
    short = frame["length_km"] < straight * SHORTEST - LINE_END_KM
    for label, km in _cells(frame, short, "length_km"):
        rule = f"is shorter than the straight line between its nodes, {straight[label]:.0f} km"
        yield _problem("segments", label, "length_km", km, rule)


def check_lines_end_at_nodes(corridor: Corridor) -> Iterator[Problem]:
    """A drawn line starts near its first node and ends near its last.

    A node outside its country is told for itself; no line is blamed for it.
    """
    if "geometry" not in corridor.segments:
        return
    import shapely

    columns = ("from_node", "to_node")
    shapes = corridor.segments["geometry"].to_numpy()
    drawn = corridor.segments[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    ends = [shapely.get_coordinates(shapely.get_point(drawn["geometry"], at)) for at in (0, -1)]
    nodes = [positions(_sound(corridor), drawn[column]) for column in columns]
    for column, end, node, other in zip(columns, ends, nodes, ends[::-1], strict=True):
        far, turned, swapped = (apart_km(at, node) for at in (end, other, end[:, ::-1]))
        for row in np.flatnonzero(far > LINE_END_KM):
            hint = "check the line and the node"
            if turned[row] <= LINE_END_KM:
                hint = "the line runs the other way: reverse its points"
            elif swapped[row] <= LINE_END_KM:
                hint = "lon and lat look swapped; GeoJSON writes longitude first"
            yield Problem(
                "segments.geojson",
                0,
                "geometry",
                str(drawn["segment_id"].iloc[row]),
                f"is drawn {far[row]:.0f} km from {column} {drawn[column].iloc[row]!r}; {hint}",
            )


def _cells(frame: pd.DataFrame, where: pd.Series, column: str) -> Iterator[tuple[Any, Any]]:
    """Yield label and value of the rows of a column where ``where`` holds."""
    yield from frame.loc[where, column].items()


def _sound(corridor: Corridor) -> Corridor:
    """Return the corridor without the nodes that lie outside their country."""
    return replace(corridor, nodes=corridor.nodes[_astray(corridor) == ""])


def _astray(corridor: Corridor) -> pd.Series:
    """Return what to check about each node's place; "" where it is in its country's box."""
    countries, nodes = corridor.countries, corridor.nodes
    edges = zip(*(countries[name].tolist() for name in EDGES), strict=True)
    boxes = dict(zip(countries["country"].tolist(), edges, strict=True))
    places = zip(*(nodes[name].tolist() for name in ("country", "lon", "lat")), strict=True)
    hints = [_hint(lon, lat, boxes.get(country)) for country, lon, lat in places]
    return pd.Series(hints, index=nodes.index, dtype=object)


def _hint(lon: float, lat: float, box: Box | None) -> str:
    if box is None or any(map(math.isnan, (lon, lat, *box))) or _in_box(lon, lat, box):
        return ""
    return "lon and lat look swapped" if _in_box(lat, lon, box) else "check position and country"


def _in_box(lon: float, lat: float, box: Box) -> bool:
    west, south, east, north = box
    across = west - BOX_MARGIN_DEG <= lon <= east + BOX_MARGIN_DEG
    return across and south - BOX_MARGIN_DEG <= lat <= north + BOX_MARGIN_DEG


def _problem(table: str, label: object, column: str, value: object, rule: str) -> Problem:
    if isinstance(value, float):
        value = f"{value:g}"
    if isinstance(value, dt.datetime):
        value = value.date()
    return Problem(f"{table}.csv", line(label), column, str(value), rule)


Rule = Callable[[Corridor], Iterator[Problem]]
CHECKS: tuple[Rule, ...] = (
    check_references,
    check_segment_ends_differ,
    check_segment_in_one_country,
    check_crossing_sides,
    check_crossing_gauges,
    check_crossing_times,
    check_figures_in_order,
    check_parameters_agree,
    check_parameters_are_known,
    check_closures,
    check_indicator_sides,
    check_trade,
    check_weights,
    check_shares,
    check_gateways,
    check_counts,
    check_nodes_in_country,
    check_length_reaches,
    check_lines_end_at_nodes,
)
