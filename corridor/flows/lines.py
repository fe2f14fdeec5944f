"""Lines of a graph: states with one neighbour either way, strung between those of the core.

Each line has slots, one for each of its states and one for the core state at either end,
and the slots of all lines stand in one row. Forward is to the next slot, backward to the
one before, so that weights along a line are differences of sums, and loads are sums of
what gets on less what has got off.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corridor.flows.core import NEVER, Figures, Whole

Edges = list[tuple[int, int]]
LINE = 2  # neighbours of a state on a line


class Sums(NamedTuple):
    """Weights of lines: both ways (forward, backward) x slots unless said otherwise.

    ``sum`` is the weight from the first of all slots, ``broken`` how many gaps lie before,
    ``edge`` the lightest edge to the next slot or -1. ``out`` is the weight from each state
    to either end of its line (states x 2), ``into`` that from the ends; of a core state 0
    and ``NEVER``. ``core_weight`` is that of the edges of the core.
    """

    sum: Whole
    broken: Whole
    edge: Whole
    out: Whole
    into: Whole
    core_weight: Whole

    def ridden(self, start: Whole, end: Whole) -> Whole:
        """Return the weights along lines, from slots to slots of the same line."""
        back = (end < start).astype(np.int64)
        weight = np.abs(self.sum[back, end] - self.sum[back, start])
        whole = self.broken[back, end] == self.broken[back, start]
        ridden: Whole = np.where(whole, weight, NEVER)
        return ridden

    def along(self, lines: Lines, tails: Whole, heads: Whole) -> Whole:
        """Return the weight from states to states without leaving their line."""
        same = (lines.line[tails] == lines.line[heads]) & (lines.line[tails] >= 0)
        start, end = (lines.slot[np.where(same, states, 0)] for states in (tails, heads))
        weight = np.where(same, self.ridden(start, end), NEVER)
        along: Whole = np.where(tails == heads, 0, weight)
        return along


@dataclass(frozen=True)
class Lines:
    """The lines of a graph and its core.

    Of each state: its ``line`` or -1 in the core, its ``slot``, the slots at the ends of its
    line and the core states there (``end``, ``hub``: states x 2; of a core state itself).
    ``edges``, ``slots`` and ``back`` say which edges of the graph join a slot to the next
    and which way. ``core_ends`` are the edges of the core: those of the graph
    (``core_edges``), then every line forward, then every line backward, from slot
    ``first`` to slot ``last``.
    """

    line: Whole
    slot: Whole
    end: Whole
    hub: Whole
    edges: Whole
    slots: Whole
    back: Whole
    count: int
    core_states: int
    core_ends: Edges
    core_edges: Whole
    first: Whole
    last: Whole
    edge_count: int

    def ride(self, sums: Sums, start: int, end: int) -> list[int]:
        """Return the edges along a line from slot to slot, in order of travel."""
        edges: list[int] = sums.edge[0, start:end].tolist()
        return edges if start <= end else sums.edge[1, end:start][::-1].tolist()

    def core_ride(self, sums: Sums, number: int) -> list[int]:
        """Return the edges of the graph that an edge of the core stands for."""
        plain = number - len(self.core_edges)
        if plain < 0:
            return [int(self.core_edges[number])]
        back, line = divmod(plain, len(self.first))
        ends = int(self.first[line]), int(self.last[line])
        return self.ride(sums, *(ends[::-1] if back else ends))

    def on_edges(self, sums: Sums, passed: Figures, rides: tuple[Whole, Whole, Figures]) -> Figures:
        """Return what passes each edge of the graph.

        Parameters
        ----------
        sums
            Say which edges are ridden.
        passed
            What passes each edge of the core.
        rides
            Slots where something gets on, slots of the same line where it gets off, amounts.
        """
        plain, whole = len(self.core_edges), len(self.first)
        over = passed[plain : plain + whole], passed[plain + whole :]
        start, end, amounts = rides
        on_edges = np.zeros(self.edge_count)
        on_edges[self.core_edges] = passed[:plain]
        for back, line in enumerate(over):
            mine = np.flatnonzero(end < start if back else end > start)
            low, high = (start[mine], end[mine])[:: -1 if back else 1]
            ends = np.concatenate([low, self.first]), np.concatenate([high, self.last])
            carried = np.concatenate([amounts[mine], line])
            on, off = (np.bincount(slots, carried, self.count) for slots in ends)
            there = np.flatnonzero(_aboard(ends, carried, self.count) & (sums.edge[back] >= 0))
            on_edges[sums.edge[back, there]] = np.cumsum(on - off)[there]
        return on_edges


def _aboard(ends: tuple[Whole, Whole], amounts: Figures, count: int) -> npt.NDArray[np.bool_]:
    """Return where anything is on board after a slot: what has got on and off leaves no dust."""
    some = amounts > 0
    on, off = (np.bincount(slots[some], minlength=count) for slots in ends)
    aboard: npt.NDArray[np.bool_] = np.cumsum(on - off) > 0
    return aboard


def laid(count: int, ends: Edges) -> Lines:
    """Return the lines of a graph of ``count`` states joined by edges between ``ends``."""
    near = [set[int]() for _ in range(count)]
    for tail, head in ends:
        if tail != head:
            near[tail].add(head)
            near[head].add(tail)
    strings = list(_strings(near))
    line, slot = np.full(count, -1, dtype=np.int64), np.zeros(count, dtype=np.int64)
    at = dict[tuple[int, int], int]()  # neighbours on a line: the slot before the next
    first, last, base = [], [], 0
    for number, states in enumerate(strings):
        inner = states[1:-1]
        line[inner], slot[inner] = number, np.arange(base + 1, base + len(states) - 1)
        at |= {(one, other): base + step for step, (one, other) in enumerate(pairwise(states))}
        first.append(base)
        last.append(base + len(states) - 1)
        base += len(states)
    return _told(strings, ends, (line, slot), at, (first, last))


def summed(lines: Lines, weight: Whole) -> Sums:
    """Return the weights of lines and core at the ``weight`` of each edge."""
    lightest = np.full((2, lines.count), NEVER, dtype=np.int64)
    edge = np.full((2, lines.count), -1, dtype=np.int64)
    heavy = weight[lines.edges]
    np.minimum.at(lightest, (lines.back, lines.slots), heavy)
    chosen = np.flatnonzero(heavy == lightest[lines.back, lines.slots])[::-1]
    edge[lines.back[chosen], lines.slots[chosen]] = lines.edges[chosen]
    gap = lightest >= NEVER
    total, broken = (
        np.concatenate([np.zeros((2, 1), dtype=np.int64), np.cumsum(each, axis=1)[:, :-1]], axis=1)
        for each in (np.where(gap, 0, lightest), gap.astype(np.int64))
    )
    nothing = np.empty((0, 2), dtype=np.int64)
    sums = Sums(total, broken, edge, nothing, nothing, nothing)
    inner = (lines.line >= 0)[:, np.newaxis]
    slot = np.repeat(lines.slot[:, np.newaxis], 2, axis=1)
    own = np.array([[0, NEVER]])
    over = sums.ridden(lines.first, lines.last), sums.ridden(lines.last, lines.first)
    return sums._replace(
        out=np.where(inner, sums.ridden(slot, lines.end), own),
        into=np.where(inner, sums.ridden(lines.end, slot), own),
        core_weight=np.concatenate([weight[lines.core_edges], *over]),
    )


def _strings(near: list[set[int]]) -> Iterator[list[int]]:
    """Yield each line with the core states at its ends.

    A ring of nothing but line states has one of them taken for a core state.
    """
    inner = {state for state, others in enumerate(near) if len(others) == LINE}
    starts = [state for state in range(len(near)) if state not in inner]
    while True:
        for start in starts:
            for other in sorted(near[start]):
                if other in inner:
                    yield list(_followed(near, inner, start, other))
        if not inner:
            return
        starts = [min(inner)]
        inner.discard(starts[0])


def _followed(near: list[set[int]], inner: set[int], start: int, state: int) -> Iterator[int]:
    """Yield the states of a line from one end to the other, taking them out of ``inner``."""
    before = start
    yield start
    while state in inner:
        yield state
        inner.discard(state)
        (onward,) = near[state] - {before}
        before, state = state, onward
    yield state


def _told(
    strings: list[list[int]],
    ends: Edges,
    places: tuple[Whole, Whole],
    at: dict[tuple[int, int], int],
    spans: tuple[list[int], list[int]],
) -> Lines:
    """Return the lines with their edges and their core."""
    line, slot = places
    first, last = (np.array(each, dtype=np.int64) for each in spans)
    members = np.flatnonzero(line < 0)
    number = np.zeros(len(line), dtype=np.int64)
    number[members] = np.arange(len(members))
    outer = np.array([(states[0], states[-1]) for states in strings], dtype=np.int64)
    inner = line >= 0
    hub, end = (np.repeat(each[:, np.newaxis], 2, axis=1) for each in (number, slot))
    hub[inner] = number[outer.reshape(-1, 2)[line[inner]]]
    end[inner] = np.column_stack([first, last])[line[inner]]
    on_line = [
        (edge, at.get((tail, head), at.get((head, tail), 0)), (tail, head) not in at)
        for edge, (tail, head) in enumerate(ends)
        if (inner[tail] or inner[head]) and tail != head
    ]
    edges, slots, back = (np.array(each, dtype=np.int64) for each in _columns(on_line))
    plain = [edge for edge, (tail, head) in enumerate(ends) if not (inner[tail] or inner[head])]
    pairs = [(int(number[one]), int(number[other])) for one, other in outer.reshape(-1, 2)]
    core_ends = [(int(number[ends[edge][0]]), int(number[ends[edge][1]])) for edge in plain]
    core_ends += [*pairs, *((other, one) for one, other in pairs)]
    return Lines(
        line, slot, end, hub, edges, slots, back, int(last[-1]) + 1 if len(last) else 1,
        len(members), core_ends, np.array(plain, dtype=np.int64), first, last, len(ends),
    )  # fmt: skip


def _columns(rows: list[tuple[int, int, bool]]) -> list[list[int]]:
    return [[int(row[column]) for row in rows] for column in range(3)]
