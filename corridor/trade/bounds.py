"""What a figure of trade may be at most, and what is none: one rule for every file.

The whole world trades some 3e13 US$ and 1.2e10 t of goods by sea in a year; what lies far
above is no trade, and sums must stay finite.
"""

from __future__ import annotations

import pandas as pd

from corridor.declare import MOST, MOST_OF_ALL

MOST_USD = MOST_OF_ALL
MOST_TONNES = MOST["t"]
USD_PER_THOUSAND = 1000


def weighed(flows: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return ``schema.FLOWS`` with weights of zero beside a value missing, and how many were."""
    unknown = (flows["tonnes"] == 0) & (flows["value_usd"] > 0)
    return flows.assign(tonnes=flows["tonnes"].mask(unknown)), int(unknown.sum())
