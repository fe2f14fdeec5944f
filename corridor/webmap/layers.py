"""What each layer of the map holds: tables of the corridor, joined and made plain.

Each ``add_<layer>`` takes a map and the tables it shows, puts them into the payload the
page reads, and returns the map. Figures come from the tables or from the room that
computes them; none is computed here.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from corridor import bands, basemap, impedance, measures, words
from corridor.polyline import encode
from corridor.profile import PROFILE, profile
from corridor.units import HOURS_PER_DAY
from corridor.webmap import block

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from corridor.itinerary import Route
    from corridor.tables import Corridor
    from corridor.webmap.page import CorridorMap

# About 300 m and 10 m: the drawn line is for looking at, lengths come from the tables.
SIMPLIFY_DEG = 0.003
DECIMALS = 4
SEGMENT = (
    "segment_id",
    "from_node",
    "to_node",
    "mode",
    "country",
    "length_km",
    "length_kind",
    "network_km",
    "gauge_mm",
    "tracks",
    "electrified",
    "status",
    "open_year",
    "ref",
    "source_id",
    "note",
)
CROSSING = (
    "crossing_id",
    "name",
    "name_ru",
    "node_a",
    "node_b",
    "mode",
    "regime",
    "gauge_a_mm",
    "gauge_b_mm",
    "capacity_per_day",
    "status",
    "status_since",
    "source_id",
    "note",
)
SIDE = (
    "crossing_id",
    "direction",
    "side",
    "dwell_h",
    "dwell_low_h",
    "dwell_high_h",
    "fee_usd",
    "fee_low_usd",
    "fee_high_usd",
    "fee_year",
    "fee_grade",
    "fee_source_id",
    "year",
    "grade",
    "source_id",
    "note",
)
TOTAL = ("crossing_id", "direction", "dwell_h", "dwell_low_h", "dwell_high_h", "fee_usd")
CLOSURE = ("what", "from_date", "to_date", "confirmed", "kind", "source_id", "note")
# The parts of the payload whose popups name sources.
SOURCED = ("segments", "crossings", "border_times", "closures", "trade", "routes")
NODE = ("node_id", "name", "name_ru", "aliases", "country", "kind", "lon", "lat")
# Totals that a route may have beside kilometres and hours; the panel shows those it has.
FIGURES = ("cost_usd_t", "co2e_kg_t")
# What the page draws of each part of a route; money is shown as a total only.
STEP = (*(name for name in PROFILE if "usd" not in name), "p10_h", "p90_h")
LIMIT = ("id", "title", "status", "since", "to_date", "confirmed", "note", "source_id")


def add_base(m: CorridorMap, countries: pd.DataFrame, *, borders: bool = True) -> CorridorMap:
    """Add land, borders and the names of countries and seas.

    ``countries`` says which are of the corridor and what they are called; with
    ``borders`` False no border is drawn.
    """
    own = words.base_map(basemap.read(), m.payload["lang"])
    m.payload["base"] = own | {"borders": borders}
    m.payload["countries"] = block.rows(countries, ("country", "name", "name_ru", "on_corridor"))
    return m


def add_segments(m: CorridorMap, segments: pd.DataFrame, parameters: pd.DataFrame) -> CorridorMap:
    """Add all segments (GeoDataFrame) with the hours that ``parameters`` give them."""
    hours = impedance.segment_hours(segments, parameters)
    table = segments.assign(**hours)
    lines = shapely.simplify(segments.geometry.to_numpy(), SIMPLIFY_DEG)
    m.payload["segments"] = block.columns(table, (*SEGMENT, "running_h", "stops_h")) | {
        "line": [encode(line.coords, DECIMALS) for line in lines]
    }
    return m


def add_crossings(m: CorridorMap, corridor: Corridor, as_of: dt.date | None = None) -> CorridorMap:
    """Add border crossings with both sides, both directions, and their closures.

    On ``as_of`` a crossing is drawn in the state it had that day; without a date, in the
    state last recorded. Added again, the crossings replace those before.
    """
    totals = impedance.crossing_hours(corridor.border_times).reset_index()
    worse_h = totals.groupby("crossing_id")["dwell_h"].max()
    state = measures.crossing_states(corridor, as_of)
    table = corridor.crossings.assign(
        status=state["status"],
        status_since=state["since"],
        worse_h=corridor.crossings["crossing_id"].map(worse_h),
    )
    m.payload["as_of"] = as_of and as_of.isoformat()
    m.payload["crossings"] = block.columns(table, (*CROSSING, "worse_h"))
    m.payload["border_times"] = block.columns(corridor.border_times, SIDE)
    m.payload["border_totals"] = block.columns(totals, TOTAL)
    m.payload["closures"] = block.columns(corridor.closures, CLOSURE)
    return m


def add_places(m: CorridorMap, nodes: pd.DataFrame, segments: pd.DataFrame) -> CorridorMap:
    """Add towns and stations; ``lines`` is the number of segments that end there."""
    ends = pd.concat([segments["from_node"], segments["to_node"]]).value_counts()
    table = nodes.assign(lines=nodes["node_id"].map(ends).fillna(0).astype(int))
    m.payload["nodes"] = block.columns(table, (*NODE, "lines"))
    return m


def add_route(m: CorridorMap, route: Route) -> CorridorMap:
    """Add a route to show: its totals, its time-distance profile, what to know of it."""
    request = route.request
    parts = profile(route)
    sums = parts[["low_h", "high_h"]].sum()
    band = bands.band(route).iloc[1:].reset_index(drop=True)
    parts = parts.assign(p10_h=band["p10"], p90_h=band["p90"])
    last = band.iloc[-1] / HOURS_PER_DAY
    m.payload.setdefault("routes", []).append(
        {
            "origin": request.origin,
            "destination": request.destination,
            "modes": list(dict.fromkeys(route.legs["mode"])),
            "minimise": request.minimise,
            "distance_km": block.plain(route.totals["distance_km"]),
            "time_h": block.plain(route.totals["time_h"]),
            "low_h": block.plain(sums["low_h"]),
            "high_h": block.plain(sums["high_h"]),
            "border_h": block.plain(parts.loc[parts["kind"] == "border", "time_h"].sum()),
            "p50_days": block.plain(last["p50"]),
            "p90_days": block.plain(last["p90"]),
            "steps": block.columns(parts, STEP),
            "notes": _notes(route),
            "source_id": list(route.sources),
        }
        | {name: block.plain(value) for name, value in _known(route) if name in FIGURES}
    )
    return m


def _known(route: Route) -> Iterator[tuple[str, float]]:
    """Yield the totals that no figure is missing from; the page shows no others."""
    yield from ((name, value) for name, value in route.totals.items() if not math.isnan(value))


def _notes(route: Route) -> dict[str, Any]:
    """Return what the reader must know of a route, to be worded by the page."""
    kinds = route.corridor.segments.set_index("segment_id")["length_kind"]
    notes: dict[str, Any] = {
        "limits": block.rows(route.limits, LIMIT),
        "grades": _shares(route.figures.groupby("grade")["time_h"].sum()),
        "lengths": _shares(route.steps.groupby(route.steps["id"].map(kinds))["distance_km"].sum()),
    }
    if route.detour is not None:
        notes["detour"] = block.plain(route.detour)
    others = {"rival": route.rival, "barred": route.barred}
    return notes | {name: _way(other) for name, other in others.items() if other is not None}


def _shares(amounts: pd.Series) -> dict[str, float]:
    return {str(name): block.plain(amount / amounts.sum()) for name, amount in amounts.items()}


def _way(route: Route) -> dict[str, Any]:
    """Return another route in short: its totals, the cities and the crossings on it."""
    passed = dict.fromkeys(route.steps["to_node"])
    cities = set(route.corridor.nodes.loc[route.corridor.nodes["kind"] == "city", "node_id"])
    ends = {route.request.origin, route.request.destination}
    return {
        "distance_km": block.plain(route.totals["distance_km"]),
        "time_h": block.plain(route.totals["time_h"]),
        "cities": [node for node in passed if node in cities - ends],
        "crossings": list(dict.fromkeys(route.crossings["crossing_id"])),
    }


def add_sources(m: CorridorMap, sources: pd.DataFrame) -> CorridorMap:
    """Add title, publisher, licence and grade of the sources that what is drawn names."""
    used = {found for part in SOURCED for found in _source_ids(m.payload.get(part, {}))}
    kept = sources[sources["source_id"].isin(used)]
    names = ("source_id", "title", "publisher", "licence", "grade")
    m.payload["sources"] = {row.pop("source_id"): row for row in block.rows(kept, names)}
    return m


def _source_ids(part: Any) -> Iterator[str]:  # noqa: ANN401 - any part of the payload
    """Yield every value called ``source_id`` or ``fee_source_id``, in columns as in rows."""
    if isinstance(part, dict):
        for name in ("source_id", "fee_source_id"):
            found = part.get(name) or ()
            yield from [found] if isinstance(found, str) else found
    for inner in part.values() if isinstance(part, dict) else part:
        if isinstance(inner, (dict, list)):
            yield from _source_ids(inner)
