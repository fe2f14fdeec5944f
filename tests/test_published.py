"""Published distances are judged by the mapped network, and none is dropped in silence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from corridor import io
from corridor.published import COLUMNS, published, sentences, summary
from corridor.tables import Corridor


def figure(**cells: Any) -> dict[str, Any]:  # noqa: ANN401 - cells of any kind
    """Return a row of ``published``: Alpha to Gamma by rail, 308 km."""
    row = {
        "published_id": "X",
        "from_name": "Alpha",
        "to_name": "Gamma",
        "mode": "rail",
        "from_node": "alpha",
        "to_node": "gamma",
        "via": None,
        "km": 308.0,
        "line_status": "existing",
        "confidence": "A",
        "remark": None,
        "source_id": "toy",
    }
    return row | cells


def compared(corridor: Corridor, **cells: Any) -> pd.Series:  # noqa: ANN401 - cells of any kind
    """Return the comparison of one figure."""
    rows = pd.DataFrame([figure(**cells)], columns=corridor.published.columns)
    return published(replace(corridor, published=rows)).iloc[0]


def test_a_distance_is_held_against_the_network_over_the_border(corridor: Corridor) -> None:
    """Alpha to Beta 110 km, Beta to Gamma 200 km, nothing for the border itself."""
    row = compared(corridor)
    assert (row["network_km"], row["used_km"], row["difference_km"]) == (310, 310, 2)
    assert row["drawn_km"] == pytest.approx(281.8)
    assert row["difference_pct"] == pytest.approx(100 * 2 / 308)
    assert row["within"]


def test_the_length_used_never_judges_itself(corridor: Corridor) -> None:
    """The model may use the published figure; the network still says 110 km, not 999."""
    used = corridor.segments.assign(length_km=[999.0, *corridor.segments["length_km"][1:]])
    row = compared(replace(corridor, segments=used), km=1199.0)
    assert (row["used_km"], row["network_km"], row["within"]) == (1199, 310, False)


def test_rail_agrees_within_2_percent_or_3_km_and_road_within_4_percent_or_5_km(
    corridor: Corridor,
) -> None:
    assert compared(corridor, km=304.0)["within"], "6 km off, but 1.97 %"
    assert not compared(corridor, km=303.0)["within"], "7 km off, 2.3 %"
    assert compared(corridor, km=107.0, to_node="beta-kz")["within"], "2.8 %, but 3 km off"
    assert not compared(corridor, km=106.0, to_node="beta-kz")["within"]
    road = {"mode": "road", "to_node": "beta-kz"}
    assert compared(corridor, km=115.0, **road)["within"], "4.3 %, but 5 km off"
    assert not compared(corridor, km=114.0, **road)["within"]


def test_a_figure_for_one_mode_is_not_held_against_another(corridor: Corridor) -> None:
    row = compared(corridor, to_node="omega", to_name="Omega")
    assert pd.isna(row["network_km"])
    assert row["remark"] == "no rail way joins them over the lines of the model"
    assert compared(corridor, mode="road", to_node="omega")["network_km"] == 120 + 210 + 420 + 150


def test_a_planned_line_is_used_for_figures_of_planned_lines_only(corridor: Corridor) -> None:
    mapped = corridor.segments.assign(network_km=corridor.segments["network_km"].fillna(390.0))
    planned = replace(corridor, segments=mapped)
    cells = {"from_node": "gamma", "to_node": "delta-uz", "km": 392.0}
    assert compared(planned, line_status="planned", **cells)["network_km"] == 390
    assert pd.isna(compared(planned, line_status="existing", **cells)["network_km"])


def test_a_way_over_a_segment_whose_network_length_is_unknown_is_not_compared(
    corridor: Corridor,
) -> None:
    row = compared(
        corridor, from_node="gamma", to_node="delta-uz", km=392.0, line_status="under construction"
    )
    assert pd.isna(row["within"])
    assert row["remark"] == "rail-uz-gamma-delta: network_km is not known"


def test_nodes_on_the_way_are_passed_in_order(corridor: Corridor) -> None:
    there_and_back = compared(corridor, to_node="beta-kz", via="gamma|alpha")
    assert there_and_back["network_km"] == 310 + 310 + 110


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"from_node": None}, "Alpha is no node here"),
        ({"to_node": None, "remark": "a depot"}, "not compared: a depot"),
        ({"via": "nowhere"}, "via nowhere is no node"),
        ({"from_node": "beta-kz", "to_node": "beta-uz"}, "both ends are one place of the model"),
    ],
)
def test_a_pair_that_cannot_be_compared_is_listed_with_the_reason(
    corridor: Corridor, cells: dict[str, Any], reason: str
) -> None:
    row = compared(corridor, **cells)
    assert row["remark"] == reason
    assert row[["used_km", "network_km", "drawn_km", "difference_km", "within"]].isna().all()


def test_every_figure_has_its_row_in_file_order(corridor: Corridor) -> None:
    table = published(corridor)
    assert list(table.columns) == COLUMNS
    assert table["published_id"].tolist() == corridor.published["published_id"].tolist()


def test_the_summary_counts_what_was_compared(corridor: Corridor) -> None:
    table = published(corridor)
    (row,) = summary(table).to_dict("records")
    assert (row["figures"], row["compared"], row["within"]) == (2, 1, 1)
    assert (row["pairs"], row["pairs_within"], row["contested"]) == (1, 1, 0)
    assert (row["within_pct"], row["pairs_within_pct"]) == (100, 100)
    assert sentences(table) == [
        (
            "rail: 1 of 1 figures (100 %), 1 of 1 pairs of places (100 %) within 2 % or 3 km, "
            "median 0.6 %; pairs with conflicting figures: 0; figures not compared: 1"
        )
    ]


def test_a_mode_of_which_nothing_can_be_compared_says_so(corridor: Corridor) -> None:
    lost = corridor.published.assign(to_node=None)
    assert sentences(published(replace(corridor, published=lost))) == [
        "rail: none of 2 figures compared"
    ]


def test_a_corridor_without_published_figures_has_nothing_to_compare(corridor: Corridor) -> None:
    none = published(replace(corridor, published=corridor.published.iloc[:0]))
    assert list(none.columns) == COLUMNS
    assert none.empty
    assert sentences(none) == []


def test_of_conflicting_figures_of_one_pair_the_best_grade_counts(corridor: Corridor) -> None:
    # 310 km are mapped: 400 km of grade B disagrees, 308 km of grade A agrees.
    other = corridor.published.iloc[[0]].assign(published_id="P3", km=400.0, confidence="B")
    both = pd.concat([corridor.published, other], ignore_index=True)
    (row,) = summary(published(replace(corridor, published=both))).to_dict("records")
    assert (row["compared"], row["within"]) == (2, 1)
    assert (row["pairs"], row["pairs_within"], row["contested"]) == (1, 1, 1)
    worse = both.assign(confidence=["C", "A", "B"])
    (row,) = summary(published(replace(corridor, published=worse))).to_dict("records")
    assert (row["pairs"], row["pairs_within"]) == (1, 0)


@pytest.fixture(scope="module")
def shipped() -> pd.DataFrame:
    """The comparison of the shipped corridor."""
    return published(io.read(geometry=False))


def test_every_shipped_distance_that_differs_says_why(shipped: pd.DataFrame) -> None:
    differs = shipped[~shipped["within"].fillna(value=False)]
    assert differs[differs["remark"].isna()]["published_id"].tolist() == []
