"""The network: every directed link and what it takes, what keeps a request off it, the graph.

A segment and a crossing give two links, one each way; a row of ``transfers`` gives one. A
place has one state per mode and gauge, and only a transfer link joins two states of one
place, so a gauge break is never free. Nothing here chooses a path.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor import impedance
from corridor.errors import DataError
from corridor.schema import BUILT

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from corridor.tables import Cargo, Corridor, Minimise, Request

HOURS = ["running_h", "stops_h", "dwell_h", "transfer_h"]
MONEY = ["haul_usd_t", "fee_usd_t", "transfer_usd_t"]
HEAD = ["link_id", "kind", "id", "direction", "from_node", "to_node"]
HEAD += ["from_mode", "from_gauge_mm", "mode", "gauge_mm"]
HEAD += ["country", "status", "open_year", "distance_km"]
GIVEN = [*HEAD, *HOURS, *MONEY, "co2e_kg_t"]
SUMMED = ["distance_km", *HOURS, "time_h", *MONEY, "cost_usd_t"]
SUMMED += ["co2e_kg_t", "time_value_usd_t", "gcost_usd_t"]
LINKS = [*HEAD[:-1], *SUMMED]
# What can be minimised, and the column it stands in.
MEASURES: dict[Minimise, str] = {
    "time": "time_h",
    "cost": "cost_usd_t",
    "co2e": "co2e_kg_t",
    "gcost": "gcost_usd_t",
    "distance": "distance_km",
}
MILLION = 1_000_000
# A thousand links of this many millionths add up exactly in 64 bits.
MOST_WHOLE = 2.0**53
State = tuple[int, str, str, int]
Row = tuple[object, ...]


@dataclass(frozen=True)
class Graph:
    """Links between states, ready to search; an edge is known by its position.

    ``tail`` and ``head`` are the state numbers an edge runs between, ``link`` the row of
    the links table it uses, ``place`` what a state counts as when a route may not come by
    twice. ``starts`` and ``ends`` are the states a trip may begin and end in.
    """

    tail: list[int]
    head: list[int]
    link: list[int]
    place: list[tuple[int, str]]
    starts: list[int]
    ends: list[int]


def links(corridor: Corridor, cargo: Cargo = "truck") -> pd.DataFrame:
    """Return every directed link of the corridor, whatever its status.

    Parameters
    ----------
    corridor
        Its tables.
    cargo
        What is carried; money, CO2e and the value of time are per tonne of it.

    Returns
    -------
    DataFrame
        Columns ``LINKS``, one row per link, sorted by ``link_id``. ``mode`` and
        ``gauge_mm`` are those the link ends in; ``from_mode`` and ``from_gauge_mm`` those
        it begins in, which differ on a transfer only. ``time_h`` [h] is the sum of the
        ``HOURS``, ``cost_usd_t`` [US$/t] that of the ``MONEY``, ``co2e_kg_t`` [kg CO2e/t]
        well-to-wheel, ``time_value_usd_t`` what the hours cost the owner of the cargo and
        ``gcost_usd_t`` that and the money together; NaN where a figure is missing. A
        crossing counts to the country it leaves. Gauge 0 means none (road, sea).
    """
    country = dict(zip(corridor.nodes["node_id"], corridor.nodes["country"], strict=True))
    rows = [*_segments(corridor, cargo), *_crossings(corridor, cargo, country)]
    rows += _transfers(corridor, cargo, country)
    frame = pd.DataFrame(sorted(rows), columns=GIVEN)
    time_h, cost_usd_t = (frame[parts].sum(axis=1, skipna=False) for parts in (HOURS, MONEY))
    time_value = time_h * impedance.hour_usd_t(corridor.parameters, cargo)
    sums = {"time_h": time_h, "cost_usd_t": cost_usd_t, "time_value_usd_t": time_value}
    return frame.assign(**sums, gcost_usd_t=cost_usd_t + time_value)[LINKS]


def obstacles(frame: pd.DataFrame, corridor: Corridor, request: Request) -> pd.Series:
    """Return what keeps the request off each link: "" where nothing does.

    Parameters
    ----------
    frame
        ``links`` of the corridor.
    request
        Its mode, what it avoids and its date.

    Returns
    -------
    Series
        On the index of ``frame``: ``mode`` (not the one asked for), ``planned`` (not
        built, or on that date not yet), ``closed`` (on that date), ``avoided``, or "".
        Without a date closed segments count, and closed crossings nobody dated.
    """
    country = dict(zip(corridor.nodes["node_id"], corridor.nodes["country"], strict=True))
    kept_off = {node for node, code in country.items() if code in request.avoid_countries}
    barred, closed = set(request.avoid_crossings), _closed(corridor, request.as_of)
    last_year = math.inf if request.as_of is None else request.as_of.year
    found = []
    columns = ("id", "kind", "from_node", "to_node", "from_mode", "mode", "status", "open_year")
    for key, kind, start, end, from_mode, mode, status, year in zip(
        *(frame[column].tolist() for column in columns), strict=True
    ):
        dated = kind != "transfer"
        if request.mode != "multimodal" and {mode, from_mode} != {request.mode}:
            found.append("mode")
        elif status not in BUILT or year > last_year:
            found.append("planned")
        elif dated and key in closed:
            found.append("closed")
        elif (dated and key in barred) or not kept_off.isdisjoint((start, end)):
            found.append("avoided")
        else:
            found.append("")
    return pd.Series(found, index=frame.index, dtype=object)


def beyond(closures: pd.DataFrame, as_of: dt.date | None) -> Iterator[str]:
    """Say if a date lies outside the days that the record of closures speaks of."""
    days = pd.concat([closures[name] for name in ("from_date", "to_date", "confirmed")]).dropna()
    if as_of is None or days.empty:
        return
    if not days.min() <= pd.Timestamp(as_of) <= days.max():
        yield (
            f"The record of closures speaks of {days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}; "
            "what was or will be closed on other days is not known."
        )


def states(corridor: Corridor, as_of: dt.date | None) -> pd.DataFrame:
    """Return the state of each crossing and segment, on a date or as last recorded.

    On a date the closures of that day say it, first and last day included. A closure or
    restriction that is recorded but that nobody dated holds from ``status_since``, or
    always. What is not built stays so.

    Returns
    -------
    DataFrame
        Indexed by id: ``status`` and ``since``, the first day of the closure or else the
        date the state was recorded; missing where it is open.
    """
    segments = corridor.segments.set_index("segment_id")[["status"]]
    rows = pd.concat(
        [corridor.crossings.set_index("crossing_id")[["status", "status_since"]], segments]
    )
    recorded, noted = rows["status"], rows["status_since"]
    if as_of is None:
        return _since(recorded, noted, corridor.closures)
    day = pd.Timestamp(as_of).normalize()
    ended = corridor.closures["to_date"] < day
    running = corridor.closures[(corridor.closures["from_date"] <= day) & ~ended]
    built = recorded.isin(BUILT)
    status = recorded.mask(built, "open")
    for kind in ("restricted", "closed"):
        dated = corridor.closures.loc[corridor.closures["kind"] == kind, "what"]
        undated = (recorded == kind) & ~recorded.index.isin(dated) & ~(noted > day)
        today = recorded.index.isin(running.loc[running["kind"] == kind, "what"])
        status = status.mask(built & (today | undated), kind)
    return _since(status, noted.where(status == recorded), running)


def _since(status: pd.Series, noted: pd.Series, closures: pd.DataFrame) -> pd.DataFrame:
    """Return states with the day each began: the last closure of its kind, or as noted."""
    begun = closures.groupby(["what", "kind"])["from_date"].max()
    keys = pd.MultiIndex.from_arrays([status.index, status])
    dates = begun.reindex(keys).set_axis(status.index)
    since = dates.fillna(noted).where(status.isin(("restricted", "closed")))
    return pd.DataFrame({"status": status, "since": since})


def graph(frame: pd.DataFrame, request: Request) -> Graph:
    """Return the states and edges of a trip over ``frame`` (links fit for use).

    The trip begins and ends in any state of its places. Each place to pass on the way
    opens a new layer of the graph, entered on arrival in the state arrived in: the state
    is kept and the order holds.
    """
    number: dict[State, int] = {}
    tail, head, link = [], [], []
    stops = (*request.via, None)
    columns = ("from_node", "from_mode", "from_gauge_mm", "to_node", "mode", "gauge_mm")
    rows = list(zip(*(frame[column].tolist() for column in columns), strict=True))
    for layer in range(len(stops)):
        for position, (start, mode, gauge, end, to_mode, to_gauge) in enumerate(rows):
            after = _layer(layer, end, stops)
            tail.append(number.setdefault((layer, start, mode, gauge), len(number)))
            head.append(number.setdefault((after, end, to_mode, to_gauge), len(number)))
            link.append(position)
    first = _layer(0, request.origin, stops)
    return Graph(
        tail=tail,
        head=head,
        link=link,
        place=[state[:2] for state in number],
        starts=[n for s, n in number.items() if s[:2] == (first, request.origin)],
        ends=[n for s, n in number.items() if s[:2] == (len(stops) - 1, request.destination)],
    )


def costs(frame: pd.DataFrame, minimise: Minimise) -> list[tuple[int, int, int]]:
    """Return each link's cost: what is minimised, then time or else distance, then one link.

    Whole millionths of a unit, so that sums are exact and ties true. Neither of the two
    columns may have a missing value; DataError if one is too large to be added up.
    """
    second: Minimise = "distance" if minimise == "time" else "time"
    both = zip(whole(frame, minimise), whole(frame, second), strict=True)
    return [(one, other, 1) for one, other in both]


def whole(frame: pd.DataFrame, measure: Minimise) -> list[int]:
    """Return a measure of each link in whole millionths of its unit."""
    column = MEASURES[measure]
    amounts = (frame[column] * MILLION).round()
    if len(large := frame[amounts > MOST_WHOLE]):
        row = large.iloc[0]
        raise DataError(f"{column} of {row['id']} is {row[column]:g}: too much to be added up")
    millionths: list[int] = amounts.astype("int64").tolist()
    return millionths


def _layer(layer: int, place: str, stops: tuple[str | None, ...]) -> int:
    """Return the layer after arriving at ``place``: past every stop that it is."""
    while stops[layer] == place:
        layer += 1
    return layer


def _closed(corridor: Corridor, as_of: dt.date | None) -> set[str]:
    """Return the ids closed on the date, or without one those closed for good."""
    if as_of is None:
        lines, posts = corridor.segments, corridor.crossings
        undated = (posts["status"] == "closed") & ~posts["crossing_id"].isin(
            corridor.closures["what"]
        )
        shut = lines.loc[lines["status"] == "closed", "segment_id"]
        return {*shut, *posts.loc[undated, "crossing_id"]}
    status = states(corridor, as_of)["status"]
    return set(status.index[status == "closed"])


def _segments(corridor: Corridor, cargo: Cargo) -> Iterator[Row]:
    rows = corridor.segments
    hours = impedance.segment_hours(rows, corridor.parameters, cargo)
    burdens = impedance.segment_costs(rows, corridor.parameters, cargo)
    names = ("segment_id", "from_node", "to_node", "mode", "country", "status", "length_km")
    columns = [rows[name].tolist() for name in names]
    columns += [_gauge(rows["gauge_mm"]), rows["open_year"].astype(float).tolist()]
    columns += [hours[name].tolist() for name in ("running_h", "stops_h")]
    columns += [burdens[name].tolist() for name in ("haul_usd_t", "co2e_kg_t")]
    for key, start, end, mode, country, status, km, gauge, year, *figures in zip(
        *columns, strict=True
    ):
        running_h, stops_h, haul, co2e = figures
        state = (mode, gauge, mode, gauge, country, status, year, km)
        taken = (running_h, stops_h, 0.0, 0.0, haul, 0.0, 0.0, co2e)
        yield (f"{key}>", "segment", key, "ab", start, end, *state, *taken)
        yield (f"{key}<", "segment", key, "ba", end, start, *state, *taken)


def _crossings(corridor: Corridor, cargo: Cargo, country: dict[str, str]) -> Iterator[Row]:
    """Yield a crossing's links: each gauge laid on either side passes as it is.

    Where the sides differ, a train passes on the gauge it arrives in, and only a transfer
    at one of the two stations brings it into the other.
    """
    rows = corridor.crossings
    both = impedance.crossing_hours(corridor.border_times)
    dwell_h, fee_usd = both["dwell_h"].to_dict(), both["fee_usd"].to_dict()
    names = ("crossing_id", "node_a", "node_b", "mode", "status")
    columns = [rows[name].tolist() for name in names]
    columns.append(impedance.loads_t(rows["mode"], corridor.parameters, cargo).tolist())
    gauges = (_gauge(rows[f"gauge_{side}_mm"]) for side in "ab")
    for key, a, b, mode, status, load, gauge_a, gauge_b in zip(*columns, *gauges, strict=True):
        for gauge in sorted({gauge_a, gauge_b}):
            for mark, way, start, end in ((">", "ab", a, b), ("<", "ba", b, a)):
                head = (f"{key}{mark}{gauge or ''}", "crossing", key, way, start, end)
                state = (mode, gauge, mode, gauge, country[start], status, math.nan, 0.0)
                hours = dwell_h.get((key, way), math.nan)
                fee_usd_t = fee_usd.get((key, way), math.nan) / load
                yield (*head, *state, 0.0, 0.0, hours, 0.0, 0.0, fee_usd_t, 0.0, 0.0)


def _transfers(corridor: Corridor, cargo: Cargo, country: dict[str, str]) -> Iterator[Row]:
    rows = corridor.transfers
    columns: list[Any] = [rows[name].tolist() for name in ("node_id", "hours", "cost_usd_t")]
    columns.append(impedance.hubs_kg_t(rows["to_mode"], corridor.parameters, cargo).tolist())
    for end in ("from", "to"):
        columns += [rows[f"{end}_mode"].tolist(), _gauge(rows[f"{end}_gauge_mm"])]
    for node, hours, cost, co2e, mode, gauge, to_mode, to_gauge in zip(*columns, strict=True):
        key = f"{node}:{mode}{gauge or ''}>{to_mode}{to_gauge or ''}"
        head = (key, "transfer", node, "ab", node, node, mode, gauge, to_mode, to_gauge)
        state = (country[node], "open", math.nan, 0.0)
        yield (*head, *state, 0.0, 0.0, 0.0, hours, 0.0, 0.0, cost, co2e)


def _gauge(column: pd.Series) -> list[int]:
    """Return gauges as whole numbers, 0 where there is none."""
    gauges: list[int] = column.fillna(0).astype(int).tolist()
    return gauges
