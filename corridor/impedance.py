"""What it takes to pass each part of the network: hours, money, CO2e, and the value of time.

Each function takes tables and returns a frame on their index, so any figure of a route
is a plain sum over its links. Every number comes from the tables; a parameter that a
part of the network needs and nobody gave is missing, never zero. Nothing here knows a
graph or chooses a path.
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

import pandas as pd

from corridor.errors import DataError
from corridor.units import DAYS_PER_YEAR, GRAMS_PER_KG, HOURS_PER_DAY, PERCENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corridor.tables import Cargo

PER_KM = 1000.0  # stops_h_1000km is given per 1,000 km
# Figures of one side of a border, added up over both sides.
BOTH = ("dwell_h", "dwell_low_h", "dwell_high_h", "fee_usd", "fee_low_usd", "fee_high_usd")
SPEED, STOPS = "speed_kmh", "stops_h_1000km"
HAUL, CO2E, HUB = "haul_usd_tkm", "co2e_g_tkm", "hub_co2e_kg_t"
LOAD, CARGO_VALUE = "load_t", "cargo_value_usd_t"
TIME_VALUE, CAPITAL = "time_value_pct_day", "capital_pct_a"
# What a row of parameters may be tied to, what counts most first.
TIES = ("mode", "traction", "cargo", "country")
ELECTRIC = ("3 kV DC", "25 kV AC")


def chosen(parameters: pd.DataFrame, name: str, of: pd.DataFrame) -> pd.Series:
    """Return which row of ``parameters`` holds for each row of ``of``.

    Of the rows in use the most specific wins: one tied to the mode before one that is
    not, then to the traction, then to the cargo, then to the country.

    Parameters
    ----------
    parameters
        ``schema.PARAMETERS``, indexed without duplicates.
    name
        The parameter, e.g. ``"speed_kmh"``.
    of
        One row each: any of ``mode``, ``country``, ``cargo``, ``traction``. What is
        missing there is matched only by rows that are not tied to it.

    Returns
    -------
    Series
        Labels of ``parameters`` on the index of ``of``; <NA> where no row holds.
    """
    return pd.Series(_labels(parameters, name, of), index=of.index, dtype="Int64", name=name)


def in_use(parameters: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that the model uses: all but those marked ``used`` no."""
    if "used" not in parameters:
        return parameters
    return parameters[parameters["used"].fillna(value=True).astype(bool)]


def circumstances(segments: pd.DataFrame, cargo: Cargo | None = None) -> pd.DataFrame:
    """Return what the parameters of each segment may be tied to.

    Parameters
    ----------
    segments
        One row each: ``mode``, ``country`` and, of a railway, ``electrified``. A road is
        driven with diesel; a railway of which nobody says whether it is electrified, or
        that is so in part, has no traction.
    cargo
        What is carried, if that matters.

    Returns
    -------
    DataFrame
        ``mode``, ``traction``, ``cargo``, ``country`` on the index of ``segments``.
    """
    wires = segments["electrified"] if "electrified" in segments else [None] * len(segments)
    traction = [
        "diesel" if mode == "road" or wire == "no" else "electric" if wire in ELECTRIC else None
        for mode, wire in zip(segments["mode"].tolist(), list(wires), strict=True)
    ]
    power = pd.Series(traction, index=segments.index, dtype=object)
    return segments[["mode", "country"]].assign(traction=power, cargo=cargo)[list(TIES)]


def segment_hours(
    segments: pd.DataFrame, parameters: pd.DataFrame, cargo: Cargo | None = None
) -> pd.DataFrame:
    """Return the hours under way on each segment.

    Parameters
    ----------
    segments
        One row each: ``mode``, ``country``, ``length_km`` [km].
    parameters
        Holds ``speed_kmh`` [km/h, moving] and ``stops_h_1000km`` [h/1000 km: yards,
        rest, checkpoints].
    cargo
        What is carried: container trains halt less than single wagons.

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
    of = circumstances(segments, cargo)
    speed, stops = (_values(parameters, name, of) for name in (SPEED, STOPS))
    if (speed <= 0).any() or (stops < 0).any():
        raise DataError(f"parameters.csv: {SPEED} must be above 0 and {STOPS} 0 or more")
    return pd.DataFrame(
        {
            "running_h": segments["length_km"] / speed,
            "stops_h": stops * segments["length_km"] / PER_KM,
        }
    )


def segment_costs(segments: pd.DataFrame, parameters: pd.DataFrame, cargo: Cargo) -> pd.DataFrame:
    """Return the haul and the emissions of one tonne on each segment.

    Parameters
    ----------
    segments
        One row each: ``mode``, ``country``, ``length_km`` [km], ``electrified``.
    parameters
        Holds ``haul_usd_tkm`` [US$/tkm, without payments at borders] and ``co2e_g_tkm``
        [g CO2e/tkm, well-to-wheel, by traction].
    cargo
        What is carried.

    Returns
    -------
    DataFrame
        ``haul_usd_t`` [US$/t] and ``co2e_kg_t`` [kg CO2e/t] on the same index; NaN where
        no parameter holds.

    References
    ----------
    ADB, CAREC CPMM: TFI3, less the border payments it holds (TFI2), per tonne-kilometre.
    ISO 14083:2023 and GLEC Framework v3: a transport chain element emits mass x distance
    x intensity, intensities well-to-wheel and with average empty running.
    """
    of = circumstances(segments, cargo)
    haul, co2e = (_values(parameters, name, of) for name in (HAUL, CO2E))
    return pd.DataFrame(
        {
            "haul_usd_t": haul * segments["length_km"],
            "co2e_kg_t": co2e * segments["length_km"] / GRAMS_PER_KG,
        }
    )


def loads_t(modes: pd.Series, parameters: pd.DataFrame, cargo: Cargo) -> pd.Series:
    """Return the tonnes on one truck or wagon of each mode, on the index of ``modes``."""
    of = pd.DataFrame({"mode": modes, "cargo": cargo}, index=modes.index)
    return _values(parameters, LOAD, of)


def hubs_kg_t(modes: pd.Series, parameters: pd.DataFrame, cargo: Cargo) -> pd.Series:
    """Return the kg CO2e/t of a change into each mode, on the index of ``modes``."""
    of = pd.DataFrame({"mode": modes, "cargo": cargo}, index=modes.index)
    return _values(parameters, HUB, of)


def hour_usd_t(parameters: pd.DataFrame, cargo: Cargo) -> float:
    """Return what an hour costs the owner of a tonne under way [US$/(t h)].

    The value of the cargo times the share of it that a day is worth: the capital tied up
    and whatever else delay costs. NaN where a parameter is missing.

    References
    ----------
    Hummels and Schaur 2013, Time as a Trade Barrier, American Economic Review 103:
    ad-valorem value of a day. NCFRP Report 44: intrinsic value of cargo time.
    """
    return _of_value(parameters, TIME_VALUE, cargo) / HOURS_PER_DAY


def capital_hour_usd_t(parameters: pd.DataFrame, cargo: Cargo) -> float:
    """Return the part of ``hour_usd_t`` that is capital tied up in the cargo [US$/(t h)]."""
    return _of_value(parameters, CAPITAL, cargo) / DAYS_PER_YEAR / HOURS_PER_DAY


def load_t(parameters: pd.DataFrame, cargo: Cargo) -> float:
    """Return the tonnes of one consignment: a truck, a container or a wagon load [t]."""
    mode = "rail" if cargo == "wagon" else "road"
    return float(loads_t(pd.Series([mode]), parameters, cargo).iloc[0])


def lacking(of: pd.DataFrame, parameters: pd.DataFrame, names: Sequence[str]) -> list[str]:
    """Return in words each parameter of ``names`` that ``of`` needs and nobody gave.

    ``of`` is as ``circumstances`` returns it.
    """
    lost = []
    for name in names:
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
        Indexed by ``crossing_id, direction``: ``dwell_h``, ``dwell_low_h``,
        ``dwell_high_h`` [h], ``fee_usd``, ``fee_low_usd``, ``fee_high_usd`` [US$ per
        truck or wagon], and of the side left and the side entered ``exit_h``,
        ``entry_h``, ``exit_usd``, ``entry_usd``. The sum of the low figures is a bound:
        both sides at their best. A fee is NaN unless both sides give one. A crossing of
        which a side is not given has no row.

    References
    ----------
    ADB, CAREC CPMM Annual Report 2023: TFI1 and TFI2 are per side of a border.
    """
    sides: dict[tuple[str, str], dict[str, list[float]]] = {}
    columns = (border_times[name].tolist() for name in ("crossing_id", "direction", "side", *BOTH))
    for crossing, direction, side, *figures in zip(*columns, strict=True):
        sides.setdefault((crossing, direction), {})[side] = figures
    rows = {}
    fee = BOTH.index("fee_usd")
    for (crossing, direction), by_side in sides.items():
        if len(by_side) < len(direction):
            continue
        leaving, entering = (by_side[side] for side in direction)
        sums = (one + other for one, other in zip(leaving, entering, strict=True))
        ends = (leaving[0], entering[0], leaving[fee], entering[fee])
        rows[crossing, direction] = [*sums, *ends]
    index = pd.MultiIndex.from_tuples(rows, names=["crossing_id", "direction"])
    names = [*BOTH, "exit_h", "entry_h", "exit_usd", "entry_usd"]
    return pd.DataFrame(list(rows.values()), index, names, dtype=float)


def _of_value(parameters: pd.DataFrame, share: str, cargo: Cargo) -> float:
    """Return a parameter given in % of the value of the cargo, in US$/t."""
    of = pd.DataFrame({"cargo": [cargo]})
    value, pct = (_values(parameters, name, of).iloc[0] for name in (CARGO_VALUE, share))
    return float(value * pct / PERCENT)


def _labels(parameters: pd.DataFrame, name: str, of: pd.DataFrame) -> list[int | None]:
    rows = in_use(parameters[parameters["parameter"] == name])
    given = dict(zip(_tied(rows), rows.index.tolist(), strict=True))
    wanted = _tied(of)
    label_of = {ties: next(_held(given, ties), None) for ties in set(wanted)}
    return [label_of[ties] for ties in wanted]


def _tied(rows: pd.DataFrame) -> list[tuple[str | None, ...]]:
    """Return what each row is tied to, in the order of ``TIES``; None where to nothing."""
    columns = [
        [None if pd.isna(cell) else cell for cell in rows[tie].tolist()]
        if tie in rows
        else [None] * len(rows)
        for tie in TIES
    ]
    return list(zip(*columns, strict=True))


def _held(given: dict[tuple[str | None, ...], int], ties: tuple[str | None, ...]) -> Iterator[int]:
    """Yield the rows that hold, the most specific first."""
    for key in product(*((tie, None) for tie in ties)):
        if key in given:
            yield given[key]


def _values(parameters: pd.DataFrame, name: str, of: pd.DataFrame) -> pd.Series:
    value = dict(zip(parameters.index.tolist(), parameters["value"].tolist(), strict=True))
    values = [math.nan if row is None else value[row] for row in _labels(parameters, name, of)]
    return pd.Series(values, index=of.index, dtype=float)
