"""Shortest ways along the repaired network, between points snapped to its edges.

Answers: along which vertices, and how many kilometres, does the mapped way run from one
point to another? Lengths are those of the ways, not of the chords between vertices.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from itertools import count

import numpy as np
import numpy.typing as npt

from network import GEOD, Network

Point = tuple[float, float]


@dataclass(frozen=True)
class Snap:
    """A point on an edge: the edge, the share of it from its first end, and how far off.

    ``point`` is (lon, lat) on the chord; ``off_km`` its distance from what was asked.
    """

    edge: int
    share: float
    point: Point
    off_km: float


@dataclass
class Router:
    """One network ready for queries; ``without`` holds edges that may not be used."""

    network: Network
    without: frozenset[int] = frozenset()
    adjacency: list[list[tuple[int, float, int]]] = field(init=False)

    def __post_init__(self) -> None:
        self.adjacency = [[] for _ in self.network.lonlat]
        for edge, ((a, b), km) in enumerate(zip(self.network.ends, self.network.km, strict=True)):
            if edge not in self.without:
                self.adjacency[a].append((int(b), float(km), edge))
                self.adjacency[b].append((int(a), float(km), edge))

    def snap(self, lon: float, lat: float) -> Snap:
        """Return the nearest point on any edge, in a plane scaled at that latitude."""
        return snap(self.network, lon, lat)

    def path(self, start: Snap, end: Snap) -> tuple[float, list[Point], list[float]]:
        """Return the km, the points and the km of each piece between two snaps.

        Raises ValueError if the network does not join them.
        """
        if start.edge == end.edge:
            km = abs(start.share - end.share) * float(self.network.km[start.edge])
            return km, [start.point, end.point], [km]
        come, total, last = self._search(start, end)
        if last < 0:
            raise ValueError(f"no way from {start.point} to {end.point}")
        return self._traced(come, total, last, start, end)

    def _search(self, start: Snap, end: Snap) -> tuple[dict[int, tuple[int, float]], float, int]:
        a, b = self.network.ends[end.edge]
        whole = float(self.network.km[end.edge])
        rest = {int(a): end.share * whole, int(b): (1 - end.share) * whole}
        best: dict[int, float] = {}
        come: dict[int, tuple[int, float]] = {}
        order = count()
        heap: list[tuple[float, int, int, int, float]] = []
        a, b = self.network.ends[start.edge]
        whole = float(self.network.km[start.edge])
        for vertex, km in ((int(a), start.share * whole), (int(b), (1 - start.share) * whole)):
            heapq.heappush(heap, (km, next(order), vertex, -1, km))
        found, last = np.inf, -1
        while heap and heap[0][0] < found:
            km, _, vertex, before, piece = heapq.heappop(heap)
            if vertex in best:
                continue
            best[vertex], come[vertex] = km, (before, piece)
            if vertex in rest and km + rest[vertex] < found:
                found, last = km + rest[vertex], vertex
            for other, step, _edge in self.adjacency[vertex]:
                if other not in best:
                    heapq.heappush(heap, (km + step, next(order), other, vertex, step))
        return come, float(found), last

    def _traced(
        self, come: dict[int, tuple[int, float]], total: float, last: int, start: Snap, end: Snap
    ) -> tuple[float, list[Point], list[float]]:
        vertices, pieces = [], []
        vertex = last
        while vertex >= 0:
            before, piece = come[vertex]
            vertices.append(vertex)
            pieces.append(piece)
            vertex = before
        points = [self._point(vertex) for vertex in reversed(vertices)]
        pieces = [*reversed(pieces)]
        pieces.append(total - sum(pieces))
        return total, [start.point, *points, end.point], pieces

    def _point(self, vertex: int) -> Point:
        lon, lat = self.network.lonlat[vertex]
        return float(lon), float(lat)


def snap(network: Network, lon: float, lat: float) -> Snap:
    """Return the nearest point on any edge of the network."""
    scale = np.array([np.cos(np.radians(lat)), 1.0])
    here = np.array([lon, lat])
    a = (network.lonlat[network.ends[:, 0]] - here) * scale
    b = (network.lonlat[network.ends[:, 1]] - here) * scale
    along = b - a
    length = np.maximum((along**2).sum(axis=1), 1e-18)
    share = np.clip(-(a * along).sum(axis=1) / length, 0, 1)
    off = ((a + share[:, None] * along) ** 2).sum(axis=1)
    edge = int(np.argmin(off))
    ends: npt.NDArray[np.float64] = network.lonlat[network.ends[edge]]
    point = ends[0] + share[edge] * (ends[1] - ends[0])
    km = GEOD.inv(lon, lat, point[0], point[1])[2] / 1000
    return Snap(edge, float(share[edge]), (float(point[0]), float(point[1])), km)
