"""Routes of the toy corridor, solved by hand, and what always holds of a route."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corridor as co
import toy
from corridor import network, study
from corridor.errors import DataError, IncompleteError, NoRouteError, PlaceError
from corridor.tables import Corridor, Request

CORRIDOR = toy.corridor()
PLACES = CORRIDOR.nodes["node_id"].tolist()

requests = st.builds(
    Request,
    origin=st.sampled_from(PLACES),
    destination=st.sampled_from(PLACES),
    mode=st.sampled_from(["rail", "road", "multimodal"]),
    minimise=st.sampled_from(["time", "distance", "co2e"]),
    cargo=st.sampled_from(["truck", "feu", "wagon"]),
    via=st.lists(st.sampled_from(PLACES), max_size=2).map(tuple),
    as_of=st.none() | st.dates(dt.date(2023, 12, 1), dt.date(2026, 12, 31)),
)


def trip(origin: str, destination: str, **how: object) -> Request:
    """Return a request by names."""
    return study.named(CORRIDOR, Request(origin=origin, destination=destination, **how))  # type: ignore[arg-type]


def ids(route: study.Route) -> list[str]:
    return route.steps["id"].tolist()


def km_and_hours(route: study.Route) -> tuple[float, float]:
    return route.totals["distance_km"], route.totals["time_h"]


def serves(corridor: Corridor, request: Request) -> study.Route | None:
    try:
        return study.solve(corridor, request)
    except NoRouteError:
        return None


def test_the_fastest_way_to_omega_is_by_road() -> None:
    # Alpha-Beta 120 km at 60 km/h: 2 h, stops 1.2 h. Border 1 + 2 h.
    # Beta-Gamma-Delta 630 km at 42 km/h: 15 h, stops 6.3 h. Border 10 + 20 h.
    # Delta-Omega 150 km at 30 km/h: 5 h, stops 1.5 h. In all 900 km, 64 h.
    route = study.solve(CORRIDOR, trip("Alpha", "Omega"))
    assert ids(route) == [
        "road-kz-alpha-beta",
        "beta-road",
        "road-uz-beta-gamma",
        "road-uz-gamma-delta",
        "delta-road",
        "road-af-delta-omega",
    ]
    assert km_and_hours(route) == pytest.approx((900, 64.0))


def test_the_shortest_way_to_omega_changes_from_rail_to_road_at_gamma() -> None:
    # Rail 110 + 200 km in 4.2 + 6 + 9 h, transfer 6 h, road 420 + 150 km in
    # 14.2 + 30 + 6.5 h: 880 km, 75.9 h, 20 km less and 11.9 h more than by road.
    route = study.solve(CORRIDOR, trip("Alpha", "Omega", minimise="distance"))
    assert km_and_hours(route) == pytest.approx((880, 75.9))
    assert route.legs[["mode", "from_node", "to_node", "transfer_h"]].to_numpy().tolist() == [
        ["rail", "alpha", "gamma", 0.0],
        ["road", "gamma", "omega", 6.0],
    ]
    assert route.transfers["method"].tolist() == ["transshipment"]


def test_each_side_of_a_border_counts_to_its_own_country() -> None:
    # 4.2 h with 1 h of the border at Beta in KAZ; 33.3 h with 2 and 10 h in UZB; the
    # 20 h of entry at Delta make 26.5 h in AFG.
    sums = study.solve(CORRIDOR, trip("Alpha", "Omega")).by_country.set_index("country")
    assert sums["distance_km"].to_dict() == {"KAZ": 120, "UZB": 630, "AFG": 150}
    assert sums["dwell_h"].to_dict() == {"KAZ": 1, "UZB": 12, "AFG": 20}
    assert sums["time_h"].tolist() == pytest.approx([4.2, 33.3, 26.5])


def test_the_way_back_spends_the_hours_of_the_other_direction() -> None:
    # Borders 36 + 5 h instead of 30 + 3 h; everything else is the same.
    back = study.solve(CORRIDOR, trip("Omega", "Alpha"))
    assert km_and_hours(back) == pytest.approx((900, 72.0))
    assert back.crossings["direction"].tolist() == ["ba", "ba"]
    assert back.crossings["exit_h"].tolist() == [24, 2]


def test_a_gauge_break_without_a_transfer_is_not_crossed() -> None:
    with pytest.raises(NoRouteError, match=r"Omega \(omega\), road to rail 1676"):
        study.solve(CORRIDOR, trip("Alpha", "Sigma"))


def test_a_row_of_transfers_opens_the_gauge_break_one_way_only() -> None:
    row = CORRIDOR.transfers.iloc[[1]].assign(node_id="omega", to_gauge_mm=1676, hours=6.0)
    transfers = pd.concat([CORRIDOR.transfers, row.astype(CORRIDOR.transfers.dtypes)])
    corridor = toy.edited(CORRIDOR, "transfers", transfers)
    # 64 h to Omega, 6 h to change over, 120 km at 30 km/h and 2.4 h of stops.
    route = study.solve(corridor, trip("Alpha", "Sigma"))
    assert km_and_hours(route) == pytest.approx((1020, 76.4))
    with pytest.raises(NoRouteError, match=r"Omega \(omega\), rail 1676 to road"):
        study.solve(corridor, trip("Sigma", "Alpha"))


def test_places_on_the_way_are_passed_in_order_and_in_the_mode_arrived_in() -> None:
    route = study.solve(CORRIDOR, trip("Gamma", "Alpha", via=("Delta", "Beta")))
    # Out to Delta by road and back: 840 km before the 210 km to Beta.
    assert route.totals["distance_km"] == 420 + 420 + 210 + 120
    assert set(route.legs["mode"]) == {"road"}


def test_a_stop_changes_no_mode_for_free() -> None:
    # The railway from Omega to Sigma and back, then on by road: no transfer at Omega.
    with pytest.raises(NoRouteError):
        study.solve(CORRIDOR, trip("Sigma", "Delta", via=("Omega",)))


def test_avoiding_the_road_crossing_sends_the_trip_by_rail() -> None:
    route = study.solve(CORRIDOR, trip("Alpha", "Gamma", avoid_crossings=("Beta (road)",)))
    assert ids(route) == ["rail-kz-alpha-beta", "beta-rail", "rail-uz-beta-gamma"]


def test_the_structural_route_says_which_crossing_is_recorded_closed_since_when() -> None:
    route = study.solve(CORRIDOR, trip("Alpha", "Omega"))
    assert route.crossings["status"].tolist() == ["restricted", "closed"]
    closed = next(note for note in route.notes if note.startswith("Delta (road)"))
    assert "recorded closed since 2025-10-12, last confirmed 2026-02-16: after fighting" in closed
    assert any("structural route" in note for note in route.notes)


def test_a_date_before_the_closure_gives_the_route_without_a_word_of_it() -> None:
    route = study.solve(CORRIDOR, trip("Alpha", "Omega", as_of=dt.date(2025, 6, 1)))
    assert route.totals["time_h"] == pytest.approx(64.0)
    assert route.crossings["status"].tolist() == ["open", "open"]
    assert not any("closed" in note or "restricted" in note for note in route.notes)


def test_a_restriction_of_the_day_is_noted() -> None:
    route = study.solve(CORRIDOR, trip("Alpha", "Gamma", as_of=dt.date(2025, 8, 4)))
    assert "is restricted since 2025-08-04 until 2026-12-31: trucks capped" in route.notes[0]


def test_alternatives_share_at_most_four_fifths() -> None:
    # Road and rail to Gamma share nothing; to Omega they share 570 of 880 km.
    routes = study.alternatives(CORRIDOR, trip("Alpha", "Omega"), 5)
    assert [route.totals["distance_km"] for route in routes] == [900, 880]
    routes = study.alternatives(CORRIDOR, trip("Delta", "Omega"), 5)
    assert len(routes) == 1


def test_a_trip_to_where_it_begins_is_refused_unless_it_goes_somewhere() -> None:
    with pytest.raises(PlaceError, match="are one place, alpha"):
        trip("Alpha", "Альфа")
    round_trip = study.solve(CORRIDOR, trip("Alpha", "Alpha", via=("Beta",), mode="road"))
    assert round_trip.totals["distance_km"] == 240


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="'ferry' is not one of rail, road, multimodal"):
        trip("Alpha", "Gamma", mode="ferry")


def test_what_is_no_name_and_no_date_is_refused_in_words() -> None:
    with pytest.raises(PlaceError, match="None is no name"):
        co.route(CORRIDOR, None, "omega")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="as_of '2023-13-01' is not a date; write it as YYYY"):
        co.route(CORRIDOR, "alpha", "omega", as_of="2023-13-01")
    with pytest.raises(ValueError, match="as_of 2024 is not a date"):
        co.route(CORRIDOR, "alpha", "omega", as_of=2024)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="0 routes: ask for a whole number"):
        co.alternatives(CORRIDOR, "alpha", "omega", 0)


def test_a_parameter_the_trip_needs_and_nobody_gave_is_named() -> None:
    parameters = CORRIDOR.parameters
    without = parameters[(parameters["parameter"] != "speed_kmh") | (parameters["mode"] != "rail")]
    corridor = toy.edited(CORRIDOR, "parameters", without)
    with pytest.raises(DataError, match=r"has no row for speed_kmh of rail in AFG; .* rail in KAZ"):
        study.solve(corridor, trip("Alpha", "Gamma"))
    assert study.solve(corridor, trip("Alpha", "Gamma", mode="road")).totals["distance_km"] == 330


def test_an_open_crossing_without_hours_is_named_and_a_planned_one_needs_none() -> None:
    times = CORRIDOR.border_times
    corridor = toy.edited(CORRIDOR, "border_times", times[times["crossing_id"] != "beta-rail"])
    with pytest.raises(DataError, match=r"border_times\.csv lacks the hours of beta-rail"):
        study.solve(corridor, trip("Alpha", "Gamma"))
    crossings = CORRIDOR.crossings.copy()
    crossings.loc[crossings["crossing_id"] == "beta-rail", "status"] = "planned"
    planned = toy.edited(corridor, "crossings", crossings)
    assert study.solve(planned, trip("Alpha", "Gamma")).totals["distance_km"] == 330


def test_the_figures_account_for_every_hour_and_kilometre() -> None:
    route = study.solve(CORRIDOR, trip("Alpha", "Omega", minimise="distance"))
    figures = route.explain()
    assert figures["time_h"].sum() == pytest.approx(75.9)
    assert figures["distance_km"].sum() == 880
    speed = figures[(figures["figure"] == "speed_kmh") & (figures["of"] == "rail KAZ")].iloc[0]
    assert (speed["value"], speed["unit"], speed["grade"]) == (55, "km/h", "reported")


def test_lines_run_the_way_of_travel() -> None:
    drawn = toy.corridor(geometry=True)
    shapes = study.solve(drawn, trip("Gamma", "Alpha")).geometry
    assert shapes.geometry.geom_type.tolist() == ["LineString", "Point", "LineString"]
    assert shapes.geometry.iloc[0].coords[0] == (68.0, 41.0)
    assert shapes.geometry.iloc[-1].coords[-1] == (68.0, 43.0)


def test_lines_need_a_corridor_read_with_them() -> None:
    with pytest.raises(DataError, match="geometry=True"):
        _ = study.solve(CORRIDOR, trip("Gamma", "Alpha")).geometry


@given(requests)
@settings(deadline=None, max_examples=40)
def test_totals_are_the_sums_of_legs_countries_and_steps(request: Request) -> None:
    route = serves(CORRIDOR, request)
    if route is None:
        return
    for figure, value in route.totals.items():
        for table in (route.legs, route.by_country, route.steps):
            assert table[figure].sum(skipna=False) == pytest.approx(value, nan_ok=True)


@given(requests)
@settings(deadline=None, max_examples=40)
def test_a_route_joins_its_ends_without_a_gap_or_a_free_change(request: Request) -> None:
    route = serves(CORRIDOR, request)
    if route is None or route.steps.empty:
        return
    steps = route.steps.astype(object).where(route.steps.notna(), None)
    assert steps["from_node"].iloc[0] == request.origin
    assert steps["to_node"].iloc[-1] == request.destination
    left = steps[["to_node", "mode", "gauge_mm"]].iloc[:-1].to_numpy().tolist()
    taken_up = steps[["from_node", "from_mode", "from_gauge_mm"]].iloc[1:].to_numpy().tolist()
    assert left == taken_up
    kept = steps[steps["kind"] != "transfer"]
    assert kept["from_mode"].tolist() == kept["mode"].tolist()
    assert kept["from_gauge_mm"].tolist() == kept["gauge_mm"].tolist()


@given(requests, st.sets(st.sampled_from(CORRIDOR.transfers.index.tolist())))
@settings(deadline=None, max_examples=40)
def test_mode_and_gauge_change_only_by_a_row_of_transfers(request: Request, kept: set[int]) -> None:
    rows = CORRIDOR.transfers.loc[sorted(kept)]
    route = serves(toy.edited(CORRIDOR, "transfers", rows), request)
    if route is None:
        return
    states = zip(route.steps["mode"], route.steps["gauge_mm"].fillna(0), strict=True)
    assert sum(one != other for one, other in pairwise(states)) == len(route.transfers)
    ends = ["node_id", "from_mode", "to_mode"]
    given_rows = set(rows[ends].itertuples(index=False, name=None))
    assert set(route.transfers[ends].itertuples(index=False, name=None)) <= given_rows


@given(requests)
@settings(deadline=None, max_examples=40)
def test_an_edge_closed_on_the_day_is_never_used(request: Request) -> None:
    route = serves(CORRIDOR, request)
    if route is None or request.as_of is None:
        return
    day = pd.Timestamp(request.as_of)
    for row in CORRIDOR.closures.to_dict("records"):
        runs = row["from_date"] <= day and not row["to_date"] < day
        assert not (runs and row["kind"] == "closed" and row["what"] in ids(route))


@given(factor=st.floats(1.0, 10.0))
@settings(deadline=None, max_examples=25)
def test_a_slower_border_never_makes_a_trip_faster(factor: float) -> None:
    slower = CORRIDOR.border_times.assign(dwell_h=CORRIDOR.border_times["dwell_h"] * factor)
    slow = study.solve(toy.edited(CORRIDOR, "border_times", slower), trip("Alpha", "Omega"))
    assert slow.totals["time_h"] >= study.solve(CORRIDOR, trip("Alpha", "Omega")).totals["time_h"]


@given(requests, st.sampled_from(["time", "distance", "co2e"]))
@settings(deadline=None, max_examples=40)
def test_no_route_beats_the_best_at_what_it_minimises(request: Request, other: str) -> None:
    best = serves(CORRIDOR, request)
    if best is None:
        return
    rival = study.solve(CORRIDOR, Request(**{**vars(request), "minimise": other}))
    figure = network.MEASURES[request.minimise]
    assert best.totals[figure] <= rival.totals[figure] + 1e-6


def with_rail_border(hours: float) -> Corridor:
    """Return the toy with this dwell on each side of the rail crossing."""
    rows = CORRIDOR.border_times.copy()
    rows.loc[rows["crossing_id"] == "beta-rail", "dwell_h"] = hours
    return toy.edited(CORRIDOR, "border_times", rows)


def test_a_route_nearly_as_good_is_named_and_a_worse_one_is_not() -> None:
    # By road 13.3 h. By rail 13.2 h and the border: 13.4 h is within 2 %, 14 h is not.
    near = study.solve(with_rail_border(0.1), trip("Alpha", "Gamma"))
    assert near.rival is not None
    assert km_and_hours(near.rival) == pytest.approx((310, 13.4))
    assert any("310 km, 13 h" in note for note in near.notes)
    assert study.solve(with_rail_border(0.4), trip("Alpha", "Gamma")).rival is None


def test_a_dated_route_says_what_closures_keep_it_off() -> None:
    # Road closed at Beta: by rail 19.2 h instead of 13.3 h.
    shut = CORRIDOR.closures.copy()
    shut.loc[shut["what"] == "beta-road", "kind"] = "closed"
    corridor = toy.edited(CORRIDOR, "closures", shut)
    asked = trip("Alpha", "Gamma", as_of=dt.date(2025, 9, 1))
    route = study.solve(corridor, asked)
    assert route.totals["time_h"] == pytest.approx(19.2)
    assert any(
        "nothing closed on that date: 330 km, 13 h, by Beta (road)" in n for n in route.notes
    )
    assert study.solve(CORRIDOR, asked).barred is None


def test_a_long_way_round_is_called_one() -> None:
    # Alpha and Gamma lie 222 km apart; the way between them is 310 or 330 km.
    assert not any(
        "straight line" in note for note in study.solve(CORRIDOR, trip("Alpha", "Gamma")).notes
    )
    rows = CORRIDOR.segments.copy()
    rows["length_km"] *= 2
    long = study.solve(toy.edited(CORRIDOR, "segments", rows), trip("Alpha", "Gamma"))
    assert any("times the straight line" in note for note in long.notes)


def test_money_is_haul_and_payments_at_borders_over_the_load_of_a_truck() -> None:
    # Road 120 km at 0.10 and 210 km at 0.12 US$/tkm, 11 US$ at the border for 20 t.
    route = study.solve(CORRIDOR, trip("Alpha", "Gamma", mode="road"))
    assert route.steps["haul_usd_t"].sum() == pytest.approx(12 + 25.2)
    assert route.steps["fee_usd_t"].sum() == pytest.approx(0.55)
    assert route.totals["cost_usd_t"] == pytest.approx(37.75)


def test_the_fee_of_the_direction_travelled_is_paid() -> None:
    # Back the two sides take 7 and 8 US$ instead of 5 and 6.
    back = study.solve(CORRIDOR, trip("Gamma", "Alpha", mode="road"))
    assert back.steps["fee_usd_t"].sum() == pytest.approx(15 / 20)


def test_a_container_takes_its_own_rate_by_rail() -> None:
    asked = {"mode": "rail", "minimise": "cost"}
    costs = [
        study.solve(CORRIDOR, trip("Alpha", "Gamma", cargo=cargo, **asked)).totals["cost_usd_t"]
        for cargo in ("truck", "feu")
    ]
    # 310 km at 0.05 or 0.03 US$/tkm, and 30 US$ at the border for 50 t.
    assert costs == pytest.approx([15.5 + 0.6, 9.3 + 0.6])


def test_emissions_follow_the_traction_of_each_line() -> None:
    # 110 km under wires at 10 g/tkm, 200 km without at 30; by road 330 km at 90.
    by_rail = study.solve(CORRIDOR, trip("Alpha", "Gamma", mode="rail"))
    by_road = study.solve(CORRIDOR, trip("Alpha", "Gamma", mode="road"))
    assert by_rail.totals["co2e_kg_t"] == pytest.approx(1.1 + 6.0)
    assert by_road.totals["co2e_kg_t"] == pytest.approx(29.7)


def test_generalised_cost_is_money_and_what_the_hours_cost_the_owner_of_the_cargo() -> None:
    # 1,200 US$/t losing 1 % a day: 0.50 US$ a tonne and hour. 13.3 h on 37.75 US$/t.
    route = study.solve(CORRIDOR, trip("Alpha", "Gamma", mode="road"))
    assert route.totals["gcost_usd_t"] == pytest.approx(37.75 + 13.3 / 2)


@pytest.mark.parametrize(
    ("aim", "mode"), [("time", "road"), ("cost", "rail"), ("co2e", "rail"), ("gcost", "rail")]
)
def test_what_is_minimised_decides_between_road_and_rail(aim: str, mode: str) -> None:
    # Nobody gave the fees at Delta, so what is asked for in money keeps off it.
    kept_off = ("Delta (road)",)
    asked = trip("Alpha", "Gamma", minimise=aim, avoid_crossings=kept_off)
    route = study.solve(CORRIDOR, asked)
    assert set(route.legs["mode"]) == {mode}


def test_a_fee_nobody_gave_leaves_the_cost_missing_and_is_named_where_it_is_minimised() -> None:
    assert math.isnan(study.solve(CORRIDOR, trip("Alpha", "Omega")).totals["cost_usd_t"])
    with pytest.raises(DataError, match=r"border_times\.csv lacks the cost of delta-road"):
        study.solve(CORRIDOR, trip("Alpha", "Omega", minimise="cost"))


def test_a_figure_that_disagrees_and_is_not_used_changes_nothing() -> None:
    given_rows = CORRIDOR.parameters
    apart = given_rows[given_rows["used"].fillna(value=True).astype(bool)]
    assert len(apart) < len(given_rows)
    one = study.solve(CORRIDOR, trip("Alpha", "Gamma"))
    other = study.solve(toy.edited(CORRIDOR, "parameters", apart), trip("Alpha", "Gamma"))
    assert one.totals == other.totals


@given(requests)
@settings(deadline=None, max_examples=40)
def test_the_figures_add_up_to_every_total_and_lie_within_their_bounds(request: Request) -> None:
    route = serves(CORRIDOR, request)
    if route is None or math.isnan(sum(route.totals.values())):
        return
    sums = route.figures[["distance_km", "time_h", "cost_usd_t", "co2e_kg_t"]].sum()
    for name, value in sums.items():
        assert value == pytest.approx(route.totals[str(name)])
    worth = route.figures["time_value_usd_t"].sum()
    assert worth + sums["cost_usd_t"] == pytest.approx(route.totals["gcost_usd_t"])
    ranges = route.ranges
    assert (ranges["low"] <= ranges["value"] + 1e-9).all()
    assert (ranges["value"] <= ranges["high"] + 1e-9).all()
    assert ranges["value"].tolist() == pytest.approx(sums[ranges.index].tolist())


def test_a_range_is_every_part_at_its_best_and_at_its_worst() -> None:
    # Running 120 km at 70 to 50 and 210 km at 50 to 40 km/h, stops 5 to 15 h in 1,000 km
    # over 330 km, border 2 to 6 h.
    table = study.solve(CORRIDOR, trip("Alpha", "Gamma", mode="road")).breakdown
    hours = table[table["measure"] == "time_h"]
    found = hours[["component", "low", "value", "high"]].to_numpy().tolist()
    assert found == [
        ["running", pytest.approx(120 / 70 + 210 / 50), 7, pytest.approx(120 / 50 + 210 / 40)],
        ["stops under way", pytest.approx(1.65), pytest.approx(3.3), pytest.approx(4.95)],
        ["borders", 2, 3, 6],
    ]
    assert hours["share_pct"].sum() == pytest.approx(100)


def test_road_and_rail_are_both_unbeaten_where_one_is_faster_and_one_cheaper() -> None:
    asked = trip("Alpha", "Gamma", avoid_crossings=("Delta (road)",))
    found = study.pareto(CORRIDOR, asked, ("time", "cost"))
    pairs = [(route.totals["time_h"], route.totals["cost_usd_t"]) for route in found]
    assert pairs == [pytest.approx((13.3, 37.75)), pytest.approx((19.2, 16.1))]
    with pytest.raises(ValueError, match="name measures once each"):
        study.pareto(CORRIDOR, asked, ("time", "time"))


def test_too_much_that_is_assumed_is_named() -> None:
    route = study.solve(CORRIDOR, trip("Alpha", "Gamma", mode="road"))
    # Of 37.75 US$/t the 12 of the haul in KAZ are assumed: 32 %.
    study.require_firm(replace(route), 100)
    with pytest.raises(IncompleteError, match=r"32% of the cost is assumed, most by haul"):
        study.require_firm(route, 31)
    with pytest.raises(IncompleteError, match="cost is missing"):
        study.require_firm(study.solve(CORRIDOR, trip("Alpha", "Omega")), 100)


def test_the_very_next_best_routes_may_share_all_but_a_bend() -> None:
    near = study.alternatives(CORRIDOR, trip("Alpha", "Omega"), 5, most_shared=1.0)
    hours = [route.totals["time_h"] for route in near]
    assert hours == sorted(hours)
    assert len(near) > len(study.alternatives(CORRIDOR, trip("Alpha", "Omega"), 5)) - 1


@pytest.mark.parametrize(("day", "told"), [("2023-06-01", True), ("2024-06-01", False)])
def test_a_date_outside_the_record_of_closures_is_told(day: str, *, told: bool) -> None:
    route = study.solve(CORRIDOR, trip("Alpha", "Gamma", as_of=dt.date.fromisoformat(day)))
    assert any("record of closures speaks of" in note for note in route.notes) == told
