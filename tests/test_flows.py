"""Trade on the toy network, solved by hand, and on the shipped one by its properties."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import corridor as co
import toy
import toy_trade
from corridor import network, study
from corridor.checks import check
from corridor.errors import DataError
from corridor.flows import demand, loading, nets
from corridor.flows.rules import Rule
from corridor.tables import Corridor

DAYS = 273  # January to September
TO_AFGHANISTAN = 30e6 * 365 / DAYS / 500


@pytest.fixture(scope="module")
def trading(tmp_path_factory: pytest.TempPathFactory) -> Corridor:
    """The toy corridor with trade on it."""
    return toy_trade.corridor(tmp_path_factory.mktemp("trade"))


@pytest.fixture(scope="module")
def shipped() -> Corridor:
    return co.load(geometry=False)


def on(found: co.Assignment, link: str, column: str = "tonnes") -> float:
    """Return what passes the links of a crossing or segment, both ways."""
    return float(found.links.loc[found.links["id"] == link, column].sum())


def row(table: pd.DataFrame, **wanted: object) -> dict[str, Any]:
    """Return the one row of a table that has the values wanted."""
    for name, value in wanted.items():
        table = table[table[name] == value]
    (found,) = table.to_dict("records")
    return {str(name): value for name, value in found.items()}


# Demand


def test_value_becomes_tonnes_by_the_value_of_a_tonne_of_that_pair(trading: Corridor) -> None:
    found = co.assign(trading, year=2022)
    pair = row(found.pairs, exporter="KAZ", importer="UZB", mode="rail")
    assert (pair["value_usd"], pair["tonnes"], pair["corridor_t"]) == (400e6, 1e6, 5e5)
    assert (pair["value_grade"], pair["tonnes_grade"]) == ("observed", "derived")


def test_tonnes_that_somebody_weighed_stay_as_they_are(trading: Corridor) -> None:
    pair = row(co.assign(trading, year=2022).pairs, exporter="UZB", importer="KAZ")
    assert (pair["tonnes"], pair["tonnes_grade"]) == (50_000, "observed")


def test_nine_months_are_scaled_to_a_year_and_say_so(trading: Corridor) -> None:
    pair = row(co.assign(trading, year=2022).pairs, exporter="UZB", importer="AFG")
    assert pair["tonnes"] == pytest.approx(TO_AFGHANISTAN)
    assert (pair["value_grade"], pair["note"]) == ("derived", "273 days scaled to a year")


def test_a_year_that_is_scaled_is_told_with_its_days_and_with_what_was_shut_in_the_rest(
    trading: Corridor,
) -> None:
    found = co.assign(trading, year=2022)
    notes = " ".join(found.notes)
    assert "2022: UZB-AFG from 273 days (01 Jan 2022 - 30 Sep 2022)" in notes
    assert "scaled over days" not in notes
    assert row(found.pairs, exporter="KAZ", importer="UZB", mode="rail")["days"] == 365
    columns = ["closure_id", "what", "from_date", "to_date", "confirmed", "kind", "source_id"]
    until_march, autumn = (None, "2023-03-01"), ("2022-11-30", None)
    for what, first, (last, confirmed), warned in (
        ("delta-road", "2022-10-05", autumn, True),
        ("delta-road", "2022-12-05", until_march, True),
        ("delta-road", "2022-03-01", ("2022-09-30", None), False),
        ("beta-road", "2022-10-05", autumn, False),  # not on the way to Afghanistan
    ):
        dates = list(pd.to_datetime(pd.Series([first, last, confirmed])))
        shut = pd.DataFrame([["one", what, *dates, "closed", "toy"]], columns=columns)
        told = co.assign(toy.edited(trading, "closures", shut), year=2022).notes
        assert any("scaled over days" in note for note in told) is warned


def test_a_full_year_is_taken_where_the_figure_shown_is_too_short(trading: Corridor) -> None:
    short = trading.flows[trading.flows["value_usd"] == 9e6].copy()
    for usd, taken in ((36e6, [36e6]), (5e6, [])):  # less than its six weeks is no year
        year = short.assign(value_usd=usd, to_date=pd.Timestamp("2022-08-30"), basis="press")
        flows = pd.concat([short, year])
        found, left = demand.trade(trading, flows, [2022])
        scaled = [value * 365 / 242 for value in taken]
        assert found["value_usd"].tolist() == pytest.approx(scaled)
        assert len(left) == 1 - len(taken)


def test_six_weeks_are_too_little_of_a_year_and_are_named(trading: Corridor) -> None:
    notes = co.assign(trading, year=2022).notes
    assert "Not assigned, 2022: KAZ-AFG: the figure covers 46 days." in notes


def test_a_pair_nobody_reported_is_named_and_not_zero(trading: Corridor) -> None:
    notes = co.assign(trading, year=2022).notes
    assert "Not assigned, 2022: AFG-KAZ, AFG-UZB: nobody reported it." in notes


def test_a_total_is_taken_apart_into_the_goods_that_are_known(trading: Corridor) -> None:
    weighed, left = demand.trade(trading, trading.flows, [2021])
    rows = weighed.set_index("commodity")
    assert left == []
    assert rows["tonnes"].to_dict() == {"grain": 250_000, "rest": 150e6 / 400}
    assert rows["tonnes_grade"].to_dict() == {"grain": "observed", "rest": "derived"}


def test_goods_worth_more_than_the_total_do_not_replace_it(trading: Corridor) -> None:
    flows = trading.flows.copy()
    flows.loc[flows["commodity"] == "1001", "value_usd"] = 300e6
    weighed, _ = demand.trade(trading, flows, [2021])
    assert weighed["commodity"].tolist() == ["TOTAL"]
    assert weighed["tonnes"].tolist() == [200e6 / 400]


def test_goods_can_be_asked_for_alone(trading: Corridor) -> None:
    found = co.assign(trading, year=2021, commodity="grain")
    assert found.pairs["tonnes"].tolist() == [250_000, 250_000]
    assert on(found, "beta-rail") == 125_000


def test_without_a_value_of_a_tonne_trade_is_left_out_and_named(trading: Corridor) -> None:
    bare = toy.edited(trading, "unit_values", trading.unit_values.iloc[:0])
    notes = " ".join(co.assign(bare, year=2022).notes)
    assert "KAZ-UZB, UZB-AFG: unit_values.csv has no value of a tonne for it" in notes


def test_the_most_specific_gateways_hold() -> None:
    rows = [
        ("KAZ", None, None, "anywhere", 1.0),
        ("KAZ", None, "rail", "by rail", 1.0),
        ("KAZ", "RUS", None, "to russia", 1.0),
        ("KAZ", "RUS", "road", "by road to russia", 1.0),
    ]
    columns = ["country", "partner", "mode", "node_id", "part"]
    of = demand.gates(pd.DataFrame(rows, columns=columns))
    asked = product(("RUS", "UZB"), ("rail", "road"))
    found = [next(iter(demand.gate(of, "KAZ", *key))) for key in asked]
    assert found == ["to russia", "by road to russia", "by rail", "anywhere"]
    assert demand.gate(of, "UZB", "KAZ", "rail") == {}


# Loads


def test_loads_are_the_shares_on_the_lines_that_serve_them(trading: Corridor) -> None:
    found = co.assign(trading, year=2022)
    assert on(found, "beta-rail") == on(found, "rail-uz-beta-gamma") == 500_000
    assert on(found, "beta-road") == 250_000 + 50_000
    assert on(found, "delta-road") == pytest.approx(TO_AFGHANISTAN)
    assert on(found, "beta-rail", "value_usd") == 200e6
    assert found.unserved.empty


def test_segments_have_a_row_for_each_direction_with_wagons_and_tonne_kilometres(
    trading: Corridor,
) -> None:
    table = co.assign(trading, year=2022).segments
    rail = row(table, segment_id="rail-kz-alpha-beta", direction="ab")
    assert (rail["tonnes"], rail["vehicles"], rail["tonne_km"]) == (5e5, 5e5 / 50, 5e5 * 110)
    back = row(table, segment_id="road-kz-alpha-beta", direction="ba")
    assert (back["tonnes"], back["from_name"], back["to_name"]) == (50_000, "Beta", "Alpha")
    assert len(table[table["segment_id"] == "rail-kz-alpha-beta"]) == 1


def test_use_of_a_crossing_is_what_is_counted_there_over_its_capacity(trading: Corridor) -> None:
    table = co.assign(trading, year=2022).crossings
    road = row(table, crossing_id="beta-road")
    assert (road["tonnes_ab"], road["tonnes_ba"]) == (250_000, 50_000)
    assert (road["vehicles_ab"], road["vehicles_ba"]) == (12_500, 2_500)
    assert road["counted_per_day"] == pytest.approx(300_000 / 18 / 365)
    assert road["use_pct"] == pytest.approx(100 * 300_000 / 18 / 365 / 500)
    assert math.isnan(row(table, crossing_id="delta-road")["use_pct"])


def test_counts_stand_beside_the_model_in_their_own_unit(trading: Corridor) -> None:
    table = co.assign(trading, year=2022).counts
    both = row(table, count_id="road-both")
    assert (both["counted_per_day"], both["model_year"]) == (50, 2022)
    assert both["model_per_day"] == pytest.approx(300_000 / 18 / 365)
    assert both["ratio"] == pytest.approx(300_000 / 18 / 365 / 50)
    assert row(table, count_id="rail-ab")["ratio"] == pytest.approx(5 / 7)
    back = row(table, count_id="road-ba")
    assert back["model_per_day"] == pytest.approx(50_000 / 20 / 365)
    assert math.isnan(back["ratio"])
    assert row(table, count_id="both-t")["ratio"] == pytest.approx(1)


def test_a_count_of_another_year_is_held_against_the_nearest(trading: Corridor) -> None:
    later = toy.edited(trading, "counts", trading.counts.assign(year=2024))
    found = co.assign(later, year=(2021, 2022))
    assert set(found.counts["model_year"]) == {2022}


def test_the_same_share_for_all_goes_the_way_that_is_best(trading: Corridor) -> None:
    found = co.assign(trading, year=2022, share=0.1)
    assert on(found, "beta-road") == pytest.approx(100_000 + 5_000)
    assert on(found, "beta-rail") == 0
    assert set(found.pairs["share_source_id"]) == {"scenario"}


def test_a_table_of_shares_replaces_the_pairs_it_names(trading: Corridor) -> None:
    mine = pd.DataFrame(
        {"exporter": ["KAZ"], "importer": ["UZB"], "share": [0.2], "mode": ["rail"]}
    )
    found = co.assign(trading, year=2022, share=mine)
    assert (on(found, "beta-rail"), on(found, "beta-road")) == (200_000, 50_000)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("KAZ", "UZB", "2", "rail")], "row 2, column share: '2' is not a number from 0 to 1"),
        ([("KAZ", "UZB", "much", "rail")], "row 2, column share: 'much' is not a number"),
        ([("KAZ", "XYZ", "0.1", "rail")], "row 2, column importer: unknown country 'XYZ'"),
        (
            [("KAZ", "UZB", "0.1", "air")],
            "row 2, column mode: 'air' is not one of rail, road, multimodal",
        ),
        ([], "the table of shares names no pair"),
        ([("KAZ", "UZB", "0.1", "rail")] * 2, "row 3: KAZ to UZB by rail is given twice"),
        (
            [("KAZ", "UZB", "0.6", "rail"), ("KAZ", "UZB", "0.6", "road")],
            "of KAZ to UZB: the modes make 1.2; together they may be 1 at most",
        ),
    ],
)
def test_a_wrong_share_is_told_with_its_row(
    trading: Corridor, rows: list[tuple[str, str, str, str]], said: str
) -> None:
    table = pd.DataFrame(rows, columns=["exporter", "importer", "share", "mode"])
    with pytest.raises(DataError) as error:
        co.assign(trading, year=2022, share=table)
    assert said in str(error.value)


def test_a_table_of_shares_names_countries_as_people_do(trading: Corridor) -> None:
    mine = pd.DataFrame({"exporter": ["Kazakhstan"], "importer": ["uzb"], "share": [0.2]})
    shares = co.assign(trading, year=2022, share=mine).pairs
    assert row(shares, exporter="KAZ", importer="UZB")["share"] == 0.2
    with pytest.raises(
        DataError, match=r"column Mode: is not a column of shares; did you mean 'mode'"
    ):
        co.assign(trading, year=2022, share=mine.assign(Mode="rail"))


@pytest.mark.parametrize(
    ("year", "error", "said"),
    [
        ("2023", TypeError, "'2023' is not a year as 2023"),
        (2022.5, TypeError, "2022.5 is not a year"),
        ([2022, "2021"], TypeError, "is not a year"),
        ([], ValueError, "no year is given"),
    ],
)
def test_a_year_is_a_whole_number_or_several(
    trading: Corridor,
    year: Any,  # noqa: ANN401 - what is no year too
    error: type[Exception],
    said: str,
) -> None:
    with pytest.raises(error, match=said):
        co.assign(trading, year=year)


def test_criticality_is_of_one_year(trading: Corridor) -> None:
    with pytest.raises(ValueError, match="of one year"):
        co.criticality(trading, year=[2021, 2022])  # type: ignore[arg-type]


def test_why_nothing_can_be_assigned_is_the_reason_of_the_trade_there_is(
    trading: Corridor,
) -> None:
    none = pd.DataFrame(
        {"exporter": ["KAZ", "UZB", "UZB"], "importer": ["UZB", "KAZ", "AFG"], "share": 0.0}
    )
    with pytest.raises(DataError) as error:
        co.assign(trading, year=2022, share=none)
    assert str(error.value) == (
        "no trade of 2022 can be put on the network: the figure covers 46 days; its share that "
        "runs here is 0"
    )
    for name in ("gateways", "shares"):
        empty = toy.edited(trading, name, trading.table(name).iloc[:0])
        with pytest.raises(DataError, match=rf"^{name}\.csv is missing or holds no row"):
            co.assign(empty, year=2022)


def test_assumed_shares_are_warned_of_and_derived_ones_are_not(trading: Corridor) -> None:
    warnings = [one for one in co.assign(trading, year=2022).notes if one.startswith("WARNING")]
    assert len(warnings) == 1
    assert "(KAZ-UZB)" in warnings[0]
    firm = toy.edited(trading, "shares", trading.shares.assign(grade="derived"))
    assert not [one for one in co.assign(firm, year=2022).notes if one.startswith("WARNING")]


def test_years_that_lack_other_pairs_are_said_not_to_compare(trading: Corridor) -> None:
    notes = " ".join(co.assign(trading, year=(2021, 2022)).notes)
    assert "The years do not know the same pairs" in notes
    assert "The years do not know" not in " ".join(co.assign(trading, year=2022).notes)


def test_on_a_day_of_closure_trade_has_no_path_and_says_so(trading: Corridor) -> None:
    found = co.assign(trading, year=2022, as_of="2026-01-15")
    assert on(found, "delta-road") == 0
    assert found.unserved["tonnes"].sum() == pytest.approx(TO_AFGHANISTAN)
    assert any(note.startswith("No path on 2026-01-15, 2022: UZB-AFG") for note in found.notes)


def test_without_a_date_a_closed_crossing_is_loaded_and_named(trading: Corridor) -> None:
    notes = " ".join(co.assign(trading, year=2022).notes)
    assert "Recorded closed, and loaded all the same: Delta (road)." in notes


def test_nothing_to_assign_is_an_error_that_says_why(trading: Corridor) -> None:
    with pytest.raises(DataError, match=r"no trade of 2001 .*nobody reported it"):
        co.assign(trading, year=2001)
    bare = toy.edited(trading, "gateways", trading.gateways.iloc[1:2])
    with pytest.raises(DataError, match=r"gateways\.csv has no node of KAZ"):
        co.assign(bare, year=2022)


def test_a_rule_that_cannot_be_is_an_error(trading: Corridor) -> None:
    with pytest.raises(ValueError, match="not one of all-or-nothing"):
        co.assign(trading, year=2022, rule="nonsense")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="can minimise time only"):
        co.assign(trading, year=2022, rule="capacity", minimise="distance")


def test_a_corridor_without_the_parameter_of_a_rule_says_which(trading: Corridor) -> None:
    kept = trading.parameters[trading.parameters["parameter"] != "logit_spread"]
    bare = toy.edited(trading, "parameters", kept.reset_index(drop=True))
    with pytest.raises(DataError, match="no logit_spread above 0"):
        co.assign(bare, year=2022, rule="path-size-logit")


@pytest.mark.parametrize("rule", ["all-or-nothing", "path-size-logit", "capacity"])
def test_where_there_is_one_way_every_rule_takes_it(trading: Corridor, rule: Rule) -> None:
    found = co.assign(trading, year=2022, rule=rule)
    assert on(found, "beta-rail") == pytest.approx(500_000)
    assert on(found, "delta-road") == pytest.approx(TO_AFGHANISTAN)


def test_a_full_border_takes_as_long_as_the_way_round_it(trading: Corridor) -> None:
    tight = trading.crossings.assign(capacity_per_day=[24.0, 20.0, math.nan])
    shares = trading.shares.assign(mode="multimodal").drop_duplicates(["exporter", "importer"])
    crowded = replace(trading, crossings=tight, shares=shares)
    found = co.assign(crowded, year=2022, rule="capacity")
    # Alpha to Gamma takes 19.2 h by rail and 13.3 h by road, back 21.2 h and 15.3 h. The border
    # makes up the 5.9 h between them where 4 h (mean of both ways) x 0.15 x use**4 = 5.9 h.
    use = found.crossings.set_index("crossing_id")["use_pct"]["beta-road"]
    assert use == pytest.approx(100 * (5.9 / 0.6) ** 0.25, rel=1e-3)
    assert on(found, "beta-rail") + on(found, "beta-road") == pytest.approx(550_000)
    assert found.loads.gaps[2022].gap <= 1e-4
    assert "0.0001 reached" in " ".join(found.notes)
    assert on(co.assign(crowded, year=2022), "beta-rail") == 0


# The shipped network


@pytest.mark.parametrize("rule", ["all-or-nothing", "path-size-logit", "capacity"])
def test_what_comes_to_a_place_leaves_it_or_ends_there(shipped: Corridor, rule: Rule) -> None:
    found = co.assign(shipped, year=(2021, 2023), rule=rule)
    table = found.balance
    assert table["surplus"].abs().max() <= 1e-9 * table["leaves"].max()
    assert table["begins"].sum() == pytest.approx(table["ends"].sum())
    assert table["begins"].sum() == pytest.approx(found.demand["corridor_t"].sum())


def test_trips_go_by_the_routes_that_the_route_command_finds(shipped: Corridor) -> None:
    found = co.assign(shipped, year=2023)
    links = network.links(shipped)
    for trip in found.trips.iloc[::12].to_dict("records"):
        net = nets.net(shipped, links, trip["mode"], minimise="time", as_of=None)
        paths = net.paths()
        (start,), (end,), _ = net.ends(paths, [trip["origin"]], [trip["destination"]])
        edges = loading.path(paths, start, end)
        ends = {name: trip[name] for name in ("origin", "destination", "mode")}
        request = co.Request(**ends)
        route = study.alternatives(shipped, request, 1)[0]
        ours = net.links.iloc[net.edge_links[edges]]["id"].tolist()
        assert ours == route.steps["id"].tolist()


def test_the_shipped_shares_cover_every_pair_there_is_trade_of(shipped: Corridor) -> None:
    years = sorted(set(shipped.flows["year"]))
    weighed, _ = demand.trade(shipped, shipped.flows, years)
    _, left = demand.shared(weighed, shipped.shares)
    assert [one for one in left if one.why != demand.NOTHING_HERE] == []


def test_the_model_is_within_a_factor_of_three_of_what_was_counted_at_the_main_crossings(
    shipped: Corridor,
) -> None:
    rows = co.assign(shipped, year=(2021, 2023, 2024)).counts.set_index("count_id")
    main = ["hairatan-2023-12", "torkham-autumn-2021", "kz-uz-rail-2024"]
    assert rows.loc[main[:2], "ratio"].between(1 / 3, 3).all()


def test_every_count_names_its_source_and_its_grade(shipped: Corridor) -> None:
    assert shipped.counts[["source_id", "grade", "period"]].notna().all(axis=None)


# Rules of the tables


def test_shares_of_all_modes_that_exceed_the_trade_are_a_problem(trading: Corridor) -> None:
    wrong = toy.edited(trading, "shares", trading.shares.assign(share=0.9))
    said = [str(problem) for problem in check(wrong)]
    assert any("shares.csv" in one and "makes 1.8 with the other modes" in one for one in said)


def test_gateways_abroad_or_with_parts_that_do_not_add_up_are_a_problem(trading: Corridor) -> None:
    rows = trading.gateways.assign(part=[1.0, 0.7, 1.0], node_id=["alpha", "gamma", "gamma"])
    said = [str(problem) for problem in check(toy.edited(trading, "gateways", rows))]
    assert any("'gamma' is not in AFG" in one for one in said)
    assert any("makes 0.7 with the others" in one for one in said)


def test_a_count_at_an_unknown_crossing_is_a_problem(trading: Corridor) -> None:
    rows = trading.counts.assign(crossings="beta-road|nowhere")
    said = [str(problem) for problem in check(toy.edited(trading, "counts", rows))]
    assert any("'nowhere' is not in crossings" in one for one in said)


def test_the_sound_tables_have_no_problem(trading: Corridor, tmp_path: Path) -> None:
    assert list(check(trading)) == []
    assert len(network.links(toy_trade.corridor(tmp_path))) == len(network.links(trading))
