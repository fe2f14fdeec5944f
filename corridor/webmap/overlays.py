"""Loads along the line, a scenario's changes and criticality, made plain for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corridor import overlays, ribbons, words
from corridor.webmap import block

if TYPE_CHECKING:
    import pandas as pd

    from corridor.tables import Corridor
    from corridor.webmap.page import CorridorMap


def add_loads(
    m: CorridorMap, loads: pd.DataFrame, corridor: Corridor, year: int | None = None
) -> CorridorMap:
    """Add ribbons along the line, their width in proportion to tonnes or US$ a year.

    The page gets a row's segment as its place in the table of segments.

    Parameters
    ----------
    m
        The map, its segments added.
    loads
        ``overlays.LOADS``. An empty cell is no data, which is not zero.
    corridor
        Whose segments carry them.
    year
        The year shown first; without one, or without loads of it, the latest.

    Raises
    ------
    DataError
        If the table is not as declared, with every problem.
    """
    known = overlays.loads(loads, corridor.segments)
    onward = ribbons.onward(corridor)
    place = {key: n for n, key in enumerate(m.payload["segments"]["segment_id"])}
    placed = known.assign(segment=known["segment_id"].map(place))
    years = sorted({int(one) for one in known["year"]})
    most = known.groupby("segment_id")["tonnes"].max()
    m.payload["loads"] = block.columns(placed, ("segment", *overlays.LOADS.names[1:])) | {
        "years": years,
        "begin": year if year in years else years[-1],
        "onward": [int(onward[key]) for key in place],
        "runs": [
            [place[piece.segment_id] for piece in run] for run in ribbons.runs(corridor, most)
        ],
    }
    return m


def add_changes(m: CorridorMap, changes: pd.DataFrame, segments: pd.DataFrame) -> CorridorMap:
    """Add what a scenario changes: segments ``added``, ``lost`` or ``changed``.

    Parameters
    ----------
    m
        The map.
    changes
        ``overlays.CHANGES``.
    segments
        ``schema.SEGMENTS``.

    Raises
    ------
    DataError
        If the table is not as declared, with every problem.
    """
    known = overlays.changes(changes, segments)
    m.payload["changes"] = block.columns(known, overlays.CHANGES.names)
    return m


def add_criticality(m: CorridorMap, table: pd.DataFrame, corridor: Corridor) -> CorridorMap:
    """Add what is lost if a link is out: bands for segments, rings for crossings.

    Parameters
    ----------
    m
        The map.
    table
        ``overlays.CRITICALITY``, as ``flows.criticality`` gives it.
    corridor
        Whose segments and crossings it names.

    Raises
    ------
    DataError
        If the table is not as declared, with every problem.
    """
    known = overlays.criticality(table, corridor)
    names = [name for name in overlays.CRITICALITY.names if name != "year"]
    years = known["year"].dropna()
    m.payload["words"] = m.payload["words"] | words.of_criticality(m.payload["lang"])
    m.payload["criticality"] = {
        "year": None if years.empty else int(years.iloc[0]),
        "links": block.columns(known, names),
    }
    return m
