"""The base map under the network: land, borders and names, from ``basemap/region.json``.

The file is made by ``data/build/basemap.py`` and covers Europe, Asia and Africa. This
module reads it; what a country of the corridor looks like is the drawing's business.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from corridor.errors import DataError

FILE = Path("basemap") / "region.json"


def read() -> dict[str, Any]:
    """Return the base map.

    Raises
    ------
    DataError
        If the installation lacks the file or it is not JSON.
    """
    package = Path(__file__).parent
    inside = package / "data"
    path = (inside if inside.is_dir() else package.parent / "data") / FILE
    try:
        base: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"the base map {path} cannot be read: {error}. Install corridor again"
        raise DataError(message) from error
    return base


def anchors(base: dict[str, Any], countries: pd.DataFrame) -> dict[str, list[float]]:
    """Return where each corridor country's arcs end, [lat, lon]: where its name stands.

    A country the base map does not name has the middle of its box.
    """
    named = {row["id"]: row["at"] for row in base["countries"] if "id" in row and "at" in row}
    rows = countries[countries["on_corridor"].fillna(value=False).astype(bool)]
    lat, lon = (rows["south"] + rows["north"]) / 2, (rows["west"] + rows["east"]) / 2
    middle = dict(zip(rows["country"], zip(lat.tolist(), lon.tolist(), strict=True), strict=True))
    return {code: named.get(code, list(at)) for code, at in middle.items()}
