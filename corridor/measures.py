"""Sums over the network: lengths and hours by country, mode, status, gauge; crossings by delay.

A planned or closed kilometre is never added to one in use. A sum over rows of which one
lacks its figure is missing, not smaller. Nothing here chooses a path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor import impedance, network
from corridor.errors import DataError
from corridor.schema import GRADES
from corridor.tables import straight_km

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from corridor.tables import Corridor

IN_USE = ("open", "restricted")
NOT_BUILT = ("construction", "planned")
KEYS = {"country": "country", "mode": "mode", "status": "status", "gauge": "gauge_mm"}
SUMS = ["length_km", "network_km", "drawn_km", "straight_km", "running_h", "stops_h"]


def segments(corridor: Corridor) -> pd.DataFrame:
    """Return each segment with its names, lengths and hours, in file order.

    Returns
    -------
    DataFrame
        One row per segment. ``straight_km`` is the great circle between its nodes, the
        floor under any length; ``running_h`` and ``stops_h`` [h] are one way, without
        borders, NaN where the segment is not in use.

    Raises
    ------
    DataError
        If a segment in use lacks a parameter.
    """
    rows = corridor.segments
    used = rows[rows["status"].isin(IN_USE)]
    if lost := impedance.lacking(used, corridor.parameters):
        raise DataError("parameters.csv has no row for " + "; ".join(lost))
    hours = impedance.segment_hours(used, corridor.parameters).reindex(rows.index)
    columns = ["segment_id", "from_node", "to_node", "mode", "country", "gauge_mm", "status"]
    columns += ["length_km", "length_kind", "network_km", "drawn_km"]
    return pd.DataFrame(rows[columns]).assign(
        straight_km=straight_km(corridor, rows["from_node"], rows["to_node"]),
        **hours,
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
    if "status" in by:
        return _grouped(frame, keys).reset_index()
    used = frame["status"].isin(IN_USE)
    table = _grouped(frame[used], keys)
    for column, states in (("closed_km", ("closed",)), ("planned_km", NOT_BUILT)):
        km = frame[frame["status"].isin(states)].groupby(keys, dropna=False)["length_km"].sum()
        table = table.join(km.rename(column), how="outer")
    table[["segments", "closed_km", "planned_km"]] = table[
        ["segments", "closed_km", "planned_km"]
    ].fillna(0)
    return _with_total(table.astype({"segments": int}).reset_index(), keys)


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
        ``fee_usd`` [US$, both sides; missing unless both are known]. ``year`` is the
        older one, ``grade`` the weaker one, ``source_id`` each one of the two sides.
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
    "fee_usd",
    "year",
    "grade",
    "source_id",
]


def crossing_states(corridor: Corridor, as_of: dt.date | None) -> pd.DataFrame:
    """Return ``network.states`` of the crossings alone, on the index of ``crossings``."""
    rows = corridor.crossings
    return network.states(corridor, as_of).loc[rows["crossing_id"]].set_axis(rows.index)


def _grouped(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    groups = frame.groupby(keys, dropna=False)
    whole = groups[SUMS].count().eq(groups.size(), axis=0)
    sums = groups[SUMS].sum().where(whole)
    sums.insert(0, "segments", groups.size())
    return sums


def _with_total(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    numbers = table.drop(columns=keys)
    total = numbers.sum(skipna=False).to_frame().T.astype(numbers.dtypes)
    total.insert(0, keys[0], "total")
    labelled = table.astype(dict.fromkeys(keys, object))
    return pd.concat([labelled, total.astype({keys[0]: object})], ignore_index=True)


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
