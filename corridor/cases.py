"""Published journeys from door to door beside the model's.

A pilot run or a premium service is a best case: its hours belong between the fastest the
model can think of and its mean. An average belongs near the mean. Where the model holds
only a part of a journey, the published hours are cut to the kilometres of that part, at
the published pace. No number of the model is set by a case, and nothing here changes one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor import impedance, study
from corridor.tables import Request
from corridor.units import HOURS_PER_DAY

if TYPE_CHECKING:
    from collections.abc import Hashable

    from corridor.itinerary import Route
    from corridor.tables import Corridor

COLUMNS = ["case_id", "name", "mode", "stands_for", "whole", "year", "km", "published_h"]
COLUMNS += ["published_high_h", "model_km", "expected_h", "expected_high_h", "best_h", "mean_h"]
COLUMNS += ["worst_h", "difference_h", "difference_pct", "usd_feu", "verdict", "confidence"]
COLUMNS += ["source_id", "note"]


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
        ``mean_h`` the model's hours, ``best_h`` and ``worst_h`` with every figure at its
        best and at its worst at once (bounds that no trip comes near, see ``bounds``);
        ``difference_h`` is mean less expected, ``difference_pct`` that in per cent of
        expected; ``verdict`` says in words what that makes of the case.

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
        origin=case["from_node"], destination=case["to_node"], mode=case["mode"], via=via
    )
    return study.alternatives(corridor, study.named(corridor, request), 1)[0]


def bounds(found: Route) -> tuple[float, float]:
    """Return the hours of a route with every figure at its best, and at its worst, at once.

    Speeds are at their high and low; stops, dwell and transfers at their low and high. A
    figure without a range keeps its value.
    """
    best = worst = 0.0
    rows = found.figures[found.figures["time_h"].notna()]
    columns = (rows[name].tolist() for name in ("figure", "low", "value", "high", "time_h"))
    for name, low, value, high, hours in zip(*columns, strict=True):
        ends = (value if math.isnan(low) else low, value if math.isnan(high) else high)
        if name == impedance.SPEED:
            best, worst = best + hours * value / ends[1], worst + hours * value / ends[0]
        elif value > 0:
            best, worst = best + hours * ends[0] / value, worst + hours * ends[1] / value
        else:
            best, worst = best + ends[0], worst + ends[1]
    return best, worst


def _compared(corridor: Corridor, case: dict[Hashable, Any]) -> dict[Hashable, Any]:
    found = route(corridor, case)
    km, mean = found.totals["distance_km"], found.totals["time_h"]
    best, worst = bounds(found)
    hours, high = (case[name] * HOURS_PER_DAY for name in ("days", "days_high"))
    share = 1.0 if case["whole"] else km / case["km"]
    expected = hours * share
    return {
        **case,
        "published_h": hours,
        "published_high_h": high,
        "model_km": km,
        "expected_h": expected,
        "expected_high_h": high * share,
        "best_h": best,
        "mean_h": mean,
        "worst_h": worst,
        "difference_h": mean - expected,
        "difference_pct": (mean - expected) / expected * 100,
        "verdict": _verdict(case["stands_for"], (expected, high * share), (best, mean, worst)),
    }


def _verdict(
    stands_for: str, expected: tuple[float, float], model: tuple[float, float, float]
) -> str:
    """Say whether the published hours lie where such a case should."""
    low, high = expected
    best, mean, worst = model
    if stands_for == "best case":
        if low < best:
            return "faster than the model thinks possible"
        return "between the best and the mean" if low <= mean else "slower than the model's mean"
    if low <= mean <= (low if math.isnan(high) else high):
        return "the mean lies in the printed range"
    side = "above" if mean > low else "below"
    inside = "" if best <= low <= worst else ", and the printed hours lie outside the bounds"
    return f"the mean lies {side} the printed hours{inside}"


__all__ = ["COLUMNS", "bounds", "cases", "route"]
