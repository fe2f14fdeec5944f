"""The panel of bilateral trade: mirror figures, balances, coverage, and what goods it is of.

Each takes ``schema.FLOWS`` and the countries asked about, and returns one plain table. What
is shown of several figures is decided in ``bilateral`` alone; nothing here reads a file or
fills a gap.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import permutations

import pandas as pd

from corridor import bilateral, commodities
from corridor.bilateral import FLOW, FULL, SPAN, Measure
from corridor.commodities import ALL

# What the goods of a total nobody broke down are called.
REST = "not broken down"
# What a figure of a balance rests on.
TOLD = ("basis", "period")
BALANCE = ["country", "partner", "year", "exports_usd", "imports_usd", "balance_usd"]
BALANCE += ["turnover_usd", "full_year"]
BALANCE += [f"{way}_{name}" for way in ("exports", "imports") for name in TOLD]


def mirror(flows: pd.DataFrame, among: Collection[str], commodity: str = ALL) -> pd.DataFrame:
    """Return exporter's and importer's figure of each flow both reported for the same time.

    Returns
    -------
    DataFrame
        As ``bilateral.mirrored``: values [US$], their ratio, basis and source of each.
    """
    return bilateral.mirrored(bilateral.reports(flows, among, commodity))


def balance(flows: pd.DataFrame, among: Collection[str], commodity: str = ALL) -> pd.DataFrame:
    """Return exports, imports and their difference of each pair of countries and year.

    Returns
    -------
    DataFrame
        ``country``, ``partner``, ``year``; ``exports_usd``, ``imports_usd``,
        ``balance_usd`` (exports less imports) and ``turnover_usd`` (both added) [US$];
        ``full_year``: whether both figures are of twelve months; ``exports_basis``,
        ``exports_period`` and the same of imports, for a payment of a fiscal year beside
        goods that customs counted is another thing. Two rows a pair, one seen from each
        side. A sum of which a part is missing is missing.
    """
    shown = bilateral.figures(bilateral.reports(flows, among, commodity))
    names = {"exporter": "country", "importer": "partner"}
    swapped = dict(zip(names, reversed(names.values()), strict=True))
    out, back = (
        shown[[*FLOW, *held]].rename(columns={**ends, **held})
        for ends, way in ((names, "exports"), (swapped, "imports"))
        for held in [{"value_usd": f"{way}_usd"} | {name: f"{way}_{name}" for name in TOLD}]
    )
    table = out.merge(back, on=[*names.values(), "year"], how="outer")
    table = table.assign(
        balance_usd=table["exports_usd"] - table["imports_usd"],
        turnover_usd=table["exports_usd"] + table["imports_usd"],
        full_year=table["exports_period"].isin(FULL) & table["imports_period"].isin(FULL),
    )
    return table.sort_values([*names.values(), "year"], ignore_index=True)[BALANCE]


def coverage(flows: pd.DataFrame, among: Sequence[str], years: Sequence[int]) -> pd.DataFrame:
    """Return what there is for each exporter, importer and year, and what there is not.

    Returns
    -------
    DataFrame
        ``exporter``, ``importer``, ``year``; ``reports``: how many figures of the total;
        ``sides``: both, exporter, importer, reconciled, or missing where nobody reported;
        ``basis``, ``period`` and ``grade`` of the figure shown; ``codes``: of how many
        commodities there are figures. One row for each ordered pair and each year.
    """
    pairs = [(*pair, year) for pair in permutations(among, 2) for year in years]
    table = pd.DataFrame(pairs, columns=FLOW)
    given = bilateral.reports(flows, among)
    shown = bilateral.figures(given)[[*FLOW, "basis", "period", "grade"]]
    by_flow = given.groupby(FLOW)["reporter"]
    told = by_flow.agg(["size", _sides]).set_axis(["reports", "sides"], axis=1).reset_index()
    goods = flows[flows["commodity"] != ALL].groupby(FLOW)["commodity"].nunique()
    for known in (told, shown, goods.rename("codes").reset_index()):
        table = table.merge(known, on=FLOW, how="left")
    counts = {name: table[name].fillna(0).astype(int) for name in ("reports", "codes")}
    order = [*FLOW, "reports", "sides", "basis", "period", "grade", "codes"]
    return table.assign(**counts)[order]


def _sides(reporters: pd.Series) -> str:
    """Return whose reports there are, in a word."""
    told = set(reporters)
    return "both" if {"exporter", "importer"} <= told else min(told, key=_place)


def _place(reporter: str) -> int:
    return ("importer", "exporter", "reconciled").index(reporter)


def by_group(
    flows: pd.DataFrame, among: Collection[str], measure: Measure = "value_usd"
) -> pd.DataFrame:
    """Return what is shown of each flow and year, by group of commodities.

    Goods are of the best report that names any for the time of the total shown, else of a
    full year where the total is of one too, or of any time where there is no total. What
    they leave of the total is ``REST``. Goods of another report than the total are no part
    of it if they make more, and are left out then.

    Returns
    -------
    DataFrame
        ``exporter``, ``importer``, ``year``, ``group`` (``commodities.GROUPS``, 'mixed' or
        ``REST``), the measure, ``full_year``: whether the figure is of twelve months, and
        ``own``: whether the total is of the same report, or there is none.
    """
    totals = bilateral.figures(bilateral.reports(flows, among, measure=measure), measure)
    groups = _groups(_best_reports(_goods(flows, among, totals, measure)), measure)
    sums = groups.groupby(FLOW)[measure].sum().rename("named").reset_index()
    whole = totals[[*FLOW, measure]].rename(columns={measure: "whole"})
    groups = groups.merge(sums, on=FLOW).merge(whole, on=FLOW, how="left")
    groups = groups[groups["own"] | ~(groups["named"] > groups.pop("whole"))]
    left = totals[[*FLOW, "period", measure]].merge(
        groups[[*FLOW, "named"]].drop_duplicates(), on=FLOW, how="left"
    )
    left[measure] -= left.pop("named").fillna(0)
    rest = left[left[measure] > 0].assign(group=REST, own=True)
    found = pd.concat([groups.drop(columns="named"), rest])
    found = found.assign(full_year=found.pop("period").isin(FULL))
    return found.sort_values([*FLOW, "group"], ignore_index=True)


def unvalued(flows: pd.DataFrame, among: Collection[str]) -> pd.DataFrame:
    """Return ``exporter, importer, year, group`` of goods that were weighed but never valued."""
    goods = flows[(flows["commodity"] != ALL) & flows["exporter"].isin(among)]
    goods = goods[goods["importer"].isin(among)]
    groups = goods.assign(group=goods["commodity"].map(commodities.group))
    known = groups.groupby([*FLOW, "group"])["value_usd"].count()
    return known[known == 0].reset_index()[[*FLOW, "group"]]


def _goods(
    flows: pd.DataFrame, among: Collection[str], totals: pd.DataFrame, measure: Measure
) -> pd.DataFrame:
    """Return the figures of goods that can stand beside the totals, and whose ``own`` they are."""
    goods = flows[(flows["commodity"] != ALL) & flows[measure].notna()]
    goods = goods[goods["exporter"].isin(among) & goods["importer"].isin(among)]
    shown = totals[[*FLOW, *SPAN, "of", "basis", "source_id"]]
    goods = goods.merge(shown, on=FLOW, how="left", suffixes=("", "_total"))
    spans = [goods[name].eq(goods[f"{name}_total"]) | goods[name].isna() for name in SPAN]
    alone = goods["period_total"].isna()
    timely = alone | (spans[0] & spans[1] & spans[2])
    whole = goods["period"].isin(FULL) & goods["period_total"].isin(FULL)
    has_timely = timely.groupby([goods[name] for name in FLOW]).transform("any")
    same = goods["reporter"].eq(goods["of"]) & goods["source_id"].eq(goods["source_id_total"])
    rows = goods.assign(own=alone | (timely & same & goods["basis"].eq(goods["basis_total"])))
    return rows[timely | (whole & ~has_timely)]


def _best_reports(goods: pd.DataFrame) -> pd.DataFrame:
    """Return of each flow and year the rows of the report that stands first by the rule."""
    ranked = bilateral.in_order(goods)
    first = ranked.drop_duplicates(FLOW)[bilateral.REPORT]
    return ranked.merge(first, on=bilateral.REPORT)


def _groups(reports: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Return the goods of each report added up by group, without counting any twice."""
    codes = reports.groupby(FLOW)["commodity"].transform(
        lambda held: held.isin(commodities.outermost(held))
    )
    rows = reports[codes.astype(bool)]
    groups = rows["commodity"].map(commodities.group).rename("group")
    by = [*(rows[name] for name in [*FLOW, "period", "own"]), groups]
    return rows.groupby(by)[measure].sum().reset_index()
