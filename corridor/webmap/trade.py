"""Bilateral trade of every year as arcs from exporter to importer.

A figure is the importer's report if there is one, else the exporter's, and both are kept
to be shown side by side. A pair nobody reported is listed as such, never drawn thin: no
data is not zero. These are totals over all routes and modes, not traffic of the corridor.
One width scale holds for all years.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridor import basemap, bilateral
from corridor.webmap import block

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    from corridor.webmap.page import CorridorMap

REPORT = ("reporter", "value_usd", "period", "basis", "source_id")


def add_trade(
    m: CorridorMap,
    flows: pd.DataFrame,
    countries: pd.DataFrame,
    year: int | None = None,
    years: Collection[int] | None = None,
) -> CorridorMap:
    """Add one arc for each ordered pair of corridor countries with a figure in any year.

    Parameters
    ----------
    m
        The map, its base map added.
    flows
        ``schema.FLOWS``; only ``TOTAL`` rows with a value are used.
    countries
        ``on_corridor`` says between which countries arcs run.
    year
        Which year is shown first; by default the one with most reports, the latest of
        these.
    years
        Which years can be chosen; all that anybody reported if not given.

    Raises
    ------
    DataError
        If a year is asked for in which nobody reported.
    """
    at = basemap.anchors(m.payload["base"], countries)
    reports = bilateral.reports(flows, list(at))
    if years is not None:
        reports = reports[reports["year"].isin(list(years))]
    if reports.empty and year is None:
        return m
    m.payload["trade"] = {
        "year": bilateral.chosen_year(reports, year),
        "years": sorted({int(one) for one in reports["year"]}),
        "anchors": at,
        "pairs": pairs(reports),
        "widest_usd": block.plain(reports["value_usd"].max()),
    }
    return m


def pairs(given: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each exporter-importer pair with what was reported for it, year by year.

    Of a year: the figure, whose it is, and all reports. ``ratio`` is the importer's
    figure over the exporter's, where both are given.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for year, reports in given.groupby("year", sort=True):
        shown = bilateral.figures(reports)
        rows = dict(iter(reports.groupby(["exporter", "importer"])))
        keys = zip(shown["exporter"], shown["importer"], strict=True)
        for key, row in zip(keys, block.rows(shown, ("value_usd", "of", "ratio")), strict=True):
            pair = {"exporter": key[0], "importer": key[1], "years": {}}
            of_year = row | {"reports": block.rows(rows[key], REPORT)}
            found.setdefault(key, pair)["years"][str(year)] = of_year
    return [found[key] for key in sorted(found)]
