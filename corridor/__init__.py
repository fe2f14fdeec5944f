"""Model a trade corridor: its segments and border crossings, routes over them, maps.

    import corridor as co

    c = co.load()
    r = co.route(c, "Minsk", "Karachi", minimise="time")
    r.legs, r.totals, r.explain()

Importing this package loads no library; each function loads what it needs when called.
"""

from __future__ import annotations

import datetime as dt
import importlib
import operator
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypedDict

from corridor.errors import CorridorError, DataError, NoRouteError, PlaceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Unpack

    import pandas as pd

    from corridor.flows import Assignment
    from corridor.flows.rules import Rule
    from corridor.itinerary import Route
    from corridor.scenarios import Scenario, apply
    from corridor.tables import Cargo, Corridor, Minimise, Mode, Request
    from corridor.uncertainty import simulate
    from corridor.webmap.draw import draw
    from corridor.whatif import breakeven, compare

_LAZY = {
    "Assignment": "corridor.flows",
    "Corridor": "corridor.tables",
    "Request": "corridor.tables",
    "Route": "corridor.itinerary",
    "Scenario": "corridor.scenarios",
    "apply": "corridor.scenarios",
    "breakeven": "corridor.whatif",
    "compare": "corridor.whatif",
    "draw": "corridor.webmap.draw",
    "simulate": "corridor.uncertainty",
}


class Options(TypedDict, total=False):
    """How a trip is to be made; see ``Request``. Names are resolved like the places."""

    mode: Mode
    minimise: Minimise
    cargo: Cargo
    via: str | Sequence[str]
    avoid_countries: str | Sequence[str]
    avoid_crossings: str | Sequence[str]
    as_of: dt.date | str | None


class Assigning(TypedDict, total=False):
    """How trade is put on the network; see ``flows.Plan``."""

    rule: Rule
    minimise: Minimise
    commodity: str
    share: pd.DataFrame | float | None
    as_of: dt.date | str | None


def load(folder: Path | str | None = None, *, geometry: bool = True) -> Corridor:
    """Return the corridor in ``folder``, or the shipped one.

    Parameters
    ----------
    folder
        A folder of tables; ``corridor schema`` says what they hold.
    geometry
        Whether ``segments``, ``crossings`` and ``nodes`` are GeoDataFrames (EPSG:4326).
        Without it they are plain DataFrames and geopandas is not loaded.

    Raises
    ------
    DataError
        If the tables are not what the schema allows; it holds every problem found.
    """
    from corridor import io

    return io.read(folder, geometry=geometry)


def route(corridor: Corridor, origin: str, destination: str, **options: Unpack[Options]) -> Route:
    """Return the best route between two places.

    Parameters
    ----------
    corridor
        As ``load`` returns it.
    origin, destination
        A name in English or Russian, an alias, an id, a UN/LOCODE or an ESR code.
    **options
        ``mode`` (rail, road, multimodal), ``minimise`` (time, cost, co2e, gcost, distance),
        ``cargo`` (truck, feu, wagon), ``via``, ``avoid_countries``, ``avoid_crossings``
        (one name or several) and ``as_of``: the date (or YYYY-MM-DD) whose closures apply;
        without one they do not count.

    Raises
    ------
    PlaceError
        If a name is unknown or means several.
    NoRouteError
        If no route serves it; the message says what is in the way.
    """
    return alternatives(corridor, origin, destination, 1, **options)[0]


def alternatives(
    corridor: Corridor, origin: str, destination: str, k: int = 3, **options: Unpack[Options]
) -> list[Route]:
    """Return up to ``k`` routes that really differ, best first.

    Each is the best one through some part of the network and shares at most 80 % of the
    shorter one's kilometres with any before it. Parameters and errors as for ``route``.
    """
    from corridor import study

    return study.alternatives(corridor, _request(corridor, origin, destination, options), k)


def pareto(
    corridor: Corridor,
    origin: str,
    destination: str,
    measures: Sequence[Minimise] = ("time", "cost", "co2e"),
    **options: Unpack[Options],
) -> list[Route]:
    """Return every route that no other beats in all of the measures, sorted by them.

    ``measures`` are two or more of time, cost, co2e, gcost and distance. Other parameters
    and errors as for ``route``.
    """
    from corridor import study

    return study.pareto(corridor, _request(corridor, origin, destination, options), measures)


def _request(corridor: Corridor, origin: str, destination: str, options: Options) -> Request:
    from corridor import study
    from corridor.tables import Request

    asked: dict[str, Any] = {**options}
    for name in {"via", "avoid_countries", "avoid_crossings"} & asked.keys():
        asked[name] = (asked[name],) if isinstance(asked[name], str) else tuple(asked[name])
    asked["as_of"] = _day(asked.get("as_of"))
    return study.named(corridor, Request(origin=origin, destination=destination, **asked))


def _day(given: dt.date | str | None) -> dt.date | None:
    if given is None or isinstance(given, dt.date):
        return given
    try:
        return dt.date.fromisoformat(given)
    except (TypeError, ValueError):
        raise ValueError(f"as_of {given!r} is not a date; write it as YYYY-MM-DD") from None


def metrics(corridor: Corridor, by: str | Sequence[str] = ("country", "mode")) -> pd.DataFrame:
    """Return lengths [km] and hours [h] of the network, summed.

    Parameters
    ----------
    corridor
        As ``load`` returns it.
    by
        One or several of ``country``, ``mode``, ``status``, ``gauge``; or ``segment``.
    """
    from corridor import measures

    return measures.summary(corridor, (by,) if isinstance(by, str) else by)


def assign(
    corridor: Corridor,
    flows: pd.DataFrame | None = None,
    year: int | Iterable[int] | None = None,
    **options: Unpack[Assigning],
) -> Assignment:
    """Return the trade of a year, or of several, put on the network.

    Parameters
    ----------
    corridor
        As ``load`` returns it.
    flows
        Figures of trade, ``schema.FLOWS``; None takes those of the corridor.
    year
        Which years; None takes the one most pairs are known of.
    **options
        ``rule`` (all-or-nothing, path-size-logit, capacity), ``minimise`` (time, cost,
        co2e, gcost, distance), ``commodity`` (TOTAL, an HS code or a group), ``share``
        (the part of each pair's trade that runs here: one number, or a table of some
        pairs) and ``as_of``, the date whose closures apply.

    Raises
    ------
    DataError
        If nothing can be put on the network, or a link lacks a figure; it says why.
    """
    from corridor import flows as room

    asked: dict[str, Any] = {**options}
    asked["as_of"] = _day(asked.get("as_of"))
    years = None if year is None else _years(year)
    given = corridor.flows if flows is None else flows
    return room.assign(corridor, given, years, room.Plan(**asked))


def _years(given: int | Iterable[int]) -> list[int]:
    """Return the years given, one or several; TypeError if one is no whole number."""
    years: list[Any] = [given]
    if isinstance(given, Iterable) and not isinstance(given, str):
        years = list(given)
    try:
        found = sorted({operator.index(year) for year in years})
    except TypeError:
        raise TypeError(
            f"year {given!r} is not a year as 2023, nor several as (2022, 2023)"
        ) from None
    if not found:
        raise ValueError("no year is given; None takes the one most pairs are known of")
    return found


def criticality(
    corridor: Corridor,
    flows: pd.DataFrame | None = None,
    year: int | None = None,
    **options: Unpack[Assigning],
) -> pd.DataFrame:
    """Return what the trade of a year loses when a crossing or segment is out, each in turn.

    Cut off, changed to another mode and diverted are three measures with a rank each; see
    ``flows.criticality`` for the columns. Parameters and errors as for ``assign``.
    """
    from corridor import flows as room

    if year is not None and len(_years(year)) > 1:
        raise ValueError("criticality is of the trade of one year; call it for each")
    found = assign(corridor, flows, year, **options)
    return room.criticality(found, found.years[0])


def scenario(name: Path | str, folder: Path | str | None = None) -> Scenario:
    """Return a scenario, to be given to ``apply`` or ``compare``.

    Parameters
    ----------
    name
        One that ``corridor scenarios`` lists, or the path of a ``.toml`` file.
    folder
        The folder of tables whose ``scenarios`` are meant; None: the shipped one.

    Raises
    ------
    DataError
        If there is none of that name, or it is not what it should be.
    """
    from corridor import scenario_files

    return scenario_files.read(name, folder)


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("corridor")
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'corridor' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__


__all__ = [
    "Assignment",
    "Corridor",
    "CorridorError",
    "DataError",
    "NoRouteError",
    "PlaceError",
    "Request",
    "Route",
    "Scenario",
    "__version__",
    "alternatives",
    "apply",
    "assign",
    "breakeven",
    "compare",
    "criticality",
    "draw",
    "load",
    "metrics",
    "pareto",
    "route",
    "scenario",
    "simulate",
]
