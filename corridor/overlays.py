"""Tables of the user's own laid over the network: loads along the line, a scenario's changes.

Both name segments of the corridor. They are declared and checked as the corridor's own
tables are: every problem is told at once, with row, column, value and what is allowed.
What a table does not say stays missing. Nothing is assigned or compared here.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from corridor.conform import conform, line
from corridor.declare import Column, Table, among, number, refer
from corridor.errors import DataError, Problem

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
    typed = checked(table, LOADS, segments).dropna(subset=["tonnes"])
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
    return checked(table, CHANGES, segments).reset_index(drop=True)


def checked(table: pd.DataFrame, declared: Table, segments: pd.DataFrame) -> pd.DataFrame:
    """Return a table as it is declared.

    Raises
    ------
    DataError
        With every problem found.
    """
    file = _file(table, declared)
    text = {name: _written(table[name]) for name in declared.names if name in table.columns}
    labels = table.index.tolist() if pd.api.types.is_integer_dtype(table.index) else None
    typed, problems = conform(declared, text, file, labels)
    problems += _strangers(typed, segments, file)
    if problems:
        raise DataError(problems, file)
    return typed


def _strangers(typed: pd.DataFrame, segments: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Report segments that are not of the corridor, each once."""
    named = typed["segment_id"].dropna()
    unknown = named[~named.isin(segments["segment_id"])].drop_duplicates()
    for label, value in unknown.items():
        rule = "is no segment of the corridor; `corridor export segments` lists them"
        yield Problem(file, line(label), "segment_id", str(value), rule)


def _file(table: pd.DataFrame, declared: Table) -> str:
    """Return what a table is called in messages: the file it was read from, if it was."""
    return str(table.attrs.get("file", declared.name))


def _written(column: pd.Series) -> list[str]:
    """Return the cells as a file would have them; a missing value is an empty cell."""
    return ["" if pd.isna(value) else str(value) for value in column.tolist()]
