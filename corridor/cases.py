"""Published journeys from door to door beside the model's.

A pilot run or a premium service is a best case: its hours belong between the 5th and the
25th percentile of the hours the model draws. An average belongs near the mean. Where the
model holds only a part of a journey, the published hours are cut to the kilometres of that
part, at the published pace. No number of the model is set by a case, and nothing here
changes one; where the model rests on the very source of a case, ``used`` says so.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor import study, uncertainty
from corridor.tables import Request
from corridor.units import HOURS_PER_DAY

if TYPE_CHECKING:
    from collections.abc import Hashable

    from corridor.itinerary import Route
    from corridor.tables import Corridor

LEVELS = (0.05, 0.25, 0.95)
DRAWS = 20_000
COLUMNS = ["case_id", "name", "mode", "cargo", "stands_for", "whole", "year", "km"]
COLUMNS += ["published_h", "published_high_h", "model_km", "expected_h", "expected_high_h"]
COLUMNS += ["p5_h", "p25_h", "p95_h", "mean_h", "difference_h", "difference_pct", "verdict"]
COLUMNS += ["published_usd_km", "model_usd_km", "used", "confidence", "source_id", "note"]


def cases(corridor: Corridor) -> pd.DataFrame:
    """Return each published journey beside the model's.

    Parameters
    ----------
    corridor
        Its ``cases`` are routed by time, by the nodes they name, whatever is closed.

    Returns
    -------
    DataFrame
        ``COLUMNS``, one row for each case, in file order: ``published_h`` of the whole
        journey, ``expected_h`` of the model's part of it at the published pace [h];
        ``mean_h`` the model's hours and ``p5_h``, ``p25_h``, ``p95_h`` percentiles of the
        hours drawn, every border open; ``difference_h`` is mean less expected,
        ``difference_pct`` that in per cent of expected; ``verdict`` says in words what
        that makes of the case. ``published_usd_km`` and ``model_usd_km`` are the price of
        the consignment for a kilometre. ``used``: whether a figure behind the model's
        route is of the source of the case.

    Raises
    ------
    NoRouteError
        If the network holds no way for a case.
    """
    rows = [_compared(corridor, row) for row in corridor.cases.to_dict("records")]
    return pd.DataFrame(rows, columns=COLUMNS)


def route(corridor: Corridor, case: dict[Hashable, Any]) -> Route:
    """Return the model's route of a case."""
    via = tuple(str(case["via"]).split("|")) if pd.notna(case["via"]) else ()
    request = Request(
        origin=case["from_node"],
        destination=case["to_node"],
        mode=case["mode"],
        cargo=case["cargo"],
        via=via,
    )
    return study.alternatives(corridor, study.named(corridor, request), 1)[0]


def _compared(corridor: Corridor, case: dict[Hashable, Any]) -> dict[Hashable, Any]:
    found = route(corridor, case)
    km, mean = found.totals["distance_km"], found.totals["time_h"]
    drawn = uncertainty.simulated(found, DRAWS, closures=False).quantile(LEVELS)
    low, quarter, high = drawn.tolist()
    hours, most = (case[name] * HOURS_PER_DAY for name in ("days", "days_high"))
    share = 1.0 if case["whole"] else km / case["km"]
    expected = hours * share
    usd = found.totals["cost_usd_t"] * found.load_t
    return {
        **case,
        "published_h": hours,
        "published_high_h": most,
        "model_km": km,
        "expected_h": expected,
        "expected_high_h": most * share,
        "p5_h": low,
        "p25_h": quarter,
        "p95_h": high,
        "mean_h": mean,
        "difference_h": mean - expected,
        "difference_pct": (mean - expected) / expected * 100,
        "verdict": _verdict(case["stands_for"], (expected, most * share), mean, drawn.tolist()),
        "published_usd_km": case["usd_feu"] / (km if case["whole"] else case["km"]),
        "model_usd_km": usd / km,
        "used": case["source_id"] in set(found.figures["source_id"]),
    }


def _verdict(
    stands_for: str, expected: tuple[float, float], mean: float, drawn: list[float]
) -> str:
    """Say whether the published hours lie where such a case should."""
    hours, most = expected
    low, quarter, high = drawn
    if stands_for == "best case":
        ends = (
            (low, "below P5: faster than the model"),
            (quarter, "P5 to P25, as it should"),
            (mean, "P25 to the mean: slower than a best case should be"),
        )
        return next((words for end, words in ends if hours < end), "above the mean")
    if hours <= mean <= (hours if math.isnan(most) else most):
        return "the mean lies in the printed range"
    side = "slower" if mean > hours else "faster"
    within = "inside" if low <= hours <= high else "outside"
    return f"the mean is {side}; the printed hours lie {within} P5 to P95"


__all__ = ["COLUMNS", "cases", "route"]
