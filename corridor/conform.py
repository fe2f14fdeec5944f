"""Text to typed tables: each cell held against its column's declaration.

Takes a frame of strings as a file gave it and returns the typed frame and every problem
found. It never stops at the first one, never guesses a value, and reads no file.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

import pandas as pd

from corridor.errors import Problem
from corridor.schema import Column, Table

_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
# A file wrong in every row is told by its first rows; more would only bury the cause.
MOST_PER_COLUMN = 20


def conform(table: Table, text: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Return ``text`` typed as ``table`` declares, and the problems found.

    Parameters
    ----------
    table
        The declaration.
    text
        Strings only, one row each; an empty string is a missing value.
    file
        Name of the file, for messages.

    Returns
    -------
    tuple of DataFrame and list of Problem
        The columns of ``table`` in order, on the index of ``text``. A value that is
        not allowed is reported and left missing.
    """
    problems = list(_headers(table, text, file))
    typed = pd.DataFrame(index=text.index)
    for column in table.columns:
        cells = text[column.name].str.strip() if column.name in text else _absent(text)
        typed[column.name], bad = _values(column, cells)
        problems += _found(file, column.name, cells, bad, allowed(column))
        if column.name in text:
            problems += _found(
                file, column.name, cells, _missing(column, cells, text), "may not be empty"
            )
    problems += _duplicates(table, typed, file)
    return typed, problems


def allowed(column: Column) -> str:
    """Return in words what a value of the column may be."""
    if column.among:
        return "is not one of " + ", ".join(map(str, column.among))
    if column.kind in ("number", "integer"):
        word = "a number" if column.kind == "number" else "a whole number"
        rules = [f"above {column.above:g}"] if column.above is not None else []
        rules += [f"{column.least:g} or more"] if column.least is not None else []
        rules += [f"{column.most:g} or less"] if column.most is not None else []
        unit = f" {column.unit}" if column.unit else ""
        return f"is not {word}{unit}" + (" " + ", ".join(rules) if rules else "")
    if column.kind == "date":
        return "is not a date YYYY-MM-DD"
    if column.kind == "flag":
        return "is not true or false"
    return f"does not match {column.pattern}" if column.pattern else "is not allowed"


def line(label: object) -> int:
    """Return the line of a file that a row label stands for; the header is line 1."""
    return int(label) + 2 if isinstance(label, int) else 0


def _absent(text: pd.DataFrame) -> pd.Series:
    return pd.Series("", index=text.index, dtype=object)


def _headers(table: Table, text: pd.DataFrame, file: str) -> Iterator[Problem]:
    names = [str(name) for name in text.columns]
    for name in names:
        if name not in table.names:
            near = difflib.get_close_matches(name, table.names, 1)
            hint = f"did you mean {near[0]!r}?" if near else "columns are " + ", ".join(table.names)
            yield Problem(file, 1, name, "", f"is not a column of {table.name}; {hint}")
    for column in table.columns:
        if column.required and column.name not in names:
            yield Problem(file, 1, column.name, "", "is missing from the header")


def _values(column: Column, cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the typed values and where a filled cell is not allowed."""
    filled = cells != ""
    if column.kind in ("number", "integer"):
        values = pd.to_numeric(cells, errors="coerce").astype(float)
        good = values.between(-float("inf"), float("inf"), inclusive="neither")
        good &= _bounded(column, values)
        if column.kind == "integer":
            good &= values % 1 == 0
            return values.where(good).astype("Int64"), filled & ~good
        return values.where(good), filled & ~good
    if column.kind == "date":
        dates = pd.to_datetime(cells.where(filled), format="%Y-%m-%d", errors="coerce")
        return dates, filled & dates.isna()
    if column.kind == "flag":
        flags = cells.str.lower().map(_FLAGS)
        return flags.astype("boolean"), filled & flags.isna()
    good = pd.Series(data=True, index=cells.index)
    if column.among:
        good = cells.isin(column.among)
    elif column.pattern:
        good = cells.str.fullmatch(column.pattern)
    return cells.where(filled & good), filled & ~good


def _bounded(column: Column, values: pd.Series) -> pd.Series:
    good = pd.Series(data=True, index=values.index)
    if column.above is not None:
        good &= values > column.above
    if column.least is not None:
        good &= values >= column.least
    if column.most is not None:
        good &= values <= column.most
    if column.among:
        good &= values.isin(column.among)
    return good


def _missing(column: Column, cells: pd.Series, text: pd.DataFrame) -> pd.Series:
    empty = cells == ""
    if column.when is not None and column.when[0] in text:
        return empty & (text[column.when[0]].str.strip() == column.when[1])
    return empty if column.required else empty & False


def _found(
    file: str, column: str, cells: pd.Series, bad: pd.Series, rule: str
) -> Iterator[Problem]:
    wrong = cells[bad]
    for label, value in wrong.iloc[:MOST_PER_COLUMN].items():
        yield Problem(file, line(label), column, str(value), rule)
    if len(wrong) > MOST_PER_COLUMN:
        yield Problem(file, 0, column, "", f"{rule} in {len(wrong) - MOST_PER_COLUMN} more rows")


def _duplicates(table: Table, typed: pd.DataFrame, file: str) -> Iterator[Problem]:
    key = list(table.key)
    twice = typed[typed.duplicated(key, keep="first")]
    for label, row in twice[key].iloc[:MOST_PER_COLUMN].iterrows():
        value = ", ".join("" if pd.isna(part) else str(part) for part in row)
        if value.strip(", "):
            yield Problem(
                file, line(label), ", ".join(key), value, "stands in an earlier row already"
            )
