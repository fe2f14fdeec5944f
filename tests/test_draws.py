"""Sums of lognormal parts: reproducible, with the moments of their parts."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor import draws
from corridor.draws import Part, Plan

# Three parts of mean 10, 20 and 30 h, the third correlated with the second; on one day in
# four the trip diverts, which doubles the first part, drops the third and adds one of 5 h.
MAIN = (
    Part(0.5, math.log(10) - 0.125, with_previous=False, changes=(1.0,)),
    Part(0.2, math.log(20) - 0.02, with_previous=False, changes=(0.0,)),
    Part(0.4, math.log(30) - 0.08, with_previous=True, changes=(-1.0,)),
)
OWN = ((Part(0.3, math.log(5) - 0.045, with_previous=False),),)
WAY = np.array([0, 0, 0, 1])
BASE = np.array([0, 0, 7, 0], dtype=np.float32)
PLAN = Plan(MAIN, OWN, WAY, BASE, BASE + WAY > 0, 0.6)


@settings(max_examples=25)
@given(
    count=st.integers(1, 50_000),
    chunk=st.integers(1, 80_000),
    workers=st.integers(1, 4),
    seed=st.integers(0, 2**64),
)
def test_the_same_seed_gives_the_same_hours_however_the_work_is_cut(
    count: int, chunk: int, workers: int, seed: int
) -> None:
    hours, met = draws.totals(PLAN, count, seed)
    again, met_again = draws.totals(PLAN, count, seed, workers=workers, chunk=chunk)
    assert hours.tobytes() == again.tobytes()
    assert met.tobytes() == met_again.tobytes()
    fewer, _ = draws.totals(PLAN, max(count // 2, 1), seed)
    assert fewer.tobytes() == hours[: len(fewer)].tobytes()


def test_another_seed_gives_other_hours() -> None:
    one, other = (draws.totals(PLAN, 100, seed)[0] for seed in (1, 2))
    assert not np.isin(one, other).any()


def test_blocks_do_not_repeat_each_other() -> None:
    hours, _ = draws.totals(PLAN, 4 * draws.BLOCK, 1)
    blocks = hours.reshape(4, -1)
    assert np.abs(np.corrcoef(blocks) - np.eye(4)).max() < 0.03
    assert len(np.unique(hours)) > 0.9 * len(hours)


def test_the_hours_have_the_mean_and_variance_of_their_parts() -> None:
    # Undiverted 60 h and 2.33 more of waiting on average; diverted 20 + 20 + 5 = 45 h.
    hours, met = draws.totals(PLAN, 1_000_000, 5)
    within = {
        0: _variance(10, 0.5) + _variance(20, 0.2) + _variance(30, 0.4)
        + 2 * 20 * 30 * math.expm1(0.6 * 0.2 * 0.4),
        1: _variance(20, 0.5) + _variance(20, 0.2) + _variance(5, 0.3),
    }  # fmt: skip
    between = np.var([60, 60, 67, 45])
    whole = 0.75 * within[0] + 0.25 * within[1] + between
    assert hours.mean(dtype=float) == pytest.approx(58, abs=5 * math.sqrt(whole / 1e6))
    assert hours.var(dtype=float) == pytest.approx(whole, rel=0.01)
    assert met.mean() == pytest.approx(0.5, abs=0.0025)
    assert hours[~met].mean(dtype=float) == pytest.approx(60, abs=0.1)


def _variance(mean: float, sigma: float) -> float:
    return float(mean**2 * math.expm1(sigma**2))


def test_sides_of_a_border_are_correlated_as_asked() -> None:
    rng = np.random.default_rng(3)
    parts = (*MAIN[1:], MAIN[0])
    one, other, third = (np.log(part) for part in draws.factors(rng, 400_000, parts, 0.6))
    assert np.corrcoef(one, other)[0, 1] == pytest.approx(0.6, abs=0.005)
    assert np.corrcoef(other, third)[0, 1] == pytest.approx(0.0, abs=0.008)


@pytest.mark.parametrize("wrong", [(0, 1, 1), (1, 0, 1), (1, 1, 0)])
def test_nothing_is_drawn_by_nobody(wrong: tuple[int, int, int]) -> None:
    count, workers, chunk = wrong
    with pytest.raises(ValueError, match="of 1 or more"):
        draws.totals(PLAN, count, 1, workers=workers, chunk=chunk)


def test_progress_adds_up_to_the_draws() -> None:
    done: list[int] = []
    draws.totals(PLAN, 100_000, 1, workers=2, chunk=1, progress=done.append)
    assert sum(done) == 100_000
    assert len(done) == math.ceil(100_000 / draws.BLOCK)


def test_a_trip_without_anything_random_takes_its_hours() -> None:
    still = Plan((), (), np.array([0]), np.array([12.5], dtype=np.float32), np.array([False]), 0.0)
    assert set(draws.totals(still, 10, 1)[0]) == {12.5}
