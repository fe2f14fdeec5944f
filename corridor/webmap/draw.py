"""A corridor drawn: every layer put on one map in its order. It computes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor.errors import DataError
from corridor.webmap import layers
from corridor.webmap.page import CorridorMap
from corridor.webmap.trade import add_trade

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corridor.itinerary import Route
    from corridor.tables import Corridor


def draw(
    corridor: Corridor,
    *,
    routes: Sequence[Route] = (),
    year: int | None = None,
    borders: bool = True,
    online: bool = False,
    title: str | None = None,
) -> CorridorMap:
    """Return the corridor as a map: a folium.Map that saves as one self-contained page.

    Parameters
    ----------
    corridor
        Read with geometry.
    routes
        Routes to highlight. Crossings are drawn in their state on the date the first
        one was asked for; without a date, as last recorded.
    year
        Year of the trade arcs; by default the one with most reports, the latest of these.
    borders
        Whether to draw borders of countries.
    online
        Link Leaflet from its CDN and start on map tiles.
    title
        Heading; made from the countries if not given.

    Returns
    -------
    CorridorMap
        Ready to ``save``; folium layers may be added before.

    Raises
    ------
    DataError
        If the corridor was read without geometry, or nobody reported trade for ``year``.
    """
    if "geometry" not in corridor.segments:
        raise DataError("the corridor was read without geometry; read it with geometry=True")
    m = CorridorMap(title or _title(corridor), online=online)
    as_of = routes[0].request.as_of if routes else None
    layers.add_base(m, corridor.countries, borders=borders)
    add_trade(m, corridor.flows, corridor.countries, year)
    layers.add_segments(m, corridor.segments, corridor.parameters)
    layers.add_places(m, corridor.nodes, corridor.segments)
    layers.add_crossings(m, corridor, as_of)
    layers.add_sources(m, corridor.sources)
    for route in routes:
        layers.add_route(m, route)
    return m


def _title(corridor: Corridor) -> str:
    """Return the first and last country of the corridor, as in "Belarus - Pakistan corridor"."""
    on_it = corridor.countries["on_corridor"].fillna(value=False).astype(bool)
    names = corridor.countries.loc[on_it, "name"]
    if names.empty:
        return "Corridor"
    return f"{names.iloc[0]} – {names.iloc[-1]} corridor"  # noqa: RUF001 - a dash is meant
