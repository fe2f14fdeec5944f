"""The indicators of the toy corridor are those solved by hand; published ones stand beside."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

import evidence
import toy
from corridor import io
from corridor.checks import check
from corridor.conform import conform
from corridor.evidence import INDICATORS
from corridor.indicators import COLUMNS, indicators
from corridor.samples import Section, posts, sections
from corridor.tables import Corridor

Run = Callable[..., Result]
TOY = ("--data", toy.FOLDER)


def printed(corridor: Corridor, *rows: dict[str, Any]) -> Corridor:
    """Return the corridor with published indicators: country UZB, road, both directions, 2022."""
    base = {
        "scope": "country",
        "country": "UZB",
        "mode": "road",
        "direction": "all",
        "year": 2022,
        "unit": "km/h",
        "grade": "reported",
        "confidence": "A",
        "source_id": "toy",
    }
    filled = [base | {"indicator_id": f"i{number}"} | row for number, row in enumerate(rows)]
    cells = {name: [str(row.get(name, "")) for row in filled] for name in INDICATORS.names}
    frame, problems = conform(INDICATORS, cells, "indicators.csv")
    assert problems == []
    return toy.edited(corridor, "indicators", frame)


def model(table: pd.DataFrame, **where: str) -> float:
    """Return the model's value in the one row that is so."""
    for column, value in where.items():
        table = table[table[column] == value]
    (value,) = table["model"].tolist()
    return float(value)


def test_hours_and_fees_at_the_border_are_means_over_the_country_s_own_sides(
    corridor: Corridor,
) -> None:
    """UZB by road: out 2 h by Beta and 10 by Delta, in 2 and 12; US$ 7, 100, 6 and 110."""
    table = indicators(corridor)
    uzb = {"country": "UZB", "mode": "road"}
    hours = [
        model(table, indicator="TFI1", direction=way, **uzb)
        for way in ("outbound", "inbound", "all")
    ]
    assert hours == [6.0, 7.0, 6.5]
    fees = [model(table, indicator="TFI2", direction=way, **uzb) for way in ("outbound", "inbound")]
    assert fees == [53.5, 58.0]


def test_a_fee_nobody_gave_is_left_out_and_not_zero(corridor: Corridor) -> None:
    table = indicators(corridor)
    afghan = table[(table["country"] == "AFG") & (table["indicator"] == "TFI2")]
    assert afghan.empty
    fees = corridor.border_times["fee_usd"].mask(corridor.border_times.index == 8, 30.0)
    table = indicators(
        toy.edited(corridor, "border_times", corridor.border_times.assign(fee_usd=fees))
    )
    # Of UZB's four sides by road all have a fee; the Afghan side that is left has 30.
    both = table[(table["indicator"] == "TFI2") & (table["direction"] == "all")]
    assert dict(zip(both["country"], both["n"], strict=True))["UZB"] == 4


def test_speeds_are_kilometres_over_hours_of_sections_to_and_from_the_border(
    corridor: Corridor,
) -> None:
    """Gamma to Beta 210 km in 5 + 2.1 + 2 h, to Delta 420 km in 10 + 4.2 + 10 h."""
    table = indicators(corridor)
    uzb = {"country": "UZB", "mode": "road"}
    assert model(table, indicator="SWOD", **uzb) == pytest.approx(42)
    out = model(table, indicator="SWD", direction="outbound", **uzb)
    into = model(table, indicator="SWD", direction="inbound", **uzb)
    assert out == pytest.approx(630 / 33.3)
    assert into == pytest.approx(630 / 35.3)
    assert model(table, indicator="SWD", direction="all", **uzb) == pytest.approx(1260 / 68.6)


def test_the_sections_are_the_ways_between_cities_and_posts_inside_a_country(
    corridor: Corridor,
) -> None:
    table = pd.DataFrame(sections(corridor, posts(corridor)), columns=list(Section._fields))
    kazakh = table[(table["country"] == "KAZ") & (table["direction"] == "outbound")]
    assert kazakh[["mode", "crossing_id", "node_id", "distance_km"]].to_numpy().tolist() == [
        ["rail", "beta-rail", "alpha", 110.0],
        ["road", "beta-road", "alpha", 120.0],
    ]
    assert kazakh["time_h"].tolist() == pytest.approx([2 + 2.2 + 2, 2 + 1.2 + 1])
    # US$ 0.05 a tkm by rail and 0.1 by road, and the fee of the Kazakh side on 20 t.
    assert kazakh["cost_usd_t"].tolist() == pytest.approx([5.5 + 10 / 20, 12 + 5 / 20])


def test_tfi3_is_the_cost_of_the_sections_for_500_km_and_20_t(corridor: Corridor) -> None:
    table = indicators(corridor)
    cost = model(table, indicator="TFI3", country="KAZ", mode="road", direction="outbound")
    assert cost == pytest.approx((12 + 5 / 20) / 120 * 500 * 20)


def test_where_nobody_gave_a_rate_only_the_published_tfi3_stands_there(
    corridor: Corridor,
) -> None:
    unit = "US$/500 km/20 t"
    given = printed(corridor, {"indicator": "TFI3", "value": 687, "unit": unit})
    rates = given.parameters["parameter"] == "haul_usd_tkm"
    table = indicators(toy.edited(given, "parameters", given.parameters[~rates]))
    (row,) = table[table["indicator"] == "TFI3"].to_dict("records")
    assert (row["basis"], row["published"]) == ("published", 687)
    assert pd.isna(row["model"])
    assert pd.isna(row["difference"])


def test_difference_is_model_less_published(corridor: Corridor) -> None:
    table = indicators(printed(corridor, {"indicator": "TFI1", "value": 5.0, "unit": "h"}))
    (row,) = table[table["basis"] == "compared"].to_dict("records")
    assert (row["model"], row["difference"], row["difference_pct"]) == (6.5, 1.5, 30)
    assert list(table.columns) == COLUMNS


def test_what_nobody_published_is_marked_as_modelled(corridor: Corridor) -> None:
    assert set(indicators(corridor)["basis"]) == {"modelled"}
    assert indicators(corridor)["used"].isna().all()


@pytest.mark.parametrize(
    ("row", "used"),
    [
        ({"indicator": "SWOD", "value": 42.0}, "yes"),
        ({"indicator": "SWOD", "value": 41.0}, "part"),
        ({"indicator": "SWOD", "value": 41.0, "year": 2021}, "no"),
        ({"indicator": "SWOD", "value": 41.0, "source_id": "other"}, "no"),
        ({"indicator": "TFI1", "value": 12.0, "unit": "h", "source_id": "other"}, "part"),
        ({"indicator": "SWD", "value": 18.0}, "part"),
    ],
)
def test_a_published_figure_that_the_model_rests_on_says_so(
    corridor: Corridor, row: dict[str, Any], used: str
) -> None:
    table = indicators(printed(corridor, row))
    (found,) = table[table["basis"] == "compared"]["used"]
    assert found == used


def test_the_latest_figure_stands_there_unless_a_year_or_all_are_asked_for(
    corridor: Corridor,
) -> None:
    rows = [
        {"indicator": "TFI1", "value": value, "unit": "h", "year": year}
        for value, year in ((9.0, 2020), (4.2, 2022), (4.0, 2022))
    ]
    table = printed(corridor, *rows)

    def published(**asked: Any) -> list[float]:  # noqa: ANN401 - a year or a word
        found: list[float] = indicators(table, **asked)["published"].dropna().tolist()
        return found

    assert published() == [4.2, 4.0], "figures that disagree are both kept"
    assert published(year=2020) == [9.0]
    assert published(year="all") == [9.0, 4.2, 4.0]
    assert published(year=2019) == []


def test_by_crossing_each_side_has_its_rows(corridor: Corridor) -> None:
    crossing = {"scope": "crossing", "crossing_id": "delta-road", "country": "AFG", "unit": "h"}
    rows = [{"indicator": "TFI1", "value": 25.0, **crossing, "direction": "outbound"}]
    rows += [{"indicator": "TFI1", "value": 2.0, **crossing, "crossing_id": "", "of": "Styx"}]
    table = indicators(printed(corridor, *rows), "crossing")
    assert set(table["indicator"]) == {"TFI1", "TFI2"}
    (row,) = table[table["basis"] == "compared"].to_dict("records")
    assert (row["of"], row["country"], row["model"], row["difference"]) == (
        *("Delta (road)", "AFG"),
        *(24.0, -1.0),
    )
    assert table.loc[table["basis"] == "published", "of"].tolist() == ["Styx"]


def test_a_side_where_nothing_halts_is_no_border_post(corridor: Corridor) -> None:
    times = corridor.border_times
    idle = times["dwell_h"].mask((times["crossing_id"] == "beta-road") & (times["side"] == "b"), 0)
    table = indicators(toy.edited(corridor, "border_times", times.assign(dwell_h=idle)))
    assert model(table, indicator="TFI1", country="UZB", mode="road", direction="outbound") == 10


AS_IT_IS = toy.corridor()
SWD_AS_IT_IS = indicators(AS_IT_IS).query("indicator == 'SWD'")["model"]


@given(factor=st.floats(1.0, 20.0))
def test_a_slower_border_never_makes_a_country_faster(factor: float) -> None:
    times = AS_IT_IS.border_times
    slow = toy.edited(AS_IT_IS, "border_times", times.assign(dwell_h=times["dwell_h"] * factor))
    after = indicators(slow).query("indicator == 'SWD'")["model"]
    assert (after <= SWD_AS_IT_IS + 1e-9).all()


def test_an_indicator_of_a_crossing_names_one_of_its_sides(corridor: Corridor) -> None:
    row = {"indicator": "TFI1", "scope": "crossing", "crossing_id": "delta-road", "country": "KAZ"}
    (problem,) = check(printed(corridor, row | {"value": 1.0}))
    assert (problem.file, problem.column, problem.value) == ("indicators.csv", "country", "KAZ")
    assert problem.allowed == "is no side of delta-road"


def test_the_shipped_tables_of_evidence_are_what_their_script_makes() -> None:
    for name, content in evidence.tables().items():
        assert (io.shipped() / f"{name}.csv").read_text("utf-8") == content


def test_a_figure_printed_by_the_day_is_one_by_the_hour() -> None:
    row = {"value": "408.4", "unit": "km/day", "note": "Mean delivery speed"}
    made = evidence.graded(row)
    assert (made["value"], made["unit"], made["grade"]) == ("17.0", "km/h", "derived")


def test_belarus_and_russia_are_modelled_and_pakistan_is_compared(shipped: Corridor) -> None:
    road = indicators(shipped).query("mode == 'road'")
    uncovered = road[road["country"].isin(("BLR", "RUS"))]
    assert set(uncovered["basis"]) == {"modelled"}
    assert {"TFI1", "SWOD", "SWD"} <= set(uncovered["indicator"])
    speed = road[road["indicator"] == "SWOD"].set_index("country")["published"]
    assert (speed["PAK"], speed["UZB"], speed["KAZ"]) == (24.8, 45.6, 51.1)


def test_figures_that_the_shipped_model_takes_over_are_marked_used(shipped: Corridor) -> None:
    table = indicators(shipped, "crossing", "all").query("indicator == 'TFI1'")
    torkham = table[(table["crossing_id"] == "torkham-road") & (table["country"] == "PAK")]
    used = torkham.set_index(["direction", "year"])["used"].to_dict()
    assert (used["outbound", 2022], used["inbound", 2020]) == ("yes", "no")


def test_the_command_shows_the_model_beside_the_published_figure(run: Run) -> None:
    result = run("indicators", "--country", "Pakistan", "--mode", "road", "--direction", "outbound")
    assert result.exit_code == 0
    line = next(line for line in result.stdout.splitlines() if line.startswith("SWD"))
    assert line.split()[:5] == ["SWD", "road", "outbound", "Pakistan", "km/h"]
    assert line.split()[6:8] == ["11.4", "2023"]
    assert "part" in line


def test_the_command_as_json_has_every_column(run: Run) -> None:
    result = run("indicators", *TOY, "--by", "corridor", "--indicator", "SWD", "--format", "json")
    rows = json.loads(result.stdout)
    assert list(rows[0]) == COLUMNS
    assert {row["indicator"] for row in rows} == {"SWD"}


def test_a_year_that_is_none_is_refused(run: Run) -> None:
    result = run("indicators", *TOY, "--year", "last")
    assert result.exit_code == 2
    assert "'last' is not a year, 'latest' or 'all'" in result.stderr


def test_the_whole_corridor_has_no_country(run: Run) -> None:
    result = run("indicators", *TOY, "--by", "corridor", "--country", "KAZ")
    assert result.exit_code == 2
    assert "--country goes with --by country or crossing" in result.stderr
