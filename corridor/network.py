"""The network: every directed link with its hours, what keeps a request off it, the graph.

A segment and a crossing give two links, one each way; a row of ``transfers`` gives one. A
place has one state per mode and gauge, and only a transfer link joins two states of one
place, so a gauge break is never free. Nothing here chooses a path.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor import impedance

if TYPE_CHECKING:
    import datetime as dt

    from corridor.tables import Corridor, Minimise, Request

HOURS = ["running_h", "stops_h", "dwell_h", "transfer_h"]
LINKS = [
    "link_id",
    "kind",
    "id",
    "direction",
    "from_node",
    "to_node",
    "from_mode",
    "from_gauge_mm",
    "mode",
    "gauge_mm",
    "country",
    "status",
    "open_year",
    "distance_km",
    *HOURS,
    "time_h",
]
MILLION = 1_000_000
BUILT = ("open", "restricted", "closed")
State = tuple[int, str, str, int]


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


def links(corridor: Corridor) -> pd.DataFrame:
    """Return every directed link of the corridor, whatever its status.

    Returns
    -------
    DataFrame
        Columns ``LINKS``, one row per link, sorted by ``link_id``. ``mode`` and
        ``gauge_mm`` are those the link ends in; ``from_mode`` and ``from_gauge_mm`` those
        it begins in, which differ on a transfer only. ``time_h`` is the sum of the
        ``HOURS``, NaN where a parameter is missing. A crossing counts to the country it
        leaves. Gauge 0 means none (road, sea).
    """
    parts = [_segments(corridor), _crossings(corridor), _transfers(corridor)]
    frame = pd.concat([part for part in parts if len(part)], ignore_index=True)
    frame["time_h"] = frame[HOURS].sum(axis=1, skipna=False)
    return frame.sort_values("link_id", ignore_index=True)[LINKS]


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
        Without a date only a segment of that status counts as closed.
    """
    found = pd.Series("", index=frame.index)
    avoided = frame["id"].isin(request.avoid_crossings) & (frame["kind"] == "crossing")
    country = dict(zip(corridor.nodes["node_id"], corridor.nodes["country"], strict=True))
    for end in ("from_node", "to_node"):
        avoided |= frame[end].map(country).isin(request.avoid_countries)
    found[avoided] = "avoided"
    found[_closed(frame, corridor, request)] = "closed"
    planned = ~frame["status"].isin(BUILT)
    if request.as_of is not None:
        planned |= frame["open_year"] > request.as_of.year
    found[planned] = "planned"
    if request.mode != "multimodal":
        found[(frame["mode"] != request.mode) | (frame["from_mode"] != request.mode)] = "mode"
    return found


def in_force(closures: pd.DataFrame, as_of: dt.date | None) -> pd.DataFrame:
    """Return the closures and restrictions that hold on a date, first and last day included.

    Without a date, those not known to have ended.
    """
    if as_of is None:
        return closures[closures["to_date"].isna()]
    day = pd.Timestamp(as_of).normalize()
    begun = closures["from_date"] <= day
    return closures[begun & (closures["to_date"].isna() | (closures["to_date"] >= day))]


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
    rows = list(zip(*(frame[column] for column in columns), strict=True))
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
    """Return each link's cost: what is minimised, then the other measure, then one link.

    Whole millionths of an hour and of a kilometre, so that sums are exact and ties true.
    """
    time, distance = (
        (frame[column] * MILLION).round().astype("int64").tolist()
        for column in ("time_h", "distance_km")
    )
    first, second = (time, distance) if minimise == "time" else (distance, time)
    return [(one, other, 1) for one, other in zip(first, second, strict=True)]


def _layer(layer: int, place: str, stops: tuple[str | None, ...]) -> int:
    """Return the layer after arriving at ``place``: past every stop that it is."""
    while stops[layer] == place:
        layer += 1
    return layer


def _closed(frame: pd.DataFrame, corridor: Corridor, request: Request) -> pd.Series:
    """Return where a link is closed; a closed segment nobody dated is closed always."""
    shut = (frame["kind"] == "segment") & (frame["status"] == "closed")
    if request.as_of is None:
        return shut
    dates = corridor.closures[corridor.closures["kind"] == "closed"]
    today = frame["id"].isin(in_force(dates, request.as_of)["what"])
    return (shut & ~frame["id"].isin(dates["what"])) | (today & (frame["kind"] != "transfer"))


def _segments(corridor: Corridor) -> pd.DataFrame:
    rows = corridor.segments
    along = pd.DataFrame(
        {
            "kind": "segment",
            "id": rows["segment_id"],
            "from_node": rows["from_node"],
            "to_node": rows["to_node"],
            "mode": rows["mode"],
            "gauge_mm": _gauge(rows["gauge_mm"]),
            "country": rows["country"],
            "status": rows["status"],
            "open_year": rows["open_year"].astype(float),
            "distance_km": rows["length_km"],
            **impedance.segment_hours(rows, corridor.parameters),
            "dwell_h": 0.0,
            "transfer_h": 0.0,
        }
    )
    return _both_ways(along)


def _crossings(corridor: Corridor) -> pd.DataFrame:
    """Return a crossing's links: each state of a gauge laid on either side passes as it is.

    Where the sides differ, a train passes on the gauge it arrives in, and only a transfer
    at one of the two stations brings it into the other.
    """
    rows = corridor.crossings
    country = dict(zip(corridor.nodes["node_id"], corridor.nodes["country"], strict=True))
    base = pd.DataFrame(
        {
            "kind": "crossing",
            "id": rows["crossing_id"],
            "from_node": rows["node_a"],
            "to_node": rows["node_b"],
            "mode": rows["mode"],
            "status": rows["status"],
            "open_year": np.nan,
            **dict.fromkeys(("distance_km", "running_h", "stops_h", "transfer_h"), 0.0),
        }
    )
    sides = [base.assign(gauge_mm=_gauge(rows[f"gauge_{side}_mm"])) for side in "ab"]
    both = _both_ways(pd.concat(sides, ignore_index=True).drop_duplicates(ignore_index=True))
    both["country"] = both["from_node"].map(country)
    hours = impedance.crossing_hours(corridor.border_times)["dwell_h"]
    keys = pd.MultiIndex.from_frame(both[["id", "direction"]])
    return both.assign(dwell_h=hours.reindex(keys).to_numpy())


def _transfers(corridor: Corridor) -> pd.DataFrame:
    rows = corridor.transfers
    country = dict(zip(corridor.nodes["node_id"], corridor.nodes["country"], strict=True))
    frame = pd.DataFrame(
        {
            "kind": "transfer",
            "id": rows["node_id"],
            "direction": "ab",
            "from_node": rows["node_id"],
            "to_node": rows["node_id"],
            "from_mode": rows["from_mode"],
            "from_gauge_mm": _gauge(rows["from_gauge_mm"]),
            "mode": rows["to_mode"],
            "gauge_mm": _gauge(rows["to_gauge_mm"]),
            "country": rows["node_id"].map(country),
            "status": "open",
            "open_year": np.nan,
            **dict.fromkeys(("distance_km", "running_h", "stops_h", "dwell_h"), 0.0),
            "transfer_h": rows["hours"],
        }
    )
    names = (
        f"{node}:{mode}{gauge or ''}>{to_mode}{to_gauge or ''}"
        for node, mode, gauge, to_mode, to_gauge in zip(
            *(frame[c] for c in ("id", "from_mode", "from_gauge_mm", "mode", "gauge_mm")),
            strict=True,
        )
    )
    return frame.assign(link_id=list(names))


def _both_ways(along: pd.DataFrame) -> pd.DataFrame:
    ends = {"from_node": along["to_node"], "to_node": along["from_node"]}
    both = pd.concat(
        [along.assign(direction="ab"), along.assign(direction="ba", **ends)], ignore_index=True
    )
    marks = both["id"] + both["direction"].map({"ab": ">", "ba": "<"})
    return both.assign(
        link_id=marks + both["gauge_mm"].astype(str),
        from_mode=both["mode"],
        from_gauge_mm=both["gauge_mm"],
    )


def _gauge(column: pd.Series) -> pd.Series:
    return column.fillna(0).astype(int)
