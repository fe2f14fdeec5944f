"""Questions to the network: the best route of a request and its alternatives.

Names become ids here and nowhere below. Nothing here reads a file or knows today's date.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from corridor import figures, impasse, impedance, itinerary, network, places, routing
from corridor.errors import DataError, IncompleteError, NoRouteError, PlaceError
from corridor.itinerary import Route
from corridor.tables import Cargo, Minimise, Mode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from corridor.network import Graph
    from corridor.tables import Corridor, Request

NEARLY = 1.02
# What the totals of a route are called in a sentence.
NAMES = {
    "distance_km": "kilometres",
    "time_h": "hours",
    "cost_usd_t": "cost",
    "co2e_kg_t": "CO2e",
    "gcost_usd_t": "generalised cost",
}


def named(corridor: Corridor, request: Request) -> Request:
    """Return the request with names, aliases and codes turned into ids.

    Raises
    ------
    PlaceError
        If a name is unknown or means several, or the trip ends where it begins.
    ValueError
        If the mode, the cargo or what to minimise is not one of those known.
    """
    modes, aims, cargoes = (get_args(kind) for kind in (Mode, Minimise, Cargo))
    words = ((request.mode, modes), (request.minimise, aims), (request.cargo, cargoes))
    for given, allowed in words:
        if given not in allowed:
            raise ValueError(f"{given!r} is not one of {', '.join(allowed)}")
    crossings = (places.crossings(corridor, text) for text in request.avoid_crossings)
    found = replace(
        request,
        origin=places.find(corridor, request.origin),
        destination=places.find(corridor, request.destination),
        via=tuple(places.find(corridor, text) for text in request.via),
        avoid_countries=tuple(places.country(corridor, text) for text in request.avoid_countries),
        avoid_crossings=tuple(crossing for several in crossings for crossing in several),
    )
    if found.origin == found.destination and not found.via:
        raise PlaceError(
            f"{request.origin!r} and {request.destination!r} are one place, {found.origin}. "
            "Name two places, or one to pass on the way"
        )
    return found


def solve(corridor: Corridor, request: Request) -> Route:
    """Return the best route of a request whose places are ids.

    If a really different one comes within ``NEARLY`` of it in what is minimised, it is
    kept as its ``rival``: figures are not so firm that the difference decides. If
    closures of the date lead it another way, the way without them is kept as ``barred``.

    Raises
    ------
    NoRouteError
        If no route serves it; the message says what is in the way.
    DataError
        If a link the request may use lacks a parameter or border times.
    """
    best, *others = alternatives(corridor, request, 2)
    measure = network.MEASURES[request.minimise]
    near = [other for other in others if other.totals[measure] <= best.totals[measure] * NEARLY]
    rival = near[0] if near else None
    return replace(best, rival=rival, barred=_barred(corridor, request, best))


def alternatives(
    corridor: Corridor, request: Request, count: int, most_shared: float = routing.MOST_SHARED
) -> list[Route]:
    """Return up to ``count`` routes that really differ, best first.

    Parameters
    ----------
    corridor
        Its network is searched.
    request
        Places by id.
    count
        How many routes at most, 1 or more. Fewer come back where fewer differ; see
        ``routing.alternatives`` for the rule.
    most_shared
        Share of the shorter route's kilometres that two of them may have in common. With
        1 they are the very next best ones of ``routing.ranked``.

    Raises
    ------
    NoRouteError, DataError
        As for ``solve``.
    ValueError
        If ``count`` is no whole number of 1 or more.
    """
    if not isinstance(count, int) or count < 1:
        raise ValueError(f"{count!r} routes: ask for a whole number of 1 or more")
    links, obstacle, usable, graph = _searched(corridor, request, (request.minimise,))
    cost = network.costs(usable, request.minimise)
    km, same = usable["distance_km"].tolist(), usable["id"].tolist()
    try:
        if most_shared >= 1:
            paths = routing.ranked(graph, cost, count)
        else:
            way = routing.Sameness(km, same, most_shared)
            paths = routing.alternatives(graph, cost, way, count)
    except NoRouteError:
        raise NoRouteError(impasse.describe(corridor, request, links, obstacle)) from None
    return [_route(corridor, request, usable, graph, path) for path in paths]


def pareto(
    corridor: Corridor, request: Request, measures: Sequence[Minimise] = ("time", "cost", "co2e")
) -> list[Route]:
    """Return the routes that no other beats in every one of the measures.

    Parameters
    ----------
    corridor
        Its network is searched.
    request
        Places by id; what it minimises does not matter.
    measures
        Two or more of ``time``, ``cost``, ``co2e``, ``gcost``, ``distance``.

    Returns
    -------
    list of Route
        The exact set, sorted by the measures in their order; of routes equal in all of
        them one.

    Raises
    ------
    NoRouteError, DataError
        As for ``solve``.
    ValueError
        If a measure is not known or stands twice.
    """
    unknown = [name for name in measures if name not in network.MEASURES]
    if unknown or len(set(measures)) < len(measures):
        known = ", ".join(network.MEASURES)
        raise ValueError(f"{', '.join(measures)}: name measures once each, of {known}")
    links, obstacle, usable, graph = _searched(corridor, request, measures)
    cost = list(zip(*(network.whole(usable, name) for name in measures), strict=True))
    try:
        paths = routing.pareto(graph, cost)
    except NoRouteError:
        raise NoRouteError(impasse.describe(corridor, request, links, obstacle)) from None
    return [_route(corridor, request, usable, graph, path) for path in paths]


def require_firm(route: Route, most_assumed: float) -> None:
    """Raise if a total of the route is missing or rests on too much that is assumed.

    Parameters
    ----------
    route
        Its hours, money and CO2e are looked at.
    most_assumed
        The share [%] of each that may come from assumed figures.

    Raises
    ------
    IncompleteError
        Naming the measures and the figures that weigh most.
    """
    behind = route.figures
    lost = [NAMES[name] for name, value in route.totals.items() if math.isnan(value)]
    faults = [f"{name} is missing" for name in lost]
    for name, share in figures.assumed_pct(behind).items():
        if share > most_assumed:
            assumed = behind[behind["grade"] == "assumed"].nlargest(3, name)
            worst = ", ".join(f"{row.figure} of {row.of}" for row in assumed.itertuples())
            faults.append(f"{share:.0f}% of the {NAMES[name]} is assumed, most by {worst}")
    if faults:
        raise IncompleteError("; ".join(faults) + f"; --strict allows {most_assumed:g}% assumed")


def _searched(
    corridor: Corridor, request: Request, measures: Sequence[Minimise]
) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame, Graph]:
    """Return every link, what keeps the request off it, the links fit for use, their graph."""
    links = network.links(corridor, request.cargo)
    obstacle = network.obstacles(links, corridor, request)
    usable = links[obstacle == ""].reset_index(drop=True)
    lost = [text for measure in ("time", *measures) for text in _lost(corridor, usable, measure)]
    if lost:
        raise DataError("; ".join(dict.fromkeys(lost)))
    return links, obstacle, usable, network.graph(usable, request)


def _route(
    corridor: Corridor, request: Request, usable: pd.DataFrame, graph: Graph, path: list[int]
) -> Route:
    return itinerary.route(corridor, request, usable.iloc[[graph.link[edge] for edge in path]])


# The parameters of a segment that a measure rests on, and the column a crossing or a
# transfer must give for it.
_NEEDS: dict[Minimise, tuple[tuple[str, ...], str, str]] = {
    "time": ((impedance.SPEED, impedance.STOPS), "dwell_h", "transfer_h"),
    "cost": ((impedance.HAUL,), "fee_usd_t", "transfer_usd_t"),
    "co2e": ((impedance.CO2E,), "co2e_kg_t", "co2e_kg_t"),
    "distance": ((), "distance_km", "distance_km"),
}


def _lost(corridor: Corridor, usable: pd.DataFrame, measure: Minimise) -> Iterator[str]:
    """Name what the tables lack for links that are fit for use but lack a measure."""
    if measure == "gcost":
        yield from _lost(corridor, usable, "cost")
        if usable["time_value_usd_t"].isna().all():
            both = f"{impedance.CARGO_VALUE} and {impedance.TIME_VALUE}"
            yield f"parameters.csv has no rows for {both} of this cargo"
        return
    unknown = usable[usable[network.MEASURES[measure]].isna()]
    if unknown.empty:
        return
    names, of_crossing, of_transfer = _NEEDS[measure]
    wires = corridor.segments.set_index("segment_id")["electrified"]
    segments = unknown[unknown["kind"] == "segment"]
    of = impedance.circumstances(segments.assign(electrified=segments["id"].map(wires)))
    for what in impedance.lacking(of, corridor.parameters, names):
        yield f"parameters.csv has no row for {what}"
    for link_kind, column, table in (
        ("crossing", of_crossing, "border_times.csv"),
        ("transfer", of_transfer, "transfers.csv or parameters.csv"),
    ):
        rows = unknown[(unknown["kind"] == link_kind) & unknown[column].isna()]
        for key in sorted(set(rows["id"])):
            yield f"{table} lacks {_LACKED[measure]} of {key}"


_LACKED: dict[Minimise, str] = {
    "time": "the hours",
    "cost": "the cost",
    "co2e": "the emissions",
    "distance": "the length",
}


def _barred(corridor: Corridor, request: Request, best: Route) -> Route | None:
    """Return the best route if nothing were closed on its date, if it is another one."""
    if request.as_of is None:
        return None
    nothing, posts = corridor.closures.iloc[:0], corridor.crossings
    posts = posts.assign(status=posts["status"].replace("closed", "open"))
    (found,) = alternatives(replace(corridor, closures=nothing, crossings=posts), request, 1)
    return None if found.steps["id"].equals(best.steps["id"]) else found


__all__ = ["Route", "alternatives", "named", "pareto", "require_firm", "solve"]
