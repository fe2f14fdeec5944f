"""The sheet of paper: where on it, in millimetres, a place of the world lies.

A3 across: heading above, map in a frame, credits below. The corridor fills the frame as
far as its shape allows. Nothing here draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corridor.charts.conic import Conic, Points

WIDTH_MM, HEIGHT_MM = 420.0, 297.0
MARGIN_MM = 9.0
FOOT_MM = 15.0
# Free inside the frame on every side, for the names of what lies outermost.
AROUND_MM = 16.0
# The least that a sheet shows, so that a corridor of one town is a map as well.
LEAST_M = 20_000.0


class Box(NamedTuple):
    """A rectangle on the sheet [mm], from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """From left to right [mm]."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From bottom to top [mm]."""
        return self.top - self.bottom

    def around(self, mm: float) -> Box:
        """Return the box grown by so much on every side."""
        return Box(self.left - mm, self.bottom - mm, self.right + mm, self.top + mm)

    def holds(self, other: Box) -> bool:
        """Return whether another box lies wholly inside."""
        return (
            self.left <= other.left
            and self.bottom <= other.bottom
            and self.right >= other.right
            and self.top >= other.top
        )

    def meets(self, other: Box) -> bool:
        """Return whether another box overlaps."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )


@dataclass(frozen=True)
class Sheet:
    """A projection, a scale and a place on the paper.

    Attributes
    ----------
    conic
        From degrees to metres.
    mm_per_m
        The scale: along the standard parallels, so many millimetres to the metre.
    centre_m
        What lies in the middle of the frame, in metres of the projection.
    frame
        The map's edge.
    """

    conic: Conic
    mm_per_m: float
    centre_m: tuple[float, float]
    frame: Box

    def mm(self, lonlat: npt.ArrayLike) -> Points:
        """Return points (n, 2), longitude first [deg], as places on the sheet (n, 2) [mm]."""
        left, bottom, right, top = self.frame
        middle = np.array([(left + right) / 2, (bottom + top) / 2])
        metres = self.conic.metres(lonlat) - np.array(self.centre_m)
        places: Points = metres * self.mm_per_m + middle
        return places


def fit(lonlat: npt.ArrayLike, head_mm: float) -> Sheet:
    """Return the sheet on which points (n, 2), longitude first [deg], fill the frame.

    ``head_mm`` is left free above the frame. The standard parallels lie a sixth of the
    latitudes inside their ends, where the error between them is least.
    """
    points = np.asarray(lonlat, dtype="float64").reshape(-1, 2)
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    inside = (north - south) / 6
    conic = Conic((west + east) / 2, south + inside, north - inside)
    frame = Box(MARGIN_MM, FOOT_MM, WIDTH_MM - MARGIN_MM, HEIGHT_MM - MARGIN_MM - head_mm)
    metres = conic.metres(points)
    low, high = metres.min(axis=0), metres.max(axis=0)
    room = np.array([frame.width, frame.height]) - 2 * AROUND_MM
    mm_per_m = float((room / np.maximum(high - low, LEAST_M)).min())
    x, y = (low + high) / 2
    return Sheet(conic, mm_per_m, (float(x), float(y)), frame)
