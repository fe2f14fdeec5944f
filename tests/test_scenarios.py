"""Edits of tables, one by one, and scenarios made of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import toy
from corridor import network, scenarios, study
from corridor.errors import DataError, NoRouteError
from corridor.scenarios import Add, Close, Open, Scale, Scenario, Set, where
from corridor.tables import Corridor, Request

CORRIDOR = toy.corridor()
TRIP = Request(origin="alpha", destination="gamma", mode="road")
SPEED: dict[str, Any] = {
    str(name): cell for name, cell in CORRIDOR.parameters.iloc[0].dropna().items()
}
SIDE = where(crossing_id="beta-road", direction="ab", side="b")


def applied(*edits: scenarios.Edit) -> Corridor:
    return scenarios.apply(CORRIDOR, Scenario("what-if", edits))


def time_h(corridor: Corridor, request: Request = TRIP) -> float:
    return study.solve(corridor, request).totals["time_h"]


def test_a_scenario_without_edits_changes_nothing() -> None:
    assert applied() is CORRIDOR


def test_scaling_a_dwell_takes_its_range_along_and_leaves_the_given_tables_alone() -> None:
    edited = applied(Scale("border_times", "dwell_h", 3.0, SIDE))
    row = edited.border_times.query("crossing_id == 'beta-road' and direction == 'ab'").iloc[1]
    assert row[["dwell_low_h", "dwell_h", "dwell_high_h"]].tolist() == [3, 6, 12]
    assert time_h(edited) == pytest.approx(time_h(CORRIDOR) + 4)
    assert (
        CORRIDOR.border_times["dwell_h"].tolist() == toy.corridor().border_times["dwell_h"].tolist()
    )


def test_a_figure_set_keeps_its_range_in_proportion() -> None:
    edited = applied(Set("border_times", "dwell_h", 4, SIDE))
    row = edited.border_times.query("crossing_id == 'beta-road' and direction == 'ab'").iloc[1]
    assert row[["dwell_low_h", "dwell_h", "dwell_high_h"]].tolist() == [2, 4, 8]


def test_a_figure_set_from_zero_has_no_range_left() -> None:
    nothing = Set("border_times", "dwell_h", 0, SIDE)
    row = applied(nothing, Set("border_times", "dwell_h", 5, SIDE)).border_times.iloc[5]
    assert row[["dwell_low_h", "dwell_h", "dwell_high_h"]].tolist() == [5, 5, 5]


def test_a_changed_figure_is_assumed_and_says_what_it_was() -> None:
    edited = applied(Scale("border_times", "dwell_h", 0.5, SIDE))
    row = edited.border_times.iloc[5]
    assert row["grade"] == "assumed"
    assert row["note"] == "Scenario: dwell_h scaled by 0.5; the row was reported"
    assert edited.border_times["grade"].iloc[4] == "reported"


def test_a_crossing_closed_by_a_scenario_is_closed_without_a_date_too() -> None:
    edited = applied(Close(("beta-road",)))
    with pytest.raises(NoRouteError, match=r"Beta \(road\) is closed"):
        study.solve(edited, TRIP)
    for as_of in (dt.date(2000, 1, 1), dt.date(2030, 1, 1)):
        with pytest.raises(NoRouteError):
            study.solve(
                edited, Request(origin="alpha", destination="gamma", mode="road", as_of=as_of)
            )
    rail = Request(origin="alpha", destination="gamma")
    assert study.solve(edited, rail).crossings["crossing_id"].tolist() == ["beta-rail"]


def test_a_closed_segment_is_not_used() -> None:
    edited = applied(Close(("road-uz-beta-gamma",)))
    with pytest.raises(NoRouteError):
        study.solve(edited, TRIP)


def test_opening_a_closed_crossing_opens_it_on_every_day() -> None:
    day = Request(origin="delta-uz", destination="omega", as_of=dt.date(2025, 12, 1))
    with pytest.raises(NoRouteError):
        study.solve(CORRIDOR, day)
    assert study.solve(applied(Open(("delta-road",))), day).crossings["status"].tolist() == ["open"]


def test_opening_a_planned_line_needs_no_year() -> None:
    request = Request(
        origin="gamma", destination="delta-uz", mode="rail", as_of=dt.date(2026, 1, 1)
    )
    edited = applied(Open(("rail-uz-gamma-delta",)))
    assert study.solve(edited, request).totals["distance_km"] == 400


def test_rows_added_open_a_gauge_break() -> None:
    row: dict[str, Any] = {
        "node_id": "omega",
        "from_mode": "road",
        "to_mode": "rail",
        "to_gauge_mm": 1676,
    }
    hours: dict[str, Any] = {"method": "crane", "hours": 6, "hours_low": 3, "hours_high": 9.5}
    edited = applied(Add("transfers", ({**row, **hours, "grade": "assumed", "source_id": "toy"},)))
    route = study.solve(edited, Request(origin="delta-af", destination="sigma"))
    assert route.transfers["hours"].tolist() == [6.0]
    assert edited.transfers.index.is_unique


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (
            Set("border_times", "dwell_h", 1, where(crossing_id="beta-raod")),
            "did you mean 'beta-ro",
        ),
        (Set("border_times", "dwel_h", 1), "'dwel_h' is not a column of border_times; did you"),
        (Set("bordertimes", "dwell_h", 1), "'bordertimes' is not a table to edit"),
        (Set("sources", "title", "x"), "'sources' is not a table to edit"),
        (Set("border_times", "side", "a"), "is the key of its row"),
        (Set("border_times", "dwell_h", -1), "'-1' is not a number of h from 0 to 100000"),
        (Set("border_times", "dwell_h", float("inf")), "'inf' is not a number"),
        (Set("segments", "status", "shut"), "is not one of open, restricted, closed"),
        (Set("segments", "length_km", 1, where(segment_id="road-uz-gamma-delta")), "shorter than"),
        (Scale("segments", "status", 2), "holds no figures to scale"),
        (Scale("border_times", "dwell_h", -2), "is not a number of h from 0 to 100000"),
        (Close(("styx",)), "no crossing or segment has that id"),
        (Add("nodes", ({"node_id": "x"},)), "cannot be added to by a scenario"),
        (Add("transfers", ({"node_id": "omega"},)), "from_mode.*may not be empty"),
        (
            Add("parameters", (SPEED,)),
            "holds speed_kmh, rail, KAZ, 2022, toy already",
        ),
        (
            Set("border_times", "dwell_h", 1, where(crossing_id="beta-road", side="c")),
            "no row of border_times has side 'c'",
        ),
    ],
)
def test_an_edit_that_cannot_be_made_says_why(edit: scenarios.Edit, message: str) -> None:
    with pytest.raises(DataError, match=message):
        applied(edit)


def test_conditions_met_by_no_row_at_once_are_told() -> None:
    rows = where(parameter="stops_h_1000km", country="KAZ")
    with pytest.raises(DataError, match="parameter 'stops_h_1000km' and country 'KAZ' at once"):
        applied(Set("parameters", "value", 1, rows))


def test_the_edit_that_failed_is_named_by_its_number() -> None:
    with pytest.raises(DataError, match="scenario what-if, edit 2: styx"):
        applied(Open(("beta-road",)), Close(("styx",)))


def test_a_source_that_is_none_is_refused() -> None:
    with pytest.raises(DataError, match="scenario x: 'hearsay' is not in sources"):
        scenarios.apply(CORRIDOR, Scenario("x", (), source_id="hearsay"))


def test_missing_cells_are_picked_by_none() -> None:
    edited = applied(
        Set("parameters", "value", 99, where(parameter="speed_kmh", mode="rail", country=None))
    )
    changed = edited.parameters[edited.parameters["value"] == 99]
    assert changed["mode"].tolist() == ["rail"]
    assert changed["country"].isna().all()


def test_any_function_from_corridor_to_corridor_is_an_edit() -> None:
    def twice(corridor: Corridor) -> Corridor:
        hours = corridor.transfers.assign(hours=2 * corridor.transfers["hours"])
        return toy.edited(corridor, "transfers", hours.assign(hours_high=hours["hours"]))

    assert applied(twice).transfers["hours"].tolist() == [12, 14]


AS_IT_IS = [
    (request, time_h(CORRIDOR, request))
    for request in (TRIP, Request(origin="alpha", destination="omega"))
]


@given(factor=st.floats(1.0, 10.0))
def test_a_slower_border_never_makes_a_trip_faster(factor: float) -> None:
    edited = applied(Scale("border_times", "dwell_h", factor))
    for request, hours in AS_IT_IS:
        assert time_h(edited, request) >= hours


def test_an_edited_table_keeps_its_types() -> None:
    edited = applied(
        Set("segments", "tracks", 2, where(segment_id="rail-uz-beta-gamma")),
        Set("crossings", "status_since", "2020-01-01"),
        Open(("rail-uz-gamma-delta",)),
    )
    for name in ("segments", "crossings", "border_times"):
        pd.testing.assert_series_equal(edited.table(name).dtypes, CORRIDOR.table(name).dtypes)
    assert len(network.links(edited)) == len(network.links(CORRIDOR))
