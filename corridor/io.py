"""A folder of tables to a Corridor.

Every problem of every file is reported at once. Attributes are CSV, shapes GeoJSON,
sources TOML; shapes are read only when asked for. It never writes, and never repairs what
it reads.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from corridor.checks import check
from corridor.conform import MOST_PER_COLUMN, conform
from corridor.errors import DataError, Problem
from corridor.files import shipped
from corridor.schema import SOURCES, TABLES, Table
from corridor.shapes import drawn, read_shapes, unmatched
from corridor.tables import Corridor
from corridor.textfile import text_of

Cells = dict[str, list[str]]


def read(folder: Path | str | None = None, *, geometry: bool = True) -> Corridor:
    """Read a folder of tables, held against the schema and the rules that span tables.

    Parameters
    ----------
    folder
        Where the tables lie; None reads the shipped corridor.
    geometry
        Whether to read shapes. Without them nothing heavier than pandas is loaded, and
        ``nodes``, ``segments`` and ``crossings`` are plain DataFrames.

    Returns
    -------
    Corridor
        Its tables in file order.

    Raises
    ------
    DataError
        If a file is missing, too large, not UTF-8 or not what the schema allows. The
        error holds every problem found.
    """
    corridor, problems = inspect(folder, geometry=geometry)
    if problems:
        raise DataError(problems)
    return corridor


def inspect(
    folder: Path | str | None = None, *, geometry: bool = True
) -> tuple[Corridor, list[Problem]]:
    """Read like ``read``, but return the problems instead of raising them.

    The rules that span tables are held against whatever could be read, unless a file as
    a whole could not: its rows would then be missed everywhere.

    Raises
    ------
    DataError
        If the folder itself is missing.
    """
    path = shipped() if folder is None else Path(folder)
    if not _is_folder(path):
        raise DataError(f"{path} is not a folder. Name a folder of tables; see 'corridor schema'")
    unread: list[Problem] = []
    problems: list[Problem] = []
    frames: dict[str, pd.DataFrame] = {}
    for table in TABLES.values():
        cells, labels, found = _sources(path) if table is SOURCES else _rows(table, path)
        frames[table.name], wrong = conform(table, cells, _file(table), labels)
        # A file that could not be read says so once; its columns are then not to blame.
        unread += found
        problems += [] if found else wrong
    if geometry:
        shapes, found = read_shapes(path / "segments.geojson")
        unread += [] if shapes else found
        problems += found if shapes else []
        problems += [] if unread else unmatched(frames["segments"], shapes)
        frames |= drawn(frames, shapes)
    frames["sources"] = frames["sources"].reset_index(drop=True)
    corridor = Corridor(name=path.resolve().name, **frames)
    return corridor, unread + problems if unread else problems + check(corridor)


def read_one(path: Path, table: Table) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the table in one CSV file of any name, and every problem of its cells.

    Parameters
    ----------
    path
        The file.
    table
        What it is to hold, e.g. ``evidence.TRIPS``.

    Raises
    ------
    DataError
        If the file as a whole cannot be read as a table.
    """
    cells, labels = _own_cells(path)
    return conform(table, cells, path.name, labels)


def read_table(path: Path, table: Table, *, more: bool = False) -> pd.DataFrame:
    """Return one table of the user's own from a CSV file in UTF-8.

    Parameters
    ----------
    path
        The file.
    table
        What it must hold.
    more
        Whether it may have columns that ``table`` does not declare; they are left out.

    Raises
    ------
    DataError
        If the file cannot be read, or a cell is not as declared; with every problem.
    """
    cells, labels = _own_cells(path)
    known = {name: cells[name] for name in cells if not more or name in table.names}
    frame, problems = conform(table, known, path.name, labels)
    if problems:
        raise DataError(problems, path.name)
    frame.attrs["file"] = path.name  # for messages of those who hold it against the corridor
    return frame


def _own_cells(path: Path) -> tuple[Cells, list[int]]:
    """Return cells and row labels of a file that lies in no folder of tables."""
    if _is_absent(path):
        raise DataError(f"{path}: the file does not exist")
    cells, labels, unread = _cells(path)
    if unread:
        raise DataError(unread, path.name)
    return cells, labels


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _is_absent(path: Path) -> bool:
    try:
        path.lstat()
    except OSError as error:
        return isinstance(error, FileNotFoundError)
    return False


def _file(table: Table) -> str:
    return "sources.toml" if table is SOURCES else f"{table.name}.csv"


def _rows(table: Table, folder: Path) -> tuple[Cells, list[int], list[Problem]]:
    """Return a CSV table's cells by column, its row labels, and why it cannot be read."""
    path = folder / f"{table.name}.csv"
    if table.optional and _is_absent(path):
        return {name: [] for name in table.names}, [], []
    return _cells(path)


def _cells(path: Path) -> tuple[Cells, list[int], list[Problem]]:
    """Return a CSV file's cells by column, its row labels, and why it cannot be read."""
    text, problems = text_of(path)
    if problems:
        return {}, [], problems
    rows, problems = _records(text, path.name)
    if problems:
        return {}, [], problems
    header = [name.strip() for name in rows[0][1]] if rows else []
    if problems := list(_misshapen(rows, header, path.name)):
        return {}, [], problems
    body = rows[1:]
    columns = zip(*(cells for _, cells in body), strict=True) if body else ((),) * len(header)
    cells = {name: list(column) for name, column in zip(header, columns, strict=True)}
    return cells, [start - 2 for start, _ in body], []


def _records(text: str, file: str) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """Return the rows that hold anything, each with the line it starts at."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = []
    start = 1
    try:
        for cells in reader:
            if any(cells):
                rows.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        rule = f"is not a CSV row ({error}); is a quotation mark left open?"
        return [], [Problem(file, start, "", "", rule)]
    return rows, []


def _misshapen(
    rows: list[tuple[int, list[str]]], header: list[str], file: str
) -> Iterator[Problem]:
    """Report a header that names no columns, or one twice, and rows of another width."""
    if not header:
        yield Problem(file, 1, "", "", "is empty; the first row names the columns")
    elif len(header) == 1 and (found := [mark for mark in ";\t|" if mark in header[0]]):
        rule = f"parts its cells by {found[0]!r}; save it as comma-separated CSV"
        yield Problem(file, 1, "", "", rule)
        return
    twice = (name for name, count in Counter(header).items() if count > 1)
    for name in islice(twice, MOST_PER_COLUMN):
        yield Problem(file, 1, name, "", "stands twice in the header")
    ragged = ((start, cells) for start, cells in rows if len(cells) != len(header))
    for start, cells in islice(ragged, MOST_PER_COLUMN):
        rule = f"has {len(cells)} cells; the header has {len(header)}"
        yield Problem(file, start, "", "", rule)


def _sources(folder: Path) -> tuple[Cells, list[int], list[Problem]]:
    """Return sources.toml as cells by column, the labels of its entries, and its problems."""
    path = folder / "sources.toml"
    text, problems = text_of(path)
    if problems:
        return {}, [], problems
    try:
        entries = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return {}, [], [Problem(path.name, 0, "", "", f"is not TOML: {error}")]
    problems = [
        Problem(path.name, 0, key, str(value), rule)
        for key, value in entries.items()
        if (rule := _entry_trouble(value))
    ]
    if problems:
        return {}, [], problems[:MOST_PER_COLUMN]
    names = dict.fromkeys([*SOURCES.names, *(name for entry in entries.values() for name in entry)])
    names.pop("files", None)
    cells = {name: [str(entry.get(name, "")) for entry in entries.values()] for name in names}
    cells["source_id"] = list(entries)
    return cells, _entry_labels(text, list(entries)), []


def _entry_trouble(entry: Any) -> str:  # noqa: ANN401 - any TOML
    """Return why a value of sources.toml is no entry, or nothing."""
    if not isinstance(entry, dict):
        return "is not an entry; write [id] and its fields below"
    files = entry.get("files", {})
    if not (isinstance(files, dict) and all(isinstance(value, str) for value in files.values())):
        return 'has files that are not { "name" = "sha256" }'
    return ""


def _entry_labels(text: str, keys: list[str]) -> list[int]:
    """Return for each TOML entry the label that ``conform.line`` turns into its line."""
    heading = re.compile(r"[ \t]*\[[ \t]*[\"']?([^\]\"'\n]*?)[\"']?[ \t]*\]")
    found = ((heading.match(row), number) for number, row in enumerate(text.split("\n"), start=1))
    lines = {match[1]: number for match, number in found if match}
    return [lines.get(key, -number) - 2 for number, key in enumerate(keys)]


__all__ = ["inspect", "read", "read_one", "read_table", "shipped"]
