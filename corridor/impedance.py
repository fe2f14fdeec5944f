"""Hours to pass each part of the network: running, en-route stops and border dwell.

Each function takes tables and returns a frame on their index, so any figure of a route
is a plain sum over its links. Every number comes from the tables; a parameter that a
part of the network needs and nobody gave is missing, never zero. Nothing here knows a
graph or chooses a path.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from corridor.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

PER_KM = 1000.0  # stops_h_1000km is given per 1,000 km
BOTH = ("dwell_h", "dwell_low_h", "dwell_high_h", "fee_usd")  # added up over both sides
SPEED, STOPS = "speed_kmh", "stops_h_1000km"


def chosen(parameters: pd.DataFrame, name: str, of: pd.DataFrame) -> pd.Series:
    """Return which row of ``parameters`` holds for each row of ``of``.

    The most specific row wins: mode and country, then mode, then country, then neither.

    Parameters
    ----------
    parameters
        ``schema.PARAMETERS``, indexed without duplicates.
    name
        The parameter, e.g. ``"speed_kmh"``.
    of
        One row each: ``mode``, ``country``.

    Returns
    -------
    Series
        Labels of ``parameters`` on the index of ``of``; <NA> where no row holds.
    """
    return pd.Series(_labels(parameters, name, of), index=of.index, dtype="Int64", name=name)


def segment_hours(segments: pd.DataFrame, parameters: pd.DataFrame) -> pd.DataFrame:
    """Return the hours under way on each segment.

    Parameters
    ----------
    segments
        One row each: ``mode``, ``country``, ``length_km`` [km].
    parameters
        Holds ``speed_kmh`` [km/h, moving] and ``stops_h_1000km`` [h/1000 km: yards,
        rest, checkpoints].

    Returns
    -------
    DataFrame
        ``running_h`` and ``stops_h`` [h] on the same index; NaN where no parameter holds.

    Raises
    ------
    DataError
        If a speed is not above 0 or stops are below 0.

    References
    ----------
    ADB, CAREC CPMM Annual Report 2023: TFI4, speed without delay (SWOD).
    """
    speed = _values(parameters, SPEED, segments)
    stops = _values(parameters, STOPS, segments)
    if (speed <= 0).any() or (stops < 0).any():
        raise DataError(f"parameters.csv: {SPEED} must be above 0 and {STOPS} 0 or more")
    return pd.DataFrame(
        {
            "running_h": segments["length_km"] / speed,
            "stops_h": stops * segments["length_km"] / PER_KM,
        }
    )


def lacking(of: pd.DataFrame, parameters: pd.DataFrame) -> list[str]:
    """Return in words each parameter that ``of`` (mode, country) needs and nobody gave."""
    lost = []
    for name in (SPEED, STOPS):
        gap = of[chosen(parameters, name, of).isna()][["mode", "country"]].drop_duplicates()
        lost += [f"{name} of {row.mode} in {row.country}" for row in gap.itertuples()]
    return sorted(lost)


def crossing_hours(border_times: pd.DataFrame) -> pd.DataFrame:
    """Return the dwell and fees of each crossing in each direction, both sides added.

    Parameters
    ----------
    border_times
        ``schema.BORDER_TIMES``: one row per crossing, direction and side.

    Returns
    -------
    DataFrame
        Indexed by ``crossing_id, direction``: ``exit_h`` (side left), ``entry_h`` (side
        entered), ``dwell_h``, ``dwell_low_h``, ``dwell_high_h`` [h], ``fee_usd`` [US$].
        The sum of the low figures is a bound: both sides at their best. A fee is NaN
        unless both sides give one. A crossing of which a side is not given has no row.

    References
    ----------
    ADB, CAREC CPMM Annual Report 2023: TFI1 and TFI2 are per side of a border.
    """
    sides: dict[tuple[str, str], dict[str, list[float]]] = {}
    columns = (border_times[name].tolist() for name in ("crossing_id", "direction", "side", *BOTH))
    for crossing, direction, side, *figures in zip(*columns, strict=True):
        sides.setdefault((crossing, direction), {})[side] = figures
    rows = {}
    for (crossing, direction), by_side in sides.items():
        if len(by_side) < len(direction):
            continue
        leaving, entering = (by_side[side] for side in direction)
        sums = (one + other for one, other in zip(leaving, entering, strict=True))
        rows[crossing, direction] = [*sums, leaving[0], entering[0]]
    index = pd.MultiIndex.from_tuples(rows, names=["crossing_id", "direction"])
    return pd.DataFrame(list(rows.values()), index, [*BOTH, "exit_h", "entry_h"], dtype=float)


def _labels(parameters: pd.DataFrame, name: str, of: pd.DataFrame) -> list[int | None]:
    rows = parameters[parameters["parameter"] == name]
    given = {
        (None if pd.isna(mode) else mode, None if pd.isna(country) else country): label
        for label, mode, country in zip(
            rows.index.tolist(), rows["mode"].tolist(), rows["country"].tolist(), strict=True
        )
    }
    pairs = list(zip(of["mode"].tolist(), of["country"].tolist(), strict=True))
    label_of = {pair: next(_held(given, *pair), None) for pair in set(pairs)}
    return [label_of[pair] for pair in pairs]


def _held(
    given: dict[tuple[str | None, str | None], int], mode: str, country: str
) -> Iterator[int]:
    for key in ((mode, country), (mode, None), (None, country), (None, None)):
        if key in given:
            yield given[key]


def _values(parameters: pd.DataFrame, name: str, of: pd.DataFrame) -> pd.Series:
    value = dict(zip(parameters.index.tolist(), parameters["value"].tolist(), strict=True))
    values = [math.nan if row is None else value[row] for row in _labels(parameters, name, of)]
    return pd.Series(values, index=of.index, dtype=float)
