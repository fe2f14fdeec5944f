"""Bilateral trade of one year: which of the reported figures is shown for a pair.

A figure is the importer's report if there is one, else the exporter's. A pair nobody
reported has no row: no data is not zero. These are totals over all routes and modes, not
traffic of the corridor.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from corridor.errors import DataError

ALL = "TOTAL"
# Where one reporter gives several figures for a year, the first of these is shown.
PERIODS = ("calendar", "fiscal")
BASES = ("customs", "payments", "press")


def reports(flows: pd.DataFrame, among: Collection[str]) -> pd.DataFrame:
    """Return the totals [US$] between the countries ``among``, the preferred of a reporter first.

    ``flows`` is ``schema.FLOWS``; rows without a value, or of one commodity, are left out.
    """
    kept = flows["commodity"].eq(ALL) & flows["value_usd"].notna()
    kept &= flows["exporter"].isin(among) & flows["importer"].isin(among)
    rows = flows[kept].assign(
        _period=flows["period"].map(PERIODS.index),
        _basis=flows["basis"].map(BASES.index),
    )
    return rows.sort_values(["_period", "_basis"], kind="stable")


def chosen_year(given: pd.DataFrame, year: int | None) -> int:
    """Return ``year``, or else the one with most of the ``given`` reports, the latest of these.

    Raises
    ------
    DataError
        If a year is asked for in which nobody reported.
    """
    counts = given["year"].value_counts()
    if year is None:
        return int(counts.index[counts == counts.max()].max())
    if year not in counts.index:
        known = ", ".join(str(one) for one in sorted(counts.index)) or "none"
        message = f"flows.csv holds no total between corridor countries for {year}; years: {known}"
        raise DataError(message)
    return year


def figures(given: pd.DataFrame) -> pd.DataFrame:
    """Return one row per exporter and importer of the ``given`` reports of one year.

    Returns
    -------
    DataFrame
        ``exporter``, ``importer``, ``value_usd`` [US$] and whose report it is (``of``);
        ``ratio`` is the importer's figure over the exporter's where both are given and
        the latter is not zero, else missing.
    """
    best = given.drop_duplicates(["exporter", "importer", "reporter"])
    keys = ["exporter", "importer", "reporter"]
    by_reporter = best.set_index(keys)["value_usd"].unstack("reporter")  # noqa: PD010 - one each
    both = by_reporter.reindex(columns=["importer", "exporter"])
    ratio = both["importer"] / both["exporter"].where(both["exporter"] > 0)
    return pd.DataFrame(
        {
            "value_usd": both["importer"].fillna(both["exporter"]),
            "of": both["importer"].notna().map({True: "importer", False: "exporter"}),
            "ratio": ratio,
        }
    ).reset_index()
