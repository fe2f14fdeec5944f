"""A corridor small enough to solve by hand: three countries, two modes, one gauge break.

Alpha (KAZ) to Beta by rail 110 km or road 120 km, over the border to Gamma (UZB) by rail
200 km or road 210 km, by road 420 km to Delta, closed since 12 October 2025, and 150 km
to Omega (AFG). From Omega a 1676 mm line leads to Sigma: no transfer stands there.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor import io

if TYPE_CHECKING:
    import pandas as pd

    from corridor.tables import Corridor

FOLDER = Path(__file__).parent / "toy"


def corridor(*, geometry: bool = False) -> Corridor:
    """Return the toy corridor."""
    return io.read(FOLDER, geometry=geometry)


def edited(given: Corridor, table: str, rows: pd.DataFrame) -> Corridor:
    """Return the corridor with other rows in one table."""
    tables: dict[str, Any] = {table: rows}
    return replace(given, **tables)
