"""Bilateral trade: which of the reported figures is shown, and what stands beside it.

One rule picks it, for tables, map and picture alike (``RULE``). What offices and banks
counted or officials said goes before anybody else's word; then a full year before a part of
one; goods counted by customs before an official's word, and that before payments through
banks; the importer's report, who counts what arrives and of which origin, before the
exporter's, and that before one reconciled by a third; a calendar year before another twelve
months; the firmer grade; the longer part of a year; and of what is still alike the row that
stands first. Payments that make less in a year than customs or an official had in a part of
it are no full year: they missed goods, and stand behind that part. A pair nobody reported
has no row: no data is not zero. These are totals over all routes and modes, not traffic of
the corridor.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

import pandas as pd

from corridor import commodities
from corridor.commodities import ALL
from corridor.declare import GRADES
from corridor.errors import DataError

Measure = Literal["value_usd", "tonnes"]

RULE = (
    ("basis", {"customs": 0, "statement": 0, "payments": 0, "press": 1}),
    ("whole", {"calendar": 0, "fiscal": 0, "part": 1, "unstated": 2}),
    ("basis", {"customs": 0, "statement": 1, "payments": 2, "press": 3}),
    ("reporter", {"importer": 0, "exporter": 1, "reconciled": 2}),
    ("period", {"calendar": 0, "fiscal": 1, "part": 2, "unstated": 3}),
    ("grade", {grade: place for place, grade in enumerate(GRADES)}),
)
FLOW = ["exporter", "importer", "year"]
FULL = ("calendar", "fiscal")
# What makes one report: its rows are of different commodities and can be added up.
SPAN = ["period", "from_date", "to_date"]
REPORT = [*FLOW, *SPAN, "reporter", "basis", "source_id"]
SHOWN = ["tonnes", *SPAN, "basis", "grade", "source_id", "note"]


def reports(
    flows: pd.DataFrame,
    among: Collection[str],
    commodity: str = ALL,
    measure: Measure | None = "value_usd",
) -> pd.DataFrame:
    """Return the figures of a commodity between the countries ``among``, best first.

    Parameters
    ----------
    flows
        ``schema.FLOWS``.
    among
        ISO codes of countries; rows with another one are left out.
    commodity
        ``TOTAL``, an HS code or a group of ``commodities.GROUPS``. Parts of it that one
        report gives are added; ``codes`` says which they are.
    measure
        Rows without this one are left out: value [US$] or net weight [t]; None keeps
        rows with either.

    Returns
    -------
    DataFrame
        The columns of ``schema.FLOWS``, in the order of ``RULE``, and ``codes``.
    """
    return each_reports(flows, among, [commodity], measure)[commodity]


def each_reports(
    flows: pd.DataFrame, among: Collection[str], goods: Sequence[str], measure: Measure | None
) -> dict[str, pd.DataFrame]:
    """Return for each of several commodities what ``reports`` gives; put in order once."""
    kept = flows[["value_usd", "tonnes"] if measure is None else [measure]].notna().any(axis=1)
    kept &= flows["exporter"].isin(among) & flows["importer"].isin(among)
    rows, codes = flows[kept], set(flows["commodity"])
    within = {one: [code for code in codes if commodities.within(code, one)] for one in goods}
    added = [_added(rows[rows["commodity"].isin(within[one])], one) for one in goods]
    ordered = in_order(pd.concat([some for some in added if len(some)] or added[:1]))
    return {one: ordered[ordered["commodity"] == one] for one in goods}


def _added(rows: pd.DataFrame, commodity: str) -> pd.DataFrame:
    """Return the rows of each report added up to one, if it gives several."""
    rows = rows.assign(codes=rows["commodity"], commodity=commodity)
    several = rows.duplicated(REPORT, keep=False)
    sums = [_sum(report) for _, report in rows[several].groupby(REPORT, dropna=False, sort=False)]
    return pd.concat([rows[~several], *sums]).sort_index(kind="stable") if sums else rows


def _sum(report: pd.DataFrame) -> pd.DataFrame:
    """Return one row: what a report gives for the outermost of its codes, added."""
    held = report[report["codes"].isin(commodities.outermost(report["codes"]))]
    if len(held) == 1:
        return held
    sums = {name: held[name].sum(min_count=len(held)) for name in ("value_usd", "tonnes")}
    codes = ", ".join(sorted(held["codes"]))
    return held.iloc[:1].assign(**sums, codes=codes, grade="derived", weighed_usd=float("nan"))


def in_order(rows: pd.DataFrame, flow: Sequence[str] = (*FLOW, "commodity")) -> pd.DataFrame:
    """Return figures, rows of ``schema.FLOWS``, in the order of ``RULE``, the best first.

    ``flow`` names the columns that figures share which are of one thing.
    """
    ranked = rows.assign(whole=_whole(rows, list(flow)))
    places = {f"_{number}": ranked[name].map(order) for number, (name, order) in enumerate(RULE)}
    places["_days"] = (rows["from_date"] - rows["to_date"]).fillna(pd.Timedelta(0))
    return rows.assign(**places).sort_values(list(places), kind="stable").drop(columns=[*places])


def _whole(rows: pd.DataFrame, flow: list[str]) -> pd.Series:
    """Return the period of each figure; payments below a part of their year are a part too."""
    counted = rows["basis"].isin(["customs", "statement"]) & (rows["period"] == "part")
    parts = rows["value_usd"].where(counted).groupby([rows[name] for name in flow]).transform("max")
    partial = (rows["basis"] == "payments") & (rows["value_usd"] < parts)
    return rows["period"].mask(partial & rows["period"].isin(FULL), "part")


def stated(turnovers: pd.DataFrame) -> pd.DataFrame:
    """Return what was stated of both directions together, that of a pair and year best first.

    ``turnovers`` is as ``schema.TURNOVERS``. The order is that of ``RULE`` but for the
    reporter, who is a country here and of equal worth.
    """
    return in_order(turnovers, ["country_a", "country_b", "year"])


def chosen_year(given: pd.DataFrame, year: int | None) -> int:
    """Return ``year``, or else the one with most of the pairs ``given``, the latest of these.

    Raises
    ------
    DataError
        If a year is asked for in which nobody reported.
    """
    counts = given.drop_duplicates(FLOW)["year"].value_counts()
    if year is None:
        return int(counts.index[counts == counts.max()].max())
    if year not in counts.index:
        known = ", ".join(str(one) for one in sorted(counts.index)) or "none"
        message = f"flows.csv holds no total between corridor countries for {year}; years: {known}"
        raise DataError(message)
    return year


def figures(given: pd.DataFrame, measure: Measure = "value_usd") -> pd.DataFrame:
    """Return the figure shown of each exporter, importer and year of the ``given`` reports.

    Parameters
    ----------
    given
        As ``reports`` gives them, best first.
    measure
        What ``ratio`` compares.

    Returns
    -------
    DataFrame
        ``exporter``, ``importer``, ``year``, ``value_usd`` [US$], whose report it is
        (``of``), the rest of ``SHOWN``, how many other figures there are (``others``),
        and ``ratio``: the importer's best figure over the exporter's, missing unless
        both are given for the same time and the latter is above zero.
    """
    best = given.drop_duplicates(FLOW).rename(columns={"reporter": "of"})
    others = given.groupby(FLOW).size().sub(1).rename("others").reset_index()
    ratios = mirrored(given, measure)[[*FLOW, "ratio"]]
    table = best[[*FLOW, "value_usd", "of", *SHOWN]].merge(others, on=FLOW)
    return table.merge(ratios, on=FLOW, how="left").sort_values(FLOW, ignore_index=True)


def told(given: pd.DataFrame) -> pd.DataFrame:
    """Return all of the ``given`` reports, those of a flow and year together, best first.

    Returns
    -------
    DataFrame
        The columns of ``reports`` and ``shown``: whether it is the one shown.
    """
    marked = given.assign(shown=~given.duplicated(FLOW))
    return marked.sort_values(FLOW, kind="stable", ignore_index=True)


def mirrored(given: pd.DataFrame, measure: Measure = "value_usd") -> pd.DataFrame:
    """Return each flow that both sides reported for the same time, one beside the other.

    Of several such pairs of figures for one flow and year, the one whose worse figure
    stands highest in ``given``.

    Returns
    -------
    DataFrame
        ``exporter``, ``importer``, ``year``, ``period``, ``from_date``, ``to_date``; of
        each side, as ``exporter_…`` and ``importer_…``, the measure, ``basis``, ``grade``,
        ``source_id`` and ``note``; ``ratio``, the importer's figure over the exporter's,
        missing where that is zero.
    """
    dated = given[given["period"] != "unstated"]
    exporter, importer = (_side(dated, side, measure) for side in ("exporter", "importer"))
    both = exporter.merge(importer, on=[*FLOW, *SPAN])
    places = both[["exporter_place", "importer_place"]]
    ranks = both.assign(worse=places.max(axis=1), better=places.min(axis=1))
    best = ranks.sort_values(["worse", "better"]).drop_duplicates(FLOW).sort_values(FLOW)
    sent = best[f"exporter_{measure}"]
    ratio = best[f"importer_{measure}"] / sent.where(sent > 0)
    rows = best.assign(ratio=ratio).drop(columns=[*places.columns, "worse", "better"])
    return rows.reset_index(drop=True)


def _side(given: pd.DataFrame, side: str, measure: Measure) -> pd.DataFrame:
    """Return the reports of one side, columns named by it, with their place among ``given``."""
    placed = given.assign(place=range(len(given)))
    told = [measure, "basis", "grade", "source_id", "note", "place"]
    rows = placed.loc[placed["reporter"] == side, [*FLOW, *SPAN, *told]]
    return rows.rename(columns={name: f"{side}_{name}" for name in told})
