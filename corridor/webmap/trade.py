"""Bilateral trade of one year as arcs from exporter to importer.

A figure is the importer's report if there is one, else the exporter's, and both are kept
to be shown side by side. A pair nobody reported is listed as such, never drawn thin: no
data is not zero. These are totals over all routes and modes, not traffic of the corridor.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor import basemap, bilateral
from corridor.webmap import block

if TYPE_CHECKING:
    from corridor.webmap.page import CorridorMap

REPORT = ("reporter", "value_usd", "period", "basis", "source_id")


def add_trade(
    m: CorridorMap, flows: pd.DataFrame, countries: pd.DataFrame, year: int | None = None
) -> CorridorMap:
    """Add one arc for each ordered pair of corridor countries with a figure for the year.

    Parameters
    ----------
    m
        The map, its base map added.
    flows
        ``schema.FLOWS``; only ``TOTAL`` rows with a value are used.
    countries
        ``on_corridor`` says between which countries arcs run.
    year
        Which year; by default the one with most reports, the latest of these.

    Raises
    ------
    DataError
        If a year is asked for in which nobody reported.
    """
    at = basemap.anchors(m.payload["base"], countries)
    reports = bilateral.reports(flows, list(at))
    if reports.empty and year is None:
        return m
    year = bilateral.chosen_year(reports, year)
    shown = pairs(reports[reports["year"] == year])
    having = {(pair["exporter"], pair["importer"]) for pair in shown}
    m.payload["trade"] = {
        "year": year,
        "anchors": at,
        "pairs": shown,
        "missing": [list(pair) for pair in permutations(at, 2) if pair not in having],
        "widest_usd": block.plain(reports["value_usd"].max()),
    }
    return m


def pairs(given: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each exporter-importer pair of one year: the figure, whose it is, and all reports.

    ``ratio`` is the importer's figure over the exporter's, where both are given.
    """
    shown = bilateral.figures(given)
    found = block.rows(shown, ("exporter", "importer", "value_usd", "of"))
    ratios = block.rows(shown, ("ratio",))
    groups = dict(iter(given.groupby(["exporter", "importer"])))
    return [
        pair | {"reports": block.rows(groups[pair["exporter"], pair["importer"]], REPORT)} | ratio
        for pair, ratio in zip(found, ratios, strict=True)
    ]
