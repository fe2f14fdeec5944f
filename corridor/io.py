"""A folder of tables to a Corridor.

Files are hostile: sizes are bounded, text must be UTF-8, and every problem of every file
is reported at once. Attributes are CSV, shapes GeoJSON, sources TOML; shapes are read
only when asked for. It never writes, and never repairs what it reads.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import stat
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from corridor.checks import check
from corridor.conform import MOST_PER_COLUMN, conform, line
from corridor.errors import DataError, Problem
from corridor.schema import SOURCES, TABLES, Table
from corridor.tables import Corridor

# The shipped tables are about 2 MB in all; nothing a person keeps by hand comes near.
MOST_BYTES = 64_000_000

# The control characters no text file has; tab, line feed and carriage return are text.
_CONTROL = bytes(code for code in range(32) if chr(code) not in "\t\n\r")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LON_LAT = (180, 90)
_DIMENSIONS = (2, 3)  # a height is allowed and not used
_FEWEST_POINTS = 2

Cells = dict[str, list[str]]


def shipped() -> Path:
    """Return the folder of the corridor that comes with the package.

    In a checkout that is ``data/`` beside the package; in a wheel it lies inside it.
    """
    package = Path(__file__).parent
    inside = package / "data"
    return inside if inside.is_dir() else package.parent / "data"


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
        shapes, found = _shapes(path / "segments.geojson")
        unread += [] if shapes else found
        problems += found if shapes else []
        problems += [] if unread else _unmatched(frames["segments"], shapes)
        frames |= _drawn(frames, shapes)
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


def text_of(path: Path) -> tuple[str, list[Problem]]:
    """Return a file's text, or the problem that it cannot be read."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            return "", [Problem(path.name, 0, "", "", "is not a file; a table is one CSV file")]
        if about.st_size > MOST_BYTES:
            rule = f"is {about.st_size / 1e6:.0f} MB; at most {MOST_BYTES / 1e6:.0f} MB is read"
            return "", [Problem(path.name, 0, "", "", rule)]
        data = path.read_bytes()
    except FileNotFoundError:
        return "", [Problem(path.name, 0, "", "", f"is missing from {path.absolute().parent}")]
    except OSError as error:
        return "", [Problem(path.name, 0, "", "", f"cannot be read: {error.strerror}")]
    return _decoded(data, path.name)


def _decoded(data: bytes, file: str) -> tuple[str, list[Problem]]:
    """Return UTF-8 text without control characters, or the problem with the first that is not."""
    if data.startswith(_UTF16):
        return "", [Problem(file, 0, "", "", "is UTF-16, not UTF-8; save it as 'CSV UTF-8'")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        value = repr(data[error.start : error.start + 1])[2:-1]
        row = data.count(b"\n", 0, error.start) + 1
        return "", [Problem(file, row, "", value, "is not UTF-8; save the file as UTF-8")]
    if len(data.translate(None, _CONTROL)) != len(data):
        at = next(place for place, code in enumerate(data) if code in _CONTROL)
        row = data.count(b"\n", 0, at) + 1
        return "", [Problem(file, row, "", chr(data[at]), "is a control character, not text")]
    return text, []


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


def _drawn(frames: dict[str, pd.DataFrame], shapes: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Return the tables that have a place on the map, as GeoDataFrames."""
    import geopandas as gpd

    segments, nodes, crossings = (frames[name] for name in ("segments", "nodes", "crossings"))
    lines = [shapes.get(key) for key in segments["segment_id"]]
    place = nodes.drop_duplicates("node_id").set_index("node_id")[["lon", "lat"]]
    at = place.reindex(crossings["node_a"].to_numpy())
    points = gpd.points_from_xy(nodes["lon"], nodes["lat"])
    posts = gpd.points_from_xy(at["lon"], at["lat"])
    return {
        "segments": gpd.GeoDataFrame(segments, geometry=lines, crs="EPSG:4326"),
        "nodes": gpd.GeoDataFrame(nodes, geometry=points, crs="EPSG:4326"),
        "crossings": gpd.GeoDataFrame(crossings, geometry=posts, crs="EPSG:4326"),
    }


def _unmatched(segments: pd.DataFrame, shapes: dict[str, Any]) -> Iterator[Problem]:
    """Report segments without a line and lines without a segment."""
    ids = segments["segment_id"].dropna()
    for label, value in ids[~ids.isin(list(shapes))].items():
        rule = "has no line in segments.geojson"
        yield Problem("segments.csv", line(label), "segment_id", value, rule)
    known = set(ids)
    for key in shapes:
        if key not in known:
            yield Problem("segments.geojson", 0, "segment_id", key, "is not in segments.csv")


def _shapes(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Return shapely lines by segment_id from a GeoJSON FeatureCollection.

    A feature whose line is no line is reported and stands as None.
    """
    import shapely

    text, problems = text_of(path)
    if problems:
        return {}, problems
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return {}, [Problem(path.name, 0, "", "", f"is not GeoJSON: {error}")]
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        rule = "is not a GeoJSON FeatureCollection; it has no list of features"
        return {}, [Problem(path.name, 0, "", "", rule)]
    shapes: dict[str, Any] = {}
    for number, (key, points, rule) in enumerate(map(_feature, features), start=1):
        wrong = "stands in an earlier feature already" if key in shapes else rule
        if wrong:
            problems.append(Problem(path.name, number, "geometry", key, wrong))
        if not rule:
            shapes[key] = shapely.LineString([point[:2] for point in points])
        elif key:
            shapes.setdefault(key)
    return shapes, problems


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")


def _feature(feature: Any) -> tuple[str, list[list[float]], str]:  # noqa: ANN401 - any JSON
    """Return a feature's segment_id and points, and why it is no line (empty: it is one)."""
    try:
        key = feature["properties"]["segment_id"]
        kind, points = feature["geometry"]["type"], feature["geometry"]["coordinates"]
    except (KeyError, TypeError, IndexError):
        return "", [], "is not a feature with a segment_id and a LineString"
    if not isinstance(key, str):
        return "", [], "is not a feature with a segment_id in text"
    if kind != "LineString" or not isinstance(points, list):
        return key, [], f"is a {kind}; a segment is drawn as one LineString"
    return key, points, _trouble(points)


def _trouble(points: list[Any]) -> str:
    """Return why the points make no line on the earth, or nothing."""
    for point in points:
        if not (isinstance(point, list) and len(point) in _DIMENSIONS and all(map(_real, point))):
            return f"has the point {str(point)[:60]}; a point is [longitude, latitude], in numbers"
        if any(abs(at) > most for at, most in zip(point, _LON_LAT, strict=False)):
            return (
                f"has the point {str(point)[:60]}, beyond longitude -180 to 180 or "
                "latitude -90 to 90; are lon and lat swapped, or metres given?"
            )
    if len({tuple(point[:2]) for point in points}) < _FEWEST_POINTS:
        return "has not two different points"
    return ""


def _real(value: Any) -> bool:  # noqa: ANN401 - any JSON
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


__all__ = ["MOST_BYTES", "inspect", "read", "read_one", "read_table", "shipped", "text_of"]
