"""Tables of the user's own laid over the network: loads along the line, a scenario's changes.

Both name segments of the corridor. What a table says of anything else is an error, told
whole; what it does not say stays missing. Nothing is assigned or compared here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.errors import DataError
from corridor.webmap import block

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corridor.webmap.page import CorridorMap

LOADS = ("segment_id", "direction", "year", "tonnes")
CHANGES = ("segment_id", "change")
DIRECTIONS = ("ab", "ba")
KINDS = ("added", "lost", "changed")
SHOWN = 10  # problems named before the rest is counted


def add_loads(m: CorridorMap, loads: pd.DataFrame, segments: pd.DataFrame) -> CorridorMap:
    """Add ribbons along the line, their width in proportion to tonnes a year.

    Parameters
    ----------
    m
        The map.
    loads
        One row per segment, ``direction`` (ab: from ``from_node`` to ``to_node``; ba) and
        ``year``: ``tonnes`` [t]. An empty cell is no data, which is not zero.
    segments
        ``schema.SEGMENTS``.

    Raises
    ------
    DataError
        If a column is missing, a row says nothing of the corridor, or a figure is below 0.
    """
    table = _typed(loads)
    _require("loads", [*_strangers(table, segments), *_bad_loads(table)])
    known = table.dropna(subset=["tonnes"]).astype({"year": int})
    if known.empty:
        raise DataError("loads: no row has tonnes, so there is nothing to draw")
    order = list(LOADS)
    m.payload["loads"] = block.columns(known.sort_values(order[:3]), order) | {
        "years": sorted({int(year) for year in known["year"]}),
        "widest_t": block.plain(known["tonnes"].max()),
    }
    return m


def add_changes(m: CorridorMap, changes: pd.DataFrame, segments: pd.DataFrame) -> CorridorMap:
    """Add what a scenario changes: segments ``added``, ``lost`` or ``changed``.

    Parameters
    ----------
    m
        The map.
    changes
        One row per segment: ``segment_id``, ``change``.
    segments
        ``schema.SEGMENTS``.

    Raises
    ------
    DataError
        If a column is missing, a segment is unknown, or a change is none of the three.
    """
    _columns("changes", changes, CHANGES)
    bad = changes[~changes["change"].isin(KINDS)]
    wrong = [f"{row.change!r} is not one of {', '.join(KINDS)}" for row in bad.itertuples()]
    _require("changes", [*_strangers(changes, segments), *wrong])
    m.payload["changes"] = block.columns(changes, CHANGES)
    return m


def read(path: Path) -> pd.DataFrame:
    """Return a table of loads or changes from a CSV file.

    Raises
    ------
    DataError
        If the file cannot be read as CSV in UTF-8.
    """
    try:
        return pd.read_csv(path, dtype={"segment_id": str}, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise DataError(f"{path} cannot be read as CSV in UTF-8: {error}") from error


def _typed(loads: pd.DataFrame) -> pd.DataFrame:
    """Return the loads with numbers as numbers; what is none becomes missing and is told."""
    _columns("loads", loads, LOADS)
    numbers = {name: pd.to_numeric(loads[name], errors="coerce") for name in ("year", "tonnes")}
    lost = [
        f"{name} {text!r} is not a number"
        for name, column in numbers.items()
        for text in loads.loc[column.isna() & loads[name].notna(), name]
    ]
    _require("loads", lost)
    return loads[list(LOADS)].assign(**numbers)


def _bad_loads(table: pd.DataFrame) -> Iterator[str]:
    for name in table.loc[~table["direction"].isin(DIRECTIONS), "direction"]:
        yield f"direction {name!r} is not one of {', '.join(DIRECTIONS)}"
    for row in table[table["year"].isna() | table["year"].mod(1).ne(0)].itertuples():
        yield f"{row.segment_id}: a year must be a whole number"
    for row in table[table["tonnes"] < 0].itertuples():
        yield f"{row.segment_id}: {row.tonnes:g} t is below 0"
    for row in table[table.duplicated(list(LOADS[:3]))].itertuples():
        yield f"{row.segment_id} {row.direction} {row.year:g} is given twice"


def _strangers(table: pd.DataFrame, segments: pd.DataFrame) -> Iterator[str]:
    unknown = table.loc[~table["segment_id"].isin(segments["segment_id"]), "segment_id"]
    for name in dict.fromkeys(unknown.tolist()):
        yield f"{name!r} is no segment of the corridor"


def _columns(name: str, table: pd.DataFrame, wanted: tuple[str, ...]) -> None:
    lost = [column for column in wanted if column not in table.columns]
    if lost:
        raise DataError(
            f"{name}: column {', '.join(lost)} is missing; a table has {', '.join(wanted)}"
        )


def _require(name: str, problems: list[str]) -> None:
    if not problems:
        return
    more = [f"and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
    raise DataError("\n  ".join([f"{name}: {len(problems)} problems", *problems[:SHOWN], *more]))
