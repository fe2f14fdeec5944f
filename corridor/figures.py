"""Which figures a route rests on: each number used, how firm it is and where it is from.

Every figure says what it adds to the route: kilometres, hours, money, CO2e or the value of
time, and what it would add at its low and at its high. What the figures add comes to the
totals of the route. Nothing here computes a route or changes a number.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor import impedance
from corridor.units import GRAMS_PER_KG, HOURS_PER_DAY, PERCENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor.tables import Cargo, Corridor

AMOUNTS = ["distance_km", "time_h", "cost_usd_t", "co2e_kg_t", "time_value_usd_t"]
FIGURES = ["figure", "of", "unit", "low", "value", "high", "year", "grade", "source_id"]
FIGURES += [*AMOUNTS, "amount_low", "amount_high"]
# Where the value of time at each end of its range goes.
TIME_VALUE_ENDS = {"value": "time_value_usd_t", "low": "amount_low", "high": "amount_high"}
# Parameters of a segment: what they add to, and how much of it one unit of them adds to a km.
OF_SEGMENTS = {
    impedance.SPEED: ("time_h", 1.0),
    impedance.STOPS: ("time_h", 1.0 / impedance.PER_KM),
    impedance.HAUL: ("cost_usd_t", 1.0),
    impedance.CO2E: ("co2e_kg_t", 1.0 / GRAMS_PER_KG),
}
# What each figure is a part of.
COMPONENTS = {
    impedance.SPEED: ("time_h", "running"),
    impedance.STOPS: ("time_h", "stops under way"),
    "dwell_h": ("time_h", "borders"),
    "transfer_h": ("time_h", "transfers"),
    impedance.HAUL: ("cost_usd_t", "haul"),
    "fee_usd": ("cost_usd_t", "borders"),
    "transfer_usd_t": ("cost_usd_t", "transfers"),
    impedance.CO2E: ("co2e_kg_t", "haul"),
    impedance.HUB: ("co2e_kg_t", "transfers"),
    impedance.TIME_VALUE: ("time_value_usd_t", "value of time"),
}
BREAKDOWN = ["measure", "component", "low", "value", "high", "share_pct", "assumed_pct"]
MEASURED = ["time_h", "cost_usd_t", "co2e_kg_t"]
Row = dict[str, Any]


def behind(corridor: Corridor, steps: pd.DataFrame, cargo: Cargo = "truck") -> pd.DataFrame:
    """Return every figure that ``steps`` were computed from.

    Parameters
    ----------
    corridor
        The tables the steps come from.
    steps
        Links in order of travel, as ``Route.steps``.
    cargo
        What is carried.

    Returns
    -------
    DataFrame
        Columns ``FIGURES``. First lengths by mode, country, kind and source; then each
        parameter, border time, fee and transfer; last the value of time. Each row adds to
        one of ``distance_km`` [km], ``time_h`` [h], ``cost_usd_t`` [US$/t], ``co2e_kg_t``
        [kg CO2e/t] or ``time_value_usd_t`` [US$/t], the others being missing;
        ``amount_low`` and ``amount_high`` are what it would add at the end of its range
        that adds least and most. A row that only scales others adds to none.
    """
    rows = [
        *_lengths(corridor, steps),
        *_parameters(corridor, steps, cargo),
        *_border_times(corridor, steps),
        *_fees(corridor, steps, cargo),
        *_transfers(corridor, steps, cargo),
    ]
    rows += _time_value(corridor, rows, cargo)
    frame = pd.DataFrame(rows, columns=FIGURES)
    figures = ["low", "value", "high", *AMOUNTS, "amount_low", "amount_high"]
    return frame.astype({"year": "Int64", **dict.fromkeys(figures, "float64")})


def _lengths(corridor: Corridor, steps: pd.DataFrame) -> Iterator[Row]:
    grade = dict(zip(corridor.sources["source_id"], corridor.sources["grade"], strict=True))
    rows = _rows(steps, "segment").merge(
        corridor.segments[["segment_id", "length_kind", "source_id"]],
        left_on="id",
        right_on="segment_id",
    )
    keys = ["mode", "country", "length_kind", "source_id"]
    for row in rows.groupby(keys, sort=False, as_index=False)["distance_km"].sum().itertuples():
        given = {"value": row.distance_km, "grade": grade[row.source_id], "unit": "km"}
        given |= {"source_id": row.source_id}
        of = f"{row.mode} {row.country}, {row.length_kind}"
        yield _figure("length_km", of, given) | _adds("distance_km", given, 1.0)


def _parameters(corridor: Corridor, steps: pd.DataFrame, cargo: Cargo) -> Iterator[Row]:
    rows = _rows(steps, "segment")
    wires = corridor.segments.set_index("segment_id")["electrified"]
    of = impedance.circumstances(rows.assign(electrified=rows["id"].map(wires)), cargo)
    for name, (measure, per_km) in OF_SEGMENTS.items():
        used = of.assign(km=rows["distance_km"], row=_chosen(corridor, name, of))
        used["traction"] = used["traction"].fillna("")
        keys = ["row", "mode", "country", "traction"]
        sums = used.groupby(keys, sort=False, as_index=False)["km"].sum()
        for label, mode, country, traction, km in zip(*(sums[c] for c in sums), strict=True):
            row = corridor.parameters.loc[label]
            words = [mode, country, *([traction] if name == impedance.CO2E and traction else [])]
            adds = _adds(measure, row, km * per_km, inverse=name == impedance.SPEED)
            yield _figure(name, " ".join(words), row) | adds


def _border_times(corridor: Corridor, steps: pd.DataFrame) -> Iterator[Row]:
    for of, _, side in _sides(corridor, steps):
        row = {"value": side["dwell_h"], "low": side["dwell_low_h"], "high": side["dwell_high_h"]}
        row |= {name: side[name] for name in ("year", "grade", "source_id")} | {"unit": "h"}
        yield _figure("dwell_h", of, row) | _adds("time_h", row, 1.0)


def _fees(corridor: Corridor, steps: pd.DataFrame, cargo: Cargo) -> Iterator[Row]:
    modes = pd.Series(_rows(steps, "crossing")["mode"].unique(), dtype=object)
    loads = dict(zip(modes, impedance.loads_t(modes, corridor.parameters, cargo), strict=True))
    for of, mode, side in _sides(corridor, steps):
        if pd.notna(side["fee_usd"]):
            row = {end: side[f"fee_{end}_usd"] for end in ("low", "high")}
            own = "fee_" if pd.notna(side["fee_source_id"]) else ""
            row |= {name: side[f"{own}{name}"] for name in ("year", "grade", "source_id")}
            row |= {"value": side["fee_usd"], "unit": "US$"}
            yield _figure("fee_usd", of, row) | _adds("cost_usd_t", row, 1.0 / loads[mode])
    ties = pd.DataFrame({"mode": modes, "cargo": cargo})
    for mode, held in zip(modes, _held(corridor, impedance.LOAD, ties), strict=True):
        if held is not None:
            yield _figure(impedance.LOAD, f"{mode} {cargo}", held)


def _transfers(corridor: Corridor, steps: pd.DataFrame, cargo: Cargo) -> Iterator[Row]:
    changes = chosen_transfers(corridor, steps)
    for change in changes.to_dict("records"):
        of = f"{change['node_id']}, {change['from_mode']} to {change['to_mode']}"
        kept = {name: change[name] for name in ("grade", "source_id")}
        hours = {"low": change["hours_low"], "high": change["hours_high"], "unit": "h"}
        hours |= {"value": change["hours"]} | kept
        yield _figure("transfer_h", of, hours) | _adds("time_h", hours, 1.0)
        if pd.notna(change["cost_usd_t"]):
            cost = {end: change[f"cost_{end}_usd_t"] for end in ("low", "high")}
            cost |= {"value": change["cost_usd_t"], "unit": "US$/t"} | kept
            yield _figure("transfer_usd_t", of, cost) | _adds("cost_usd_t", cost, 1.0)
    ties = pd.DataFrame({"mode": changes["to_mode"], "cargo": cargo})
    for mode, row in zip(ties["mode"], _held(corridor, impedance.HUB, ties), strict=True):
        if row is not None:
            yield _figure(impedance.HUB, f"to {mode}", row) | _adds("co2e_kg_t", row, 1.0)


def _time_value(corridor: Corridor, rows: list[Row], cargo: Cargo) -> Iterator[Row]:
    """Yield what the hours of the rows before are worth: least of few hours of cheap cargo."""
    of = pd.DataFrame({"cargo": [cargo]})
    names = (impedance.CARGO_VALUE, impedance.TIME_VALUE)
    worth, share = (next(iter(_held(corridor, name, of))) for name in names)
    if worth is not None and share is not None:
        timed = [row for row in rows if "time_h" in row]
        adds = {}
        for end, measure in TIME_VALUE_ENDS.items():
            hours = math.fsum(row["time_h" if end == "value" else f"amount_{end}"] for row in timed)
            rate = _or(worth[end], worth["value"]) * _or(share[end], share["value"])
            adds[measure] = rate / PERCENT / HOURS_PER_DAY * hours
        yield _figure(impedance.CARGO_VALUE, cargo, worth)
        yield _figure(impedance.TIME_VALUE, cargo, share) | adds


def breakdown(behind: pd.DataFrame) -> pd.DataFrame:
    """Return what each component adds to hours, money, CO2e and the value of time.

    Parameters
    ----------
    behind
        As the function ``behind`` returns it.

    Returns
    -------
    DataFrame
        One row per measure and component: ``low``, ``value``, ``high`` in the unit of the
        measure, ``share_pct`` of it, and ``assumed_pct``, the share of the component that
        rests on assumed figures. The low figures are all parts at their best: bounds, not
        quantiles.
    """
    rows = []
    for figure, (measure, component) in COMPONENTS.items():
        part = behind[behind["figure"] == figure]
        if part.empty:
            continue
        whole = behind[measure].sum()
        value = part[measure].sum()
        assumed = part.loc[part["grade"] == "assumed", measure].sum()
        rows.append(
            {
                "measure": measure,
                "component": component,
                "low": part["amount_low"].sum(skipna=False),
                "value": value,
                "high": part["amount_high"].sum(skipna=False),
                "share_pct": PERCENT * value / whole if whole else math.nan,
                "assumed_pct": PERCENT * assumed / value if value else math.nan,
            }
        )
    return pd.DataFrame(rows, columns=BREAKDOWN)


def assumed_pct(behind: pd.DataFrame) -> dict[str, float]:
    """Return the share [%] of hours, money and CO2e that rests on assumed figures."""
    sums = behind.groupby(behind["grade"] == "assumed")[MEASURED].sum()
    whole = behind[MEASURED].sum()
    part = sums.loc[True] if True in sums.index else 0 * whole
    return {name: float(PERCENT * part[name] / whole[name]) for name in MEASURED if whole[name]}


def chosen_transfers(corridor: Corridor, steps: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``transfers`` that the steps pass, in order of travel."""
    keys = ["node_id", "from_mode", "from_gauge_mm", "to_mode", "to_gauge_mm"]
    passed = _rows(steps, "transfer").rename(
        columns={"id": "node_id", "mode": "to_mode", "gauge_mm": "to_gauge_mm"}
    )
    return passed[keys].merge(corridor.transfers, on=keys, how="left")


def _sides(corridor: Corridor, steps: pd.DataFrame) -> Iterator[tuple[str, str, pd.Series]]:
    """Yield what each border side passed is called, its mode and its row of border_times."""
    times = corridor.border_times
    names = dict(zip(corridor.crossings["crossing_id"], corridor.crossings["name"], strict=True))
    for step in _rows(steps, "crossing").itertuples():
        both = times[(times["crossing_id"] == step.id) & (times["direction"] == step.direction)]
        for side, label in zip(str(step.direction), ("exit", "entry"), strict=True):
            yield f"{names[step.id]}, {label}", str(step.mode), both[both["side"] == side].iloc[0]


def _held(corridor: Corridor, name: str, of: pd.DataFrame) -> Iterator[pd.Series | None]:
    """Yield the row of a parameter that holds for each row of ``of``; None where none does."""
    for label in _chosen(corridor, name, of):
        yield None if pd.isna(label) else corridor.parameters.loc[label]


def _chosen(corridor: Corridor, name: str, of: pd.DataFrame) -> pd.Series:
    return impedance.chosen(corridor.parameters, name, of)


def _figure(name: str, of: str, row: Row | pd.Series) -> Row:
    kept = ("unit", "low", "value", "high", "year", "grade", "source_id")
    return {"figure": name, "of": of} | {column: row[column] for column in kept if column in row}


def _adds(measure: str, row: Row | pd.Series, times: float, *, inverse: bool = False) -> Row:
    """Return what a figure adds to a measure, and at the ends of its range.

    A figure without a range adds itself at both.
    """
    value = float(row["value"])
    low, high = (_or(row.get(end), value) for end in ("low", "high"))
    if inverse:
        return {
            measure: times / value,
            "amount_low": times / high if high > 0 else math.nan,
            "amount_high": times / low if low > 0 else math.nan,
        }
    return {measure: times * value, "amount_low": times * low, "amount_high": times * high}


def _or(given: Any, instead: float) -> float:  # noqa: ANN401 - a cell of any frame
    return instead if given is None or pd.isna(given) else float(given)


def _rows(steps: pd.DataFrame, kind: str) -> pd.DataFrame:
    return steps[steps["kind"] == kind]
