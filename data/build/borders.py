"""Country polygons from Natural Earth, by way of the npm package world-atlas.

Fetches the package once into a cache folder and decodes its TopoJSON. Polygons that the
antimeridian cuts or that run over it are unwrapped, so that Russia is one piece that
reaches beyond 180 degrees east. It takes no position on any border: what Natural Earth
1:10m or 1:50m (version 4.1) draws is what is returned, but for Baikonur, which Kazakhstan
leases out and which is returned as part of it.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

Resolution = Literal["10m", "50m"]

PACKAGE = "world-atlas@2.0.2"
ARCHIVE = "world-atlas-2.0.2.tgz"
SHA256 = "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97"
CACHE = Path(__file__).parent / ".cache"

# world-atlas knows ISO 3166-1 numeric codes only; these are the countries of the region.
ALPHA3 = {
    "004": "AFG",
    "031": "AZE",
    "051": "ARM",
    "112": "BLR",
    "156": "CHN",
    "233": "EST",
    "246": "FIN",
    "268": "GEO",
    "356": "IND",
    "364": "IRN",
    "398": "KAZ",
    "417": "KGZ",
    "428": "LVA",
    "440": "LTU",
    "496": "MNG",
    "586": "PAK",
    "616": "POL",
    "643": "RUS",
    "762": "TJK",
    "792": "TUR",
    "795": "TKM",
    "804": "UKR",
    "860": "UZB",
}
_RUSSIA = "643"
_RING_POINTS = 4

Arc = NDArray[np.float64]


def load_countries(cache: Path = CACHE, resolution: Resolution = "10m") -> gpd.GeoDataFrame:
    """Return the countries of the world, but for Antarctica, which encloses the pole.

    Parameters
    ----------
    cache
        Folder that keeps the downloaded package; made if missing.
    resolution
        "10m" (1:10 million, detailed) or "50m".

    Returns
    -------
    GeoDataFrame
        ``iso_n3`` (ISO 3166-1 numeric, empty where there is none), ``country`` (alpha-3,
        empty outside the region), ``name`` and polygons in EPSG:4326, on a fresh index.

    Raises
    ------
    ValueError
        If the package is not the one whose SHA-256 is recorded here.
    subprocess.CalledProcessError
        If npm cannot fetch it.
    """
    topology = _topology(cache, resolution)
    arcs = list(decoded_arcs(topology))
    rows = [
        (item.get("id", ""), item["properties"]["name"], _shape(item, arcs))
        for item in topology["objects"]["countries"]["geometries"]
        if item.get("type") is not None and item["properties"]["name"] != "Antarctica"
    ]
    frame = gpd.GeoDataFrame(
        {
            "iso_n3": [row[0] for row in rows],
            "country": [ALPHA3.get(row[0], "") for row in rows],
            "name": [row[1] for row in rows],
        },
        geometry=[row[2] for row in rows],
        crs="EPSG:4326",
    )
    return _with_baikonur_in_kazakhstan(frame)


def decoded_arcs(topology: dict[str, Any]) -> Iterator[Arc]:
    """Yield the arcs of a quantised TopoJSON as lon/lat arrays, shape (n, 2), degrees."""
    scale = np.array(topology["transform"]["scale"])
    shift = np.array(topology["transform"]["translate"])
    for arc in topology["arcs"]:
        yield np.cumsum(np.array(arc, dtype=float), axis=0) * scale + shift


def _topology(cache: Path, resolution: Resolution) -> dict[str, Any]:
    archive = cache / ARCHIVE
    if not archive.exists():
        cache.mkdir(parents=True, exist_ok=True)
        command = ["npm", "pack", PACKAGE, "--silent", "--pack-destination", str(cache)]
        subprocess.run(command, check=True, capture_output=True)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != SHA256:
        message = f"{archive} has SHA-256 {digest}, not {SHA256}; delete it and fetch it again"
        raise ValueError(message)
    with tarfile.open(archive) as package:
        member = package.extractfile(f"package/countries-{resolution}.json")
        if member is None:
            message = f"{archive} holds no countries-{resolution}.json"
            raise ValueError(message)
        topology: dict[str, Any] = json.load(member)
    return topology


def _shape(item: dict[str, Any], arcs: list[Arc]) -> shapely.MultiPolygon:
    polygons = item["arcs"] if item["type"] == "MultiPolygon" else [item["arcs"]]
    shapes = [_polygon(rings, arcs) for rings in polygons]
    whole = shapely.union_all([shapely.make_valid(shape) for shape in shapes])
    parts = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
    if item.get("id") == _RUSSIA:
        parts = [_moved_east(part) if part.bounds[0] < 0 else part for part in parts]
        # Where the sheet edge cut a polygon at 180 degrees, its halves touch again.
        parts = list(shapely.get_parts(shapely.union_all(parts)))
    return shapely.MultiPolygon(parts)


def _polygon(rings: list[list[int]], arcs: list[Arc]) -> shapely.Polygon:
    outer, *holes = (_ring(ring, arcs) for ring in rings)
    # Quantising leaves a few specks of fewer than four points; they have no area.
    if len(outer) < _RING_POINTS:
        return shapely.Polygon()
    return shapely.Polygon(outer, [hole for hole in holes if len(hole) >= _RING_POINTS])


def _ring(indices: list[int], arcs: list[Arc]) -> Arc:
    """Return one ring: arcs end to end, reversed where the index is negative, unwrapped."""
    pieces = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    ring = np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])
    return np.column_stack([np.unwrap(ring[:, 0], period=360), ring[:, 1]])


def _moved_east(shape: shapely.Polygon) -> shapely.Polygon:
    moved: shapely.Polygon = shapely.transform(shape, lambda lonlat: np.add(lonlat, [360.0, 0.0]))
    return moved


def _with_baikonur_in_kazakhstan(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    leased = frame["name"] == "Baikonur"
    if not leased.any():
        return frame
    frame = frame.copy()
    host = frame.index[frame["country"] == "KAZ"][0]
    parts = [frame.geometry[host], *frame.geometry[leased]]
    frame.loc[[host], "geometry"] = [shapely.union_all(parts)]
    return frame[~leased].reset_index(drop=True)
