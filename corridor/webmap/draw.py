"""A corridor drawn: every layer put on one map in its order. It computes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from corridor import words
from corridor.errors import DataError
from corridor.itinerary import Route
from corridor.overlays import several
from corridor.webmap import layers
from corridor.webmap.overlays import add_changes, add_criticality, add_loads
from corridor.webmap.page import CorridorMap
from corridor.webmap.trade import add_trade

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence
    from typing import Unpack

    import pandas as pd

    from corridor.tables import Corridor


class Look(TypedDict, total=False):
    """What of the corridor the map shows first, and how.

    ``years`` of the slider (all reported if not given) and the ``year`` it starts on (with
    loads their latest if not given); the day ``as_of`` which crossings are drawn; ``lang``
    (en, ru) and ``title`` of the page; whether ``borders`` of countries are drawn;
    ``online``: link Leaflet from its CDN and start on map tiles.
    """

    year: int | None
    years: Collection[int] | None
    as_of: dt.date | None
    lang: words.Language
    title: str | None
    borders: bool
    online: bool


def draw(
    corridor: Corridor,
    route: Route | Sequence[Route] = (),
    *,
    flows: pd.DataFrame | None = None,
    loads: pd.DataFrame | None = None,
    changes: pd.DataFrame | None = None,
    criticality: pd.DataFrame | None = None,
    **look: Unpack[Look],
) -> CorridorMap:
    """Return the corridor as a map: a folium.Map that saves as one self-contained page.

    Parameters
    ----------
    corridor
        Read with geometry.
    route
        A route to show with its figures and time-distance chart, or several.
    flows
        Trade between countries instead of the corridor's own, in the same columns.
    loads
        Tonnes along the line: ``segment_id``, ``direction`` (ab, ba), ``year``,
        ``tonnes``, and ``value_usd`` if known.
    changes
        What a scenario changes: ``segment_id``, ``change`` (added, lost, changed).
    criticality
        What is lost if a link is out, as ``criticality`` gives it.
    **look
        ``year``, ``years``, ``as_of``, ``lang``, ``title``, ``borders``, ``online``; see
        ``Look``. Without ``as_of``, crossings are drawn in their state on the date the
        first route was asked for, and without that as last recorded.

    Returns
    -------
    CorridorMap
        Ready to ``save``; folium layers may be added before. A notebook shows it.

    Raises
    ------
    TypeError
        If a keyword is none of these.
    DataError
        If the corridor was read without geometry, routes are too many, nobody reported
        trade for ``year``, or ``loads``, ``changes`` or ``criticality`` are not as said.
    """
    if unknown := ", ".join(sorted(look.keys() - Look.__annotations__.keys())):
        raise TypeError(f"draw() knows no keyword {unknown}; see webmap.draw.Look")
    if "geometry" not in corridor.segments:
        raise DataError("the corridor was read without geometry; read it with geometry=True")
    routes = several(route)
    lang = look.get("lang", "en")
    title = look.get("title") or _title(corridor, lang)
    m = CorridorMap(title, lang=lang, online=look.get("online", False))
    as_of = look.get("as_of") or (routes[0].request.as_of if routes else None)
    layers.add_base(m, corridor.countries, borders=look.get("borders", True))
    trade = corridor.flows if flows is None else flows
    shown = look.get("year"), look.get("years")
    add_trade(m, trade, corridor.turnovers, corridor.countries, *shown)
    layers.add_segments(m, corridor.segments, corridor.parameters)
    layers.add_places(m, corridor.nodes, corridor.segments)
    layers.add_crossings(m, corridor, as_of)
    for one in routes:
        layers.add_route(m, one)
    if loads is not None:
        add_loads(m, loads, corridor, look.get("year"))
    if changes is not None:
        add_changes(m, changes, corridor.segments)
    if criticality is not None:
        add_criticality(m, criticality, corridor)
    return layers.add_sources(m, corridor.sources)


def _title(corridor: Corridor, lang: words.Language) -> str:
    """Return the first and last country of the corridor, as in "Belarus - Pakistan corridor"."""
    phrases = words.read(lang)
    on_it = corridor.countries["on_corridor"].fillna(value=False).astype(bool)
    names = corridor.countries.loc[on_it, "name" if lang == "en" else "name_ru"]
    if names.empty:
        return phrases["title_plain"]
    return phrases["title_of"].format(names.iloc[0], names.iloc[-1])
