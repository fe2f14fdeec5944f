"""Bilateral trade of every year, goods and unit, to be drawn as arcs from exporter to importer.

Of several reports ``bilateral`` says which is shown; the page gets all of them, the best
first, to tell them side by side. A pair nobody reported is listed as such, never drawn
thin: no data is not zero. What was stated for both directions together is no arc. These
are totals over all routes and modes, not traffic of the corridor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor import basemap, bilateral
from corridor.commodities import ALL, GROUPS
from corridor.webmap import block

if TYPE_CHECKING:
    from collections.abc import Collection

    from corridor.webmap.page import CorridorMap

PAIR = ["exporter", "importer"]
SPAN = ("period", "from_date", "to_date")
SAID = ("basis", "grade", "source_id", "note")
REPORT = ("pair", "goods", "year", "reporter", "value_usd", "tonnes", *SPAN, "codes", *SAID)
RATIO = ("pair", "goods", "year", "value_usd", "tonnes")
TURNOVER = ("country_a", "country_b", "year", "value_usd", *SPAN, "reporter", *SAID)
MEASURES: tuple[bilateral.Measure, ...] = ("value_usd", "tonnes")


def add_trade(
    m: CorridorMap,
    flows: pd.DataFrame,
    turnovers: pd.DataFrame,
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
        ``schema.FLOWS``: totals, and goods by the groups of ``commodities``.
    turnovers
        ``schema.TURNOVERS``, told beside the flows.
    countries
        ``on_corridor`` says between which countries arcs run.
    year
        Which year is shown first; by default the one with most reports of a total, the
        latest of these.
    years
        Which years can be chosen; all that anybody reported if not given.

    Raises
    ------
    DataError
        If a year is asked for in which nobody reported a total.
    """
    at = basemap.anchors(m.payload["base"], countries)
    if years is not None:
        flows = flows[flows["year"].isin(list(years))]
        turnovers = turnovers[turnovers["year"].isin(list(years))]
    told = bilateral.each_reports(flows, list(at), (ALL, *GROUPS), None)
    totals = told[ALL][told[ALL]["value_usd"].notna()]
    told = {goods: reports for goods, reports in told.items() if len(reports)}
    if not told and year is None:
        return m
    begin = totals if len(totals) or year is not None else pd.concat(told.values())
    both = turnovers[turnovers[["country_a", "country_b"]].isin(list(at)).all(axis=1)]
    known = {int(one) for reports in told.values() for one in reports["year"]}
    m.payload["trade"] = {
        "year": bilateral.chosen_year(begin, year),
        "years": sorted(known),
        "anchors": at,
        **figures(told),
        "turnovers": block.columns(bilateral.stated(both), TURNOVER),
    }
    return m


def figures(told: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """Return what was reported of each kind of goods, as tables by column.

    Parameters
    ----------
    told
        By 'TOTAL' or group, what ``bilateral.reports`` gives, best first.

    Returns
    -------
    dict
        ``goods``: their names; ``pairs``: exporter and importer; ``reports``: every figure
        [US$, t], those of a flow, year and goods best first; ``ratios``: the importer's
        figure over the exporter's, of value and of weight, where both are given. Pair and
        goods are numbers: places in ``pairs`` and ``goods``.
    """
    rows = pd.concat([reports.assign(goods=n) for n, reports in enumerate(told.values())])
    rows["codes"] = rows["codes"].where(rows["codes"] != ALL)
    pairs = rows[PAIR].drop_duplicates().sort_values(PAIR, ignore_index=True)
    numbers = pairs.assign(pair=range(len(pairs)))
    ratios = [_ratios(reports).assign(goods=n) for n, reports in enumerate(told.values())]
    known = [some for some in ratios if len(some)]
    both = pd.concat(known) if known else ratios[0]
    return {
        "goods": list(told),
        "pairs": block.columns(pairs, PAIR),
        "reports": block.columns(rows.merge(numbers, on=PAIR, how="left"), REPORT),
        "ratios": block.columns(both.merge(numbers, on=PAIR, how="left"), RATIO),
    }


def _ratios(reports: pd.DataFrame) -> pd.DataFrame:
    """Return the ratio of both sides' figures of each flow and year, by measure."""
    keys = reports[bilateral.FLOW].apply(tuple, axis=1)
    sides = [set(keys[reports["reporter"] == side]) for side in PAIR]
    mirrored = reports[keys.isin(sides[0] & sides[1])]  # few: the rest need no looking into
    if mirrored.empty:
        return pd.DataFrame(columns=[*bilateral.FLOW, *MEASURES])
    by_measure = [
        bilateral.mirrored(mirrored[mirrored[measure].notna()], measure)
        .set_index(bilateral.FLOW)["ratio"]
        .rename(measure)
        for measure in MEASURES
    ]
    return pd.concat(by_measure, axis=1).dropna(how="all").reset_index()
