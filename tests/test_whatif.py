"""Scenarios side by side and break-evens, solved by hand on the toy corridor.

Alpha to Gamma takes 13.3 h by road (3 h at the border) and 19.2 h by rail (6 h): they tie
where the road border takes 5.9 h more, 8.9 h, and where the rail border would take 0.1 h.
"""

from __future__ import annotations

import datetime as dt
import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corridor as co
import toy
from corridor import whatif
from corridor.errors import DataError, NoRouteError, PlaceError
from corridor.scenarios import Close, Scale, Scenario, Set, where
from corridor.tables import Corridor, Request

CORRIDOR = toy.corridor()
GAMMA = Request(origin="Alpha", destination="Gamma")
OMEGA = Request(origin="Alpha", destination="Omega")
SLOW = Scenario("slow", (Scale("border_times", "dwell_h", 4.0, where(crossing_id="beta-road")),))
SHUT = Scenario("shut", (Close(("delta-road",)),))


def test_scenarios_stand_beside_the_tables_as_they_are() -> None:
    table = co.compare(CORRIDOR, GAMMA, [SLOW])
    assert table["scenario"].tolist() == ["base", "slow"]
    assert table["time_h"].tolist() == pytest.approx([13.3, 19.2])
    assert table["time_more_h"].tolist() == pytest.approx([0, 5.9])
    assert table["distance_more_km"].tolist() == [0, -20]
    assert table["crossings"].tolist() == ["beta-road", "beta-rail"]
    assert table["trouble"].isna().all()


def test_a_scenario_under_which_nothing_leads_there_says_so_and_has_no_figures() -> None:
    table = co.compare(CORRIDOR, OMEGA, [SHUT])
    assert table["time_h"].isna().tolist() == [False, True]
    assert "Delta (road) is closed" in table["trouble"].iloc[1]
    with pytest.raises(NoRouteError):
        co.compare(co.apply(CORRIDOR, SHUT), OMEGA, [SHUT])


def test_a_scenario_given_by_name_is_asked_to_be_read_first() -> None:
    with pytest.raises(TypeError, match=r"'slow' is no Scenario; corridor.scenario\('slow'\)"):
        whatif.compare(CORRIDOR, GAMMA, ["slow"])  # type: ignore[list-item]


def test_days_are_compared_with_their_closures() -> None:
    days = [dt.date(2025, 6, 1), dt.date(2025, 12, 1)]
    table = co.compare(CORRIDOR, OMEGA, [SLOW], days)
    assert table[["scenario", "as_of"]].to_numpy().tolist() == [
        [name, day] for name in ("base", "slow") for day in days
    ]
    assert table["time_h"].isna().tolist() == [False, True, False, True]


@pytest.mark.parametrize(
    ("vary", "against", "threshold"),
    [
        ("beta-road.dwell_h", "mode=rail", 8.9),
        ("Beta (road).dwell_h", "avoid=beta-road", 8.9),
        ("beta-road.dwell_h", "route=2", 8.9),
        # 210 km at x km/h take 5 + 5.9 h.
        ("road.UZB.speed_kmh", "mode=rail", 210 / 10.9),
        # 330 km of stops: 3.3 h and 5.9 more.
        ("road.stops_h_1000km", "mode=rail", 9.2 / 0.33),
        ("beta-rail.dwell_h", "mode=rail", 0.1),
    ],
)
def test_two_routes_tie_where_arithmetic_says(vary: str, against: str, threshold: float) -> None:
    found = co.breakeven(CORRIDOR, GAMMA, vary, against)
    assert found.threshold == pytest.approx(threshold, rel=1e-5)
    assert found.low < threshold < found.high
    assert found.measure == "time_h"
    rising = not vary.endswith(("speed_kmh", "beta-rail.dwell_h"))
    assert (found.below, found.above) == (("best", "other") if rising else ("other", "best"))
    assert found.third is None


def test_a_transfer_is_varied_and_without_a_tie_the_winner_is_named() -> None:
    # By Gamma and the railway 75.9 h with 6 h of transfer: never under the 64 h by road.
    found = co.breakeven(CORRIDOR, OMEGA, "gamma.hours", "route=2")
    assert found.number == "hours of the transfer at gamma, rail to road"
    assert (found.now, found.low, found.high) == (6, 0, 2400)
    assert found.threshold is None
    assert (found.below, found.above) == ("best", "best")
    assert found.at_low == pytest.approx(64 - 69.9)


def test_a_number_that_does_not_enter_makes_no_difference() -> None:
    shortest = Request(origin="Alpha", destination="Gamma", minimise="distance")
    found = co.breakeven(CORRIDOR, shortest, "beta-rail.dwell_h", "mode=road")
    assert found.threshold is None
    assert found.at_low == found.at_high == -20
    assert (found.below, found.above) == ("best", "best")


@pytest.mark.parametrize("between", [(20.0, 5.0), (5.0, 5.0), (math.nan, 5.0), (0.0, math.inf)])
def test_a_bracket_runs_upwards(between: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="name a lower and a higher number"):
        whatif.breakeven(CORRIDOR, GAMMA, "beta-road.dwell_h", "mode=rail", between)


def test_a_bracket_beyond_what_a_figure_may_be_is_told_by_its_name() -> None:
    with pytest.raises(DataError, match=r"1e\+09 as dwell_h of beta-road, .* from 0 to"):
        whatif.breakeven(CORRIDOR, GAMMA, "beta-road.dwell_h", "mode=rail", (0.0, 1e9))


def test_rows_that_count_instead_of_the_one_varied_are_named() -> None:
    found = whatif.breakeven(CORRIDOR, GAMMA, "road.haul_usd_tkm", "mode=rail")
    assert found.before == ("road.UZB.haul_usd_tkm",)


def test_a_bracket_of_ones_own_is_kept_to() -> None:
    found = co.breakeven(CORRIDOR, GAMMA, "beta-road.dwell_h", "mode=rail", (0.0, 8.0))
    assert found.threshold is None
    assert found.above == "best"


def test_a_third_route_better_than_both_is_told(shipped: Corridor) -> None:
    # By Peshawar it is longer than by Ghulam Khan, which nobody asked about.
    asked = Request(origin="Tashkent", destination="Karachi")
    found = co.breakeven(shipped, asked, "chaman.dwell_h", "via=Peshawar")
    assert found.threshold is not None
    assert found.third is not None
    assert found.third.crossings["crossing_id"].iloc[-1] == "ghulam-khan-road"


@settings(max_examples=5)
@given(rail_h=st.floats(1.0, 40.0))
def test_the_threshold_parts_the_winners(rail_h: float) -> None:
    side = where(crossing_id="beta-rail", direction="ab", side="a")
    corridor = co.apply(CORRIDOR, Scenario("x", (Set("border_times", "dwell_h", rail_h, side),)))
    number, rival = "beta-road.dwell_h", "avoid=beta-road"
    found = co.breakeven(corridor, GAMMA, number, rival)
    # Road 10.3 h without its border; rail 13.2 + 4 + what is drawn: 6.9 h more at least.
    assert found.threshold is not None
    assert found.threshold == pytest.approx(6.9 + rail_h, rel=1e-5)
    for value, wins in (
        (found.threshold * 0.99, "beta-road"),
        (found.threshold * 1.01, "beta-rail"),
    ):
        exit_h = where(crossing_id="beta-road", direction="ab", side="a")
        entry_h = where(crossing_id="beta-road", direction="ab", side="b")
        edits = tuple(Set("border_times", "dwell_h", value / 2, part) for part in (exit_h, entry_h))
        best = co.route(co.apply(corridor, Scenario("y", edits)), "Alpha", "Gamma")
        assert best.crossings["crossing_id"].tolist() == [wins]


@pytest.mark.parametrize(
    ("vary", "against", "error", "message"),
    [
        ("beta-road.dwell_h", "mode=road", DataError, "that is the best route itself"),
        ("beta-road.dwell_h", "route=9", DataError, "only 2 really different routes"),
        ("beta-road.dwell_h", "rail", PlaceError, "'rail' is no alternative; write mode=rail"),
        ("beta-road.dwell_h", "mode=ferry", PlaceError, "is no alternative"),
        ("delta.dwell_h", "mode=rail", PlaceError, "neither route passes it"),
        ("beta.dwell_h", "mode=rail", PlaceError, r"beta-road \(ab\), beta-rail \(ab\)"),
        ("styx.dwell_h", "mode=rail", PlaceError, "unknown crossing 'styx'"),
        ("gamma.hours", "mode=rail", PlaceError, "neither route changes there"),
        ("dwell_h", "mode=rail", DataError, "is no number to vary"),
        ("road.AFG.speed_kmh", "mode=rail", DataError, "has no row for road.AFG.speed_kmh; it has"),
    ],
)
def test_what_is_mistyped_says_what_is_allowed(
    vary: str, against: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        co.breakeven(CORRIDOR, GAMMA, vary, against)


def test_a_fee_nobody_gave_is_missing_now_and_shared_by_the_sides() -> None:
    found = co.breakeven(CORRIDOR, OMEGA, "delta-road.fee_usd", "route=2")
    assert math.isnan(found.now)
    assert (found.low, found.high, found.unit) == (0, 100_000, "US$")
    assert whatif.document(found)["now"] is None


def test_the_document_is_fit_for_json() -> None:
    found = whatif.document(co.breakeven(CORRIDOR, GAMMA, "beta-road.dwell_h", "mode=rail"))
    assert json.loads(json.dumps(found))["between"] == [0, 2400]
    assert found["threshold"] == 8.9
    assert found["wins"] == {"below": "best", "above": "other"}
    assert found["routes"]["other"]["crossings"] == ["beta-rail"]
    assert found["routes"]["third"] is None
