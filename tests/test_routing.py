"""Best and alternative paths, held against counting every path."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor import routing
from corridor.errors import NoRouteError
from corridor.network import Graph

STATES = 6


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Graph, list[tuple[int, ...]]]:
    """Return a random graph of a few states, and costs without ties."""
    pairs = st.tuples(st.integers(0, STATES - 1), st.integers(0, STATES - 1))
    ends = draw(st.lists(pairs.filter(lambda p: p[0] != p[1]), min_size=1, max_size=12))
    # Powers of two: no two different sets of edges cost the same.
    order = draw(st.permutations(range(len(ends))))
    graph = Graph(
        tail=[tail for tail, _ in ends],
        head=[head for _, head in ends],
        link=list(range(len(ends))),
        place=[(0, f"p{state}") for state in range(STATES)],
        starts=[0],
        ends=[STATES - 1],
    )
    return graph, [(2**power, 1) for power in order]


def paths(graph: Graph, start: int, end: int) -> list[list[int]]:
    """Return every path that comes by no state twice."""
    found = []

    def walk(state: int, seen: frozenset[int], path: list[int]) -> None:
        if state == end:
            found.append(path)
            return
        for edge, tail in enumerate(graph.tail):
            head = graph.head[edge]
            if tail == state and head not in seen:
                walk(head, seen | {head}, [*path, edge])

    walk(start, frozenset({start}), [])
    return found


def total(cost: list[tuple[int, ...]], path: list[int]) -> int:
    return sum(cost[edge][0] for edge in path)


def even(cost: list[tuple[int, ...]]) -> routing.Sameness:
    """Return edges of one kilometre, each on a line of its own."""
    return routing.Sameness([1.0] * len(cost), list(range(len(cost))))


def shared(path: list[int], other: list[int]) -> float:
    """Return what two paths of one-kilometre edges share of the shorter one."""
    return len(set(path) & set(other)) / min(len(path), len(other))


@given(graphs())
def test_the_best_path_is_the_cheapest_of_all(case: tuple[Graph, list[tuple[int, ...]]]) -> None:
    graph, cost = case
    every = paths(graph, 0, STATES - 1)
    if every:
        assert routing.shortest(graph, cost) == min(every, key=lambda path: total(cost, path))
    else:
        with pytest.raises(NoRouteError):
            routing.shortest(graph, cost)


@given(graphs(), st.integers(1, 4))
def test_alternatives_are_the_best_paths_through_each_edge_that_differ(
    case: tuple[Graph, list[tuple[int, ...]]], count: int
) -> None:
    graph, cost = case
    if not paths(graph, 0, STATES - 1):
        return

    def cheapest(start: int, end: int) -> list[int] | None:
        return min(paths(graph, start, end), key=lambda path: total(cost, path), default=None)

    candidates = []
    for edge in range(len(cost)):
        there, onward = cheapest(0, graph.tail[edge]), cheapest(graph.head[edge], STATES - 1)
        if there is not None and onward is not None:
            candidates.append([*there, edge, *onward])
    expected: list[list[int]] = []
    for path in sorted(candidates, key=lambda path: total(cost, path)):
        visited = [0, *(graph.head[edge] for edge in path)]
        loopless = len(set(visited)) == len(visited)
        if loopless and all(shared(path, other) <= routing.MOST_SHARED for other in expected):
            expected.append(path)
    found = routing.alternatives(graph, cost, even(cost), count)
    assert found == expected[:count]


@given(graphs())
def test_alternatives_come_in_order_of_cost_without_loops(
    case: tuple[Graph, list[tuple[int, ...]]],
) -> None:
    graph, cost = case
    every = paths(graph, 0, STATES - 1)
    if not every:
        return
    found = routing.alternatives(graph, cost, even(cost), 9)
    assert all(total(cost, one) <= total(cost, other) for one, other in pairwise(found))
    assert all(path in every for path in found)


@given(graphs())
def test_reached_holds_every_state_a_path_leads_to(
    case: tuple[Graph, list[tuple[int, ...]]],
) -> None:
    graph, cost = case
    least = {
        state: min(total(cost, path) for path in every)
        for state in range(STATES)
        if (every := paths(graph, 0, state))
    }
    assert {state: so_far[0] for state, so_far in routing.reached(graph, cost).items()} == least


def test_of_two_paths_that_cost_the_same_the_first_edge_wins() -> None:
    graph = Graph([0, 0], [1, 1], [0, 1], [(0, "a"), (0, "b")], [0], [1])
    assert routing.shortest(graph, [(5, 1), (5, 1)]) == [0]
    assert routing.shortest(graph, [(5, 2), (5, 1)]) == [1]


def test_a_start_that_is_an_end_needs_no_edge() -> None:
    graph = Graph([0], [1], [0], [(0, "a"), (0, "b")], [0], [0, 1])
    assert routing.shortest(graph, [(1, 1)]) == []


@given(graphs(), st.integers(1, 12))
def test_the_next_best_paths_are_those_that_counting_every_path_gives(
    case: tuple[Graph, list[tuple[int, ...]]], count: int
) -> None:
    graph, cost = case
    every = sorted(paths(graph, 0, STATES - 1), key=lambda path: total(cost, path))
    if every:
        assert routing.ranked(graph, cost, count) == every[:count]
    else:
        with pytest.raises(NoRouteError):
            routing.ranked(graph, cost, count)


several = st.lists(st.tuples(*[st.integers(0, 6)] * 3), min_size=12, max_size=12)


@given(graphs(), several, st.sampled_from([1, 2, 3]))
def test_the_unbeaten_paths_are_those_that_comparing_every_path_gives(
    case: tuple[Graph, list[tuple[int, ...]]], figures: list[tuple[int, ...]], measures: int
) -> None:
    graph, _ = case
    cost = [figure[:measures] for figure in figures[: len(graph.link)]]
    sums = {
        tuple(sum(cost[edge][part] for edge in path) for part in range(measures))
        for path in paths(graph, 0, STATES - 1)
    }
    unbeaten = sorted(
        one
        for one in sums
        if not any(
            other != one and all(a <= b for a, b in zip(other, one, strict=True)) for other in sums
        )
    )
    if not sums:
        with pytest.raises(NoRouteError):
            routing.pareto(graph, cost)
        return
    found = [
        tuple(sum(cost[edge][part] for edge in path) for part in range(measures))
        for path in routing.pareto(graph, cost)
    ]
    assert found == unbeaten


def test_a_trip_may_begin_in_any_of_several_states_and_end_in_any() -> None:
    # From a or b to c: a-c costs 5, b-c 3; the next best path begins elsewhere.
    graph = Graph([0, 1], [2, 2], [0, 1], [(0, "a"), (0, "b"), (0, "c")], [0, 1], [2])
    assert routing.ranked(graph, [(5, 1), (3, 1)], 5) == [[1], [0]]
    assert routing.pareto(graph, [(5, 1), (3, 2)]) == [[1], [0]]
    assert routing.pareto(graph, [(5, 1), (5, 1)]) == [[0]]
