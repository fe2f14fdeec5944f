"""How reliable a route is: against hand-solved figures, exact convolution and exact moments."""

from __future__ import annotations

import math
from functools import cache
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corridor as co
import toy
from corridor import draws, outages, reliability, spread, study, uncertainty
from corridor.errors import NoRouteError
from corridor.scenarios import Add, Scale, Set, where
from corridor.tables import Corridor, Request

CORRIDOR = toy.corridor()
OMEGA = Request(origin="Alpha", destination="Omega", mode="road")
GAMMA = Request(origin="Alpha", destination="Gamma")
GRID_H = 0.1


def route(corridor: Corridor = CORRIDOR, request: Request = OMEGA) -> study.Route:
    return known(request) if corridor is CORRIDOR else solved(corridor, request)


@cache
def known(request: Request) -> study.Route:
    """Return a route of the toy corridor, found once."""
    return solved(CORRIDOR, request)


@cache
def calendar() -> outages.Outages:
    """Return what closures do to the trip to Omega, found once."""
    return outages.outages(route())


def solved(corridor: Corridor, request: Request) -> study.Route:
    return study.alternatives(corridor, study.named(corridor, request), 1)[0]


def test_the_parts_add_up_to_the_hours_of_the_route() -> None:
    parts = spread.components(route())
    assert parts["time_h"].sum() == pytest.approx(64.0)
    assert parts.index.is_unique
    assert parts["component"].value_counts().to_dict() == {
        "speed_kmh": 3,
        "stops_h_1000km": 3,
        "dwell_h": 4,
    }
    assert parts["with_previous"].tolist() == [False] * 6 + [False, True, False, True]


def test_a_speed_turns_its_low_and_high_round_and_the_range_gives_the_spread() -> None:
    # Kazakhstan by road: 120 km at 60 km/h (50 to 70) are 2 h, 1.71 to 2.4.
    part = spread.components(route()).iloc[0]
    assert part[["low_h", "time_h", "high_h"]].tolist() == pytest.approx([120 / 70, 2.0, 2.4])
    assert part["sigma"] == pytest.approx(math.log(70 / 50) / (2 * 1.2815515655446))


def test_p90_over_p10_is_the_highest_over_the_lowest_figure_and_the_mean_is_the_figure() -> None:
    table = uncertainty.simulated(route(), 10, closures=False).components
    spread_h = table["p90_h"] / table["p10_h"]
    assert spread_h.tolist() == pytest.approx((table["high_h"] / table["low_h"]).tolist())
    assert table["time_h"].sum() == pytest.approx(64.0)


def test_a_low_figure_of_zero_leaves_the_upper_half_and_a_mean_of_zero_nothing() -> None:
    side = where(crossing_id="beta-road", direction="ab", side="a")
    for column, value in (("dwell_low_h", 0.0), ("dwell_high_h", 4.0)):
        times = CORRIDOR.border_times.copy()
        times.loc[4, column] = value
    times.loc[4, "dwell_low_h"] = 0.0
    corridor = toy.edited(CORRIDOR, "border_times", times)
    exit_side = spread.components(route(corridor)).iloc[6]
    assert exit_side["sigma"] == pytest.approx(math.log(4 / 1) / 1.2815515655446)
    nothing = co.apply(corridor, co.Scenario("x", (Set("border_times", "dwell_h", 0, side),)))
    parts = spread.components(route(nothing))
    assert parts["sigma"].iloc[6] == 0
    assert not parts["with_previous"].iloc[7]


def test_a_figure_without_a_range_does_not_scatter_and_is_named() -> None:
    times = CORRIDOR.border_times.assign(dwell_low_h=np.nan, dwell_high_h=np.nan)
    found = uncertainty.simulated(route(toy.edited(CORRIDOR, "border_times", times)), 100)
    assert (spread.components(found.route)["sigma"].iloc[6:] == 0).all()
    assert any(
        "No range is given" in note and "Beta (road)" in note for note in reliability.notes(found)
    )


def test_the_hours_along_the_way_end_with_those_of_the_parts() -> None:
    for request in (OMEGA, Request(origin="Alpha", destination="Omega", minimise="distance")):
        found = route(request=request)
        parts = spread.components(found)
        shares = spread.loads(found, parts)
        assert shares.sum(axis=0) == pytest.approx(parts["time_h"].to_numpy())
        assert shares.sum(axis=1) == pytest.approx(found.steps["time_h"].to_numpy())


@settings(max_examples=8)
@given(factor=st.floats(1.0, 10.0), seed=st.integers(0, 1000))
def test_a_slower_border_never_speeds_a_trip(factor: float, seed: int) -> None:
    edits = (Scale("border_times", "dwell_h", factor, where(crossing_id="beta-road")),)
    slow = route(co.apply(CORRIDOR, co.Scenario("slow", edits)))
    quick_h, slow_h = (
        uncertainty.simulated(way, 2_000, seed, closures=False).hours for way in (route(), slow)
    )
    assert (slow_h >= quick_h * (1 - 1e-6)).all()
    # With closures a single trip that is late may wait less; on average none gains.
    assert mean_h(outages.outages(slow)) >= mean_h(calendar()) - 1e-9


def mean_h(found: outages.Outages) -> float:
    hours = np.array([way.totals["time_h"] for way in found.routes])
    return float((hours[found.days["way"]] + found.days["wait_h"]).mean())


@settings(max_examples=20)
@given(
    levels=st.lists(st.floats(0, 1), min_size=2, max_size=6),
    seed=st.integers(0, 1000),
    open_only=st.booleans(),
)
def test_quantiles_rise_with_their_level(
    levels: list[float], seed: int, *, open_only: bool
) -> None:
    record = calendar()
    drawn = draws.totals(uncertainty.plan(record), 3_000, seed)
    found = uncertainty.Simulation(route(), *drawn, seed, record)
    assert found.quantile(sorted(levels), open_only=open_only).is_monotonic_increasing
    assert found.arriving_within(found.hours.max() / 24 + 0.01) == 1
    assert found.arriving_within(found.hours.min() / 24 - 0.01) == 0


@settings(max_examples=10)
@given(seed=st.integers(0, 2**32), pair=st.sampled_from([OMEGA, GAMMA]))
def test_the_mean_is_that_of_the_model_where_every_border_is_open(seed: int, pair: Request) -> None:
    found = uncertainty.simulated(route(request=pair), 40_000, seed, closures=False)
    error = found.measures["sd_h"] / math.sqrt(len(found.hours))
    assert found.measures["mean_h"] == pytest.approx(found.measures["route_h"], abs=5 * error)


def test_the_same_request_and_seed_give_the_same_hours_for_any_workers() -> None:
    one, other = (co.simulate(CORRIDOR, OMEGA, 70_000, 3, workers) for workers in (1, 3))
    assert one.hours.tobytes() == other.hours.tobytes()


def test_without_a_route_there_is_nothing_to_draw() -> None:
    with pytest.raises(NoRouteError):
        co.simulate(CORRIDOR, Request(origin="Alpha", destination="Sigma"))


def masses(mean_h: float, sigma: float, cells: int) -> np.ndarray:
    """Return what a lognormal part puts into each cell of the grid."""
    edges = (np.arange(cells + 1) - 0.5) * GRID_H
    score = (np.log(edges[1:]) - math.log(mean_h) + sigma**2 / 2) / sigma
    below = np.array([0.0, *map(NormalDist().cdf, score)])
    return np.diff(below)


def convolved(found: outages.Outages, cells: int) -> np.ndarray:
    """Return the exact distribution of the hours on the grid, by the FFT, parts independent."""
    whole = np.zeros(cells)
    for number, way in enumerate(found.routes):
        days = found.days[found.days["way"] == number]
        parts = spread.components(way)
        still = parts.loc[parts["sigma"] == 0, "time_h"].sum()
        starts = np.rint((days["wait_h"] + still) / GRID_H).astype(int)
        wait = np.bincount(starts, minlength=cells) / len(found.days)
        spectrum = np.fft.rfft(wait, 2 * cells)
        for mean_h, sigma in parts.loc[parts["sigma"] > 0, ["time_h", "sigma"]].to_numpy():
            spectrum *= np.fft.rfft(masses(mean_h, sigma, cells), 2 * cells)
        whole += np.fft.irfft(spectrum, 2 * cells)[:cells]
    return whole


@pytest.mark.parametrize("where_from", ["toy", "shipped"])
def test_drawn_and_convolved_distributions_agree(where_from: str) -> None:
    """Parts independent: the simulation is the convolution, closures and diversions included."""
    if where_from == "toy":
        found = uncertainty.simulated(route(), 1_000_000, 11)
    else:
        apart = Set("parameters", "value", 0, where(parameter="side_correlation"))
        corridor = co.apply(co.load(geometry=False), co.Scenario("apart", (apart,)))
        asked = Request(origin="Tashkent", destination="Karachi")
        found = uncertainty.simulated(route(corridor, asked), 1_000_000, 11)
        assert len(found.outages.routes) > 1
    cells = int((found.hours.max() + 200) / GRID_H)
    exact = np.cumsum(convolved(found.outages, cells))
    assert exact[-1] == pytest.approx(1, abs=1e-6)
    for level in (0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99):
        hours = float(np.quantile(found.hours, level))
        at = np.interp(hours, (np.arange(cells) + 0.5) * GRID_H, exact)
        # Five standard errors of a share drawn a million times, and half a cell of the grid.
        error = 5 * math.sqrt(level * (1 - level) / 1e6) + 2e-4
        assert at == pytest.approx(level, abs=error)


def test_shares_of_the_variance_are_exact_and_add_up() -> None:
    found = uncertainty.simulated(route(), 400_000, 2)
    table = found.components
    assert table["share"].sum() == pytest.approx(1)
    assert table["share_open"].sum() == pytest.approx(1)
    assert table["component"].iloc[0] == "closures"
    parts = spread.components(found.route)
    inside = float((parts["time_h"] ** 2 * np.expm1(parts["sigma"] ** 2)).sum())
    by_day = float(np.var(found.outages.days["wait_h"]))
    assert table["share"].iloc[0] == pytest.approx(by_day / (by_day + inside))
    assert found.measures["sd_h"] ** 2 == pytest.approx(by_day + inside, rel=0.02)


def test_the_sides_of_a_border_share_what_they_have_in_common() -> None:
    """Correlated sides: the exact variance of their sum over that of the draws."""
    row: dict[str, Any] = {
        "parameter": "side_correlation",
        "unit": "-",
        "low": 0,
        "value": 0.8,
        "high": 1,
    }
    added = Add("parameters", ({**row, "grade": "assumed", "source_id": "toy"},))
    corridor = co.apply(CORRIDOR, co.Scenario("alike", (added,)))
    assert spread.correlation(corridor) == 0.8
    found = uncertainty.simulated(route(corridor), 400_000, 2, closures=False)
    parts = spread.components(found.route)
    mean_h, sigma = parts["time_h"].to_numpy(), parts["sigma"].to_numpy()
    whole = found.hours.var(dtype=float)
    both = mean_h[8] * mean_h[9] * math.expm1(0.8 * sigma[8] * sigma[9])
    alone = (mean_h[8:10] ** 2 * np.expm1(sigma[8:10] ** 2)).sum() + 2 * both
    table = found.components.set_index("of")["share"]
    border = table["Delta (road), exit"] + table["Delta (road), entry"]
    assert border == pytest.approx(alone / whole, rel=0.02)


def test_a_diversion_has_parts_of_its_own_without_hours_on_the_route() -> None:
    closures = CORRIDOR.closures.iloc[[1]].assign(what="beta-road")
    found = uncertainty.simulated(route(toy.edited(CORRIDOR, "closures", closures), GAMMA), 1_000)
    assert len(found.outages.routes) == 2
    only = found.components[found.components["of"].str.startswith("rail")]
    assert len(only) == 4
    assert only["time_h"].isna().all()
    assert (only["share"] > 0).all()
    assert (only["share_open"] == 0).all()
    assert found.components["share"].sum() == pytest.approx(1)
    assert any("the trip diverts: by Beta (rail)" in note for note in reliability.notes(found))


def test_the_indices_are_those_of_the_field() -> None:
    found = uncertainty.simulated(route(), 50_000)
    told = found.measures
    p95 = found.quantile([0.95]).iloc[0]
    assert told["buffer_index"] == pytest.approx((p95 - told["mean_h"]) / told["mean_h"])
    # 2 + 15 + 5 h of running.
    assert told["free_flow_h"] == pytest.approx(22.0)
    assert told["planning_time_index"] == pytest.approx(p95 / 22.0)
    assert told["cv"] == pytest.approx(told["sd_h"] / told["mean_h"])
    summary = found.summary.set_index("measure")["value"]
    assert summary["p95_d"] == pytest.approx(p95 / 24, abs=1e-4)


def test_what_nobody_knows_is_said() -> None:
    notes = "\n".join(reliability.notes(uncertainty.simulated(route(), 10)))
    assert "The tables give no side_correlation" in notes
    assert "No closure is on record for Beta (road): counted as always open" in notes
    assert "In 16.5% of draws the trip waits for a closure not known to have ended" in notes
    assert "2024-01-01 to 2026-02-16" in notes
    calm = "\n".join(reliability.notes(uncertainty.simulated(route(), 10, closures=False)))
    assert "every crossing counts as always open" in calm


def test_the_band_rises_along_the_way_and_ends_with_the_open_quantiles() -> None:
    found = route()
    band = uncertainty.band(found)
    assert band.index.equals(found.steps.index)
    assert (band.diff().iloc[1:] >= 0).all().all()
    assert (band["p10_h"] <= band["p50_h"]).all()
    assert (band["p50_h"] <= band["p90_h"]).all()
    drawn = uncertainty.simulated(found, closures=False).quantile([0.1, 0.5, 0.9])
    assert band.iloc[-1].to_numpy() == pytest.approx(drawn.to_numpy(), rel=0.03)
    pd.testing.assert_frame_equal(band, uncertainty.band(found))


def test_the_quick_answer_is_that_of_the_command() -> None:
    found = route()
    assert uncertainty.quick(found) == {
        "p50_d": uncertainty.simulated(found).quantile([0.5]).iloc[0] / 24,
        "p90_d": uncertainty.simulated(found).quantile([0.9]).iloc[0] / 24,
    }
    assert uncertainty.quick(found, closures=False)["p90_d"] < uncertainty.quick(found)["p90_d"]
