"""Why there is no route: what stands in the way, and what comes nearest.

The trip is searched once more with every obstacle passable. The way that needs least
building, then fewest missing transfers, then fewest closed or avoided links, names the
obstacles. No route is ever made of them.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, product
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from corridor import network, routing
from corridor.errors import NoRouteError
from corridor.tables import straight_km

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from corridor.network import Graph
    from corridor.routing import Cost
    from corridor.tables import Corridor, Request

    Row = dict[Hashable, Any]

# Ids of a missing stretch that its line of the message names before it says "and more".
MOST_IDS = 2


class _Trip(NamedTuple):
    """The trip that failed: every link, what keeps the request off it, names of places."""

    corridor: Corridor
    request: Request
    links: pd.DataFrame
    obstacle: pd.Series
    name: dict[str, str]


def describe(corridor: Corridor, request: Request, links: pd.DataFrame, obstacle: pd.Series) -> str:
    """Return the message of a trip that no route serves.

    Parameters
    ----------
    corridor, request
        The trip.
    links, obstacle
        ``network.links`` and ``network.obstacles`` of it.

    Returns
    -------
    str
        First line: the trip. Then what is in the way, then the nearest alternative.
    """
    name = dict(zip(corridor.nodes["node_id"], corridor.nodes["name"], strict=True))
    trip = _Trip(corridor, request, links, obstacle, name)
    mode = "" if request.mode == "multimodal" else f"{request.mode} "
    day = f" on {request.as_of}" if request.as_of else ""
    stops = [name[node] for node in (request.origin, *request.via, request.destination)]
    first = f"no {mode}route from {stops[0]} to {stops[-1]}{day}"
    if request.via:
        first += " via " + ", ".join(stops[1:-1])
    return "\n  ".join([first, *_in_the_way(trip), *_nearest(trip)])


def _in_the_way(trip: _Trip) -> list[str]:
    wanted = trip.links[trip.obstacle != "mode"].assign(obstacle=trip.obstacle)
    wanted = pd.concat([wanted, _missing_transfers(wanted)], ignore_index=True)
    graph = network.graph(wanted, trip.request)
    mode = "" if trip.request.mode == "multimodal" else f" by {trip.request.mode}"
    for place, states in (
        (trip.request.origin, graph.starts),
        (trip.request.destination, graph.ends),
    ):
        if not states:
            return [f"no link{mode} touches {trip.name[place]}"]
    try:
        way = _least_hindered(trip, wanted)
    except NoRouteError:
        return [_gap(trip, graph, wanted)]
    return list(dict.fromkeys([*_phrases(trip, way), *_others_barred(trip, wanted, way)]))


def _least_hindered(trip: _Trip, wanted: pd.DataFrame) -> pd.DataFrame:
    """Return the links of the way that has least against it, as rows of ``wanted``."""
    graph = network.graph(wanted, trip.request)
    path = routing.shortest(graph, _hindrance(wanted))
    return wanted.iloc[[graph.link[edge] for edge in path]]


def _others_barred(trip: _Trip, wanted: pd.DataFrame, way: pd.DataFrame) -> Iterator[str]:
    """Name what is closed or avoided on the next best ways too, as long as only that is."""
    barred = set(way["obstacle"]) - {""}
    while barred and barred <= {"closed", "avoided"}:
        shut = way.loc[way["obstacle"] != "", "id"]
        wanted = wanted[~wanted["id"].isin(shut)].reset_index(drop=True)
        try:
            way = _least_hindered(trip, wanted)
        except NoRouteError:
            return
        barred = set(way["obstacle"]) - {""}
        if barred <= {"closed", "avoided"}:
            yield from _phrases(trip, way)


def _hindrance(wanted: pd.DataFrame) -> list[Cost]:
    """Return each link's cost: planned metres, missing transfers, barred links, metres."""
    metres = (wanted["distance_km"] * 1000).round().astype(int).tolist()
    return [
        (km * (what == "planned"), int(what == "transfer"), int(what in ("closed", "avoided")), km)
        for km, what in zip(metres, wanted["obstacle"], strict=True)
    ]


def _missing_transfers(wanted: pd.DataFrame) -> pd.DataFrame:
    """Return a link for each change of state at a place that no row of transfers allows."""
    ends = (("from_node", "from_mode", "from_gauge_mm"), ("to_node", "mode", "gauge_mm"))
    states = {state for end in ends for state in zip(*(wanted[c] for c in end), strict=True)}
    changes = wanted[wanted["kind"] == "transfer"]
    given = set(zip(*(changes[column] for end in ends for column in end), strict=True))
    lost = [
        (*one, *other)
        for one in sorted(states)
        for other in sorted(states)
        if one[0] == other[0] and one != other and (*one, *other) not in given
    ]
    columns = [column for end in ends for column in end]
    frame = pd.DataFrame(lost, columns=columns)
    return frame.assign(kind="transfer", status="", obstacle="transfer", distance_km=0.0)


def _phrases(trip: _Trip, way: pd.DataFrame) -> Iterator[str]:
    for what, rows in groupby(way.to_dict("records"), key=lambda row: row["obstacle"]):
        if what == "planned":
            yield _planned(trip, list(rows))
        elif what:
            tell = {"closed": _closed, "avoided": _avoided, "transfer": _transfer}[what]
            yield from (tell(trip, row) for row in rows)


def _planned(trip: _Trip, run: list[Row]) -> str:
    """Name a stretch that is not built, or on the day asked for was not yet."""
    ids = [row["id"] for row in run]
    shown = ", ".join(ids[:MOST_IDS]) + (" and more" if len(ids) > MOST_IDS else "")
    years = sorted({int(row["open_year"]) for row in run if row["open_year"] > 0})
    opening = f", opening {years[-1]}" if years else ""
    start, end = trip.name[run[0]["from_node"]], trip.name[run[-1]["to_node"]]
    km = sum(row["distance_km"] for row in run)
    states = "/".join(sorted({row["status"] for row in run}))
    return f"missing link: {start} - {end}, {km:,.0f} km, {states}{opening} ({shown})"


def _closed(trip: _Trip, row: Row) -> str:
    """Name a closed crossing or segment, since when, and the last day known."""
    name = _title(trip, row)
    since = network.states(trip.corridor, trip.request.as_of)["since"][row["id"]]
    dates = trip.corridor.closures
    dates = dates[(dates["what"] == row["id"]) & (dates["from_date"] == since)]
    if dates.empty:
        return f"{name} is closed"
    last, days = dates.iloc[-1], f"{since:%Y-%m-%d}"
    if pd.notna(last["to_date"]):
        return f"{name} is closed from {days} to {last['to_date']:%Y-%m-%d}"
    seen = f", last confirmed {last['confirmed']:%Y-%m-%d}" if pd.notna(last["confirmed"]) else ""
    return f"{name} is closed since {days}{seen}"


def _avoided(trip: _Trip, row: Row) -> str:
    """Name the avoided country a link lies in or touches, or else the avoided crossing."""
    nodes, countries = trip.corridor.nodes, trip.corridor.countries
    touched = set(nodes.loc[nodes["node_id"].isin([row["from_node"], row["to_node"]]), "country"])
    named = countries[countries["country"].isin(touched & set(trip.request.avoid_countries))]
    kept_off = sorted(named["name"]) or [_title(trip, row)]
    return f"{' and '.join(kept_off)} {'is' if len(kept_off) == 1 else 'are'} avoided"


def _transfer(trip: _Trip, row: Row) -> str:
    """Name the change of mode or gauge that no row of transfers allows."""
    place = f"{trip.name[row['from_node']]} ({row['from_node']})"
    one = f"{row['from_mode']} {row['from_gauge_mm'] or ''}".strip()
    other = f"{row['mode']} {row['gauge_mm'] or ''}".strip()
    what = "gauge break" if row["from_mode"] == row["mode"] else "change of mode"
    return f"{what} at {place}, {one} to {other}: no row of transfers passes it"


def _title(trip: _Trip, row: Row) -> str:
    if row["kind"] == "crossing":
        crossings = trip.corridor.crossings
        return str(crossings.loc[crossings["crossing_id"] == row["id"], "name"].iloc[0])
    return f"{row['mode']} {trip.name[row['from_node']]} - {trip.name[row['to_node']]}"


def _nearest(trip: _Trip) -> list[str]:
    """Return the route by any mode where there is one, and how near this mode comes."""
    lines = []
    if trip.request.mode != "multimodal":
        free = replace(trip.request, mode="multimodal")
        usable = _usable(trip, network.obstacles(trip.links, trip.corridor, free))
        graph = network.graph(usable, free)
        try:
            path = routing.shortest(graph, network.costs(usable, free.minimise))
        except NoRouteError:
            lines.append("there is none by --mode multimodal either")
        else:
            way = usable.iloc[[graph.link[edge] for edge in path]]
            km, hours = way["distance_km"].sum(), way["time_h"].sum()
            lines.append(f"by --mode multimodal: {km:,.0f} km, {hours:,.0f} h")
    return lines + _nearest_place(trip)


def _nearest_place(trip: _Trip) -> list[str]:
    """Return the place within reach that lies nearest to the next stop out of reach."""
    request, usable = trip.request, _usable(trip, trip.obstacle)
    graph = network.graph(usable, request)
    cost = routing.reached(graph, network.costs(usable, "distance"))
    layer, reach = _last_layer(graph, cost)
    if not reach:
        return []
    target = (*request.via, request.destination)[layer]
    place, _, short_km = _closest(trip, reach, [target])
    if place == request.origin:
        return [f"no place within reach is nearer to {trip.name[target]} than {trip.name[place]}"]
    metres = min(cost[n][0] for n in cost if graph.place[n] == (layer, place))
    mode = "" if request.mode == "multimodal" else f" by {request.mode}"
    start, end, km = trip.name[request.origin], trip.name[target], metres / network.MILLION
    nearest = f"nearest place within reach{mode}: {trip.name[place]} ({place}), {km:,.0f} km from"
    return [f"{nearest} {start}, {short_km:,.0f} km short of {end} in a straight line"]


def _gap(trip: _Trip, graph: Graph, wanted: pd.DataFrame) -> str:
    """Name the two places that come closest between what is reached and what leads on."""
    cost = _hindrance(wanted)
    there = routing.reached(graph, cost)
    turned = replace(graph, tail=graph.head, head=graph.tail, starts=graph.ends)
    onward = routing.reached(turned, cost)
    layer, reach = _last_layer(graph, there)
    beyond = {place for at, place in (graph.place[n] for n in onward) if at == layer}
    stop = (*trip.request.via, trip.request.destination)[layer]
    one, other, km = _closest(trip, reach, sorted(beyond) or [stop])
    lines = {"rail": "rail line", "road": "road"}.get(trip.request.mode, "line or road")
    return (
        f"missing link: no {lines}, open, closed or planned, joins {trip.name[one]} ({one}) "
        f"and {trip.name[other]} ({other}), {km:,.0f} km apart in a straight line"
    )


def _last_layer(graph: Graph, cost: dict[int, Cost]) -> tuple[int, list[str]]:
    """Return how many stops on the way were reached, and the places reached since."""
    at = {graph.place[state] for state in cost}
    last = max((layer for layer, _ in at), default=0)
    return last, sorted(place for layer, place in at if layer == last)


def _closest(trip: _Trip, some: list[str], others: list[str]) -> tuple[str, str, float]:
    """Return the two places that lie nearest to each other, and how far apart [km]."""
    pairs = list(product(some, others))
    one, other = (pd.Series([pair[end] for pair in pairs]) for end in (0, 1))
    apart = straight_km(trip.corridor, one, other)
    return (*pairs[int(apart.argmin())], float(apart.min()))


def _usable(trip: _Trip, obstacle: pd.Series) -> pd.DataFrame:
    needed = ["time_h", "distance_km", network.MEASURES[trip.request.minimise]]
    known = trip.links[needed].notna().all(axis=1)
    return trip.links[(obstacle == "") & known].reset_index(drop=True)
