"""The network as trips by one mode see it: its usable links, its graph, its places.

A trip begins in any state of its origin and ends in any of its destination, whichever
makes the lightest path.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corridor import network
from corridor.errors import DataError
from corridor.flows import loading
from corridor.flows.core import NEVER, Figures, Whole
from corridor.flows.loading import Order, Paths
from corridor.tables import Request

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import pandas as pd

    from corridor.network import Graph
    from corridor.tables import Corridor, Minimise, Mode

SHOWN = 5  # links named before the rest is counted


@dataclass(frozen=True)
class Net:
    """Links fit for trips by one mode.

    ``links`` are rows of ``network.links`` on a new index, ``position`` where each stood
    there; ``cost`` is that of ``network.costs``.
    """

    links: pd.DataFrame
    position: Whole
    graph: Graph
    cost: list[tuple[int, int, int]]

    @cached_property
    def order(self) -> Order:
        """In which order the states are put back; see ``loading``."""
        return loading.order(self.graph)

    @cached_property
    def edge_links(self) -> Whole:
        """The row of ``links`` that each edge uses."""
        return np.array(self.graph.link, dtype=np.int64)

    @cached_property
    def edge_of(self) -> Whole:
        """The edge that uses each row of ``links``."""
        found = np.empty(len(self.links), dtype=np.int64)
        found[self.edge_links] = np.arange(len(self.edge_links))
        return found

    @cached_property
    def states(self) -> dict[str, list[int]]:
        """The states of each place."""
        found: dict[str, list[int]] = {}
        for state, (_, place) in enumerate(self.graph.place):
            found.setdefault(place, []).append(state)
        return found

    def paths(
        self,
        cost: Sequence[tuple[int, int, int]] | None = None,
        out: npt.NDArray[np.bool_] | None = None,
    ) -> Paths:
        """Return the lightest paths, at another ``cost`` of the links or without those ``out``."""
        weight = loading.weights(self.cost if cost is None else cost)
        if out is not None:
            weight = [NEVER if gone else one for one, gone in zip(weight, out, strict=True)]
        return loading.paths(self.order, [weight[link] for link in self.graph.link])

    def figures(self, names: Sequence[str]) -> Figures:
        """Return figures of the link each edge uses, edges x names; missing where there is none."""
        columns = self.links.reindex(columns=list(names)).to_numpy(dtype=float)
        figures: Figures = columns[self.edge_links]
        return figures

    def ends(
        self, found: Paths, origins: Sequence[str], destinations: Sequence[str]
    ) -> tuple[Whole, Whole, Whole]:
        """Return the states each trip leaves and reaches, and the weight of its path.

        The weight is ``loading.NEVER`` or more where there is no path.
        """
        starts, stops = (self._padded(places) for places in (origins, destinations))
        best = np.full(len(origins), NEVER, dtype=np.int64)
        tails, heads = starts[:, 0].copy(), stops[:, 0].copy()
        for one, other in product(range(starts.shape[1]), range(stops.shape[1])):
            tail, head = starts[:, one], stops[:, other]
            weight = loading.between(found, tail, head)
            better = (weight < best) & (tail >= 0) & (head >= 0)
            best[better], tails[better] = weight[better], tail[better]
            heads[better] = head[better]
        return tails, heads, best

    def _padded(self, places: Sequence[str]) -> Whole:
        """Return the states of each place, a row each, -1 where it has fewer than another."""
        most = max(map(len, self.states.values()), default=1)
        rows = {place: (self.states.get(place, []) + [-1] * most)[:most] for place in set(places)}
        return np.array([rows[place] for place in places], dtype=np.int64).reshape(-1, most)


def net(
    corridor: Corridor,
    links: pd.DataFrame,
    mode: Mode,
    *,
    minimise: Minimise,
    as_of: dt.date | None,
) -> Net:
    """Return the links fit for trips by ``mode`` on a date.

    Raises
    ------
    DataError
        If a link that is fit for use lacks a figure that ``minimise`` or time needs.
    """
    request = Request(origin="", destination="", mode=mode, minimise=minimise, as_of=as_of)
    free = (network.obstacles(links, corridor, request) == "").to_numpy()
    usable = links[free].reset_index(drop=True)
    _require(usable, minimise)
    return Net(
        usable,
        np.flatnonzero(free),
        network.graph(usable, request),
        network.costs(usable, minimise),
    )


def _require(usable: pd.DataFrame, minimise: Minimise) -> None:
    """Raise DataError unless the hours of each link are known, and what is minimised."""
    measures = (network.MEASURES[minimise], "time_h", "distance_km")
    for column in dict.fromkeys(measures):
        lost = list(dict.fromkeys(usable.loc[usable[column].isna(), "id"]))
        if lost:
            more = f" and {len(lost) - SHOWN} more" if len(lost) > SHOWN else ""
            raise DataError(
                f"{column} is not known of {', '.join(lost[:SHOWN])}{more}: give what it rests on "
                "in parameters.csv and border_times.csv"
            )
