"""The lines of segments: a GeoJSON file to shapely, and tables with their place on the map."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from corridor.conform import line
from corridor.errors import Problem
from corridor.textfile import text_of

_LON_LAT = (180, 90)
_DIMENSIONS = (2, 3)  # a height is allowed and not used
_FEWEST_POINTS = 2


def read_shapes(path: Path) -> tuple[dict[str, Any], list[Problem]]:
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


def drawn(frames: dict[str, pd.DataFrame], shapes: dict[str, Any]) -> dict[str, pd.DataFrame]:
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


def unmatched(segments: pd.DataFrame, shapes: dict[str, Any]) -> Iterator[Problem]:
    """Report segments without a line and lines without a segment."""
    ids = segments["segment_id"].dropna()
    for label, value in ids[~ids.isin(list(shapes))].items():
        rule = "has no line in segments.geojson"
        yield Problem("segments.csv", line(label), "segment_id", value, rule)
    known = set(ids)
    for key in shapes:
        if key not in known:
            yield Problem("segments.geojson", 0, "segment_id", key, "is not in segments.csv")


__all__ = ["drawn", "read_shapes", "unmatched"]
