"""All-or-nothing loading: the whole of each trip on its cheapest path, all trips at once.

States are taken out of the graph in rounds, no two of a round neighbours, and those that
a state joined are joined by shortcuts. Put back in the opposite order, a state is reached
only through its few neighbours, so a round finds the paths between its states and all
others in a few operations on whole arrays; and undone round by round the same arrays load
the trips. Weights are whole numbers, so sums are exact. Memory grows with the square of
the states: meant for a corridor of some thousand, not for every road of a country.

Nothing here knows a country, a year or a tonne.

References
----------
Planken, de Weerdt and van der Krogt 2012, Computing all-pairs shortest paths by leveraging
low treewidth, Journal of Artificial Intelligence Research 43 (Snowball). Dibbelt, Strasser
and Wagner 2016, Customizable contraction hierarchies, ACM Journal of Experimental
Algorithmics 21 (the order is kept while weights change).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corridor.network import Graph

Whole = npt.NDArray[np.int64]
Ranks = npt.NDArray[np.int8]
Figures = npt.NDArray[np.float64]
# No path. The sum of two is no overflow, and no path of weights is as long.
NEVER = 1 << 61
# What is minimised counts in whole steps of this, what breaks ties below it.
TIES = 1 << 16
MILLION = 1_000_000
SPARSE = 2  # a state of so few neighbours leaves no more arcs behind than it had


class Round(NamedTuple):
    """States put back together: numbers ``start`` to ``end``, each with its neighbours.

    Of neighbour and arc arrays a row is one neighbour of each state (n neighbours x
    states), and ``apart`` says whether no two states share it. Where a state has fewer,
    the arc is the last of all, which no path uses.
    """

    start: int
    end: int
    neighbour: Whole
    out: Whole
    into: Whole
    apart: list[bool]


@dataclass(frozen=True)
class Order:
    """In which order states are put back, and the arcs that takes; weights do not matter.

    ``number`` is each state's place in the order, ``round_of`` the round of each place,
    ``arc`` the arc of each edge of the graph, ``arcs`` how many arcs there are,
    ``triangles`` the arcs in, out and across at each state taken out.
    """

    number: Whole
    round_of: list[int]
    arc: list[int]
    arcs: int
    triangles: list[tuple[int, int, int]]
    rounds: list[Round]


@dataclass(frozen=True)
class Paths:
    """The least weight between all states, and how it is come by.

    ``weight`` has a row for each state left and a column for each state reached, both in
    graph numbering by ``between``. ``edge`` is the lightest edge on each arc or -1,
    ``parts`` the two arcs a shortcut stands for.
    """

    order: Order
    weight: Whole
    edge: list[int]
    parts: dict[int, tuple[int, int]]
    out_by: list[Ranks]
    into_by: list[Ranks]


def weights(cost: Iterable[tuple[int, int, int]]) -> list[int]:
    """Return one whole number for each cost of ``network.costs``, in the same order.

    What is minimised counts first, in millionths; ties go to less of the other measure, in
    whole units, and then to fewer links.
    """
    return [first * TIES + round(second / MILLION) + links for first, second, links in cost]


def order(graph: Graph) -> Order:
    """Return in which order the states of ``graph`` are put back."""
    near = _neighbours(graph)
    arcs: dict[tuple[int, int], int] = {}
    triangles, taken = [], []
    for states in _in_rounds(near):
        around = [sorted(near[state]) for state in states]
        for state, those in zip(states, around, strict=True):
            triangles += _taken_out(state, those, near, arcs)
        taken.append((states, around))
    number = np.zeros(len(near), dtype=np.int64)
    placed = [state for states, _ in reversed(taken) for state in states]
    number[placed] = np.arange(len(placed))
    rounds, start = [], 0
    for states, around in reversed(taken):
        rounds.append(_round(start, states, around, number, arcs))
        start += len(states)
    arc = [arcs.get(ends, -1) for ends in zip(graph.tail, graph.head, strict=True)]
    round_of = [label for label, these in enumerate(rounds) for _ in range(these.start, these.end)]
    return Order(number, round_of, arc, len(arcs), triangles, rounds)


def paths(given: Order, weight: Sequence[int]) -> Paths:
    """Return the lightest paths between all states.

    Parameters
    ----------
    given
        The order of the graph.
    weight
        Of each edge a whole number above 0; ``NEVER`` for an edge that is not there.
    """
    lightest, edge = [NEVER] * (given.arcs + 1), [-1] * given.arcs
    for number, (arc, heavy) in enumerate(zip(given.arc, weight, strict=True)):
        if arc >= 0 and heavy < lightest[arc]:
            lightest[arc], edge[arc] = heavy, number
    parts: dict[int, tuple[int, int]] = {}
    for first, second, across in given.triangles:
        heavy = lightest[first] + lightest[second]
        if heavy < lightest[across]:
            lightest[across] = heavy
            parts.pop(across, None)  # so that the last one found comes last
            parts[across] = (first, second)
    arcs = np.array(lightest, dtype=np.int64)
    between = np.zeros((len(given.number), len(given.number)), dtype=np.int64)
    out_by, into_by = [], []
    for these in given.rounds:
        old, new = slice(0, these.start), slice(these.start, these.end)
        into_by.append(
            _least(
                between[old, new].T,
                between[old, : these.start].T,
                these.neighbour,
                arcs[these.into],
            )
        )
        found = between[new, : these.end]
        out_by.append(_least(found, between[:, : these.end], these.neighbour, arcs[these.out]))
        np.fill_diagonal(found[:, these.start :], 0)
    np.minimum(between, NEVER, out=between)
    return Paths(given, between, edge, parts, out_by, into_by)


def between(found: Paths, tails: Whole, heads: Whole) -> Whole:
    """Return the least weight from each of ``tails`` to the same one of ``heads``."""
    number = found.order.number
    weight: Whole = found.weight[number[tails], number[heads]]
    return weight


def path(found: Paths, tail: int, head: int) -> list[int]:
    """Return the edges of the lightest path from one state to another, in order of travel.

    There must be one.
    """
    given = found.order
    at, end = int(given.number[tail]), int(given.number[head])
    before, behind = list[int](), list[int]()
    while at != end:
        one, other = given.round_of[at], given.round_of[end]
        if one >= other:
            these, column = given.rounds[one], at - given.rounds[one].start
            row = found.out_by[one][column, end]
            before.append(int(these.out[row, column]))
            at = int(these.neighbour[row, column])
        else:
            these, column = given.rounds[other], end - given.rounds[other].start
            row = found.into_by[other][column, at]
            behind.append(int(these.into[row, column]))
            end = int(these.neighbour[row, column])
    arcs, edges = [*behind, *before[::-1]], []  # a stack: the first to travel is on top
    while arcs:
        arc = arcs.pop()
        if arc in found.parts:
            arcs += found.parts[arc][::-1]
        else:
            edges.append(found.edge[arc])
    return edges


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
    given, size = found.order, len(found.order.number)
    pairs = given.number[tails] * size + given.number[heads]
    trips: Figures = np.bincount(pairs, amounts, size * size).reshape(size, size).astype(float)
    passed = np.zeros(given.arcs + 1)
    rounds = zip(given.rounds, found.out_by, found.into_by, strict=True)
    for these, out_by, into_by in reversed(list(rounds)):
        old, new = slice(0, these.start), slice(these.start, these.end)
        np.fill_diagonal(trips[new, new], 0.0)
        count = np.zeros((2, *these.out.shape))
        _hand_over(trips[new, : these.end], trips[old, : these.end], out_by, these, count[0])
        _hand_over(trips[old, new].T, trips[old, old].T, into_by, these, count[1])
        passed[these.out] += count[0]
        passed[these.into] += count[1]
    return _on_edges(found, passed.tolist())


def _neighbours(graph: Graph) -> list[set[int]]:
    near: list[set[int]] = [set() for _ in graph.place]
    for tail, head in zip(graph.tail, graph.head, strict=True):
        if tail != head:
            near[tail].add(head)
            near[head].add(tail)
    return near


def _in_rounds(near: list[set[int]]) -> Iterator[list[int]]:
    """Yield states to take out, those of few neighbours first, no two of a round neighbours.

    What is yielded must be taken out of ``near`` before the next round is asked for.
    """
    left = list(range(len(near)))
    while left:
        most = max(SPARSE, min(len(near[state]) for state in left))
        taken, barred = [], set[int]()
        for state in left:
            if len(near[state]) <= most and state not in barred:
                taken.append(state)
                barred |= near[state]
        yield taken
        gone = set(taken)
        left = [state for state in left if state not in gone]


def _taken_out(
    state: int, around: list[int], near: list[set[int]], arcs: dict[tuple[int, int], int]
) -> list[tuple[int, int, int]]:
    """Join the neighbours of a state and take it out; return the arcs in, out and across."""
    for one in around:
        near[one].discard(state)
        near[one].update(other for other in around if other != one)
        for ends in ((state, one), (one, state)):
            arcs.setdefault(ends, len(arcs))
    pairs = [(one, other) for one in around for other in around if one != other]
    return [
        (arcs[one, state], arcs[state, other], arcs.setdefault((one, other), len(arcs)))
        for one, other in pairs
    ]


def _round(
    start: int,
    states: list[int],
    around: list[list[int]],
    number: Whole,
    arcs: dict[tuple[int, int], int],
) -> Round:
    shape = max(map(len, around), default=0), len(states)
    neighbour = np.zeros(shape, dtype=np.int64)
    out, into = (np.full(shape, -1, dtype=np.int64) for _ in range(2))
    for column, (state, those) in enumerate(zip(states, around, strict=True)):
        for row, other in enumerate(those):
            neighbour[row, column] = number[other]
            out[row, column], into[row, column] = arcs[state, other], arcs[other, state]
    apart = [len(set(row)) == len(row) for row in neighbour.tolist()]
    return Round(start, start + len(states), neighbour, out, into, apart)


def _least(into: Whole, known: Whole, neighbour: Whole, weight: Whole) -> Ranks:
    """Fill ``into`` with the least of each neighbour's row of ``known`` plus its weight.

    Return by which neighbour; where there is no path that says nothing.
    """
    by = np.zeros(into.shape, dtype=np.int8)
    best = np.full(into.shape, NEVER, dtype=np.int64)
    for row, (those, heavy) in enumerate(zip(neighbour, weight, strict=True)):
        offered = known[those]
        offered += heavy[:, np.newaxis]
        if row:
            by[offered < best] = row
        np.minimum(best, offered, out=best)
    into[:] = best
    return by


def _hand_over(trips: Figures, onward: Figures, by: Ranks, these: Round, passed: Figures) -> None:
    """Move each row of trips to the neighbours it goes by, and count it on the arcs there."""
    for row, those in enumerate(these.neighbour):
        moved = trips * (by == row)
        passed[row] = moved.sum(axis=1)
        if these.apart[row]:
            onward[those] += moved
        else:
            for one, figures in zip(those.tolist(), moved, strict=True):
                onward[one] += figures


def _on_edges(found: Paths, passed: list[float]) -> Figures:
    """Return what passes each edge: a shortcut's load is that of its parts, last one first."""
    for across, (first, second) in reversed(found.parts.items()):
        if passed[across]:
            passed[first] += passed[across]
            passed[second] += passed[across]
    on_edges = np.zeros(len(found.order.arc))
    for arc, edge in enumerate(found.edge):
        if edge >= 0 and arc not in found.parts:
            on_edges[edge] = passed[arc]
    return on_edges
