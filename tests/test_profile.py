"""The profile of a route and the points of its time/cost-distance lines."""

from __future__ import annotations

import pandas as pd
import pytest

import toy
from corridor import bands, profile, study
from corridor.tables import Request

CORRIDOR = toy.corridor()
BY_ROAD = study.solve(CORRIDOR, Request(origin="alpha", destination="gamma", mode="road"))
TO_OMEGA = study.solve(CORRIDOR, Request(origin="alpha", destination="omega", minimise="distance"))


def test_the_points_of_a_line_are_sums_from_the_origin_on() -> None:
    # 120 km in 3.2 h for 12 US$/t; border 1 and 2 h, 5 and 6 US$ over 20 t; 210 km in 7.1 h
    # for 25.2 US$/t.
    points = profile.curve(BY_ROAD)
    assert points["element"].tolist() == [
        "Alpha",
        "Alpha - Beta",
        "Beta",
        "Beta-Uz",
        "Beta-Uz - Gamma",
    ]
    assert points["distance_km"].tolist() == [0, 120, 120, 120, 330]
    assert points["time_h"].tolist() == pytest.approx([0, 3.2, 4.2, 6.2, 13.3])
    assert points["cost_usd_t"].tolist() == pytest.approx([0, 12, 12.25, 12.55, 37.75])


def test_a_border_side_and_a_transfer_are_steps_without_kilometres() -> None:
    points = profile.curve(TO_OMEGA)
    steps = points["kind"].isin(("border", "transfer"))
    assert (points["distance_km"].diff()[steps] == 0).all()
    assert points["kind"].tolist().count("transfer") == 1
    assert points["kind"].tolist().count("border") == 4


@pytest.mark.parametrize("route", [BY_ROAD, TO_OMEGA])
def test_the_last_point_is_the_total_of_the_route(route: study.Route) -> None:
    last = profile.curve(route).iloc[-1]
    for name in ("distance_km", "time_h", "cost_usd_t"):
        assert last[name] == pytest.approx(route.totals[name], nan_ok=True)
    assert last["low_h"] == pytest.approx(route.ranges["low"]["time_h"])
    assert last["high_h"] == pytest.approx(route.ranges["high"]["time_h"])


def test_money_nobody_gave_is_missing_from_there_on() -> None:
    cost = profile.curve(TO_OMEGA)["cost_usd_t"]
    assert cost.iloc[0] == 0
    assert pd.isna(cost.iloc[-1])
    assert bands.band(TO_OMEGA, "cost_usd_t").iloc[1:].isna().all(axis=None)


@pytest.mark.parametrize("measure", ["time_h", "cost_usd_t"])
def test_the_band_widens_along_the_way_and_lies_about_the_line(measure: str) -> None:
    points, band = profile.curve(BY_ROAD), bands.band(BY_ROAD, measure)
    assert band.index.equals(points.index)
    width = band["p90"] - band["p10"]
    assert (width.diff().iloc[1:] > -1e-9).all()
    assert width.iloc[-1] > 0
    assert (band["p10"] <= points[measure]).all()
    assert (points[measure] <= band["p90"]).all()
    assert bands.band(BY_ROAD, measure).equals(band)


def test_a_figure_without_a_range_has_no_band() -> None:
    sharp = CORRIDOR.parameters.assign(
        low=CORRIDOR.parameters["value"], high=CORRIDOR.parameters["value"]
    )
    times = CORRIDOR.border_times
    times = times.assign(dwell_low_h=times["dwell_h"], dwell_high_h=times["dwell_h"])
    corridor = toy.edited(toy.edited(CORRIDOR, "parameters", sharp), "border_times", times)
    route = study.solve(corridor, BY_ROAD.request)
    band = bands.band(route)
    assert band["p10"].tolist() == pytest.approx(profile.curve(route)["time_h"].tolist())
    assert band["p90"].tolist() == pytest.approx(band["p10"].tolist())
