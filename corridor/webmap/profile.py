"""The time-distance profile of a route: what each part of it adds, and between which bounds.

One row per segment, border side and change of mode or gauge, in order of travel. The
bounds are sums of low and of high figures, every part at its best or at its worst: wider
than any quantile of the whole trip. A figure without a range adds itself to both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor import impedance
from corridor.impedance import SPEED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor.itinerary import Route

PROFILE = ["kind", "id", "direction", "side", "country", "mode", "distance_km"]
PROFILE += ["time_h", "low_h", "high_h"]
# Hours until the end of a part that one trip in ten needs at most, and nine in ten: the page
# draws them where every part has them.
QUANTILES = ["p10_h", "p90_h"]
Row = dict[Any, Any]


def profile(route: Route) -> pd.DataFrame:
    """Return the profile of a route.

    Returns
    -------
    DataFrame
        Columns ``PROFILE``: ``kind`` (segment, border, transfer), ``side`` (a or b, of a
        border), ``country`` the hours are spent in, ``distance_km`` [km], ``time_h`` and
        its bounds ``low_h`` and ``high_h`` [h]. Distances and hours add up to the totals.

    References
    ----------
    UNESCAP, Time/Cost-Distance Methodology: a step at each border side.
    """
    steps = route.steps
    ridden = _bounds(route, steps[steps["kind"] == "segment"])
    changes = iter(route.transfers.to_dict("records"))
    rows: list[Row] = []
    for at, step in zip(steps.index, steps.to_dict("records"), strict=True):
        if step["kind"] == "segment":
            rows.append(step | ridden[at])
        elif step["kind"] == "crossing":
            rows += _sides(route, step)
        else:
            change = next(changes)
            low, high = (_or(change[f"hours_{end}"], step["time_h"]) for end in ("low", "high"))
            rows.append(step | {"low_h": low, "high_h": high})
    return pd.DataFrame(rows, columns=PROFILE)


def _bounds(route: Route, ridden: pd.DataFrame) -> dict[Any, Row]:
    """Return the hours of each segment step with speeds and stops at their best and worst."""
    given = route.corridor.parameters
    speed = given["parameter"] == SPEED
    hours = {}
    links = ridden[["mode", "country"]].assign(length_km=ridden["distance_km"])
    for name, fast in (("low_h", True), ("high_h", False)):
        one, other = ("high", "low") if fast else ("low", "high")
        value = given[one].where(speed, given[other]).fillna(given["value"])
        parts = impedance.segment_hours(links, given.assign(value=value))
        hours[name] = parts.sum(axis=1, skipna=False).fillna(ridden["time_h"])
    found: dict[Any, Row] = pd.DataFrame(hours).to_dict("index")
    return found


def _sides(route: Route, step: Row) -> Iterator[Row]:
    """Yield the two sides of a crossing, the one left first."""
    corridor = route.corridor
    times = corridor.border_times
    rows = times[(times["crossing_id"] == step["id"]) & (times["direction"] == step["direction"])]
    sides = rows.set_index("side").to_dict("index")
    country = dict(zip(corridor.nodes["node_id"], corridor.nodes["country"], strict=True))
    ends = (country[step["from_node"]], country[step["to_node"]])
    for side, where in zip(step["direction"], ends, strict=True):
        hours = sides[side]
        yield step | {
            "kind": "border",
            "side": side,
            "country": where,
            "distance_km": 0.0,
            "time_h": hours["dwell_h"],
            "low_h": _or(hours["dwell_low_h"], hours["dwell_h"]),
            "high_h": _or(hours["dwell_high_h"], hours["dwell_h"]),
        }


def _or(value: float, instead: float) -> float:
    return instead if pd.isna(value) else value
