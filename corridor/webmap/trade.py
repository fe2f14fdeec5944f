"""Bilateral trade of one year as arcs from exporter to importer.

A figure is the importer's report if there is one, else the exporter's, and both are kept
to be shown side by side. A pair nobody reported is listed as such, never drawn thin: no
data is not zero. These are totals over all routes and modes, not traffic of the corridor.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor.errors import DataError
from corridor.webmap import block

if TYPE_CHECKING:
    from corridor.webmap.page import CorridorMap

ALL = "TOTAL"
# Where one reporter gives several figures for a year, the first of these is shown.
PERIODS = ("calendar", "fiscal")
BASES = ("customs", "payments", "press")


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
    at = anchors(m.payload["base"], countries)
    reports = _reports(flows, list(at))
    if reports.empty and year is None:
        return m
    year = _year(reports, year)
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


def anchors(base: dict[str, Any], countries: pd.DataFrame) -> dict[str, list[float]]:
    """Return where each corridor country's arcs end, [lat, lon]: where its name stands.

    A country the base map does not name has the middle of its box.
    """
    named = {row["id"]: row["at"] for row in base["countries"] if "id" in row and "at" in row}
    rows = countries[countries["on_corridor"].fillna(value=False).astype(bool)]
    lat, lon = (rows["south"] + rows["north"]) / 2, (rows["west"] + rows["east"]) / 2
    middle = dict(zip(rows["country"], zip(lat.tolist(), lon.tolist(), strict=True), strict=True))
    return {code: named.get(code, list(at)) for code, at in middle.items()}


def pairs(reports: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each exporter-importer pair of one year: the figure, whose it is, and all reports.

    ``ratio`` is the importer's figure over the exporter's, where both are given.
    """
    found = []
    for (exporter, importer), rows in reports.groupby(["exporter", "importer"], sort=True):
        best = rows.drop_duplicates("reporter").set_index("reporter")["value_usd"]
        of = "importer" if "importer" in best else "exporter"
        pair = {
            "exporter": exporter,
            "importer": importer,
            "value_usd": block.plain(best[of]),
            "of": of,
            "reports": block.rows(rows, ("reporter", "value_usd", "period", "basis", "source_id")),
        }
        if len(best) == len(("importer", "exporter")) and best["exporter"] > 0:
            pair["ratio"] = block.plain(best["importer"] / best["exporter"])
        found.append(pair)
    return found


def _reports(flows: pd.DataFrame, among: list[str]) -> pd.DataFrame:
    """Return the usable rows, the preferred of each reporter first."""
    kept = flows["commodity"].eq(ALL) & flows["value_usd"].notna()
    kept &= flows["exporter"].isin(among) & flows["importer"].isin(among)
    rows = flows[kept].assign(
        _period=flows["period"].map(PERIODS.index),
        _basis=flows["basis"].map(BASES.index),
    )
    return rows.sort_values(["_period", "_basis"], kind="stable")


def _year(reports: pd.DataFrame, year: int | None) -> int:
    counts = reports["year"].value_counts()
    if year is None:
        return int(counts.index[counts == counts.max()].max())
    if year not in counts.index:
        known = ", ".join(str(one) for one in sorted(counts.index)) or "none"
        message = f"flows.csv holds no total between corridor countries for {year}; years: {known}"
        raise DataError(message)
    return year
