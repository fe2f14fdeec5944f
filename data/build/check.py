"""How true the shipped lines are: figures to read, no verdict and no change.

Answers four questions: how far is the mapped network from published distances, where is
a line drawn straight over a long way, which segments leave their country, and how far do
drawn railways lie from true track? The last needs tracks that are not shipped: a folder
with a GeoParquet file of railway ways of Uzbekistan, Afghanistan, Turkmenistan and
northern Pakistan. They are held against the lines and enter no table.

Run: python data/build/check.py [FOLDER OF TRACKS]
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from borders import load_countries
from corridor import io
from corridor.published import published, sentences
from corridor.schema import BUILT
from network import GEOD

TRACKS = "osm_rail_uz_af_tm_npk.parquet"
# Where the tracks reach: whole countries, and Pakistan down to this latitude.
TRACKED, TRACKED_PAK_LAT = ("UZB", "AFG", "TKM"), 29.4
STRAIGHT_KM, BENT = 60.0, 1.02
INSIDE = 0.97
STEP_DEG = 0.01
KM_PER_DEGREE = 111.2


def main() -> None:
    """Print the tables."""
    corridor, problems = io.inspect()
    print("\n".join(map(str, problems)))
    segments = gpd.GeoDataFrame(corridor.segments)
    table = published(corridor)
    wrong = table[table["within"].notna() & ~table["within"].fillna(value=True)]
    show("Published distances not met", wrong.drop(columns=["source_id", "used_km", "within"]))
    print("\n".join(sentences(table)))
    show(f"Straight over {STRAIGHT_KM:g} km where the way bends", straight(segments))
    show("Outside their country", outside(segments))
    for folder in sys.argv[1:]:
        show("Off the true track", off_track(segments, gpd.read_parquet(Path(folder) / TRACKS)))


def straight(segments: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return built segments with a straight piece the mapped way does not follow.

    A piece counts above ``STRAIGHT_KM`` if the way of the segment is longer than the
    drawn line by more than the factor ``BENT``; columns ``piece_km`` and ``way_to_drawn``.
    """
    found = segments.assign(
        piece_km=[longest_piece_km(line) for line in segments.geometry],
        way_to_drawn=segments["network_km"] / segments["drawn_km"],
    )
    bad = (found["piece_km"] > STRAIGHT_KM) & (found["way_to_drawn"] > BENT)
    columns = ["segment_id", "piece_km", "way_to_drawn"]
    return pd.DataFrame(found.loc[bad & found["status"].isin(BUILT), columns])


def longest_piece_km(line: shapely.LineString) -> float:
    """Return the longest straight piece of a line in km, on the ellipsoid."""
    return float(max(GEOD.line_lengths(*shapely.get_coordinates(line).T)) / 1000)


def outside(segments: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return segments of which less than ``INSIDE`` lies in their country.

    ``farthest_km`` is how far out a segment goes; Natural Earth's own borders are up to
    4 km off where a river or a ridge makes them.
    """
    outlines = load_countries().set_index("country").geometry
    points = [shapely.points(samples(line)) for line in segments.geometry]
    homes = [outlines[country] for country in segments["country"]]
    pairs = list(zip(homes, points, strict=True))
    found = segments.assign(
        inside=[shapely.contains(home, at).mean() for home, at in pairs],
        farthest_km=[shapely.distance(home, at).max() * KM_PER_DEGREE for home, at in pairs],
    )
    columns = ["segment_id", "inside", "farthest_km"]
    return pd.DataFrame(found.loc[found["inside"] < INSIDE, columns])


def off_track(segments: gpd.GeoDataFrame, tracks: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return mean and greatest distance from the nearest true track in km, worst first."""
    rail = segments[(segments["mode"] == "rail") & segments["status"].isin(BUILT)]
    south = rail.geometry.bounds["miny"]
    reached = rail["country"].isin(TRACKED)
    reached |= (rail["country"] == "PAK") & (south > TRACKED_PAK_LAT)
    rail, tree = rail[reached], shapely.STRtree(tracks.geometry.to_numpy())
    offsets = [offsets_km(line, tree) for line in rail.geometry]
    found = rail.assign(mean_km=list(map(np.mean, offsets)), greatest_km=list(map(max, offsets)))
    columns = ["segment_id", "status", "mean_km", "greatest_km"]
    return pd.DataFrame(found.sort_values("mean_km", ascending=False)[columns])


def offsets_km(line: shapely.LineString, tree: shapely.STRtree) -> npt.NDArray[np.float64]:
    """Return how far points along a line, about 1 km apart, lie from the nearest track."""
    points = shapely.points(samples(line))
    near = shapely.shortest_line(points, tree.geometries[tree.nearest(points)])
    ends = shapely.get_coordinates(near).reshape(-1, 4)
    km: npt.NDArray[np.float64] = GEOD.inv(*ends.T)[2] / 1000
    return km


def samples(line: shapely.LineString) -> npt.NDArray[np.float64]:
    """Return points along a line, ``STEP_DEG`` apart at most."""
    points: npt.NDArray[np.float64] = shapely.get_coordinates(shapely.segmentize(line, STEP_DEG))
    return points


def show(title: str, table: pd.DataFrame) -> None:
    """Print a table under its title and the number of its rows."""
    print(f"\n{title}: {len(table)}")
    print("\n".join(lines(table)))


def lines(table: pd.DataFrame) -> Iterable[str]:
    """Yield the rows of a table as text, numbers at two decimals."""
    if len(table):
        yield table.to_string(index=False, float_format="{:.2f}".format)


if __name__ == "__main__":
    main()
