"""Text to typed tables: each cell held against its column's declaration.

Takes the columns of a table as a file gave them, text only, and returns the typed frame
and every problem found. It never stops at the first one, never guesses a value, and reads
no file. Cells are judged in plain Python, each distinct text once: a table of a few
hundred rows is typed in a millisecond or two, where a chain of frame operations for
every column would take most of a second for a whole folder.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from corridor.errors import Problem
from corridor.schema import Column, Table

# A file wrong in every row is told by its first rows; more would only bury the cause.
MOST_PER_COLUMN = 20
# Whole numbers from here on are not told apart by the spreadsheets that tables come from.
MOST_WHOLE = 2**53
LONGEST_NAME = 60

Array = pd.api.extensions.ExtensionArray | np.ndarray
Value = str | float | int | bool | dt.date

_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2})?", re.ASCII)
_FORMULA = ("=", "+", "-", "@")
_ABSENT = {"nan", "na", "n/a", "null", "none", "-", "–", "—", "?"}  # noqa: RUF001 - dashes as typed
# What pandas itself makes of text: its own string type from version 3, objects before.
_TEXT: Any = pd.Series(["text"]).dtype


def conform(
    table: Table,
    text: Mapping[str, Sequence[str]],
    file: str,
    labels: Sequence[int] | None = None,
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return ``text`` typed as ``table`` declares, and the problems found.

    Parameters
    ----------
    table
        The declaration.
    text
        Cells by column name, all columns of one length; an empty cell is a missing value.
    file
        Name of the file, for messages.
    labels
        Index of the result, one label per row; ``line`` turns a label into the line of
        the file. None: 0, 1, 2, …

    Returns
    -------
    tuple of DataFrame and list of Problem
        The columns of ``table`` in order. A value that is not allowed is reported and
        left missing.
    """
    rows = max((len(cells) for cells in text.values()), default=len(labels or ()))
    index = pd.RangeIndex(rows) if labels is None else pd.Index(np.array(labels, dtype="int64"))
    problems = list(_headers(table, list(text), file))
    columns: dict[str, list[Value | None]] = {}
    without_key: set[int] = set()
    for column in table.columns:
        written = text.get(column.name, [""] * rows)
        plain = {cell: _stripped(cell) for cell in set(written)}
        cells = [plain[cell] for cell in written]
        values, bad = _values(column, cells)
        columns[column.name] = values
        found = [(row, cells[row], refusal(column, cells[row])) for row in bad]
        if column.name in text:
            found += [(row, "", _emptiness(column)) for row in _missing(column, cells, text)]
        problems += _found(file, column.name, found, index)
        if column.name in table.key:
            without_key.update(row for row, _, _ in found)
    if set(table.key) <= set(text):
        problems += _duplicates(table, columns, without_key, file, index)
    arrays = {column.name: _array(column, columns[column.name]) for column in table.columns}
    return pd.DataFrame(arrays, index=index), problems


def refusal(column: Column, cell: str) -> str:
    """Return why ``cell`` is not a value of ``column``: what is allowed, and what to do."""
    rule = "is not " + allowed(column)
    if cell.lower() in _ABSENT:
        return rule + "; leave the cell empty where the value is not known"
    if column.kind in ("number", "integer") and "," in cell:
        return rule + "; write decimals with a point and thousands without a comma"
    return rule


def allowed(column: Column) -> str:
    """Return in words what a value of the column may be: 'a number km above 0'."""
    if column.among:
        return "one of " + ", ".join(map(str, column.among))
    if column.kind in ("number", "integer"):
        word = "a number" if column.kind == "number" else "a whole number"
        return word + (f" of {column.unit}" if column.unit else "") + _bounds(column)
    if column.kind in _SIMPLE:
        return _SIMPLE[column.kind][0]
    if column.refers:
        return f"an id in {column.refers}"
    return f"text of the pattern {column.pattern}" if column.pattern else "any text"


def _bounds(column: Column) -> str:
    if column.least is not None and column.most is not None:
        return f" from {column.least:g} to {column.most:g}"
    if column.above is not None:
        return f" above {column.above:g}" + (f", up to {column.most:g}" if column.most else "")
    return f" of {column.least:g} or more" if column.least is not None else ""


def line(label: object) -> int:
    """Return the line of a file that a row label stands for; the header is line 1."""
    return int(label) + 2 if isinstance(label, (int, np.integer)) else 0


def _stripped(cell: str) -> str:
    """Return a cell without outer blanks, nor the apostrophe that marks text like '=A1'."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA else cell


def _headers(table: Table, names: list[str], file: str) -> Iterator[Problem]:
    unknown = (name for name in names if name not in table.names)
    for name in islice(unknown, MOST_PER_COLUMN):
        close = difflib.get_close_matches(name[:LONGEST_NAME], table.names, 1)
        hint = f"did you mean {close[0]!r}?" if close else "columns are " + ", ".join(table.names)
        yield Problem(file, 1, name, "", f"is not a column of {table.name}; {hint}")
    for column in table.columns:
        if column.required and column.name not in names:
            yield Problem(file, 1, column.name, "", f"is missing from the header: {column.doc}")


def _values(column: Column, cells: list[str]) -> tuple[list[Value | None], list[int]]:
    """Return the typed values, and the rows whose filled cell is not allowed."""
    parse = _parser(column)
    known = {cell: parse(cell) if cell else None for cell in set(cells)}
    values = [known[cell] for cell in cells]
    wrong = {cell for cell, value in known.items() if cell and value is None}
    return values, [row for row, cell in enumerate(cells) if cell in wrong] if wrong else []


def _parser(column: Column) -> Callable[[str], Value | None]:
    """Return the function that types one filled cell, or gives None if it is not allowed."""
    if column.kind in ("number", "integer"):
        return lambda cell: _number(column, cell)
    if column.kind in _SIMPLE:
        return _SIMPLE[column.kind][1]
    if column.among:
        return lambda cell: cell if cell in column.among else None
    if column.pattern:
        pattern = re.compile(column.pattern, re.ASCII)
        return lambda cell: cell if pattern.fullmatch(cell) else None
    return lambda cell: cell


def _number(column: Column, cell: str) -> float | int | None:
    if not _NUMBER.fullmatch(cell):
        return None
    value = float(cell)
    if not abs(value) < float("inf") or not _within(column, value):
        return None
    if column.kind == "number":
        return value
    return int(value) if value.is_integer() and abs(value) < MOST_WHOLE else None


def _within(column: Column, value: float) -> bool:
    return (
        (column.above is None or value > column.above)
        and (column.least is None or value >= column.least)
        and (column.most is None or value <= column.most)
        and (not column.among or value in column.among)
    )


def _date(cell: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(cell) if _DATE.fullmatch(cell) else None
    except ValueError:
        return None


def _moment(cell: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(cell) if _MOMENT.fullmatch(cell) else None
    except ValueError:
        return None


# Kinds that need no more of a column than their name: what they may be, and how a cell is typed.
_SIMPLE: dict[str, tuple[str, Callable[[str], Value | None]]] = {
    "date": ("a date YYYY-MM-DD", _date),
    "moment": ("a date and time YYYY-MM-DD HH:MM", _moment),
    "flag": ("yes or no", lambda cell: _FLAGS.get(cell.lower())),
}


def _missing(column: Column, cells: list[str], text: Mapping[str, Sequence[str]]) -> list[int]:
    """Return the rows whose cell is empty and may not be."""
    if column.when is not None:
        other, value = column.when
        return [
            row
            for row, (cell, partner) in enumerate(zip(cells, text.get(other, ()), strict=False))
            if not cell and partner.strip() == value
        ]
    return [row for row, cell in enumerate(cells) if not cell] if column.required else []


def _emptiness(column: Column) -> str:
    where = " where {} is {}".format(*column.when) if column.when else ""
    return f"may not be empty{where}: {column.doc}"


def _found(
    file: str, column: str, found: list[tuple[int, str, str]], index: pd.Index
) -> Iterator[Problem]:
    for row, value, rule in found[:MOST_PER_COLUMN]:
        yield Problem(file, line(index[row]), column, value, rule)
    if (more := len(found) - MOST_PER_COLUMN) > 0:
        yield Problem(file, 0, column, "", f"is as wrong in {more} more rows")


def _duplicates(
    table: Table,
    columns: Mapping[str, list[Value | None]],
    without_key: set[int],
    file: str,
    index: pd.Index,
) -> Iterator[Problem]:
    """Report rows whose key stood in an earlier row; a row without a sound key has none."""
    first: dict[tuple[Value | None, ...], int] = {}
    keys = zip(*(columns[name] for name in table.key), strict=True)
    again = (
        (row, key)
        for row, key in enumerate(keys)
        if row not in without_key and first.setdefault(key, row) != row
    )
    for row, key in islice(again, MOST_PER_COLUMN):
        value = ", ".join("" if part is None else str(part) for part in key)
        rule = f"stands in row {line(index[first[key]])} already; it may stand once"
        yield Problem(file, line(index[row]), ", ".join(table.key), value, rule)


def _array(column: Column, values: list[Value | None]) -> Array:
    """Return the values as one array of the column's kind, missing where they are None."""
    missing = np.array([value is None for value in values], dtype=bool)
    if column.kind == "integer":
        whole = np.array([0 if value is None else value for value in values], dtype="int64")
        return pd.arrays.IntegerArray(whole, missing)
    if column.kind == "flag":
        flags = np.array([bool(value) for value in values], dtype=bool)
        return pd.arrays.BooleanArray(flags, missing)
    if column.kind in ("date", "moment"):
        return np.array(values, dtype="datetime64[us]")
    filled: list[Any] = [np.nan if value is None else value for value in values]
    if column.kind == "number":
        return np.array(filled, dtype="float64")
    text: Array = pd.array(filled, dtype=_TEXT)
    return text
