"""All-or-nothing loading, held against searching every path."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import corridor as co
from corridor import network, routing, study
from corridor.flows import core, loading
from corridor.network import Graph
from corridor.tables import Mode

Edge = tuple[int, int, int]
STATES = 6


def graph(edges: list[Edge]) -> Graph:
    """Return a graph of ``STATES`` states, each its own place; edge i uses link i."""
    return Graph(
        tail=[tail for tail, _, _ in edges],
        head=[head for _, head, _ in edges],
        link=list(range(len(edges))),
        place=[(0, str(state)) for state in range(STATES)],
        starts=[],
        ends=[],
    )


def brute(edges: list[Edge], start: int, end: int) -> list[tuple[int, list[int]]]:
    """Return every path that comes by no state twice, with its weight."""
    found, open_ = [], [(start, {start}, 0, list[int]())]
    while open_:
        at, been, weight, path = open_.pop()
        if at == end:
            found.append((weight, path))
            continue
        open_ += [
            (head, been | {head}, weight + heavy, [*path, number])
            for number, (tail, head, heavy) in enumerate(edges)
            if tail == at and head not in been
        ]
    return found


def solved(edges: list[Edge]) -> loading.Paths:
    return loading.paths(loading.order(graph(edges)), [weight for _, _, weight in edges])


states = st.integers(0, STATES - 1)
networks = st.lists(st.tuples(states, states, st.integers(1, 9)), min_size=1, max_size=16)
trips = st.lists(st.tuples(states, states, st.floats(0.1, 1e6)), min_size=1, max_size=8)


@given(networks, trips)
def test_each_trip_goes_whole_on_a_path_than_which_no_other_is_lighter(
    edges: list[Edge], wanted: list[tuple[int, int, float]]
) -> None:
    found = solved(edges)
    passed = np.zeros(len(edges))
    served = []
    for start, end, amount in wanted:
        best = min((weight for weight, _ in brute(edges, start, end)), default=core.NEVER)
        one, other = np.array([start]), np.array([end])
        assert loading.between(found, one, other)[0] == best
        if best == core.NEVER:
            continue
        path = loading.path(found, start, end)
        assert sum(edges[edge][2] for edge in path) == best
        ends = [start, *(edges[edge][1] for edge in path)]
        assert ends[-1] == end
        assert [edges[edge][:2] for edge in path] == list(pairwise(ends))
        passed[path] += amount
        served.append((start, end, amount))
    tails, heads = (np.array([trip[end] for trip in served], dtype=np.int64) for end in (0, 1))
    amounts = np.array([trip[2] for trip in served])
    # Loads along a line are differences of running sums: exact to the rounding of the whole.
    rounding = 1e-12 * amounts.sum()
    loads = loading.load(found, tails, heads, amounts)
    np.testing.assert_allclose(loads, passed, rtol=0, atol=rounding)


@given(networks, trips)
def test_what_comes_to_a_state_leaves_it_again_or_ends_there(
    edges: list[Edge], wanted: list[tuple[int, int, float]]
) -> None:
    found = solved(edges)
    tails, heads = (np.array([trip[end] for trip in wanted]) for end in (0, 1))
    there = loading.between(found, tails, heads) < core.NEVER
    amounts = np.array([trip[2] for trip in wanted])[there]
    passed = loading.load(found, tails[there], heads[there], amounts)
    surplus = np.zeros(STATES)
    np.add.at(surplus, [tail for tail, _, _ in edges], -passed)
    np.add.at(surplus, [head for _, head, _ in edges], passed)
    np.add.at(surplus, tails[there], amounts)
    np.add.at(surplus, heads[there], -amounts)
    assert np.abs(surplus).max() <= 1e-12 * max(amounts.sum(), 1.0)


def test_an_edge_that_is_not_there_carries_nothing() -> None:
    edges = [(0, 1, 1), (1, 2, 1), (0, 2, 5)]
    order = loading.order(graph(edges))
    start, end = np.array([0]), np.array([2])
    whole = loading.paths(order, [1, 1, 5])
    broken = loading.paths(order, [1, core.NEVER, 5])
    assert loading.load(whole, start, end, np.array([7.0])).tolist() == [7, 7, 0]
    assert loading.load(broken, start, end, np.array([7.0])).tolist() == [0, 0, 7]


def test_ties_go_to_the_shorter_path_and_then_to_fewer_links() -> None:
    hour, km = loading.MILLION, loading.MILLION
    shorter, longer = loading.weights([(hour, 3 * km, 1), (hour, 4 * km, 1)])
    assert shorter < longer
    assert loading.weights([(hour, 0, 1)]) < loading.weights([(hour, 0, 2)])
    assert loading.weights([(hour, 9_000 * km, 300)]) < loading.weights([(hour + 1, 0, 1)])


@pytest.mark.parametrize("mode", ["rail", "road", "multimodal"])
def test_on_the_shipped_network_distances_are_those_of_one_search_each(mode: Mode) -> None:
    corridor = co.load(geometry=False)
    asked = co.Request(origin="Minsk", destination="Karachi", mode=mode)
    request = study.named(corridor, asked)
    links = network.links(corridor)
    usable = links[network.obstacles(links, corridor, request) == ""].reset_index(drop=True)
    there = network.graph(usable, request)
    cost = network.costs(usable, "time")
    weight = loading.weights(cost)
    found = loading.paths(loading.order(there), [weight[link] for link in there.link])
    alone = [(one,) for one in weight]
    for start in range(0, len(there.place), 25):
        from_here = Graph(there.tail, there.head, there.link, there.place, [start], [])
        reached = routing.reached(from_here, alone)
        every = np.arange(len(there.place))
        mine = loading.between(found, np.full(len(every), start), every)
        theirs = [reached.get(state, (core.NEVER,))[0] for state in every.tolist()]
        assert mine.tolist() == theirs
