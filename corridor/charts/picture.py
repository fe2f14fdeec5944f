"""What one picture shows and where: the corridor's tables joined and laid on a sheet.

Nothing here draws. Each part is made when first asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np
import pandas as pd
import shapely

from corridor import basemap, impedance, measures, ribbons, words
from corridor import overlays as tables
from corridor.charts import furniture, ground, heading, network, overlays, sheet, trade
from corridor.charts.conic import Points
from corridor.charts.sheet import Sheet
from corridor.charts.wording import names
from corridor.itinerary import Route
from corridor.words import Language

if TYPE_CHECKING:
    import datetime as dt

    from corridor.tables import Corridor


class Look(TypedDict, total=False):
    """How a picture looks.

    The ``year`` of the trade arcs, none drawn without; ``loads`` along the line, of that
    year or the latest, and then no arcs, for the two have different scales; ``changes`` a
    scenario makes; ``criticality`` of links, by the first fate that takes anything; the
    day ``as_of`` which crossings are drawn; ``lang`` (en, ru) and ``title``; whether
    ``borders`` are drawn.
    """

    year: int | None
    loads: pd.DataFrame | None
    changes: pd.DataFrame | None
    criticality: pd.DataFrame | None
    as_of: dt.date | None
    lang: Language
    title: str | None
    borders: bool


@dataclass(frozen=True)
class Picture:
    """A corridor, routes to highlight, and how they are to look."""

    corridor: Corridor
    routes: tuple[Route, ...]
    look: Look

    @property
    def lang(self) -> Language:
        """The language of the picture."""
        return self.look.get("lang", "en")

    @property
    def as_of(self) -> dt.date | None:
        """The day that crossings are drawn of; None for their state as last recorded."""
        asked = self.routes[0].request.as_of if self.routes else None
        return self.look.get("as_of") or asked

    @cached_property
    def title(self) -> str:
        """The heading."""
        return self.look.get("title") or heading.title(self.corridor, self.lang)

    @cached_property
    def rows(self) -> list[furniture.Line]:
        """The lines of the heading."""
        return heading.rows(self.corridor, self.routes, self.lang)

    @cached_property
    def sheet(self) -> Sheet:
        """The sheet that all segments and nodes fill."""
        vertices = shapely.get_coordinates(self.corridor.segments["geometry"].to_numpy())
        nodes = self.corridor.nodes[["lon", "lat"]].to_numpy(dtype="float64")
        return sheet.fit(np.vstack([vertices, nodes]), furniture.head_mm(self.title, self.rows))

    @cached_property
    def base(self) -> dict[str, Any]:
        """The base map, its names in the picture's language."""
        return words.base_map(basemap.read(), self.lang)

    @cached_property
    def land(self) -> ground.Land:
        """What of the base map is in view."""
        return ground.land(self.base, self.sheet, self.on_corridor)

    @cached_property
    def on_corridor(self) -> frozenset[str]:
        """Codes of the countries of the corridor."""
        rows = self.corridor.countries
        return frozenset(rows.loc[rows["on_corridor"].fillna(value=False).astype(bool), "country"])

    @cached_property
    def called(self) -> dict[str, str]:
        """Names of countries by code, as the corridor's own table has them."""
        rows = self.corridor.countries
        return dict(zip(rows["country"], names(rows, self.lang), strict=True))

    @cached_property
    def lines(self) -> dict[str, Points]:
        """The line of each segment on the sheet."""
        return network.lines_of(self.corridor.segments, self.sheet)

    @cached_property
    def chosen(self) -> frozenset[str]:
        """Segments of the routes."""
        return frozenset(key for route in self.routes for key in network.segments_of(route))

    @cached_property
    def crossings(self) -> pd.DataFrame:
        """The crossings with their place, name, state and the wait of the worse direction."""
        state = measures.crossing_states(self.corridor, self.as_of)
        hours = impedance.crossing_hours(self.corridor.border_times)["dwell_h"]
        rows = self.corridor.crossings
        at = self.corridor.nodes.set_index("node_id")[["lon", "lat"]].reindex(rows["node_a"])
        return pd.DataFrame(rows).assign(
            label=names(rows, self.lang),
            status=state["status"],
            worse_h=rows["crossing_id"].map(hours.groupby("crossing_id").max()).astype(float),
            lon=at["lon"].to_numpy(),
            lat=at["lat"].to_numpy(),
        )

    @cached_property
    def marks(self) -> list[network.Mark]:
        """The crossings there is room for."""
        passed = frozenset(key for route in self.routes for key in _passed(route))
        return network.crossings_of(self.crossings, self.sheet, passed)

    @cached_property
    def towns(self) -> list[network.Mark]:
        """Towns and stations, ends of routes first."""
        requests = [route.request for route in self.routes]
        ends = frozenset(node for one in requests for node in (one.origin, one.destination))
        return network.towns_of(self.corridor, self.sheet, ends, self.lang)

    @cached_property
    def anchors(self) -> dict[str, list[float]]:
        """Where the trade arcs of each country meet, [lat, lon]."""
        return basemap.anchors(self.base, self.corridor.countries)

    @cached_property
    def flows(self) -> trade.Trade | None:
        """The trade of the year asked for, if one was and no loads are drawn."""
        year = self.look.get("year")
        if year is None or self.loads is not None:
            return None
        return trade.of_year(self.corridor.flows, list(self.anchors), year)

    @cached_property
    def loads(self) -> overlays.Loads | None:
        """The loads of the year asked for, or of the latest; DataError if not as declared."""
        given, segments = self.look.get("loads"), self.corridor.segments
        if given is None:
            return None
        return overlays.of_year(tables.loads(given, segments), segments, self.look.get("year"))

    @cached_property
    def changes(self) -> pd.DataFrame | None:
        """What a scenario changes; DataError if not as declared."""
        given = self.look.get("changes")
        return None if given is None else tables.changes(given, self.corridor.segments)

    @cached_property
    def losses(self) -> overlays.Losses | None:
        """What links lose if they are out; DataError if not as declared."""
        given = self.look.get("criticality")
        return (
            None if given is None else overlays.losses_of(tables.criticality(given, self.corridor))
        )

    @cached_property
    def crossing_places(self) -> dict[str, Points]:
        """The place of each crossing on the sheet."""
        places = self.sheet.mm(self.crossings[["lon", "lat"]].to_numpy(dtype="float64"))
        return dict(zip(self.crossings["crossing_id"], places, strict=True))

    @cached_property
    def runs(self) -> list[list[ribbons.Piece]]:
        """The segments with loads, as runs that are drawn as one ribbon; none without loads."""
        given = self.look.get("loads")
        if given is None:
            return []
        loads = tables.loads(given, self.corridor.segments)
        return ribbons.runs(self.corridor, loads.groupby("segment_id")["tonnes"].max())


def _passed(route: Route) -> Iterator[str]:
    """Yield the crossings of a route."""
    yield from route.steps.loc[route.steps["kind"] == "crossing", "id"]
