"""Hours to pass each part of the network: running, en-route stops and border dwell.

Each function takes tables and returns a frame on their index, so any figure of a route
is a plain sum over its links. Every number comes from the tables; a parameter that a
part of the network needs and nobody gave is missing, never zero. Nothing here knows a
graph or chooses a path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

PER_KM = 1000.0  # stops_h_1000km is given per 1,000 km
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
    rows = parameters[parameters["parameter"] == name]
    given = {
        (None if pd.isna(mode) else mode, None if pd.isna(country) else country): label
        for label, mode, country in zip(rows.index, rows["mode"], rows["country"], strict=True)
    }
    pairs = list(zip(of["mode"], of["country"], strict=True))
    label_of = {pair: next(_held(given, *pair), None) for pair in set(pairs)}
    return pd.Series([label_of[pair] for pair in pairs], index=of.index, dtype="Int64", name=name)


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
        unless both sides give one.

    References
    ----------
    ADB, CAREC CPMM Annual Report 2023: TFI1 and TFI2 are per side of a border.
    """
    key = ["crossing_id", "direction"]
    columns = ["dwell_h", "dwell_low_h", "dwell_high_h", "fee_usd"]
    sums = border_times.groupby(key)[columns].sum(min_count=len("ab"))
    leaving = border_times["side"] == border_times["direction"].str[0]
    for name, rows in (("exit_h", border_times[leaving]), ("entry_h", border_times[~leaving])):
        sums[name] = rows.set_index(key)["dwell_h"]
    return sums


def _held(
    given: dict[tuple[str | None, str | None], object], mode: str, country: str
) -> Iterator[object]:
    for key in ((mode, country), (mode, None), (None, country), (None, None)):
        if key in given:
            yield given[key]


def _values(parameters: pd.DataFrame, name: str, of: pd.DataFrame) -> pd.Series:
    rows = chosen(parameters, name, of)
    return rows.map(parameters["value"]).astype(float)
