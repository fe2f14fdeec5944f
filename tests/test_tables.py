"""The rules that span tables: each is kept by the toy and each is noticed when broken."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from corridor import checks, tables
from corridor.schema import TABLES
from corridor.tables import Corridor


def edited(corridor: Corridor, table: str, row: int, **cells: Any) -> Corridor:  # noqa: ANN401
    """Return the corridor with some cells of one row changed."""
    frame = corridor.table(table).copy()
    for column, value in cells.items():
        frame.loc[row, column] = value
    tables: dict[str, Any] = {table: frame}
    return replace(corridor, **tables)


def told(corridor: Corridor) -> list[str]:
    """Return every breach as text."""
    return list(map(str, checks.check(corridor)))


def test_the_toy_keeps_every_rule(corridor: Corridor, drawn: Corridor) -> None:
    assert told(corridor) == []
    assert told(drawn) == []


def test_every_check_is_in_the_list_of_checks() -> None:
    named = {name for name in vars(checks) if name.startswith("check_")}
    assert named == {rule.__name__ for rule in checks.CHECKS}


def test_the_fields_of_a_corridor_are_the_tables_of_the_schema() -> None:
    assert tuple(TABLES) == tables.TABLE_NAMES


def test_a_segment_does_not_cross_a_border(corridor: Corridor) -> None:
    (message,) = told(edited(corridor, "segments", 3, to_node="omega", length_km=700.0))
    assert "to_node: 'omega' is a node of AFG, but the segment is of UZB" in message
    assert "cross a border by a row in crossings" in message


def test_a_rail_crossing_names_both_gauges(corridor: Corridor) -> None:
    assert told(edited(corridor, "crossings", 0, gauge_b_mm=pd.NA)) == [
        "crossings.csv, row 2, column gauge_b_mm: may not be empty on a rail crossing"
    ]


def test_a_crossing_has_times_for_both_directions_and_both_sides(corridor: Corridor) -> None:
    fewer = replace(corridor, border_times=corridor.border_times.drop(index=5))
    (message,) = told(fewer)
    assert "row 3, column crossing_id: 'beta-road' has 3 rows in border_times" in message
    assert "it needs 4: two directions, two sides" in message


def test_a_crossing_recorded_closed_has_a_closure_that_has_not_ended(corridor: Corridor) -> None:
    ended = edited(corridor, "closures", 0, to_date=pd.Timestamp("2025-11-01"))
    (message,) = told(ended)
    assert "'delta-road' is closed, but closures has no closure of it without a to_date" in message


@pytest.mark.parametrize(
    ("table", "column"),
    [("border_times", "dwell_high_h"), ("transfers", "hours_high"), ("parameters", "high")],
)
def test_a_figure_lies_between_its_low_and_its_high(
    corridor: Corridor, table: str, column: str
) -> None:
    (message,) = told(edited(corridor, table, 1, **{column: 0.0}))
    assert f"{table}.csv, row 3" in message
    assert f"is not between {column.replace('high', 'low')}" in message


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"importer": "KAZ"}, "column importer: 'KAZ' is the exporter too"),
        ({"period": "part"}, "column period: 'part' needs a from_date and a to_date"),
        ({"period": "fiscal", "to_date": "2022-06-30"}, "'fiscal' needs a from_date and a to_date"),
        ({"from_date": "2022-05-01", "to_date": "2022-03-31"}, "'2022-03-31' is before from_date"),
        ({"to_date": "2023-06-30"}, "is not in year 2022, in which the period ends"),
    ],
)
def test_trade_is_between_two_countries_in_a_time_that_ends_in_its_year(
    corridor: Corridor, cells: dict[str, str], said: str
) -> None:
    days = {name: pd.Timestamp(text) for name, text in cells.items() if name.endswith("_date")}
    (problem,) = told(edited(corridor, "flows", 0, **cells | days))
    assert problem.startswith("flows.csv, row 2")
    assert said in problem


def test_a_turnover_names_its_countries_by_the_alphabet(corridor: Corridor) -> None:
    pair = {"country_a": "UZB", "country_b": "KAZ", "source_id": "toy"}
    (problem,) = told(replace(corridor, turnovers=corridor.turnovers.reindex([0]).assign(**pair)))
    assert "'UZB' comes after country_b in the alphabet" in problem


def test_a_node_outside_its_country_is_blamed_and_its_lines_are_not(drawn: Corridor) -> None:
    (message,) = told(edited(drawn, "nodes", 0, lon=43.0, lat=68.0))
    assert message.startswith("nodes.csv, row 2, column lon, lat: '43, 68' lies outside")


def test_missing_cells_break_no_rule_that_spans_tables(corridor: Corridor) -> None:
    for table, column in [("nodes", "lon"), ("segments", "length_km"), ("closures", "from_date")]:
        assert told(edited(corridor, table, 0, **{column: None})) == []


def test_the_straight_line_is_the_great_circle(corridor: Corridor) -> None:
    """Alpha to Beta: 0.6 degrees of latitude, one of longitude near 42.7 N."""
    km = tables.straight_km(corridor, pd.Series(["alpha"]), pd.Series(["beta-kz"]))
    assert km[0] == pytest.approx(105.4, abs=0.3)
