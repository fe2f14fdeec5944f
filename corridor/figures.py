"""Which figures a route rests on: each number used, how firm it is and where it is from.

The hours and kilometres of the figures add up to those of the route. Nothing here
computes a route or changes a number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor import impedance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor.tables import Corridor

FIGURES = [
    "figure",
    "of",
    "unit",
    "low",
    "value",
    "high",
    "year",
    "grade",
    "source_id",
    "distance_km",
    "time_h",
]


def behind(corridor: Corridor, steps: pd.DataFrame) -> pd.DataFrame:
    """Return every figure that ``steps`` were computed from.

    Parameters
    ----------
    corridor
        The tables the steps come from.
    steps
        Links in order of travel, as ``Route.steps``.

    Returns
    -------
    DataFrame
        Columns ``FIGURES``: lengths by mode, country, kind and source; then each
        parameter, border time and transfer, with the ``time_h`` [h] it accounts for.
    """
    return pd.DataFrame(
        [
            *_lengths(corridor, steps),
            *_parameters(corridor, steps),
            *_border_times(corridor, steps),
            *_transfers(corridor, steps),
        ],
        columns=FIGURES,
    ).astype({"year": "Int64"})


def _lengths(corridor: Corridor, steps: pd.DataFrame) -> Iterator[dict[str, object]]:
    grade = dict(zip(corridor.sources["source_id"], corridor.sources["grade"], strict=True))
    rows = _rows(steps, "segment").merge(
        corridor.segments[["segment_id", "length_kind", "source_id"]],
        left_on="id",
        right_on="segment_id",
    )
    keys = ["mode", "country", "length_kind", "source_id"]
    for row in rows.groupby(keys, sort=False, as_index=False)["distance_km"].sum().itertuples():
        yield {
            "figure": "length_km",
            "of": f"{row.mode} {row.country}, {row.length_kind}",
            "unit": "km",
            "value": row.distance_km,
            "grade": grade[row.source_id],
            "source_id": row.source_id,
            "distance_km": row.distance_km,
        }


def _parameters(corridor: Corridor, steps: pd.DataFrame) -> Iterator[dict[str, object]]:
    rows = _rows(steps, "segment")
    for name, hours in ((impedance.SPEED, "running_h"), (impedance.STOPS, "stops_h")):
        used = rows.assign(row=impedance.chosen(corridor.parameters, name, rows))
        sums = used.groupby(["row", "mode", "country"], sort=False, as_index=False)[hours].sum()
        for label, mode, country, time_h in zip(*(sums[column] for column in sums), strict=True):
            row = corridor.parameters.loc[label]
            yield {**_figure(name, f"{mode} {country}", row, "value"), "time_h": time_h}


def _border_times(corridor: Corridor, steps: pd.DataFrame) -> Iterator[dict[str, object]]:
    times = corridor.border_times
    names = dict(zip(corridor.crossings["crossing_id"], corridor.crossings["name"], strict=True))
    for step in _rows(steps, "crossing").itertuples():
        both = times[(times["crossing_id"] == step.id) & (times["direction"] == step.direction)]
        for side, label in zip(str(step.direction), ("exit", "entry"), strict=True):
            row = both[both["side"] == side].iloc[0]
            figure = _figure("dwell_h", f"{names[step.id]}, {label}", row, "dwell_h")
            low_high = {"low": row["dwell_low_h"], "high": row["dwell_high_h"]}
            yield {**figure, **low_high, "unit": "h", "time_h": row["dwell_h"]}


def _transfers(corridor: Corridor, steps: pd.DataFrame) -> Iterator[dict[str, object]]:
    for row in chosen_transfers(corridor, steps).itertuples():
        yield {
            "figure": "transfer_h",
            "of": f"{row.node_id}, {row.from_mode} to {row.to_mode}",
            "unit": "h",
            "low": row.hours_low,
            "value": row.hours,
            "high": row.hours_high,
            "grade": row.grade,
            "source_id": row.source_id,
            "time_h": row.hours,
        }


def chosen_transfers(corridor: Corridor, steps: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``transfers`` that the steps pass, in order of travel."""
    keys = ["node_id", "from_mode", "from_gauge_mm", "to_mode", "to_gauge_mm"]
    passed = _rows(steps, "transfer").rename(
        columns={"id": "node_id", "mode": "to_mode", "gauge_mm": "to_gauge_mm"}
    )
    return passed[keys].merge(corridor.transfers, on=keys, how="left")


def _figure(name: str, of: str, row: pd.Series, value: str) -> dict[str, object]:
    kept = ("unit", "low", "high", "year", "grade", "source_id")
    return {"figure": name, "of": of, "value": row[value]} | {
        column: row[column] for column in kept if column in row
    }


def _rows(steps: pd.DataFrame, kind: str) -> pd.DataFrame:
    return steps[steps["kind"] == kind]
