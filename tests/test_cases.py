"""Published journeys beside the model's, and the page that shows them."""

from __future__ import annotations

from typing import Any

import pytest

import toy
import validation
from corridor import io
from corridor.cases import COLUMNS, bounds, cases, route
from corridor.conform import conform
from corridor.evidence import CASES
from corridor.tables import Corridor


def printed(corridor: Corridor, **cells: object) -> Corridor:
    """Return the corridor with one case: Alpha to Omega by road, 900 km in 50 h at best."""
    row = {
        "case_id": "x",
        "name": "Alpha - Omega",
        "mode": "road",
        "cargo": "truck",
        "from_node": "alpha",
        "to_node": "omega",
        "whole": "yes",
        "km": 900,
        "days": 50 / 24,
        "stands_for": "best case",
        "confidence": "A",
        "source_id": "toy",
    } | cells
    text = {name: [str(row.get(name, ""))] for name in CASES.names}
    frame, problems = conform(CASES, text, "cases.csv")
    assert problems == []
    return toy.edited(corridor, "cases", frame)


def compared(corridor: Corridor, **cells: object) -> dict[Any, Any]:
    """Return the comparison of the one case."""
    (row,) = cases(printed(corridor, **cells)).to_dict("records")
    return row


# Running 2 + 5 + 10 + 5 h at 60, 42, 42 and 30 km/h, stops 9 h, borders 3 and 30 h.
MEAN_H = 22 + 9 + 33
OUTSIDE = ", and the printed hours lie outside the bounds"


def test_the_hours_of_a_journey_are_the_model_s_way(corridor: Corridor) -> None:
    row = compared(corridor)
    assert (row["model_km"], row["published_h"]) == (900, pytest.approx(50))
    assert row["mean_h"] == pytest.approx(MEAN_H)
    assert row["difference_h"] == pytest.approx(MEAN_H - 50)
    assert row["difference_pct"] == pytest.approx((MEAN_H - 50) / 50 * 100)
    assert list(cases(printed(corridor)).columns) == COLUMNS


def test_bounds_have_every_figure_at_its_best_and_at_its_worst_at_once(corridor: Corridor) -> None:
    """At best 70, 50, 50, 40 km/h and 5 h/1000 km; 2 h at Beta, 15 at Delta."""
    given = printed(corridor)
    best, worst = bounds(route(given, given.cases.to_dict("records")[0]))
    assert best == pytest.approx(120 / 70 + 630 / 50 + 150 / 40 + 4.5 + 2 + 15)
    assert worst == pytest.approx(120 / 50 + 630 / 40 + 150 / 20 + 13.5 + 6 + 60)


def test_of_a_journey_that_runs_on_beyond_the_model_the_pace_is_compared(
    corridor: Corridor,
) -> None:
    """1,800 km in 100 h are 50 h on the 900 km of the model."""
    row = compared(corridor, whole="no", km=1800, days=100 / 24)
    assert row["expected_h"] == pytest.approx(50)
    assert row["published_h"] == pytest.approx(100)


@pytest.mark.parametrize(
    ("hours", "high", "stands_for", "verdict"),
    [
        (30, "", "best case", "faster than the model thinks possible"),
        (50, "", "best case", "between the best and the mean"),
        (MEAN_H + 1, "", "best case", "slower than the model's mean"),
        (60, 70, "mean", "the mean lies in the printed range"),
        (50, 60, "mean", "the mean lies above the printed hours"),
        (70, "", "mean", "the mean lies below the printed hours"),
        (30, "", "mean", f"the mean lies above the printed hours{OUTSIDE}"),
    ],
)
def test_a_best_case_belongs_below_the_mean_and_an_average_at_it(
    corridor: Corridor, hours: float, high: object, stands_for: str, verdict: str
) -> None:
    late = high and float(str(high)) / 24
    row = compared(corridor, days=hours / 24, days_high=late, stands_for=stands_for)
    assert row["verdict"] == verdict


def test_a_case_is_routed_by_the_places_it_names(corridor: Corridor) -> None:
    row = compared(corridor, to_node="gamma", via="delta-uz")
    assert row["model_km"] == 120 + 210 + 420 + 420


def test_the_shipped_cases_are_all_compared(shipped: Corridor) -> None:
    table = cases(shipped).set_index("case_id")
    assert len(table) == len(shipped.cases)
    assert table["mean_h"].notna().all()
    assert (table["best_h"] <= table["mean_h"]).all()
    assert (table["mean_h"] <= table["worst_h"]).all()
    itinerary = table.loc["karachi-tashkent-2022"]
    assert itinerary["model_km"] == pytest.approx(itinerary["km"], rel=0.02)


def test_the_page_is_what_its_script_makes() -> None:
    assert validation.PAGE.read_text("utf-8") == validation.page(io.read(geometry=False))


def test_every_case_names_a_source_that_can_be_read(shipped: Corridor) -> None:
    sources = shipped.sources.set_index("source_id")
    assert sources.loc[shipped.cases["source_id"], "url"].notna().all()
