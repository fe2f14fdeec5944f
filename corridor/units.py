"""Conversion factors: the only numbers that live in code."""

from __future__ import annotations

HOURS_PER_DAY = 24.0
DAYS_PER_YEAR = 365.0
METRES_PER_KM = 1000.0
GRAMS_PER_KG = 1000.0
KG_PER_T = 1000.0
PERCENT = 100.0
