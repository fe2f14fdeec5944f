"""Conversion factors: the only numbers that live in code."""

from __future__ import annotations

HOURS_PER_DAY = 24.0
METRES_PER_KM = 1000.0
PERCENT = 100.0
