"""The region's rail and road network, from the arrays of scgraph_data, mended.

Answers: which mapped ways lie in the region, how long each is, and how they join. The
package's Python module needs 4 GB to import, so the arrays are read from the wheel's
text. Known breaks are mended exactly as ``input/network_repairs.csv`` says, each with its
reason; nothing is joined by nearness. Long chords are bent through the stations that stand
beside them (``input/stations.csv``) and the towns that the way is known to pass
(``input/threads_<mode>.csv``); its length stays that of the way, unless the straight pieces
through those places already come out longer.

Run: python data/build/network.py  (downloads the wheel of scgraph_data 2.0.0 by pip)
Writes: data/network/rail.npz and road.npz, derived from OpenStreetMap (ODbL 1.0).
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pyproj import Geod

HERE = Path(__file__).parent
OUT = HERE.parent / "network"
CACHE = HERE / ".cache"
PACKAGE = "scgraph_data==2.0.0"
# Where the corridor's countries are crossed: west, south, east, north of each box.
BOXES = (
    (23.0, 50.5, 46.0, 57.0),
    (39.0, 46.0, 63.0, 56.5),
    (47.0, 36.5, 72.0, 51.5),
    (59.5, 24.0, 75.0, 38.5),
)
MEMBERS = {"rail": "scgraph_data/world_railways.py", "road": "scgraph_data/world_highways.py"}
GEOD = Geod(ellps="WGS84")
KM_PER_DEGREE = 111.2
LEAST_CHORD_KM = 6.0
LEAST_PART = 200
# Mapped lengths run up to a tenth short where the package thinned the way, so a point that
# the way is known to pass may lengthen it; a railway's are good to some two per cent.
LONGEST_BEND = 1.10
STATION_BEND = 1.02


Point = tuple[float, float]


@dataclass(frozen=True)
class Network:
    """One mode's graph: vertices and undirected edges with the lengths of their ways.

    ``lonlat`` is (n, 2) degrees; ``ends`` is (m, 2) vertex numbers, smaller first;
    ``km`` is (m,) kilometres along the mapped way, of which the straight edge is a chord.
    A railway's are true within some two per cent; a road's were measured by the package
    after it had thinned the line, so that bends are lost.
    """

    lonlat: npt.NDArray[np.float64]
    ends: npt.NDArray[np.int64]
    km: npt.NDArray[np.float64]


def main() -> None:
    """Write both networks."""
    wheel = download()
    OUT.mkdir(exist_ok=True)
    for mode, member in MEMBERS.items():
        raw = clipped(*arrays(wheel, member))
        mended = connected(repaired(raw, HERE / "input" / "network_repairs.csv", mode))
        if mode == "rail":
            mended = stationed(mended, HERE / "input" / "stations.csv")
        mended = threaded(mended, HERE / "input" / f"threads_{mode}.csv")
        write(mended, OUT / f"{mode}.npz")
        print(f"{mode}: {len(raw.km)} edges in the region, {len(mended.km)} after repairs")


def download() -> Path:
    """Return the wheel, fetched by pip unless it is cached."""
    CACHE.mkdir(exist_ok=True)
    if not list(CACHE.glob("scgraph_data-*.whl")):
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "-d",
            str(CACHE),
            PACKAGE,
        ]
        subprocess.run(command, check=True)
    return next(CACHE.glob("scgraph_data-*.whl"))


def arrays(wheel: Path, member: str) -> tuple[list[dict[int, float]], npt.NDArray[np.float64]]:
    """Return the adjacency (neighbour to km) and the vertices (lat, lon) of a graph.

    The member is two Python literals; their text is JSON but for bare integer keys.
    """
    text = zipfile.ZipFile(wheel).read(member).decode()
    graph, nodes = text.split("graph=", 1)[1].split("nodes=", 1)
    nodes = nodes[: nodes.index("]]") + 2]
    quoted = re.sub(r"(\d+):", r'"\1":', graph.strip())
    adjacency = [{int(key): float(km) for key, km in row.items()} for row in json.loads(quoted)]
    return adjacency, np.array(json.loads(nodes), dtype=np.float64)


def clipped(adjacency: list[dict[int, float]], latlon: npt.NDArray[np.float64]) -> Network:
    """Return the edges with both ends in a box, once each, in a fixed order."""
    lat, lon = latlon[:, 0], latlon[:, 1]
    inside = np.zeros(len(latlon), dtype=bool)
    for west, south, east, north in BOXES:
        inside |= (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
    number = np.cumsum(inside) - 1
    rows = [
        (number[start], number[end], km)
        for start, ends in enumerate(adjacency)
        if inside[start]
        for end, km in ends.items()
        if start < end and inside[end]
    ]
    ends = np.array([row[:2] for row in rows], dtype=np.int64)
    km = np.array([row[2] for row in rows])
    return Network(np.column_stack([lon, lat])[inside], ends, km)


def repaired(network: Network, file: Path, mode: str) -> Network:
    """Return the network with the listed links added.

    A repair is a chain of points; its first and last are vertices of the network, the
    rest are new. Its length is the one listed, shared out by the pieces, or else that
    of the chain on the ellipsoid. Raises ValueError if an end is not a vertex.
    """
    lonlat, ends, km = list(map(tuple, network.lonlat)), list(network.ends), list(network.km)
    at = {(round(lon, 3), round(lat, 3)): i for i, (lon, lat) in enumerate(lonlat)}
    for name, (points, whole) in chains(file, mode).items():
        for point in (points[0], points[-1]):
            if point not in at:
                message = f"{file.name}: {name}: {point} is not a vertex of the {mode} network"
                raise ValueError(message)
        for point in points:
            if point not in at:
                at[point] = len(lonlat)
                lonlat.append(point)
        pieces = piece_km(points)
        stretch = whole / pieces.sum() if whole else 1.0
        for (start, end), piece in zip(pairwise(points), pieces, strict=True):
            ends.append(np.array(sorted((at[start], at[end]))))
            km.append(piece * stretch)
    return Network(np.array(lonlat), np.array(ends), np.array(km))


def chains(file: Path, mode: str) -> dict[str, tuple[list[tuple[float, float]], float]]:
    """Return the listed repairs of a mode: points and whole length in km (0: not given)."""
    found: dict[str, tuple[list[tuple[float, float]], float]] = {}
    with file.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if row["mode"] == mode:
                points, _ = found.setdefault(row["repair_id"], ([], float(row["km"] or 0)))
                points.append((float(row["lon"]), float(row["lat"])))
    return found


def connected(network: Network) -> Network:
    """Return the parts of ``LEAST_PART`` vertices or more: what nothing joins cannot be routed.

    Pakistan's railway is a part of its own: its gauge ends at its borders.
    """
    parent = list(range(len(network.lonlat)))

    def root(vertex: int) -> int:
        while parent[vertex] != vertex:
            parent[vertex] = parent[parent[vertex]]
            vertex = parent[vertex]
        return vertex

    for a, b in network.ends:
        parent[root(int(a))] = root(int(b))
    part = np.array([root(vertex) for vertex in range(len(parent))])
    inside = np.bincount(part)[part] >= LEAST_PART
    number = np.cumsum(inside) - 1
    kept = inside[network.ends[:, 0]]
    return Network(network.lonlat[inside], number[network.ends[kept]], network.km[kept])


def threaded(network: Network, file: Path) -> Network:
    """Return the network with long chords bent through the listed points.

    Raises ValueError if that makes a way longer than mapped by more than ``LONGEST_BEND``:
    then a point belongs to another way.
    """
    drawn = Drawn.of(network)
    for point in listed(file):
        if not drawn.bend(point, LONGEST_BEND):
            raise ValueError(f"{file.name}: the way nearest to {point} is too short to pass it")
    return drawn.network()


def stationed(network: Network, file: Path) -> Network:
    """Return the network with long chords bent through the stations that stand beside them.

    Two kinds bend nothing: a station beside a short edge, for there the way is mapped well
    enough, and one so far off that the way would have to be longer than mapped by more than
    ``STATION_BEND``, which stands on another line.
    """
    drawn = Drawn.of(network)
    for point in listed(file):
        off_km, _, _ = beside(drawn.lonlat, drawn.ends, point)
        if np.argmin(off_km) == nearest_chord(drawn.lonlat, drawn.ends, point):
            drawn.bend(point, STATION_BEND)
    return drawn.network()


def listed(file: Path) -> list[Point]:
    """Return the points of a table, in its order."""
    with file.open(encoding="utf-8") as rows:
        return [(float(row["lon"]), float(row["lat"])) for row in csv.DictReader(rows)]


@dataclass
class Drawn:
    """A network whose ways are being bent; ``way_of`` is the mapped way of each piece."""

    lonlat: npt.NDArray[np.float64]
    ends: npt.NDArray[np.int64]
    way_of: npt.NDArray[np.int64]
    way_km: npt.NDArray[np.float64]

    @classmethod
    def of(cls, network: Network) -> Drawn:
        """Return the network with each way in one piece."""
        return cls(network.lonlat, network.ends, np.arange(len(network.km)), network.km)

    def bend(self, point: Point, longest: float) -> bool:
        """Bend the nearest long piece that a point lies beside, and say whether it was done.

        It is not if the pieces of that way would be longer than the way as mapped by more
        than the factor ``longest``. The stations of a line that swings wide are listed in
        their order, so that each lies beside what is left of the chord.
        """
        piece = nearest_chord(self.lonlat, self.ends, point)
        (a, b), new, way = self.ends[piece], len(self.lonlat), self.way_of[piece]
        lonlat = np.vstack([self.lonlat, point])
        ends = np.vstack([self.ends, [(new, b)]])
        ends[piece] = a, new
        way_of = np.append(self.way_of, way)
        if chords_km(lonlat, ends[way_of == way]).sum() > self.way_km[way] * longest:
            return False
        self.lonlat, self.ends, self.way_of = lonlat, ends, way_of
        return True

    def network(self) -> Network:
        """Return the network with the length of each bent way shared out over its pieces.

        By their geodesic lengths; a way cannot be shorter than those, so it is lengthened
        to them.
        """
        km = self.way_km[self.way_of]
        for way in np.unique(self.way_of[len(self.way_km) :]):
            own = self.way_of == way
            pieces = chords_km(self.lonlat, self.ends[own])
            km[own] = pieces * max(self.way_km[way], pieces.sum()) / pieces.sum()
        return Network(self.lonlat, np.sort(self.ends, axis=1), km)


def chords_km(
    lonlat: npt.NDArray[np.float64], ends: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Return the length of the straight line of each edge on the ellipsoid."""
    a, b = lonlat[ends[:, 0]], lonlat[ends[:, 1]]
    km: npt.NDArray[np.float64] = GEOD.inv(*a.T, *b.T)[2] / 1000
    return km


def piece_km(points: list[tuple[float, float]]) -> npt.NDArray[np.float64]:
    """Return the length of each piece of a line on the ellipsoid."""
    lon, lat = zip(*points, strict=True)
    return np.array(GEOD.line_lengths(lon, lat)) / 1000


def nearest_chord(
    lonlat: npt.NDArray[np.float64], ends: npt.NDArray[np.int64], point: Point
) -> int:
    """Return the long chord nearest to a point that lies beside it."""
    off_km, share, length_km = beside(lonlat, ends, point)
    fits = (share > 0) & (share < 1) & (length_km >= LEAST_CHORD_KM)
    return int(np.argmin(np.where(fits, off_km, np.inf)))


def beside(
    lonlat: npt.NDArray[np.float64], ends: npt.NDArray[np.int64], point: Point
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return how a point lies to each edge, in a plane scaled at its latitude.

    How far off [km], at what share of the edge's length (below 0 or above 1: beyond its
    ends), and how long the edge is [km].
    """
    scale = np.array([np.cos(np.radians(point[1])), 1.0]) * KM_PER_DEGREE
    a = (lonlat[ends[:, 0]] - point) * scale
    along = (lonlat[ends[:, 1]] - point) * scale - a
    squared = np.maximum((along**2).sum(axis=1), 1e-12)
    share = -(a * along).sum(axis=1) / squared
    off = a + np.clip(share, 0, 1)[:, None] * along
    return np.hypot(*off.T), share, np.sqrt(squared)


def write(network: Network, path: Path) -> None:
    """Write the network whole, as integers: millidegrees of a degree and metres."""
    np.savez_compressed(
        path,
        lonlat_e4=np.round(network.lonlat * 1e4).astype(np.int32),
        ends=network.ends.astype(np.int32),
        metres=np.round(network.km * 1000).astype(np.int32),
    )


def read(path: Path) -> Network:
    """Return a network written by ``write``."""
    with np.load(path, allow_pickle=False) as arrays:
        return Network(
            arrays["lonlat_e4"] / 1e4,
            arrays["ends"].astype(np.int64),
            arrays["metres"] / 1000.0,
        )


if __name__ == "__main__":
    main()
