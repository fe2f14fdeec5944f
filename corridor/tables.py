"""The Corridor and the Request: what everything above takes and asks.

A Corridor is plain tables by the schema, frozen; edits make a new one. Nothing here reads
a file or builds a graph.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.schema import TABLES

Mode = Literal["rail", "road", "multimodal"]
Minimise = Literal["time", "cost", "co2e", "gcost", "distance"]
Cargo = Literal["truck", "feu", "wagon"]

EARTH_KM = 6371.0088  # mean radius, IUGG

Points = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Corridor:
    """The tables of one corridor, typed by the schema, rows in file order.

    ``segments``, ``crossings`` and ``nodes`` are GeoDataFrames (EPSG:4326) when the
    corridor was read with geometry, and plain DataFrames otherwise.
    """

    name: str
    countries: pd.DataFrame
    nodes: pd.DataFrame
    segments: pd.DataFrame
    crossings: pd.DataFrame
    border_times: pd.DataFrame
    closures: pd.DataFrame
    transfers: pd.DataFrame
    projects: pd.DataFrame
    parameters: pd.DataFrame
    flows: pd.DataFrame
    turnovers: pd.DataFrame
    gateways: pd.DataFrame
    shares: pd.DataFrame
    unit_values: pd.DataFrame
    counts: pd.DataFrame
    published: pd.DataFrame
    indicators: pd.DataFrame
    cases: pd.DataFrame
    sources: pd.DataFrame

    def table(self, name: str) -> pd.DataFrame:
        """Return the table called ``name``; KeyError if the schema has none."""
        if name not in TABLES:
            raise KeyError(name)
        frame: pd.DataFrame = getattr(self, name)
        return frame


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is asked of the network: from where to where, how, and what to keep off.

    Places are node ids (``places.find`` turns names and codes into them). ``cargo`` is
    what is carried: ``truck`` 20 t of general cargo, ``feu`` a loaded 40-foot container,
    ``wagon`` a wagon load. ``as_of`` None asks for the structural route, in which dated
    closures do not count.
    """

    origin: str
    destination: str
    mode: Mode = "multimodal"
    minimise: Minimise = "time"
    cargo: Cargo = "truck"
    via: tuple[str, ...] = ()
    avoid_countries: tuple[str, ...] = ()
    avoid_crossings: tuple[str, ...] = ()
    as_of: dt.date | None = None


def straight_km(corridor: Corridor, start: pd.Series, end: pd.Series) -> pd.Series:
    """Return the great-circle distance between nodes in km, on the index of ``start``.

    Haversine, within 0.5 %: for checks and floors only; drawn lines are measured on the
    ellipsoid.
    """
    km = apart_km(positions(corridor, start), positions(corridor, end))
    return pd.Series(km, index=start.index)


def apart_km(one: Points, other: Points) -> Points:
    """Return the great-circle distances in km of points (n, 2), longitude first."""
    (lon1, lat1), (lon2, lat2) = np.radians(one).T, np.radians(other).T
    half = np.sin((lat2 - lat1) / 2) ** 2
    half += np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    km: Points = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return km


def positions(corridor: Corridor, ids: pd.Series) -> Points:
    """Return longitude and latitude (n, 2) of the nodes named; not a number where unknown."""
    lon, lat = (by_id(corridor.nodes, axis) for axis in ("lon", "lat"))
    pairs = [(lon.get(key, np.nan), lat.get(key, np.nan)) for key in ids.tolist()]
    return np.array(pairs, dtype="float64").reshape(-1, 2)


def by_id(nodes: pd.DataFrame, column: str) -> dict[str, Any]:
    """Return a column of nodes by node_id."""
    return dict(zip(nodes["node_id"].tolist(), nodes[column].tolist(), strict=True))


TABLE_NAMES = tuple(field.name for field in fields(Corridor) if field.name != "name")
