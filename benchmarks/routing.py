"""How long the model takes beside named peers, on the shipped corridor.

Run it with ``python benchmarks/routing.py``; it needs networkx. Each figure is the median
of several rounds taken in turn with its peer, and the ratio is what matters: above 1 we
are slower. Set-up stands outside the clock.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import networkx as nx

import corridor as co
from corridor import network, routing, study

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 11
COUNT = 5


class Routing:
    """Minsk to Karachi over the shipped network: the best path, and five alternatives."""

    def __init__(self) -> None:
        self.corridor = co.load(geometry=False)
        asked = co.Request(origin="Minsk", destination="Karachi")
        self.request = study.named(self.corridor, asked)
        links = network.links(self.corridor)
        free = network.obstacles(links, self.corridor, self.request) == ""
        self.usable = links[free].reset_index(drop=True)
        self.graph = network.graph(self.usable, self.request)
        self.cost = network.costs(self.usable, "time")
        self.peer = nx.DiGraph()
        for edge, link in enumerate(self.graph.link):
            ends = self.graph.tail[edge], self.graph.head[edge]
            self.peer.add_edge(*ends, weight=self.cost[link][0])
        for state in self.graph.starts:
            self.peer.add_edge("start", state, weight=0)
        for state in self.graph.ends:
            self.peer.add_edge(state, "end", weight=0)

    def best(self) -> None:
        routing.shortest(self.graph, self.cost)

    def networkx_best(self) -> None:
        nx.dijkstra_path(self.peer, "start", "end")

    def alternatives(self) -> None:
        km, same = self.usable["distance_km"].tolist(), self.usable["id"].tolist()
        routing.alternatives(self.graph, self.cost, routing.Sameness(km, same), COUNT)

    def networkx_simple_paths(self) -> None:
        paths = nx.shortest_simple_paths(self.peer, "start", "end", weight="weight")
        for _ in zip(range(COUNT), paths, strict=False):
            pass


class Process:
    """A whole process, from the shell and back."""

    def metrics(self) -> None:
        _run("-m", "corridor", "metrics")

    def import_pandas(self) -> None:
        _run("-c", "import pandas")


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)


def compare(ours: Callable[[], None], peer: Callable[[], None]) -> None:
    """Time both in turn and print their medians and ratio."""
    spent: dict[str, list[float]] = {ours.__qualname__: [], peer.__qualname__: []}
    for _ in range(ROUNDS):
        for work in (ours, peer):
            start = time.perf_counter()
            work()
            spent[work.__qualname__].append(1000 * (time.perf_counter() - start))
    (name, mine), (other, theirs) = (
        (label, statistics.median(times)) for label, times in spent.items()
    )
    print(f"{name} {mine:.1f} ms, {other} {theirs:.1f} ms, ratio {mine / theirs:.2f}")


if __name__ == "__main__":
    case, process = Routing(), Process()
    compare(case.best, case.networkx_best)
    compare(case.alternatives, case.networkx_simple_paths)
    compare(process.metrics, process.import_pandas)
