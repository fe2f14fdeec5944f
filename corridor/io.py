"""A folder of tables to a Corridor, and tables back to files.

Files are hostile: sizes are bounded, text must be UTF-8, and every problem of every file
is reported at once. Attributes are CSV, shapes GeoJSON, sources TOML; shapes are read
only when asked for.
"""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd

from corridor.conform import conform, line
from corridor.errors import DataError, Problem
from corridor.schema import SOURCES, TABLES, Table
from corridor.tables import Corridor, check

# The shipped tables are about 2 MB in all; nothing a person keeps by hand comes near.
MOST_BYTES = 64_000_000


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

    Raises
    ------
    DataError
        If the folder itself is missing.
    """
    path = shipped() if folder is None else Path(folder)
    if not path.is_dir():
        raise DataError(f"{path} is not a folder. Name a folder of tables; see 'corridor schema'")
    problems: list[Problem] = []
    frames: dict[str, pd.DataFrame] = {}
    for table in TABLES.values():
        text, found = _sources_text(path) if table is SOURCES else _table_text(table, path)
        frames[table.name], wrong = conform(table, text, _file(table))
        # A file that could not be read says so once; its columns are then not to blame.
        problems += found or wrong
    if geometry:
        frames["segments"], found = _with_lines(frames["segments"], path / "segments.geojson")
        problems += found
        frames["nodes"] = _with_points(frames["nodes"], frames["nodes"]["node_id"], frames["nodes"])
        frames["crossings"] = _with_points(
            frames["crossings"], frames["crossings"]["node_a"], frames["nodes"]
        )
    corridor = Corridor(name=path.resolve().name, **frames)
    return corridor, problems or check(corridor)


def _file(table: Table) -> str:
    return "sources.toml" if table is SOURCES else f"{table.name}.csv"


def _text(path: Path) -> tuple[str, list[Problem]]:
    """Return a file's text, or the problem that it cannot be read."""
    try:
        if (size := path.stat().st_size) > MOST_BYTES:
            rule = f"is {size / 1e6:.0f} MB; at most {MOST_BYTES / 1e6:.0f} MB is read"
            return "", [Problem(path.name, 0, "", "", rule)]
        return path.read_bytes().decode("utf-8-sig"), []
    except FileNotFoundError:
        return "", [Problem(path.name, 0, "", "", f"is missing from {path.parent}")]
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        value = repr(error.object[error.start : error.start + 1])[1:]
        return "", [Problem(path.name, row, "", value, "is not UTF-8; save the file as UTF-8")]
    except OSError as error:
        return "", [Problem(path.name, 0, "", "", f"cannot be read: {error.strerror}")]


def _table_text(table: Table, folder: Path) -> tuple[pd.DataFrame, list[Problem]]:
    path = folder / f"{table.name}.csv"
    empty = pd.DataFrame(columns=list(table.names), dtype=str)
    if table.optional and not path.exists():
        return empty, []
    text, problems = _text(path)
    if problems:
        return empty, problems
    try:
        rows = [row for row in csv.reader(text.splitlines(keepends=True), strict=True) if row]
    except csv.Error as error:
        return empty, [Problem(path.name, 0, "", "", f"is not a CSV table: {error}")]
    if not rows:
        return empty, [Problem(path.name, 1, "", "", "is empty; the first row names the columns")]
    header = [name.strip() for name in rows[0]]
    doubled = {name for name in header if header.count(name) > 1}
    problems += [
        Problem(path.name, 1, name, "", "stands twice in the header") for name in sorted(doubled)
    ]
    problems += [
        Problem(path.name, number, "", "", f"has {len(row)} cells; the header has {len(header)}")
        for number, row in enumerate(rows[1:], start=2)
        if len(row) != len(header)
    ][:20]
    if problems:
        return empty, problems
    return pd.DataFrame(rows[1:], columns=header, dtype=str), []


def _sources_text(folder: Path) -> tuple[pd.DataFrame, list[Problem]]:
    empty = pd.DataFrame(columns=list(SOURCES.names), dtype=str)
    path = folder / "sources.toml"
    text, problems = _text(path)
    if problems:
        return empty, problems
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return empty, [Problem(path.name, 0, "", "", f"is not TOML: {error}")]
    rows = [
        {"source_id": key} | {name: str(value) for name, value in entry.items() if name != "files"}
        for key, entry in entries.items()
        if isinstance(entry, dict)
    ]
    return pd.DataFrame(rows, columns=list(SOURCES.names)).fillna("").astype(str), []


def _with_points(frame: pd.DataFrame, ids: pd.Series, nodes: pd.DataFrame) -> pd.DataFrame:
    import geopandas as gpd

    place = nodes.drop_duplicates("node_id").set_index("node_id")[["lon", "lat"]]
    at = place.reindex(ids)
    points = gpd.points_from_xy(at["lon"], at["lat"], crs="EPSG:4326")
    return gpd.GeoDataFrame(frame, geometry=points)


def _with_lines(frame: pd.DataFrame, path: Path) -> tuple[pd.DataFrame, list[Problem]]:
    import geopandas as gpd

    shapes, problems = _lines(path)
    missing = ~frame["segment_id"].isin(shapes)
    if not problems:
        problems = [
            Problem(path.name, line(label), "segment_id", str(value), "has no line here")
            for label, value in frame.loc[missing, "segment_id"].items()
        ]
        known = set(frame["segment_id"])
        problems += [
            Problem(path.name, 0, "segment_id", key, "is not in segments.csv")
            for key in shapes
            if key not in known
        ]
    lines = gpd.GeoSeries(frame["segment_id"].map(shapes), crs="EPSG:4326", index=frame.index)
    return gpd.GeoDataFrame(frame, geometry=lines), problems


def _lines(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Return shapely lines by segment_id from a GeoJSON FeatureCollection."""
    import shapely

    text, problems = _text(path)
    if problems:
        return {}, problems
    try:
        features = json.loads(text)["features"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}, [Problem(path.name, 0, "", "", "is not a GeoJSON FeatureCollection")]
    shapes: dict[str, Any] = {}
    for number, feature in enumerate(features, start=1):
        rule = ""
        try:
            key = str(feature["properties"]["segment_id"])
            shape = shapely.geometry.shape(feature["geometry"])
            if shape.geom_type != "LineString" or shape.is_empty or shape.length == 0:
                rule = "is not a LineString of two or more points"
            elif not (
                -180 <= shape.bounds[0]
                and shape.bounds[2] <= 180
                and -90 <= shape.bounds[1]
                and shape.bounds[3] <= 90
            ):
                rule = "leaves longitude -180..180, latitude -90..90; are lon and lat swapped?"
            elif key in shapes:
                rule = "stands in an earlier feature already"
        except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError):
            key, rule = "", "is not a feature with a segment_id and a LineString"
        if rule:
            problems.append(Problem(path.name, number, "geometry", key, rule))
        else:
            shapes[key] = shape
    return shapes, problems


__all__ = ["MOST_BYTES", "inspect", "read", "shipped"]
