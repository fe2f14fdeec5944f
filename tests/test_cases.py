"""Published journeys beside the model's, and the page that shows them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import toy
import validation
from corridor import io, uncertainty
from corridor.cases import COLUMNS, DRAWS, cases, route
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


def test_the_hours_of_a_journey_are_the_model_s_way(corridor: Corridor) -> None:
    row = compared(corridor)
    assert (row["model_km"], row["published_h"]) == (900, pytest.approx(50))
    assert row["mean_h"] == pytest.approx(MEAN_H)
    assert row["difference_h"] == pytest.approx(MEAN_H - 50)
    assert row["difference_pct"] == pytest.approx((MEAN_H - 50) / 50 * 100)
    assert list(cases(printed(corridor)).columns) == COLUMNS


def test_percentiles_are_those_of_the_hours_drawn_with_every_border_open(
    corridor: Corridor,
) -> None:
    given = printed(corridor)
    found = route(given, given.cases.to_dict("records")[0])
    hours = uncertainty.simulated(found, DRAWS, closures=False).hours
    row = compared(corridor)
    assert row["p5_h"] == pytest.approx(float(np.quantile(hours, 0.05)))
    assert row["p5_h"] < row["p25_h"] < row["mean_h"] < row["p95_h"]


def test_a_price_is_that_of_the_consignment_for_a_kilometre(corridor: Corridor) -> None:
    """US$ 1,800 for 900 km; the model's US$/t times its 20 t."""
    given = printed(corridor, usd_feu=1800)
    row = compared(corridor, usd_feu=1800)
    found = route(given, given.cases.to_dict("records")[0])
    assert row["published_usd_km"] == 2
    usd_t = found.totals["cost_usd_t"]
    assert row["model_usd_km"] == pytest.approx(usd_t * found.load_t / 900, nan_ok=True)


def test_a_case_of_the_source_of_a_figure_behind_it_says_so(corridor: Corridor) -> None:
    assert compared(corridor)["used"]


def test_of_a_journey_that_runs_on_beyond_the_model_the_pace_is_compared(
    corridor: Corridor,
) -> None:
    """1,800 km in 100 h are 50 h on the 900 km of the model."""
    row = compared(corridor, whole="no", km=1800, days=100 / 24)
    assert row["expected_h"] == pytest.approx(50)
    assert row["published_h"] == pytest.approx(100)


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        (("p5_h", -1), "below P5: faster than the model"),
        (("p5_h", 1), "P5 to P25, as it should"),
        (("p25_h", 1), "P25 to the mean: slower than a best case should be"),
        (("mean_h", 1), "above the mean"),
    ],
)
def test_a_best_case_belongs_between_p5_and_p25(
    corridor: Corridor, at: tuple[str, float], verdict: str
) -> None:
    name, more = at
    hours = compared(corridor)[name] + more
    assert compared(corridor, days=hours / 24)["verdict"] == verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (MEAN_H - 1, MEAN_H + 1, "the mean lies in the printed range"),
        (MEAN_H - 1, None, "the mean is slower; the printed hours lie inside P5 to P95"),
        (MEAN_H + 1, MEAN_H + 2, "the mean is faster; the printed hours lie inside P5 to P95"),
        (1, 2, "the mean is slower; the printed hours lie outside P5 to P95"),
    ],
)
def test_an_average_belongs_at_the_mean(
    corridor: Corridor, low: float, high: float | None, verdict: str
) -> None:
    cells = {"days": low / 24, "days_high": "" if high is None else high / 24, "stands_for": "mean"}
    assert compared(corridor, **cells)["verdict"] == verdict


def test_a_case_is_routed_by_the_places_it_names(corridor: Corridor) -> None:
    row = compared(corridor, to_node="gamma", via="delta-uz")
    assert row["model_km"] == 120 + 210 + 420 + 420


def test_the_shipped_cases_are_all_compared(shipped: Corridor) -> None:
    table = cases(shipped).set_index("case_id")
    assert len(table) == len(shipped.cases)
    assert table["mean_h"].notna().all()
    assert (table["p5_h"] < table["mean_h"]).all()
    assert (table["mean_h"] < table["p95_h"]).all()
    itinerary = table.loc["karachi-tashkent-2022"]
    assert itinerary["model_km"] == pytest.approx(itinerary["km"], rel=0.02)


def test_the_page_is_what_its_script_makes() -> None:
    assert validation.PAGE.read_text("utf-8") == validation.page(io.read(geometry=False))


def test_every_case_names_a_source_that_can_be_read(shipped: Corridor) -> None:
    sources = shipped.sources.set_index("source_id")
    assert sources.loc[shipped.cases["source_id"], "url"].notna().all()
