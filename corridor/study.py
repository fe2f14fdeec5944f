"""Questions to the network: the best route of a request and its alternatives.

Names become ids here and nowhere below. Nothing here reads a file or knows today's date.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from corridor import impasse, impedance, itinerary, network, places, routing
from corridor.errors import DataError, NoRouteError, PlaceError
from corridor.itinerary import Route
from corridor.tables import Minimise, Mode

if TYPE_CHECKING:
    import pandas as pd

    from corridor.tables import Corridor, Request

NEARLY = 1.02


def named(corridor: Corridor, request: Request) -> Request:
    """Return the request with names, aliases and codes turned into ids.

    Raises
    ------
    PlaceError
        If a name is unknown or means several, or the trip ends where it begins.
    ValueError
        If the mode or what to minimise is not one of those known.
    """
    for given, known in ((request.mode, get_args(Mode)), (request.minimise, get_args(Minimise))):
        if given not in known:
            raise ValueError(f"{given!r} is not one of {', '.join(known)}")
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
    measure = "time_h" if request.minimise == "time" else "distance_km"
    near = [other for other in others if other.totals[measure] <= best.totals[measure] * NEARLY]
    rival = near[0] if near else None
    return replace(best, rival=rival, barred=_barred(corridor, request, best))


def alternatives(corridor: Corridor, request: Request, count: int) -> list[Route]:
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

    Raises
    ------
    NoRouteError, DataError
        As for ``solve``.
    """
    links = network.links(corridor)
    obstacle = network.obstacles(links, corridor, request)
    usable = links[obstacle == ""].reset_index(drop=True)
    _require_hours(corridor, usable[usable["time_h"].isna()])
    graph = network.graph(usable, request)
    cost = network.costs(usable, request.minimise)
    km, same = usable["distance_km"].tolist(), usable["id"].tolist()
    try:
        paths = routing.alternatives(graph, cost, km, same, count)
    except NoRouteError:
        raise NoRouteError(impasse.describe(corridor, request, links, obstacle)) from None
    return [
        itinerary.route(corridor, request, usable.iloc[[graph.link[edge] for edge in path]])
        for path in paths
    ]


def _require_hours(corridor: Corridor, unknown: pd.DataFrame) -> None:
    """Name what the tables lack for links that are fit for use but whose hours nobody gave."""
    segments, crossings = (unknown[unknown["kind"] == kind] for kind in ("segment", "crossing"))
    lost = [
        f"parameters.csv has no row for {what}"
        for what in impedance.lacking(segments, corridor.parameters)
    ]
    lost += [f"border_times.csv lacks {key}" for key in sorted(set(crossings["id"]))]
    if lost:
        raise DataError("; ".join(lost))


def _barred(corridor: Corridor, request: Request, best: Route) -> Route | None:
    """Return the best route if nothing were closed on its date, if it is another one."""
    if request.as_of is None:
        return None
    nothing = corridor.closures.iloc[:0]
    (found,) = alternatives(replace(corridor, closures=nothing), request, 1)
    return None if found.steps["id"].equals(best.steps["id"]) else found


__all__ = ["Route", "alternatives", "named", "solve"]
