"""Route choice and capacity restraint, by hand and by their properties."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.flows import choice, equilibrium
from corridor.flows.core import Figures
from corridor.flows.equilibrium import Delays

paths = st.lists(
    st.tuples(st.frozensets(st.integers(0, 8), min_size=1, max_size=5), st.floats(1, 1e3)),
    min_size=1,
    max_size=6,
)
KM = [10.0 * (link + 1) for link in range(9)]


@given(paths, st.floats(0.01, 2))
def test_path_size_logit_shares_add_up_to_one(
    drawn: list[tuple[frozenset[int], float]], spread: float
) -> None:
    links = [sorted(path) for path, _ in drawn]
    size = choice.sizes(links, [[KM[link] for link in path] for path in links])
    assert all(0 < one <= 1 + 1e-12 for one in size)
    shares = choice.shares([cost for _, cost in drawn], size, spread)
    assert sum(shares) == pytest.approx(1, abs=1e-12)
    assert min(shares) >= 0


@given(paths, st.floats(0.05, 2))
def test_path_size_logit_follows_the_published_formula(
    drawn: list[tuple[frozenset[int], float]], spread: float
) -> None:
    links, cost = [sorted(path) for path, _ in drawn], [cost for _, cost in drawn]
    theta = 1 / (spread * min(cost))
    utility = []
    for path, dear in zip(links, cost, strict=True):
        length = sum(KM[link] for link in path)
        own = sum(KM[link] / length / sum(link in other for other in links) for link in path)
        utility.append(-theta * (dear - min(cost)) + math.log(own))
    whole = sum(map(math.exp, utility))
    expected = [math.exp(one) / whole for one in utility]
    size = choice.sizes(links, [[KM[link] for link in path] for path in links])
    assert choice.shares(cost, size, spread) == pytest.approx(expected, rel=1e-9)


def test_two_routes_of_one_cost_share_alike_and_a_tenth_dearer_is_e_times_rarer() -> None:
    apart = choice.sizes([[1], [2]], [[10.0], [10.0]])
    assert choice.shares([5, 5], apart, 0.1) == [0.5, 0.5]
    first, second = choice.shares([100, 110], apart, 0.1)
    assert first / second == pytest.approx(math.e)


def test_a_route_written_down_twice_counts_once() -> None:
    size = choice.sizes([[1], [2], [2]], [[10.0], [10.0], [10.0]])
    assert size == [1, 0.5, 0.5]
    assert choice.shares([7, 7, 7], size, 0.1) == [0.5, 0.25, 0.25]


def test_links_without_length_take_no_part_in_the_size_of_a_path() -> None:
    assert choice.sizes([["border", "a"], ["border", "b"]], [[0.0, 5.0], [0.0, 5.0]]) == [1, 1]
    assert choice.sizes([["border"]], [[0.0]]) == [1]
    assert choice.shares([0, 4], [1, 1], 0.1) == [1, 0]


def two_roads(demand: float, full_t: float) -> tuple[equilibrium.Load, Delays]:
    """Return trips over a border of 10 h and a limited capacity, or round it in 12 h."""

    def load(hours: Figures) -> Figures:
        loads = np.zeros((2, 2))
        loads[:, int(np.argmin(hours))] = [demand, 2 * demand]
        return loads

    group = np.array([0, -1], dtype=np.int64)
    return load, Delays(group, np.array([10.0]), np.array([full_t]), 0.15, 4.0)


def test_at_equilibrium_the_full_border_takes_as_long_as_the_way_round() -> None:
    load, delays = two_roads(demand=300, full_t=100)
    found = equilibrium.solve(load, np.array([10.0, 12.0]), delays, 1e-9, 500)
    # 10 (1 + 0.15 use**4) = 12 where use = (2 / 1.5) ** (1/4)
    at_border = 100 * (2 / 1.5) ** 0.25
    assert found.gap <= 1e-9
    assert found.loads[0] == pytest.approx([at_border, 300 - at_border], rel=1e-6)
    assert found.loads[1] == pytest.approx(2 * found.loads[0])


def test_an_empty_border_delays_nobody_and_all_go_the_short_way() -> None:
    load, delays = two_roads(demand=1, full_t=1e6)
    found = equilibrium.solve(load, np.array([10.0, 12.0]), delays, 1e-4, 500)
    assert (found.rounds, found.loads[0].tolist()) == (0, [1, 0])


def test_a_gap_that_is_not_reached_is_said() -> None:
    load, delays = two_roads(demand=300, full_t=100)
    found = equilibrium.solve(load, np.array([10.0, 12.0]), delays, 1e-4, 0)
    assert found.gap > 1e-4
    assert found.rounds == 0


@given(
    st.lists(st.tuples(st.floats(5, 30), st.floats(1e4, 1e6)), min_size=2, max_size=5),
    st.lists(
        st.tuples(st.sets(st.integers(0, 4), min_size=1), st.floats(1e4, 1e6)),
        min_size=1,
        max_size=5,
    ),
)
def test_capacity_reaches_its_gap_and_loses_no_tonne(
    borders: list[tuple[float, float]], demands: list[tuple[set[int], float]]
) -> None:
    hours = np.array([free for free, _ in borders])
    full_t = np.array([full for _, full in borders])
    delays = Delays(np.arange(len(borders)), hours, full_t, 0.15, 4.0)

    def load(now: Figures) -> Figures:
        loads = np.zeros((1, len(borders)))
        for allowed, tonnes in demands:
            open_ = sorted({one % len(borders) for one in allowed})
            loads[0, min(open_, key=now.__getitem__)] += tonnes
        return loads

    found = equilibrium.solve(load, hours, delays, 1e-4, 2000)
    assert found.gap <= 1e-4
    assert found.loads.min() >= 0
    assert found.loads.sum() == pytest.approx(sum(tonnes for _, tonnes in demands))
