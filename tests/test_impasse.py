"""What a trip without a route is told."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

import toy
from corridor import study
from corridor.errors import NoRouteError
from corridor.tables import Corridor, Request

CORRIDOR = toy.corridor()
SHORT_OF_OMEGA = "120 km short of Omega in a straight line"


def told(corridor: Corridor = CORRIDOR, **asked: object) -> list[str]:
    """Return the lines of the message that a trip from Alpha ends with."""
    request = study.named(corridor, Request(origin="alpha", **asked))  # type: ignore[arg-type]
    with pytest.raises(NoRouteError) as error:
        study.solve(corridor, request)
    return [line.strip() for line in str(error.value).splitlines()]


def test_a_closed_crossing_is_named_with_its_dates() -> None:
    assert told(destination="omega", as_of=dt.date(2025, 11, 1)) == [
        "no route from Alpha to Omega on 2025-11-01",
        "Delta (road) is closed since 2025-10-12, last confirmed 2026-02-16",
        # Beta 110 + Gamma 200 km by rail, then 420 km of road.
        f"nearest place within reach: Delta (delta-uz), 730 km from Alpha, {SHORT_OF_OMEGA}",
    ]
    past = told(destination="omega", as_of=dt.date(2024, 1, 12))
    assert past[1] == "Delta (road) is closed from 2024-01-12 to 2024-01-22"


def test_a_planned_link_is_the_missing_one() -> None:
    lines = told(destination="Delta", mode="rail")
    assert lines[0] == "no rail route from Alpha to Delta"
    assert lines[1] == (
        "missing link: Gamma - Delta, 400 km, planned, opening 2030 (rail-uz-gamma-delta)"
    )


def test_where_nothing_is_even_planned_the_gap_is_named_with_the_way_by_any_mode() -> None:
    trip, gap, other, nearest = told(destination="omega", mode="rail")
    assert trip == "no rail route from Alpha to Omega"
    assert gap == (
        "missing link: no rail line, open, closed or planned, joins Delta (delta-uz) and "
        "Omega (omega), 120 km apart in a straight line"
    )
    assert other == "by --mode multimodal: 900 km, 64 h"
    assert nearest == (
        "nearest place within reach by rail: Gamma (gamma), 310 km from Alpha, 500 km short of "
        "Omega in a straight line"
    )


def test_a_missing_transfer_is_named_with_its_place() -> None:
    lines = told(destination="sigma")
    assert lines[1] == (
        "change of mode at Omega (omega), road to rail 1676: no row of transfers passes it"
    )


def test_a_gauge_break_is_named_with_both_gauges() -> None:
    segments = CORRIDOR.segments.copy()
    rows = segments["segment_id"] == "rail-uz-gamma-delta"
    segments.loc[rows, "gauge_mm"] = 1435
    segments.loc[rows, "status"] = "open"
    lines = told(toy.edited(CORRIDOR, "segments", segments), destination="Delta", mode="rail")
    assert lines[1] == (
        "gauge break at Gamma (gamma), rail 1520 to rail 1435: no row of transfers passes it"
    )


def test_an_avoided_country_or_crossing_is_named() -> None:
    assert told(destination="omega", avoid_countries=("AFG",))[1] == "Afghanistan is avoided"
    lines = told(destination="gamma", avoid_crossings=("Beta",))
    assert lines[1:3] == ["Beta (rail) is avoided", "Beta (road) is avoided"]


def test_a_place_without_the_mode_is_named() -> None:
    segments = CORRIDOR.segments
    corridor = toy.edited(
        CORRIDOR, "segments", segments[segments["segment_id"] != "rail-af-omega-sigma"]
    )
    assert told(corridor, destination="omega", mode="rail")[1] == "no link by rail touches Omega"


def test_the_stop_out_of_reach_is_the_one_measured_to() -> None:
    lines = told(destination="gamma", via=("sigma",))
    assert lines[0] == "no route from Alpha to Gamma via Sigma"
    assert lines[-1].endswith("106 km short of Sigma in a straight line")


def test_every_crossing_whose_closure_matters_is_named() -> None:
    twin = CORRIDOR.closures.iloc[[0]].assign(closure_id="beta", what="beta-rail", confirmed=None)
    closures = pd.concat([CORRIDOR.closures, twin.astype(CORRIDOR.closures.dtypes)])
    road = CORRIDOR.closures.iloc[[0]].assign(closure_id="beta-2", what="beta-road")
    corridor = toy.edited(CORRIDOR, "closures", pd.concat([closures, road]))
    assert told(corridor, destination="gamma", as_of=dt.date(2025, 11, 1))[1:3] == [
        "Beta (rail) is closed since 2025-10-12",
        "Beta (road) is closed since 2025-10-12, last confirmed 2026-02-16",
    ]
