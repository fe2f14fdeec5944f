"""Tables laid over the network: loads along the line, a scenario's changes, criticality.

All name segments of the corridor. They are declared and checked as the corridor's own
tables are: every problem is told at once, with row, column, value and what is allowed.
What a table does not say stays missing. Nothing is assigned or compared here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from corridor.conform import conform, line
from corridor.declare import MOST_OF_ALL, Column, Table, among, number, refer, text
from corridor.errors import DataError, Problem
from corridor.itinerary import Route
from corridor.palette import ROUTES
from corridor.tables import Corridor

DIRECTIONS = ("ab", "ba")
KINDS = ("added", "lost", "changed")
LOADS = Table(
    name="loads",
    key=("segment_id", "direction", "year"),
    doc="Tonnes carried over a segment in one direction and year.",
    columns=(
        refer("segment_id", "segments", "A segment of the corridor."),
        among("direction", DIRECTIONS, "ab: from its from_node to its to_node; ba: back."),
        Column(name="year", kind="integer", least=1990, most=2100, doc="Year."),
        number("tonnes", "t", "Carried that way in that year; empty if not known."),
        number("value_usd", "US$", "What that is worth; empty or left out if not known."),
    ),
)
CHANGES = Table(
    name="changes",
    key=("segment_id",),
    doc="What a scenario does to a segment.",
    columns=(
        refer("segment_id", "segments", "A segment of the corridor."),
        among("change", KINDS, "What happens to it."),
    ),
)


def _rank(name: str) -> Column:
    doc = "Its rank among links of the kind."
    return Column(name=name, kind="integer", least=1, most=MOST_OF_ALL, required=False, doc=doc)


def _more(name: str, unit: str, doc: str) -> Column:
    """Declare a figure that may lie below 0."""
    return Column(
        name=name,
        kind="number",
        unit=unit,
        least=-MOST_OF_ALL,
        most=MOST_OF_ALL,
        required=False,
        doc=doc,
    )


FATES = ("cut_off", "other_mode", "diverted")
CRITICALITY = Table(
    name="criticality",
    key=("kind", "id"),
    doc="What the trade of a year loses if a segment or crossing is out of service.",
    columns=(
        among("kind", ("segment", "crossing"), "What is out."),
        text("id", "A segment or crossing of the corridor."),
        Column(name="year", kind="integer", least=1990, most=2100, required=False, doc="Year."),
        number("tonnes", "t", "What passes there in that year."),
        number("cut_off_t", "t", "Of it, what no path is left for."),
        number("cut_off_usd", "US$", "What that is worth."),
        _rank("rank_cut_off"),
        number("other_mode_t", "t", "What only another mode has a path for."),
        number("other_mode_usd", "US$", "What that is worth."),
        _more("other_mode_h", "h", "Hours that adds to a tonne; below 0 it saves them."),
        _more("other_mode_cost_usd", "US$", "Transport cost that adds in that year."),
        _rank("rank_other_mode"),
        number("diverted_t", "t", "What another path by the same mode is left for."),
        number("diverted_usd", "US$", "What that is worth."),
        _more("added_h", "h", "Hours that adds to a tonne."),
        _more("added_cost_usd", "US$", "Transport cost that adds in that year."),
        _rank("rank_diverted"),
        number("hour_usd", "US$", "What one hour saved there would be worth in that year."),
    ),
)


def several(route: Route | Sequence[Route]) -> list[Route]:
    """Return the routes to draw: one, or as many as there are colours to tell them apart.

    Raises
    ------
    DataError
        If there are more.
    """
    routes = [route] if isinstance(route, Route) else list(route)
    if len(routes) > len(ROUTES):
        raise DataError(
            f"{len(routes)} routes are too many to tell apart; draw up to {len(ROUTES)}"
        )
    return routes


def loads(table: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table of loads that hold a figure, typed and in order.

    Parameters
    ----------
    table
        ``LOADS``; further columns are left out. An empty ``tonnes`` is no data, not zero.
    segments
        ``schema.SEGMENTS``.

    Returns
    -------
    DataFrame
        ``segment_id``, ``direction``, ``year`` and ``tonnes`` [t], never missing, and
        ``value_usd`` [US$].

    Raises
    ------
    DataError
        If a column is missing, a cell is not as declared, a segment is not of the
        corridor, a row stands twice, or no row has tonnes.
    """
    typed = checked(table, LOADS, {"segment": segments["segment_id"]}).dropna(subset=["tonnes"])
    if typed.empty:
        raise DataError(f"{_file(table, LOADS)}: no row has tonnes, so there is nothing to draw")
    return typed.astype({"year": int}).sort_values(list(LOADS.key), ignore_index=True)


def changes(table: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Return a table of changes, typed, in the order of the rows.

    Parameters
    ----------
    table
        ``CHANGES``; further columns are left out.
    segments
        ``schema.SEGMENTS``.

    Raises
    ------
    DataError
        As for ``loads``.
    """
    return checked(table, CHANGES, {"segment": segments["segment_id"]}).reset_index(drop=True)


def criticality(table: pd.DataFrame, corridor: Corridor) -> pd.DataFrame:
    """Return a table of criticality, typed, in the order of the rows.

    Parameters
    ----------
    table
        ``CRITICALITY``, as ``flows.criticality`` gives it; further columns are left out.
    corridor
        Whose segments and crossings it names.

    Raises
    ------
    DataError
        If a column is missing, a cell is not as declared, a link is not of the corridor, a
        row stands twice, years differ, or nothing is lost by any row.
    """
    known = {
        "segment": corridor.segments["segment_id"],
        "crossing": corridor.crossings["crossing_id"],
    }
    typed = checked(table, CRITICALITY, known)
    file = _file(table, CRITICALITY)
    years = sorted({int(year) for year in typed["year"].dropna()})
    if len(years) > 1:
        raise DataError(f"{file}: holds the years {', '.join(map(str, years))}; keep one of them")
    if not typed[[f"{fate}_t" for fate in FATES]].gt(0).any(axis=None):
        lost = ", ".join(f"{fate}_t" for fate in FATES)
        raise DataError(f"{file}: no row has anything in {lost}, so there is nothing to draw")
    return typed.reset_index(drop=True)


def checked(table: pd.DataFrame, declared: Table, known: dict[str, pd.Series]) -> pd.DataFrame:
    """Return a table as it is declared, its links among those known of each kind.

    Raises
    ------
    DataError
        With every problem found.
    """
    file = _file(table, declared)
    cells = {name: _written(table[name]) for name in declared.names if name in table.columns}
    labels = table.index.tolist() if pd.api.types.is_integer_dtype(table.index) else None
    typed, problems = conform(declared, cells, file, labels)
    for kind, ids in known.items():
        rows = typed[typed["kind"] == kind] if "kind" in typed else typed
        problems += _strangers(rows["id" if "kind" in typed else "segment_id"], kind, ids, file)
    if problems:
        raise DataError(problems, file)
    return typed


def _strangers(named: pd.Series, kind: str, ids: pd.Series, file: str) -> Iterator[Problem]:
    """Report segments or crossings that are not of the corridor, each once."""
    named = named.dropna()
    unknown = named[~named.isin(ids)].drop_duplicates()
    for label, value in unknown.items():
        rule = f"is no {kind} of the corridor; `corridor export {kind}s` lists them"
        yield Problem(file, line(label), str(named.name), str(value), rule)


def _file(table: pd.DataFrame, declared: Table) -> str:
    """Return what a table is called in messages: the file it was read from, if it was."""
    return str(table.attrs.get("file", declared.name))


def _written(column: pd.Series) -> list[str]:
    """Return the cells as a file would have them; a missing value is an empty cell."""
    return ["" if pd.isna(value) else str(value) for value in column.tolist()]
