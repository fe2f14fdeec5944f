"""Own trips: what the visits of a log say of border dwell and fees, and of a route.

The rule of the update: the border time in the tables counts as ``prior_trips`` trips.
Mean, low and high become the weighted means of old and own figures, own low and high
being the shortest and the longest visit. With 0 own figures replace the old. The fee
follows the same rule with the trips that name one. Nothing here reads or writes a file.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from corridor import study
from corridor.student import interval_t
from corridor.triplog import AT, Row

if TYPE_CHECKING:
    import datetime as dt

    from corridor.tables import Corridor, Request

# How many own trips the figure in the tables is worth, unless told otherwise: assumed. CPMM
# does not publish how many trips stand behind a post, and a handful of one's own should
# outweigh an average of another year.
PRIOR_TRIPS = 5.0
MOST_PRIOR_TRIPS = 100_000
SOURCE = "own-trips"
OBSERVED = [*AT, "name", "country", "way", "trips", "mean_h", "sd_h", "from_h", "to_h"]
OBSERVED += ["shortest_h", "longest_h", "before_h", "before_grade", "after_h"]
OBSERVED += ["paid_trips", "mean_usd", "least_usd", "most_usd", "before_usd", "after_usd", "last"]


def observed(
    corridor: Corridor, visited: pd.DataFrame, prior_trips: float = PRIOR_TRIPS
) -> pd.DataFrame:
    """Return what the visits say of each side and direction, and the figures after them.

    Parameters
    ----------
    corridor
        Its border times are what was known before.
    visited
        As ``triplog.visits`` returns them.
    prior_trips
        How many trips the figure known before counts as, up to ``MOST_PRIOR_TRIPS``; 0
        replaces it.

    Returns
    -------
    DataFrame
        ``OBSERVED``, one row for each side and direction visited: ``way`` (outbound or
        inbound), ``trips``, ``mean_h``, ``sd_h`` (of the sample), ``from_h`` and ``to_h``
        (95 % interval of the mean by Student's t, as CPMM's margin of error, cut off at
        0; waits are skewed, so for few trips it is rough), ``shortest_h`` and
        ``longest_h``, ``before_h`` and ``after_h``; the same of the fees. With one trip
        there is neither deviation nor interval.
    """
    if not 0 <= prior_trips <= MOST_PRIOR_TRIPS:
        allowed = f"0 to {MOST_PRIOR_TRIPS:,} trips"
        raise ValueError(f"{prior_trips!r} trips: the figure before counts as {allowed}")
    before = _before(corridor)
    rows = [
        dict(zip(AT, at, strict=True)) | _observed(visit, before[tuple(map(str, at))], prior_trips)
        for at, visit in visited.groupby(AT, sort=False)
    ]
    table = pd.DataFrame(rows, columns=OBSERVED)
    posts = corridor.crossings.set_index("crossing_id")
    country = dict(zip(corridor.nodes["node_id"], corridor.nodes["country"], strict=True))
    node = table["crossing_id"].map(posts["node_a"])
    node = node.where(table["side"] == "a", table["crossing_id"].map(posts["node_b"]))
    table["name"] = table["crossing_id"].map(posts["name"])
    table["country"] = node.map(country)
    leaving = table["direction"].str[:1] == table["side"]
    table["way"] = leaving.map({True: "outbound", False: "inbound"})
    return table


def updated(
    corridor: Corridor,
    visited: pd.DataFrame,
    named: str,
    prior_trips: float = PRIOR_TRIPS,
) -> Corridor:
    """Return the corridor with the border times that the visits lead to.

    The rows changed are of the source ``named``, which the caller adds to ``sources``.
    They are graded observed where own trips weigh at least as much as what was known
    before, else derived; their year is that of the last visit, and their note says what
    they were made from.
    """
    times = corridor.border_times.copy()
    before = _before(corridor)
    labels = dict(zip(before, times.index, strict=True))
    for row in observed(corridor, visited, prior_trips).to_dict("records"):
        at = tuple(row[name] for name in AT)
        changed = _changed(before[at], row, prior_trips) | {"source_id": named}
        paid = {"fee_source_id": named} if row["paid_trips"] else _kept(before[at])
        changed |= paid
        times.loc[labels[at], list(changed)] = list(changed.values())
    return replace(corridor, border_times=times)


def source_id(corridor: Corridor) -> str:
    """Return an id for a log that no source of the corridor has yet."""
    known, number = set(corridor.sources["source_id"]), 1
    while (name := SOURCE if number == 1 else f"{SOURCE}-{number}") in known:
        number += 1
    return name


def source(found: pd.DataFrame, file: str, prior_trips: float) -> dict[str, str | dt.date | None]:
    """Return the entry of ``sources`` for a log: what it was and how rows were made from it.

    Parameters
    ----------
    found
        As ``observed`` returns it.
    file
        Name of the log.
    prior_trips
        What the figures known before counted as.
    """
    last = found["last"].max()
    return {
        "title": f"Own trip log {file}: {found['trips'].sum()} visits to border posts",
        "publisher": "own record",
        "retrieved": None if pd.isna(last) else last.date(),
        "licence": "own record",
        "grade": "observed",
        "method": "Mean, shortest and longest visit of each side and direction, weighed with "
        f"the figures known before, which count as {prior_trips:g} trips",
    }


def effect(before: Corridor, after: Corridor, request: Request) -> Row:
    """Return what the update does to the best route of a request.

    Parameters
    ----------
    before, after
        The corridor without and with the own trips.
    request
        Places by any name.

    Returns
    -------
    dict
        ``from_node, to_node``, then hours and money before and after: ``before_h, after_h,
        difference_h`` [h], ``before_usd_t, after_usd_t`` [US$/t]; and ``route``: the same,
        or another, with the crossings it then passes in ``crossings``.

    Raises
    ------
    NoRouteError, PlaceError
        As for ``study.named`` and ``study.solve``.
    """
    asked = study.named(before, request)
    old, new = (study.alternatives(corridor, asked, 1)[0] for corridor in (before, after))
    hours, money = ((old.totals[name], new.totals[name]) for name in ("time_h", "cost_usd_t"))
    return {
        "from_node": asked.origin,
        "to_node": asked.destination,
        "before_h": hours[0],
        "after_h": hours[1],
        "difference_h": hours[1] - hours[0],
        "before_usd_t": money[0],
        "after_usd_t": money[1],
        "route": "the same" if old.steps["id"].equals(new.steps["id"]) else "another",
        "crossings": ", ".join(new.crossings["name"]),
    }


def _before(corridor: Corridor) -> dict[tuple[str, ...], Row]:
    """Return each border time by its key, in file order."""
    rows = corridor.border_times.to_dict("records")
    return {tuple(row[name] for name in AT): row for row in rows}


def _observed(visit: pd.DataFrame, before: Row, prior: float) -> Row:
    hours, paid = visit["hours"], visit["payment_usd"].dropna()
    count, mean = len(hours), float(hours.mean())
    sd = float(hours.std()) if count > 1 else math.nan
    margin = interval_t(count - 1) * sd / math.sqrt(count) if count > 1 else math.nan
    fee = before["fee_usd"]
    return {
        "trips": count,
        "mean_h": mean,
        "sd_h": sd,
        "from_h": max(mean - margin, 0.0) if count > 1 else math.nan,
        "to_h": mean + margin,
        "shortest_h": float(hours.min()),
        "longest_h": float(hours.max()),
        "before_h": before["dwell_h"],
        "before_grade": before["grade"],
        "after_h": _weighed(before["dwell_h"], prior, mean, count),
        "paid_trips": len(paid),
        "mean_usd": float(paid.mean()) if len(paid) else math.nan,
        "least_usd": float(paid.min()) if len(paid) else math.nan,
        "most_usd": float(paid.max()) if len(paid) else math.nan,
        "before_usd": fee,
        "after_usd": _weighed(fee, prior, float(paid.mean()), len(paid)) if len(paid) else fee,
        "last": visit["last"].max(),
    }


def _weighed(before: float, prior: float, own: float, count: int) -> float:
    """Return the mean of what was known, counted as ``prior`` trips, and ``count`` own ones."""
    if pd.isna(before):
        return own
    return float((prior * before + count * own) / (prior + count))


def _changed(old: Row, row: Row, prior: float) -> Row:
    """Return the cells of a border time that the own trips change, rounded to 0.01."""
    count = row["trips"]
    figures = {
        "dwell_h": row["after_h"],
        "dwell_low_h": _weighed(old["dwell_low_h"], prior, row["shortest_h"], count),
        "dwell_high_h": _weighed(old["dwell_high_h"], prior, row["longest_h"], count),
    }
    said = f"{count} own trips: mean {row['mean_h']:.1f} h"
    if count > 1:
        said += f", sd {row['sd_h']:.1f}, 95 % {row['from_h']:.1f} to {row['to_h']:.1f}"
    if prior:
        known = f"{old['dwell_h']:g} h ({old['grade']}, {old['source_id']})"
        said += f"; {known} counted as {prior:g} trips"
    paid = _paid(old, row, prior) if row["paid_trips"] else {}
    return {
        **{name: round(value, 2) for name, value in figures.items()},
        "year": _year(row),
        "grade": _grade(count, prior),
        **paid,
        "note": said,
    }


def _paid(old: Row, row: Row, prior: float) -> Row:
    """Return the cells of a fee that the own trips change."""
    count, fee = row["paid_trips"], old["fee_usd"]
    low: float = fee if pd.isna(old["fee_low_usd"]) else old["fee_low_usd"]
    high: float = fee if pd.isna(old["fee_high_usd"]) else old["fee_high_usd"]
    figures = {
        "fee_usd": row["after_usd"],
        "fee_low_usd": _weighed(low, prior, row["least_usd"], count),
        "fee_high_usd": _weighed(high, prior, row["most_usd"], count),
    }
    weight: float = 0.0 if pd.isna(fee) else prior
    return {
        **{name: round(value, 2) for name, value in figures.items()},
        "fee_year": _year(row),
        "fee_grade": _grade(count, weight),
    }


def _kept(old: Row) -> Row:
    """Return the cells that say where an unchanged fee is from, now that the hours are others."""
    if pd.isna(old["fee_usd"]) or pd.notna(old["fee_source_id"]):
        return {}
    return {f"fee_{name}": old[name] for name in ("year", "grade", "source_id")}


def _year(row: Row) -> object:
    return pd.NA if pd.isna(row["last"]) else row["last"].year


def _grade(count: int, prior: float) -> str:
    """Return how firm a figure is: observed where own trips weigh no less than what was known."""
    return "observed" if count >= prior else "derived"
