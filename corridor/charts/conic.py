"""Longitude and latitude to metres on a cone: Lambert's conformal projection.

Angles are kept everywhere and lengths along the two standard parallels; on a corridor of
thirty degrees of latitude no length is more than 2 % off between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]

# WGS 84.
SEMI_MAJOR_M = 6378137.0
ECCENTRICITY = 0.0818191908426215
# A cone that touches at the equator is a cylinder, and its apex infinitely far.
FLATTEST = 0.01
# The apex is a pole, and the other one is infinitely far.
POLE_DEG = 89.0


@dataclass(frozen=True)
class Conic:
    """A cone over the ellipsoid.

    Attributes
    ----------
    lon_deg
        Meridian drawn upright [deg].
    south_deg, north_deg
        Parallels along which lengths are true [deg].
    """

    lon_deg: float
    south_deg: float
    north_deg: float

    def metres(self, lonlat: npt.ArrayLike) -> Points:
        """Return points (n, 2), longitude first [deg], as x and y (n, 2) [m].

        Longitudes may run past 180; latitudes beyond 89 are drawn at 89.

        References
        ----------
        Snyder, Map Projections: A Working Manual (1987), equations 14-15, 15-1 to 15-9.
        """
        lon, lat = np.asarray(lonlat, dtype="float64").reshape(-1, 2).T
        n, scale = self._cone
        radius = scale * _t(np.radians(np.clip(lat, -POLE_DEG, POLE_DEG))) ** n
        angle = n * np.radians(lon - self.lon_deg)
        return np.column_stack([radius * np.sin(angle), -radius * np.cos(angle)])

    @cached_property
    def _cone(self) -> tuple[float, float]:
        """Return the cone's constant and the radius [m] where t is 1."""
        parallels = np.array([self.south_deg, self.north_deg])
        if abs(parallels.sum()) / 2 < FLATTEST:
            parallels += FLATTEST
        if np.ptp(parallels) < FLATTEST:
            parallels[1] += FLATTEST
        phi = np.radians(parallels)
        m = np.cos(phi) / np.sqrt(1 - (ECCENTRICITY * np.sin(phi)) ** 2)
        t = _t(phi)
        n = float(np.log(m[0] / m[1]) / np.log(t[0] / t[1]))
        return n, float(SEMI_MAJOR_M * m[0] / (n * t[0] ** n))


def _t(phi: Points) -> Points:
    """Return the isometric measure of a latitude [rad]; Snyder's equation 15-9."""
    e_sin = ECCENTRICITY * np.sin(phi)
    t: Points = np.tan(np.pi / 4 - phi / 2) / ((1 - e_sin) / (1 + e_sin)) ** (ECCENTRICITY / 2)
    return t
