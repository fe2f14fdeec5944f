"""Best paths over a graph, and alternatives that really differ from them.

Paths are lists of edges. Costs are tuples of whole numbers compared in order, so sums
are exact and a tie is a tie: then the edges that come first in the graph win, and the
same graph gives the same path. Nothing here knows what a place, a mode or an hour is.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, NamedTuple

from corridor.errors import NoRouteError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corridor.network import Graph

Cost = tuple[int, ...]

# Two routes that share more than this of the shorter one's length are one route with a
# detour. The usual bounds are 0.5 to 0.8 (Chondrogiannis et al. 2020, VLDB Journal 29).
MOST_SHARED = 0.8


class _Tree(NamedTuple):
    """Cost of each state reached from the roots, and the edge it was reached by."""

    cost: dict[int, Cost]
    edge: dict[int, int]


def shortest(graph: Graph, cost: Sequence[Cost]) -> list[int]:
    """Return the cheapest path from any start to any end.

    Parameters
    ----------
    graph
        States and edges.
    cost
        Of each link: a tuple of whole numbers, none negative, all of one length.

    Returns
    -------
    list of int
        Edges in order of travel; empty where a start is an end.

    Raises
    ------
    NoRouteError
        If no path leads there.
    """
    tree = _grow(graph, cost, graph.starts, forward=True)
    ends = [state for state in graph.ends if state in tree.cost]
    if not ends:
        raise NoRouteError("no path leads from a start to an end")
    return _back(graph, tree, min(ends, key=tree.cost.__getitem__))


def reached(graph: Graph, cost: Sequence[Cost]) -> dict[int, Cost]:
    """Return every state a trip from the starts can reach, and the least cost of it."""
    return _grow(graph, cost, graph.starts, forward=True).cost


def alternatives(
    graph: Graph, cost: Sequence[Cost], km: Sequence[float], same: Sequence[object], count: int
) -> list[list[int]]:
    """Return up to ``count`` paths that differ, cheapest first, the best path among them.

    A candidate is the cheapest path through one edge, for each edge of the graph. In
    order of cost it is taken if it comes by no place twice and shares at most
    ``MOST_SHARED`` of the shorter one's kilometres with each path taken before.

    Parameters
    ----------
    graph, cost
        As for ``shortest``.
    km
        Length of each link [km].
    same
        What each link runs on; links with the same mark share their kilometres.
    count
        How many paths to return at most, 1 or more.

    Returns
    -------
    list of list of int
        Paths, one at least.

    Raises
    ------
    NoRouteError
        If no path leads there.

    References
    ----------
    Abraham, Delling, Goldberg and Werneck 2013, Alternative routes in road networks,
    ACM Journal of Experimental Algorithmics 18 (single-via paths).
    """
    taken = [shortest(graph, cost)]
    differs = _differing(graph, km, same)
    for path in _through_each_edge(graph, cost) if count > 1 else ():
        if len(taken) >= count:
            break
        if _simple(graph, path) and all(differs(path, other) for other in taken):
            taken.append(path)
    return taken


def _through_each_edge(graph: Graph, cost: Sequence[Cost]) -> Iterator[list[int]]:
    there = _grow(graph, cost, graph.starts, forward=True)
    onward = _grow(graph, cost, graph.ends, forward=False)
    through = [
        (_sum(_sum(there.cost[tail], cost[graph.link[edge]]), onward.cost[head]), edge)
        for edge, (tail, head) in enumerate(zip(graph.tail, graph.head, strict=True))
        if tail in there.cost and head in onward.cost
    ]
    for _, edge in sorted(through):
        before = _back(graph, there, graph.tail[edge])
        yield [*before, edge, *_ahead(graph, onward, graph.head[edge])]


def _differing(
    graph: Graph, km: Sequence[float], same: Sequence[object]
) -> Callable[[list[int], list[int]], bool]:
    def length(links: list[int]) -> float:
        return sum(km[link] for link in links)

    def differs(path: list[int], other: list[int]) -> bool:
        mine, theirs = ([graph.link[edge] for edge in edges] for edges in (path, other))
        run_on = {same[link] for link in theirs}
        shared = length([link for link in mine if same[link] in run_on])
        return mine != theirs and shared <= MOST_SHARED * min(length(mine), length(theirs))

    return differs


def _simple(graph: Graph, path: list[int]) -> bool:
    """Whether the path comes by no place twice; a change of state at a place is no return."""
    places = [graph.place[graph.tail[path[0]]], *(graph.place[graph.head[edge]] for edge in path)]
    visits = [place for place, last in zip(places[1:], places, strict=False) if place != last]
    return len({places[0], *visits}) == len(visits) + 1


def _grow(graph: Graph, cost: Sequence[Cost], roots: list[int], *, forward: bool) -> _Tree:
    """Dijkstra's tree from ``roots`` along the edges, or against them."""
    near, far = (graph.tail, graph.head) if forward else (graph.head, graph.tail)
    edges_at: dict[int, list[int]] = {}
    for edge, state in enumerate(near):
        edges_at.setdefault(state, []).append(edge)
    nothing = (0,) * len(cost[0]) if cost else (0,)
    tree = _Tree(dict.fromkeys(roots, nothing), {})
    done = set()
    heap = [(nothing, root) for root in sorted(roots)]
    while heap:
        so_far, state = heapq.heappop(heap)
        if state in done:
            continue
        done.add(state)
        for edge in edges_at.get(state, ()):
            total = _sum(so_far, cost[graph.link[edge]])
            if far[edge] not in tree.cost or total < tree.cost[far[edge]]:
                tree.cost[far[edge]], tree.edge[far[edge]] = total, edge
                heapq.heappush(heap, (total, far[edge]))
    return tree


def _sum(one: Cost, other: Cost) -> Cost:
    return tuple(map(int.__add__, one, other))


def _back(graph: Graph, tree: _Tree, state: int) -> list[int]:
    path = []
    while state in tree.edge:
        path.append(tree.edge[state])
        state = graph.tail[path[-1]]
    return path[::-1]


def _ahead(graph: Graph, tree: _Tree, state: int) -> list[int]:
    path = []
    while state in tree.edge:
        path.append(tree.edge[state])
        state = graph.head[path[-1]]
    return path
