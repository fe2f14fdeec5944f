"""How long it takes to load trips on the shipped network, beside SciPy's Dijkstra alone.

Run it with ``python benchmarks/flows.py``; it needs scipy. All-or-nothing of 10,000 pairs of
places, from the costs of the links to the loads of every link, is timed in turn with
``scipy.sparse.csgraph.dijkstra`` from every place those trips begin in, which finds the
distances and loads nothing. The order of the states is made once for a network, as SciPy's
sparse matrix is, and stands outside the clock like that; its own time is printed. The
distances are checked to be the same. Time is that of the processor, so that other work on the
machine does not count.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

import corridor as co
from corridor import flows, network
from corridor.flows import core, loading, nets

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 21
PAIRS = 10_000
YEAR = 2023


class Loading:
    """Trips between random places of the multimodal network."""

    def __init__(self) -> None:
        corridor = co.load(geometry=False)
        links = network.links(corridor)
        self.net = nets.net(corridor, links, "multimodal", minimise="time", as_of=None)
        self.weight = [loading.weights(self.net.cost)[link] for link in self.net.graph.link]
        random = np.random.default_rng(1)
        places = np.array([states[0] for states in self.net.states.values()])
        tails, heads = (random.choice(places, 2 * PAIRS) for _ in range(2))
        found = loading.paths(self.net.order, self.weight)
        there = (loading.between(found, tails, heads) < core.NEVER) & (tails != heads)
        self.tails, self.heads = tails[there][:PAIRS], heads[there][:PAIRS]
        self.tonnes = random.uniform(1, 1e6, PAIRS)
        self.starts = np.unique(self.tails)
        count = len(self.net.graph.place)
        ends = (self.net.graph.tail, self.net.graph.head)
        self.matrix = csr_matrix((np.array(self.weight, dtype=float), ends), (count, count))

    def order(self) -> None:
        loading.order(self.net.graph)

    def all_or_nothing(self) -> None:
        found = loading.paths(self.net.order, self.weight)
        loading.load(found, self.tails, self.heads, self.tonnes)

    def scipy_dijkstra(self) -> None:
        dijkstra(self.matrix, indices=self.starts)

    def check(self) -> None:
        """Hold the distances of both against each other."""
        found = loading.paths(self.net.order, self.weight)
        theirs = dijkstra(self.matrix, indices=self.starts)
        row = {start: number for number, start in enumerate(self.starts.tolist())}
        rows = [row[start] for start in self.tails.tolist()]
        ours = loading.between(found, self.tails, self.heads)
        np.testing.assert_allclose(ours, theirs[rows, self.heads], rtol=1e-12)


class Trade:
    """The trade of a year on the shipped network."""

    def __init__(self) -> None:
        self.corridor = co.load(geometry=False)
        self.found = co.assign(self.corridor, year=YEAR)

    def all_or_nothing(self) -> None:
        co.assign(self.corridor, year=YEAR)

    def path_size_logit(self) -> None:
        co.assign(self.corridor, year=YEAR, rule="path-size-logit")

    def capacity(self) -> None:
        co.assign(self.corridor, year=YEAR, rule="capacity")

    def criticality(self) -> None:
        flows.criticality(self.found, YEAR)


def median_ms(works: list[Callable[[], None]], rounds: int) -> list[float]:
    """Return the median time of each, all taken in turn."""
    spent: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, times in zip(works, spent, strict=True):
            start = time.thread_time()
            work()
            times.append(1000 * (time.thread_time() - start))
    return [statistics.median(times) for times in spent]


if __name__ == "__main__":
    case = Loading()
    case.check()
    ours, theirs, order = median_ms([case.all_or_nothing, case.scipy_dijkstra, case.order], ROUNDS)
    print(
        f"{PAIRS:,} pairs all-or-nothing {ours:.1f} ms, SciPy's Dijkstra from their "
        f"{len(case.starts)} origins {theirs:.1f} ms, ratio {ours / theirs:.2f}; with the order of "
        f"the network ({order:.1f} ms) {(ours + order) / theirs:.2f}"
    )
    trade = Trade()
    works = [trade.all_or_nothing, trade.path_size_logit, trade.capacity, trade.criticality]
    for work, spent in zip(works, median_ms(works, 3), strict=True):
        print(f"{work.__name__.replace('_', ' ')} of {YEAR}: {spent:,.0f} ms")
