"""All-or-nothing loading: the whole of each trip on its lightest path, all trips at once.

Most states of a network lie on a line: they have one neighbour either way. Only the states
where lines meet or end make the core, small enough for the lightest paths between all of
them (``core``). A trip leaves its line at one end or the other, crosses the core, and runs
in on another line, or stays on its own; which of these is lightest is decided for all
trips in a few operations on whole arrays. A core of some thousand states is as much as
memory holds: meant for a corridor, not for every road of a country.

Nothing here knows a country, a year or a tonne.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from corridor.flows import core
from corridor.flows.core import NEVER, Figures, Whole
from corridor.flows.lines import Lines, Sums, laid, summed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corridor.network import Graph

# What is minimised counts in whole steps of this, what breaks ties below it.
TIES = 1 << 16
MILLION = 1_000_000
WAYS = tuple(product(range(2), range(2)))  # out at one end or the other, in likewise
STAYS = len(WAYS)  # the way that never leaves its line


@dataclass(frozen=True)
class Order:
    """What of a graph does not depend on its weights: its lines and the order of its core."""

    lines: Lines
    core: core.Order


@dataclass(frozen=True)
class Paths:
    """The lightest paths between all states, at the weights given."""

    lines: Lines
    sums: Sums
    core: core.Paths


def weights(cost: Iterable[tuple[int, int, int]]) -> list[int]:
    """Return one whole number for each cost of ``network.costs``, in the same order.

    What is minimised counts first, in millionths; ties go to less of the other measure, in
    whole units, and then to fewer links.
    """
    return [first * TIES + round(second / MILLION) + links for first, second, links in cost]


def order(graph: Graph) -> Order:
    """Return the lines of ``graph`` and the order of its core."""
    lines = laid(len(graph.place), list(zip(graph.tail, graph.head, strict=True)))
    return Order(lines, core.order(lines.core_states, lines.core_ends))


def paths(given: Order, weight: Sequence[int]) -> Paths:
    """Return the lightest paths between all states.

    Parameters
    ----------
    given
        The order of the graph.
    weight
        Of each edge a whole number above 0; ``NEVER`` for an edge that is not there.
    """
    sums = summed(given.lines, np.array(weight, dtype=np.int64))
    return Paths(given.lines, sums, core.paths(given.core, sums.core_weight.tolist()))


def between(found: Paths, tails: Whole, heads: Whole) -> Whole:
    """Return the least weight from each of ``tails`` to the same one of ``heads``.

    ``NEVER`` where there is no path.
    """
    return _ways(found, tails, heads)[1]


def load(found: Paths, tails: Whole, heads: Whole, amounts: Figures) -> Figures:
    """Return what passes each edge of the graph.

    Parameters
    ----------
    found
        The lightest paths.
    tails, heads
        States each trip leaves and reaches, between which there is a path.
    amounts
        What makes each trip, in any unit.

    Returns
    -------
    array
        One figure for each edge, in the order of the graph.
    """
    lines, way = found.lines, _ways(found, tails, heads)[0]
    crossing = way != STAYS
    out, into = way[crossing] // 2, way[crossing] % 2
    start, end, whole = tails[crossing], heads[crossing], amounts[crossing]
    hubs = lines.hub[start, out], lines.hub[end, into]
    passed = core.load(found.core, *hubs, whole)
    stays = ~crossing
    rides = [
        (lines.slot[start], lines.end[start, out], whole),
        (lines.end[end, into], lines.slot[end], whole),
        (lines.slot[tails[stays]], lines.slot[heads[stays]], amounts[stays]),
    ]
    from_, to, carried = (np.concatenate(parts) for parts in zip(*rides, strict=True))
    return lines.on_edges(found.sums, passed, (from_, to, carried))


def path(found: Paths, tail: int, head: int) -> list[int]:
    """Return the edges of the lightest path between two states; see ``every_path``."""
    return every_path(found, np.array([tail]), np.array([head]))[0]


def every_path(found: Paths, tails: Whole, heads: Whole) -> list[list[int]]:
    """Return the edges of the lightest path from each state to another, in order of travel.

    There must be one.
    """
    ways = _ways(found, tails, heads)[0].tolist()
    trips = zip(ways, tails.tolist(), heads.tolist(), strict=True)
    return [_path(found, way, tail, head) for way, tail, head in trips]


def _path(found: Paths, way: int, tail: int, head: int) -> list[int]:
    lines, sums = found.lines, found.sums
    start, end = int(lines.slot[tail]), int(lines.slot[head])
    if way == STAYS:
        return lines.ride(sums, start, end)
    out, into = divmod(way, 2)
    edges = lines.ride(sums, start, int(lines.end[tail, out]))
    hubs = int(lines.hub[tail, out]), int(lines.hub[head, into])
    for number in core.path(found.core, *hubs):
        edges += lines.core_ride(sums, number)
    return edges + lines.ride(sums, int(lines.end[head, into]), end)


def _ways(found: Paths, tails: Whole, heads: Whole) -> tuple[Whole, Whole]:
    """Return which way each trip takes, and its weight."""
    lines, sums = found.lines, found.sums
    best = sums.along(lines, tails, heads)
    way = np.full(len(tails), STAYS, dtype=np.int64)
    for number, (out, into) in enumerate(WAYS):
        hubs = lines.hub[tails, out], lines.hub[heads, into]
        weight = sums.out[tails, out] + core.between(found.core, *hubs) + sums.into[heads, into]
        np.copyto(way, number, where=weight < best)
        np.minimum(best, weight, out=best)
    return way, np.minimum(best, NEVER)
