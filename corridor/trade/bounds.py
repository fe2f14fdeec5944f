"""What a figure of trade may be at most: what lies above is no trade, and sums must stay finite.

The whole world trades some 3e13 US$ and 1.2e10 t of goods by sea in a year.
"""

from __future__ import annotations

MOST_USD = 1e15
MOST_TONNES = 1e12
USD_PER_THOUSAND = 1000
