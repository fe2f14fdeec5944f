"""Sums over the network: lengths and hours by country, mode, status, gauge; crossings by delay.

A planned or closed kilometre is never added to one in use. A sum over rows of which one
lacks its figure is missing, not smaller. Nothing here chooses a path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor import impedance, network
from corridor.errors import DataError
from corridor.schema import GRADES, IN_USE, UNBUILT

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from corridor.tables import Corridor

KEYS = {"country": "country", "mode": "mode", "status": "status", "gauge": "gauge_mm"}
Row = tuple[str, tuple[float, ...]]  # the status of a segment, and its SUMS
SUMS = ["length_km", "network_km", "drawn_km", "straight_km", "running_h", "stops_h"]


def segments(corridor: Corridor) -> pd.DataFrame:
    """Return each segment with its names, lengths and hours, in file order.

    Returns
    -------
    DataFrame
        One row per segment. ``straight_km`` is the floor under any length;
        ``running_h`` and ``stops_h`` [h] are one way, without borders, NaN where the
        segment is not in use.

    Raises
    ------
    DataError
        If a segment in use lacks a parameter.
    """
    rows = corridor.segments
    used = rows["status"].isin(IN_USE)
    hours = impedance.segment_hours(rows, corridor.parameters)
    unknown = rows[used & hours.isna().any(axis=1)]
    needed = (impedance.SPEED, impedance.STOPS)
    of = impedance.circumstances(unknown)
    if lost := impedance.lacking(of, corridor.parameters, needed):
        raise DataError("parameters.csv has no row for " + "; ".join(lost))
    columns = ["segment_id", "from_node", "to_node", "mode", "country", "gauge_mm", "status"]
    columns += ["length_km", "length_kind", "network_km", "drawn_km", "straight_km"]
    return pd.DataFrame(rows[columns]).assign(
        **hours.where(used),
        source_id=rows["source_id"],
    )


def summary(corridor: Corridor, by: Sequence[str] = ("country", "mode")) -> pd.DataFrame:
    """Return lengths and hours of the network, summed.

    Parameters
    ----------
    corridor
        Its segments are summed.
    by
        Any of ``country``, ``mode``, ``status``, ``gauge``, or ``("segment",)``.

    Returns
    -------
    DataFrame
        One row per group. ``segments`` and the sums count what is in use (open or
        restricted); ``closed_km`` and ``planned_km`` (planned or under construction)
        stand beside them. By status each row is of its status alone. A last row, its
        first cell "total", adds the rows up where that means something: not by status
        and not by segment.

    Raises
    ------
    DataError
        If a segment in use lacks a parameter.
    """
    frame = segments(corridor)
    if tuple(by) == ("segment",):
        return frame
    keys = [KEYS[name] for name in by]
    apart = "status" not in by
    groups: dict[tuple[Any, ...], list[Row]] = {}
    labels = zip(*(frame[name].astype(object).tolist() for name in keys), strict=True)
    figures = zip(*(frame[name].tolist() for name in SUMS), strict=True)
    for label, row in zip(labels, zip(frame["status"], figures, strict=True), strict=True):
        groups.setdefault(label, []).append(row)
    order = sorted(groups, key=lambda label: [(pd.isna(part), part) for part in label])
    table = [[*label, *_sums(groups[label], apart=apart)] for label in order]
    if apart:
        every = [row for rows in groups.values() for row in rows]
        table.append(["total", *[None] * (len(keys) - 1), *_sums(every, apart=True)])
    columns = [*keys, "segments", *SUMS, *(["closed_km", "planned_km"] if apart else [])]
    return pd.DataFrame(table, columns=columns)


def _sums(rows: list[Row], *, apart: bool) -> list[float]:
    """Return how many rows count and what they sum to; one missing figure makes a sum so.

    With ``apart`` only what is in use counts, and closed and planned lengths follow.
    """
    counted = [figures for status, figures in rows if not apart or status in IN_USE]
    sums = [sum(column) for column in zip(*counted, strict=True)] or [0.0] * len(SUMS)
    if not apart:
        return [len(counted), *sums]
    lengths = (
        sum(figures[0] for status, figures in rows if status in states)
        for states in (("closed",), UNBUILT)
    )
    return [len(counted), *sums, *lengths]


def crossings(corridor: Corridor, as_of: dt.date | None = None) -> pd.DataFrame:
    """Return each crossing in each direction: state, dwell on both sides, fee.

    Parameters
    ----------
    corridor
        Its crossings, border times and closures.
    as_of
        The date the state is of; None gives the state last recorded.

    Returns
    -------
    DataFrame
        One row per crossing and direction, longest dwell first: ``exit_h`` on the side
        left and ``entry_h`` on the side entered [h], their sum ``dwell_h`` with
        ``dwell_low_h`` and ``dwell_high_h`` (both sides at their best, at their worst),
        ``fee_usd`` [US$ per truck or wagon, both sides; missing unless both are known],
        of which ``exit_usd`` and ``entry_usd``. ``year``, ``grade`` and ``source_id`` are
        those of the hours: the older year, the weaker grade, each source of the sides.
    """
    rows = corridor.crossings.drop(columns=["geometry"], errors="ignore")
    state = crossing_states(corridor, as_of)
    country = dict(zip(corridor.nodes["node_id"], corridor.nodes["country"], strict=True))
    sides = {side: rows[f"node_{side}"].map(country) for side in "ab"}
    base = rows[["crossing_id", "name", "name_ru", "mode"]]
    table = pd.concat(
        base.assign(
            direction=one + other,
            from_country=sides[one],
            to_country=sides[other],
            status=state["status"],
            since=state["since"],
        )
        for one, other in ("ab", "ba")
    ).merge(
        impedance.crossing_hours(corridor.border_times).join(_origins(corridor.border_times)),
        left_on=["crossing_id", "direction"],
        right_index=True,
        how="left",
    )
    order = ["dwell_h", "crossing_id", "direction"]
    return table[CROSSINGS].sort_values(order, ascending=[False, True, True], ignore_index=True)


CROSSINGS = [
    "crossing_id",
    "name",
    "name_ru",
    "mode",
    "direction",
    "from_country",
    "to_country",
    "status",
    "since",
    "exit_h",
    "entry_h",
    "dwell_h",
    "dwell_low_h",
    "dwell_high_h",
    "exit_usd",
    "entry_usd",
    "fee_usd",
    "year",
    "grade",
    "source_id",
]


def crossing_states(corridor: Corridor, as_of: dt.date | None) -> pd.DataFrame:
    """Return ``network.states`` of the crossings alone, on the index of ``crossings``."""
    rows = corridor.crossings
    return network.states(corridor, as_of).loc[rows["crossing_id"]].set_axis(rows.index)


def _origins(border_times: pd.DataFrame) -> pd.DataFrame:
    """Return the older year, the weaker grade and every source of both sides of a crossing."""
    rank = border_times["grade"].map({grade: n for n, grade in enumerate(GRADES)})
    groups = border_times.assign(rank=rank).groupby(["crossing_id", "direction"])
    return pd.DataFrame(
        {
            "year": groups["year"].min(),
            "grade": groups["rank"].max().map(dict(enumerate(GRADES))),
            "source_id": groups["source_id"].agg(lambda ids: "|".join(sorted(set(ids)))),
        }
    )
