"""Scenarios: named edits of the tables, each giving a new corridor and leaving the old as it was.

An edit is any ``Callable[[Corridor], Corridor]``. Those here scale or set figures, close,
open or add; they pick rows by equality of cells, never by text to be evaluated, and speak
of tables, never of the graph. A figure that an edit changed is ``assumed`` from then on.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from corridor.checks import CHECKS, RANGES, check_closures
from corridor.conform import conform
from corridor.errors import DataError
from corridor.schema import TABLES, Column, Table
from corridor.tables import Corridor

Edit = Callable[[Corridor], Corridor]
Cell = str | float | int | bool | None
Where = tuple[tuple[str, tuple[Cell, ...]], ...]

# Rows of these come with a place or a line on the map; they are drafted in a folder of tables.
SHAPED = ("nodes", "segments", "crossings")
FIXED = ("sources", "countries", "published")


@dataclass(frozen=True)
class Scale:
    """Multiply a column of figures by ``factor`` in the rows where cells equal ``where``.

    A figure that has a low and a high one beside it takes them along.
    """

    table: str
    column: str
    factor: float
    where: Where = ()

    def __call__(self, corridor: Corridor) -> Corridor:
        """Return the corridor with the column scaled."""
        rows = _picked(corridor, self.table, self.where)
        column = _column(self.table, self.column)
        if column.kind not in ("number", "integer"):
            raise DataError(f"{self.table}.{self.column} holds no figures to scale")
        figures = corridor.table(self.table).loc[rows, self.column].astype(float) * self.factor
        said = f"{self.column} scaled by {self.factor:g}"
        return _written(corridor, column, self.table, figures.astype(object), said)


@dataclass(frozen=True)
class Set:
    """Put ``value`` into a column of the rows where cells equal ``where``.

    A figure that has a low and a high one beside it keeps its range in proportion.
    """

    table: str
    column: str
    value: Cell
    where: Where = ()

    def __call__(self, corridor: Corridor) -> Corridor:
        """Return the corridor with the value set."""
        rows = _picked(corridor, self.table, self.where)
        column = _column(self.table, self.column)
        values = pd.Series([self.value] * len(rows), index=rows, dtype=object)
        said = f"{self.column} set to {self.value}"
        return _written(corridor, column, self.table, values, said)


@dataclass(frozen=True)
class Close:
    """Close crossings or segments for good: no date opens them, and the record of them goes."""

    what: tuple[str, ...]

    def __call__(self, corridor: Corridor) -> Corridor:
        """Return the corridor with them closed."""
        return _state(corridor, self.what, "closed")


@dataclass(frozen=True)
class Open:
    """Open crossings or segments, planned or closed, whatever closures are on record."""

    what: tuple[str, ...]

    def __call__(self, corridor: Corridor) -> Corridor:
        """Return the corridor with them open."""
        return _state(corridor, self.what, "open")


@dataclass(frozen=True)
class Add:
    """Add rows to a table: cells by column, as a CSV file would hold them."""

    table: str
    rows: tuple[Mapping[str, Cell], ...]

    def __call__(self, corridor: Corridor) -> Corridor:
        """Return the corridor with the rows at the end of the table."""
        table = _table(self.table)
        if self.table in SHAPED:
            rule = "rows with a place on the map are added in a folder of tables; see 'schema'"
            raise DataError(f"{self.table} cannot be added to by a scenario: {rule}")
        names = dict.fromkeys([*table.names, *(name for row in self.rows for name in row)])
        text = {name: [_text(row.get(name)) for row in self.rows] for name in names}
        added, problems = conform(table, text, f"added to {table.name}")
        if problems:
            raise DataError(problems)
        frame = corridor.table(self.table)
        key = list(table.key)
        first = int(frame.index.max()) + 1 if len(frame) else 0
        added.index = pd.RangeIndex(first, first + len(added))
        both = pd.concat([frame, added.astype(frame.dtypes)])
        if (twice := both.duplicated(key)).any():
            row = ", ".join(str(part) for part in both.loc[twice, key].iloc[0].dropna())
            raise DataError(f"{table.name} holds {row} already; use set to change it")
        return _replaced(corridor, self.table, both)


@dataclass(frozen=True)
class Scenario:
    """A named list of edits, what it stands for and what it rests on."""

    name: str
    edits: tuple[Edit, ...]
    title: str = ""
    note: str = ""
    source_id: str = ""


def apply(corridor: Corridor, scenario: Scenario) -> Corridor:
    """Return the corridor as the scenario has it; the given one stays as it was.

    Parameters
    ----------
    corridor
        Its tables are edited in the order of the edits.
    scenario
        As ``scenario`` reads it, or of edits of your own.

    Raises
    ------
    DataError
        If an edit names what is not there or puts a value that is not allowed, or the
        tables break a rule afterwards.
    """
    if scenario.source_id and scenario.source_id not in set(corridor.sources["source_id"]):
        raise DataError(f"scenario {scenario.name}: {scenario.source_id!r} is not in sources")
    edited = corridor
    for number, edit in enumerate(scenario.edits, start=1):
        try:
            edited = edit(edited)
        except DataError as error:
            raise DataError(f"scenario {scenario.name}, edit {number}: {error}") from error
    # A scenario closes without a date, so the rule that a closure has one does not hold here.
    rules = [rule for rule in CHECKS if rule is not check_closures]
    before = {str(problem) for rule in rules for problem in rule(corridor)}
    broken = [problem for rule in rules for problem in rule(edited)]
    if new := [problem for problem in broken if str(problem) not in before]:
        listed = "; ".join(map(str, new[:5]))
        raise DataError(f"scenario {scenario.name} leaves tables that break a rule: {listed}")
    return edited


def where(**cells: Cell | Iterable[Cell]) -> Where:
    """Return a choice of rows: each column named equals the value, or one of several.

    Examples
    --------
    >>> where(crossing_id="torkham-road", side=("a", "b"))
    (('crossing_id', ('torkham-road',)), ('side', ('a', 'b')))
    """
    return tuple(
        (name, tuple(cell) if isinstance(cell, (tuple, list)) else (cell,))
        for name, cell in cells.items()
    )


def _table(name: str) -> Table:
    if name not in TABLES or name in FIXED:
        known = [table for table in TABLES if table not in FIXED]
        raise DataError(f"{name!r} is not a table to edit; those are {', '.join(known)}")
    return TABLES[name]


def _column(table: str, name: str) -> Column:
    columns = {column.name: column for column in _table(table).columns}
    if name not in columns:
        raise DataError(f"{name!r} is not a column of {table}; {_near(name, columns)}")
    if name in _table(table).key:
        raise DataError(f"{table}.{name} is the key of its row and is not changed")
    return columns[name]


def _picked(corridor: Corridor, table: str, conditions: Where) -> pd.Index:
    """Return the labels of the rows that a choice picks, one at least."""
    frame = corridor.table(_table(table).name)
    rows = pd.Series(data=True, index=frame.index)
    for name, cells in conditions:
        if name not in TABLES[table].names:
            raise DataError(f"{name!r} is not a column of {table}; {_near(name, frame.columns)}")
        missing = frame[name].isna() & any(cell is None for cell in cells)
        found = frame[name].isin([cell for cell in cells if cell is not None]) | missing
        if not found.any():
            lost = ", ".join(repr(cell) for cell in cells)
            near = _near(str(cells[0]), frame[name].dropna().unique().tolist())
            raise DataError(f"no row of {table} has {name} {lost}; {near}")
        rows &= found.astype(bool)
    if not rows.any():
        asked = " and ".join(f"{name} {', '.join(map(repr, cells))}" for name, cells in conditions)
        raise DataError(f"no row of {table} has {asked} at once")
    return frame.index[rows]


def _near(name: str, known: Iterable[object]) -> str:
    names = [str(one) for one in known]
    close = difflib.get_close_matches(name, names, 1)
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")  # noqa: PLR2004 - a line
    return f"did you mean {close[0]!r}?" if close else f"there are {shown}"


def _written(
    corridor: Corridor, column: Column, table: str, values: pd.Series, said: str
) -> Corridor:
    """Return the corridor with typed values in a column, its range taken along, its grade told."""
    alone = Table(name=table, doc="", key=(), columns=(column,))
    text = {column.name: [_text(value) for value in values]}
    typed, problems = conform(alone, text, f"{table}.csv", list(values.index))
    if problems:
        raise DataError(problems)
    frame = corridor.table(table).copy()
    old = frame.loc[values.index, column.name]
    frame.loc[values.index, column.name] = typed[column.name].astype(frame[column.name].dtype)
    for name, (low, middle, high) in RANGES:
        if (name, middle) == (table, column.name):
            new = typed[column.name]
            for end in (low, high):
                beside = frame.loc[values.index, end] * (new / old.where(old > 0))
                frame.loc[values.index, end] = beside.where(old > 0, new)
    if "grade" in frame and column.name != "grade":
        was = frame.loc[values.index, "grade"]
        frame.loc[values.index, "grade"] = "assumed"
        frame.loc[values.index, "note"] = [f"Scenario: {said}; the row was {one}" for one in was]
    return _replaced(corridor, table, frame)


def _state(corridor: Corridor, what: tuple[str, ...], status: str) -> Corridor:
    """Return the corridor with crossings and segments in a state that no date changes."""
    known = {*corridor.crossings["crossing_id"], *corridor.segments["segment_id"]}
    if lost := [one for one in what if one not in known]:
        near = _near(lost[0], sorted(known))
        raise DataError(f"{', '.join(lost)}: no crossing or segment has that id; {near}")
    crossings, segments = corridor.crossings.copy(), corridor.segments.copy()
    posts, lines = crossings["crossing_id"].isin(what), segments["segment_id"].isin(what)
    crossings.loc[posts, "status"], segments.loc[lines, "status"] = status, status
    crossings.loc[posts, "status_since"] = pd.NaT
    if status == "open":
        segments.loc[lines, "open_year"] = pd.NA
    closures = corridor.closures[~corridor.closures["what"].isin(what)]
    return replace(corridor, crossings=crossings, segments=segments, closures=closures)


def _replaced(corridor: Corridor, table: str, frame: pd.DataFrame) -> Corridor:
    tables: dict[str, Any] = {table: frame}
    return replace(corridor, **tables)


def _text(value: object) -> str:
    """Return a cell as a CSV file would hold it."""
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return repr(float(value)) if isinstance(value, float) else str(value)


__all__ = ["Add", "Close", "Edit", "Open", "Scale", "Scenario", "Set", "apply", "where"]
