"""Which of several figures is shown, and what stands beside it."""

from __future__ import annotations

import itertools
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor import bilateral
from corridor.errors import DataError
from corridor.trade import keeping

TWO = ("KAZ", "UZB")


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return flows of which only what differs is told."""
    usual = {
        "exporter": "KAZ",
        "importer": "UZB",
        "year": 2023,
        "period": "calendar",
        "commodity": "TOTAL",
        "value_usd": 100.0,
        "reporter": "exporter",
        "basis": "customs",
        "grade": "reported",
        "source_id": "a",
    }
    return keeping.typed(pd.DataFrame([usual | row for row in rows]))


def part(first: str, last: str) -> dict[str, str]:
    """Return the period of a part of a year."""
    return {"period": "part", "from_date": first, "to_date": last}


YEAR_TO_JUNE = {"period": "fiscal", "from_date": "2022-07-01", "to_date": "2023-06-30"}
NINE_MONTHS, ONE_MONTH = part("2023-01-01", "2023-09-30"), part("2023-03-01", "2023-03-31")
# From the figure that is shown to the one shown last.
ORDER: tuple[dict[str, Any], ...] = (
    {"reporter": "importer", "grade": "observed"},
    {"reporter": "importer"},
    {"reporter": "importer", **YEAR_TO_JUNE},
    {},
    {**YEAR_TO_JUNE},
    {"reporter": "reconciled"},
    {"basis": "statement", "reporter": "importer"},
    {"basis": "payments", "reporter": "importer"},
    {"basis": "payments", **YEAR_TO_JUNE},
    {"reporter": "importer", **NINE_MONTHS},
    {"reporter": "importer", **ONE_MONTH},
    {**NINE_MONTHS},
    {"basis": "statement", **NINE_MONTHS},
    {"basis": "payments", **NINE_MONTHS},
    {"period": "unstated"},
    {"basis": "press", "reporter": "importer"},
    {"basis": "press", **ONE_MONTH},
)


@given(order=st.permutations(range(len(ORDER))))
def test_one_rule_orders_the_figures_however_they_stand(order: list[int]) -> None:
    flows = table(
        *(ORDER[place] | {"value_usd": 99 - place, "source_id": f"s{place}"} for place in order)
    )
    found = bilateral.reports(flows, TWO)["value_usd"].tolist()
    assert found == [99 - place for place in range(len(ORDER))]


@pytest.mark.parametrize(("paid", "shown"), [(553, 553), (242, 242), (15, 242), (None, 242)])
def test_payments_of_a_year_below_a_part_of_it_are_no_full_year(
    paid: float | None, shown: float
) -> None:
    flows = table(
        {"value_usd": 242, **NINE_MONTHS},
        {"value_usd": paid, "tonnes": 1, "basis": "payments", **YEAR_TO_JUNE},
        # What is told of other goods or other years is no part of it.
        {"value_usd": 900, "commodity": "10", **NINE_MONTHS},
        {"value_usd": 900, "year": 2024, **part("2024-01-01", "2024-09-30")},
    )
    first = bilateral.figures(bilateral.reports(flows, TWO))["value_usd"]
    assert first.tolist() == [shown, 900]


def test_of_figures_that_are_alike_the_one_that_stands_first_is_shown() -> None:
    flows = table({"value_usd": 7, "source_id": "b"}, {"value_usd": 5, "source_id": "a"})
    rows: Any = bilateral.figures(bilateral.reports(flows, TWO)).itertuples()
    (row,) = rows
    assert (row.value_usd, row.source_id, row.others) == (7, "b", 1)


def test_a_flow_nobody_reported_has_no_row_and_a_figure_of_zero_is_one() -> None:
    flows = table({"value_usd": 0}, {"exporter": "UZB", "importer": "KAZ", "value_usd": None})
    shown = bilateral.figures(bilateral.reports(flows, TWO))
    assert shown[["exporter", "value_usd"]].to_numpy().tolist() == [["KAZ", 0.0]]


def test_flows_with_other_countries_are_left_out() -> None:
    flows = table({}, {"importer": "TJK"})
    assert len(bilateral.reports(flows, TWO)) == 1


def test_both_sides_are_held_together_only_for_the_same_time() -> None:
    flows = table(
        {"reporter": "importer", "value_usd": 90, **YEAR_TO_JUNE},
        {"value_usd": 100},
    )
    given_ = bilateral.reports(flows, TWO)
    assert bilateral.mirrored(given_).empty
    assert bilateral.figures(given_)["ratio"].isna().all()


def test_the_mirror_takes_the_pair_whose_worse_figure_is_best() -> None:
    flows = table(
        {"reporter": "importer", "value_usd": 90, **YEAR_TO_JUNE},
        {"reporter": "importer", "value_usd": 120, "basis": "statement"},
        {"value_usd": 100},
        {"value_usd": 80, "basis": "press", **YEAR_TO_JUNE},
    )
    rows: Any = bilateral.mirrored(bilateral.reports(flows, TWO)).itertuples()
    (row,) = rows
    assert (row.exporter_value_usd, row.importer_value_usd) == (100, 120)
    assert row.ratio == pytest.approx(1.2)
    assert (row.exporter_basis, row.importer_basis) == ("customs", "statement")


def test_a_ratio_to_zero_is_missing() -> None:
    flows = table({"value_usd": 0}, {"reporter": "importer", "value_usd": 5})
    rows: Any = bilateral.mirrored(bilateral.reports(flows, TWO)).itertuples()
    (row,) = rows
    assert pd.isna(row.ratio)


def test_a_group_adds_up_the_outermost_codes_of_one_report() -> None:
    flows = table(
        {"commodity": "10", "value_usd": 8, "tonnes": 4},
        {"commodity": "1001", "value_usd": 5, "tonnes": 3},
        {"commodity": "1101", "value_usd": 2, "tonnes": 1},
        {"commodity": "27", "value_usd": 99},
        {"commodity": "1001", "value_usd": 50, "reporter": "importer"},
    )
    shown = bilateral.reports(flows, TWO, "grain")
    got = shown[["reporter", "value_usd", "tonnes", "codes", "grade"]]
    assert got.iloc[1].tolist() == ["exporter", 10, 5, "10, 1101", "derived"]
    assert got.iloc[0, 1] == 50
    assert shown["commodity"].tolist() == ["grain", "grain"]


def test_a_sum_of_which_a_weight_is_missing_is_missing() -> None:
    flows = table(
        {"commodity": "1001", "value_usd": 5, "tonnes": 3},
        {"commodity": "1101", "value_usd": 2},
    )
    rows: Any = bilateral.reports(flows, TWO, "grain").itertuples()
    (row,) = rows
    assert row.value_usd == 7
    assert pd.isna(row.tonnes)


def test_weights_without_a_value_are_found_when_asked_for() -> None:
    flows = table({"commodity": "10", "value_usd": None, "tonnes": 4})
    assert bilateral.reports(flows, TWO, "10").empty
    assert len(bilateral.reports(flows, TWO, "10", "tonnes")) == 1
    assert len(bilateral.reports(flows, TWO, "10", None)) == 1


def test_the_year_shown_first_is_the_latest_of_those_with_most_flows() -> None:
    years = [
        {"year": year, "exporter": a, "importer": b}
        for year in (2020, 2021)
        for a, b in itertools.permutations(TWO)
    ]
    flows = table(*years, *({"year": 2022, "source_id": name} for name in "abcd"))
    given_ = bilateral.reports(flows, TWO)
    assert bilateral.chosen_year(given_, None) == 2021
    assert bilateral.chosen_year(given_, 2022) == 2022
    with pytest.raises(DataError, match="for 1999; years: 2020, 2021, 2022"):
        bilateral.chosen_year(given_, 1999)


def test_all_figures_are_told_and_one_of_each_flow_and_year_is_shown() -> None:
    given_ = [row | {"source_id": f"s{place}"} for place, row in enumerate(ORDER)]
    flows = table(*given_, {"year": 2022})
    told = bilateral.told(bilateral.reports(flows, TWO))
    assert len(told) == len(ORDER) + 1
    assert told[told["shown"]]["year"].tolist() == [2022, 2023]
