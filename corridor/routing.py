"""Best paths over a graph: the best, the next best, those that really differ, those no other beats.

Paths are lists of edges. Costs are tuples of whole numbers compared in order, so sums
are exact and a tie is a tie: then the edges that come first in the graph win, and the
same graph gives the same path. Nothing here knows what a place, a mode or an hour is.
"""

from __future__ import annotations

import heapq
from itertools import count as counting
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from corridor.errors import NoRouteError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from corridor.network import Graph

Cost = tuple[int, ...]

# Two routes that share more than this of the shorter one's length are one route with a
# detour. The usual bounds are 0.5 to 0.8 (Chondrogiannis et al. 2020, VLDB Journal 29).
MOST_SHARED = 0.8


class _Barred(NamedTuple):
    """Edges and states that a search may not use."""

    edges: Collection[int] = ()
    states: Collection[int] = ()


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


class Sameness(NamedTuple):
    """When two paths are one route with a detour.

    ``km`` is the length of each link, ``same`` what it runs on (links with the same mark
    share their kilometres), ``most_shared`` the share of the shorter path's kilometres
    that two may have in common.
    """

    km: Sequence[float]
    same: Sequence[object]
    most_shared: float = MOST_SHARED


def alternatives(graph: Graph, cost: Sequence[Cost], way: Sameness, count: int) -> list[list[int]]:
    """Return up to ``count`` paths that differ, cheapest first, the best path among them.

    A candidate is the cheapest path through one edge, for each edge of the graph. In
    order of cost it is taken if it comes by no place twice and shares at most
    ``way.most_shared`` of the shorter one's kilometres with each path taken before. The very
    next best paths, of which most differ by a bend, are those of ``ranked``.

    Parameters
    ----------
    graph, cost
        As for ``shortest``.
    way
        When two paths are the same route.
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
    differs = _differing(graph, way)
    for path in _through_each_edge(graph, cost) if count > 1 else ():
        if len(taken) >= count:
            break
        if _simple(graph, path) and all(differs(path, other) for other in taken):
            taken.append(path)
    return taken


def ranked(graph: Graph, cost: Sequence[Cost], count: int) -> list[list[int]]:
    """Return the ``count`` cheapest paths that come by no place twice, cheapest first.

    Parameters
    ----------
    graph, cost
        As for ``shortest``.
    count
        How many at most, 1 or more; fewer come back where there are fewer.

    Raises
    ------
    NoRouteError
        If no path leads there.

    References
    ----------
    Yen 1971, Finding the K shortest loopless paths in a network, Management Science 17.
    """
    paths = (path for path in _next_best(graph, cost) if _simple(graph, path))
    if not (found := list(islice(paths, count))):
        raise NoRouteError("no path leads from a start to an end")
    return found


def pareto(graph: Graph, cost: Sequence[Cost]) -> list[list[int]]:
    """Return the paths that no other beats in every component of the cost.

    Parameters
    ----------
    graph
        States and edges.
    cost
        Of each link: a tuple of whole numbers, none negative, a component a measure.

    Returns
    -------
    list of list of int
        The exact set, sorted by cost; of paths that cost the same in all components one.

    Raises
    ------
    NoRouteError
        If no path leads there.

    References
    ----------
    Mandow and Pérez de la Cruz 2010, Multiobjective A* search with consistent
    heuristics, Journal of the ACM 57: labels leave the heap in the order of their bound,
    so one that no earlier label beats stays unbeaten.
    """
    least = _bounds(graph, cost)
    order = counting()
    heap = [
        (least[start], next(order), _Label(_nothing(cost), start, None, None))
        for start in sorted(set(graph.starts) & least.keys())
    ]
    if not heap:
        raise NoRouteError("no path leads from a start to an end")
    heapq.heapify(heap)
    unbeaten: dict[int, list[Cost]] = {}
    arrived: list[_Label] = []
    edges_at, ends = _edges_at(graph.tail), set(graph.ends)
    while heap:
        bound, _, label = heapq.heappop(heap)
        before = unbeaten.setdefault(label.state, [])
        if _beaten(label.cost, before) or _beaten(bound, (other.cost for other in arrived)):
            continue
        before.append(label.cost)
        if label.state in ends:
            arrived.append(label)
            continue
        for edge in edges_at.get(label.state, ()):
            state, total = graph.head[edge], _sum(label.cost, cost[graph.link[edge]])
            if state in least and not _beaten(total, unbeaten.get(state, ())):
                ahead = _sum(total, least[state])
                heapq.heappush(heap, (ahead, next(order), _Label(total, state, edge, label)))
    return [_traced(label) for label in sorted(arrived, key=lambda label: label.cost)]


class _Label(NamedTuple):
    """One way to a state: its cost, the edge it came by and the label before."""

    cost: Cost
    state: int
    edge: int | None
    before: _Label | None


def _traced(label: _Label | None) -> list[int]:
    path = []
    while label is not None and label.edge is not None:
        path.append(label.edge)
        label = label.before
    return path[::-1]


def _bounds(graph: Graph, cost: Sequence[Cost]) -> dict[int, Cost]:
    """Return the least that each component still takes from each state that leads to an end."""
    parts = [[(figure,) for figure in component] for component in zip(*cost, strict=True)]
    trees = [_grow(graph, part, graph.ends, forward=False).cost for part in parts]
    return {state: tuple(tree[state][0] for tree in trees) for state in (trees or [{}])[0]}


def _beaten(cost: Cost, others: Iterable[Cost]) -> bool:
    """Whether one of the others is no dearer in any component."""
    return any(all(map(int.__le__, other, cost)) for other in others)


def _next_best(graph: Graph, cost: Sequence[Cost]) -> Iterator[list[int]]:
    """Yield paths that pass no state twice, cheapest first, by Yen's deviations."""
    taken: list[list[int]] = []
    waiting: list[tuple[Cost, list[int]]] = []
    known: set[tuple[int, ...]] = set()

    def offer(root: list[int], roots: list[int], barred: _Barred) -> None:
        tree = _grow(graph, cost, roots, forward=True, barred=barred)
        ends = [state for state in graph.ends if state in tree.cost]
        if not ends:
            return
        path = [*root, *_back(graph, tree, min(ends, key=tree.cost.__getitem__))]
        if tuple(path) not in known:
            known.add(tuple(path))
            total = _nothing(cost)
            for edge in path:
                total = _sum(total, cost[graph.link[edge]])
            heapq.heappush(waiting, (total, path))

    offer([], graph.starts, _Barred())
    while waiting:
        _, path = heapq.heappop(waiting)
        if not path:  # a start is an end: nothing to deviate from
            yield path
            return
        taken.append(path)
        yield path
        begun = {graph.tail[other[0]] for other in taken}
        offer([], [start for start in graph.starts if start not in begun], _Barred())
        for at, edge in enumerate(path):
            root = path[:at]
            left = {other[at] for other in taken if other[:at] == root and len(other) > at}
            passed = {graph.tail[one] for one in root}
            offer(root, [graph.tail[edge]], _Barred(left, passed))


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


def _differing(graph: Graph, way: Sameness) -> Callable[[list[int], list[int]], bool]:
    def length(links: list[int]) -> float:
        return sum(way.km[link] for link in links)

    def differs(path: list[int], other: list[int]) -> bool:
        mine, theirs = ([graph.link[edge] for edge in edges] for edges in (path, other))
        run_on = {way.same[link] for link in theirs}
        shared = length([link for link in mine if way.same[link] in run_on])
        return mine != theirs and shared <= way.most_shared * min(length(mine), length(theirs))

    return differs


def _simple(graph: Graph, path: list[int]) -> bool:
    """Whether the path comes by no place twice; a change of state at a place is no return."""
    places = [graph.place[graph.tail[path[0]]], *(graph.place[graph.head[edge]] for edge in path)]
    visits = [place for place, last in zip(places[1:], places, strict=False) if place != last]
    return len({places[0], *visits}) == len(visits) + 1


def _grow(
    graph: Graph,
    cost: Sequence[Cost],
    roots: list[int],
    *,
    forward: bool,
    barred: _Barred = _Barred(),  # noqa: B008 - nothing is barred, and it cannot change
) -> _Tree:
    """Dijkstra's tree from ``roots`` along the edges, or against them, past what is barred."""
    near, far = (graph.tail, graph.head) if forward else (graph.head, graph.tail)
    edges_at = _edges_at(near)
    nothing = _nothing(cost)
    tree = _Tree(dict.fromkeys(roots, nothing), {})
    done = set()
    heap = [(nothing, root) for root in sorted(roots)]
    while heap:
        so_far, state = heapq.heappop(heap)
        if state in done:
            continue
        done.add(state)
        for edge in edges_at.get(state, ()):
            if edge in barred.edges or far[edge] in barred.states:
                continue
            total = _sum(so_far, cost[graph.link[edge]])
            if far[edge] not in tree.cost or total < tree.cost[far[edge]]:
                tree.cost[far[edge]], tree.edge[far[edge]] = total, edge
                heapq.heappush(heap, (total, far[edge]))
    return tree


def _edges_at(ends: Sequence[int]) -> dict[int, list[int]]:
    """Return the edges at each state, in order, by one of their ends."""
    edges: dict[int, list[int]] = {}
    for edge, state in enumerate(ends):
        edges.setdefault(state, []).append(edge)
    return edges


def _nothing(cost: Sequence[Cost]) -> Cost:
    return (0,) * len(cost[0]) if cost else (0,)


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
