"""Lightest paths between all states of a small graph, and what trips put on its edges.

States are taken out of the graph in rounds, no two of a round neighbours, and those that
a state joined are joined by shortcuts. Put back in the opposite order, a state is reached
only through its few neighbours, so a round finds the paths between its states and all
others in a few operations on whole arrays; and undone round by round the same arrays load
the trips. Weights are whole numbers, so sums are exact. Memory grows with the square of
the states.

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

Whole = npt.NDArray[np.int64]
Ranks = npt.NDArray[np.int64]
Figures = npt.NDArray[np.float64]
# No path. The sum of four is no overflow, and no path of weights is as long.
NEVER = 1 << 60
SPARSE = 4  # neighbours of a state taken out early: fewer rounds, hardly more arcs


class Round(NamedTuple):
    """States put back together: numbers ``start`` to ``end``, each with its neighbours.

    Of neighbour and arc arrays a row is one neighbour of each state (n neighbours x
    states). Where a state has fewer, the arc is the last of all, which no path uses.
    ``handed`` holds each neighbour once; ``sorting`` brings all of them, row by row, into
    its order, and ``first`` is where each begins then.
    """

    start: int
    end: int
    neighbour: Whole
    out: Whole
    into: Whole
    handed: Whole
    sorting: Whole
    first: Whole


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


def order(count: int, edges: Sequence[tuple[int, int]]) -> Order:
    """Return in which order ``count`` states joined by ``edges`` are put back."""
    near = _neighbours(count, edges)
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
    arc = [arcs.get(ends, -1) for ends in edges]
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
        passed[these.out] += _hand_over(
            trips[new, : these.end], trips[old, : these.end], out_by, these
        )
        passed[these.into] += _hand_over(trips[old, new].T, trips[old, old].T, into_by, these)
    return _on_edges(found, passed.tolist())


def _neighbours(count: int, edges: Iterable[tuple[int, int]]) -> list[set[int]]:
    near: list[set[int]] = [set() for _ in range(count)]
    for tail, head in edges:
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
    handed, first = np.unique(np.sort(neighbour, axis=None), return_index=True)
    sorting = np.argsort(neighbour, axis=None, kind="stable")
    return Round(start, start + len(states), neighbour, out, into, handed, sorting, first)


def _least(into: Whole, known: Whole, neighbour: Whole, weight: Whole) -> Ranks:
    """Fill ``into`` with the least of each neighbour's row of ``known`` plus its weight.

    Return by which neighbour; where there is no path that says nothing.
    """
    if not neighbour.size:
        into[:] = NEVER
        return np.zeros(into.shape, dtype=np.int64)
    offered = known[neighbour]
    offered += weight[:, :, np.newaxis]
    np.minimum(offered.min(axis=0), NEVER, out=into)
    by: Ranks = offered.argmin(axis=0)
    return by


def _hand_over(trips: Figures, onward: Figures, by: Ranks, these: Round) -> Figures:
    """Move each row of trips to the neighbours it goes by; return what passes each arc there."""
    count = len(these.neighbour)
    moved: Figures = trips * (by == np.arange(count)[:, np.newaxis, np.newaxis])
    if moved.size:
        rows = moved.reshape(-1, moved.shape[-1])[these.sorting]
        onward[these.handed] += np.add.reduceat(rows, these.first, axis=0)
    passed: Figures = moved.sum(axis=2)
    return passed


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
