"""The base map under the network: land, borders and names, from ``basemap/region.json``.

The file is made by ``data/build/basemap.py`` and covers Europe, Asia and Africa. This
module reads it; what a country of the corridor looks like is the style's business.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from corridor.errors import DataError

FILE = Path("basemap") / "region.json"


def read() -> dict[str, Any]:
    """Return the base map.

    Raises
    ------
    DataError
        If the installation lacks the file or it is not JSON.
    """
    package = Path(__file__).parents[1]
    inside = package / "data"
    path = (inside if inside.is_dir() else package.parent / "data") / FILE
    try:
        base: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"the base map {path} cannot be read: {error}. Install corridor again"
        raise DataError(message) from error
    return base
