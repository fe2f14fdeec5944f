"""Bilateral trade of every year as arcs from exporter to importer.

Of several reports ``bilateral`` says which is shown, and all are kept to be told side by
side. A pair nobody reported is listed as such, never drawn thin: no data is not zero. These
are totals over all routes and modes, not traffic of the corridor. One width scale holds for
all years.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corridor import basemap, bilateral
from corridor.webmap import block

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    from corridor.webmap.page import CorridorMap

REPORT = ("reporter", "value_usd", "period", "from_date", "to_date", "basis", "source_id")


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
    shown = bilateral.figures(given)
    keys = zip(*(shown[name].tolist() for name in bilateral.FLOW), strict=True)
    figures = block.rows(shown, ("value_usd", "of", "ratio"))
    reports = dict(iter(given.groupby(bilateral.FLOW)))
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for (exporter, importer, year), figure in zip(keys, figures, strict=True):
        of_year = figure | {"reports": block.rows(reports[exporter, importer, year], REPORT)}
        pair = {"exporter": exporter, "importer": importer, "years": {}}
        found.setdefault((exporter, importer), pair)["years"][str(year)] = of_year
    return list(found.values())
