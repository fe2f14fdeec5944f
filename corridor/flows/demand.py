"""From trade between countries to tonnes between places of the network, step by step.

A figure of trade is the one that ``bilateral`` shows. Tonnes nobody weighed are its value
over the value of a tonne; a part of it, the share, runs on this network; and it begins and
ends at the gateways of the two countries. Every step keeps how firm its figure is and
whose it is. What lacks one of these is left out and named, never taken for zero.
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from corridor import bilateral, commodities
from corridor.bilateral import FLOW, FULL
from corridor.commodities import ALL
from corridor.declare import GRADES
from corridor.units import DAYS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from corridor.tables import Corridor

PAIR = ["exporter", "importer"]
# A shorter part of a year says too little of the whole, for trade has seasons.
LEAST_DAYS = 180
NOTHING_HERE = "its share that runs here is 0"
# The part of a total of which nobody says what goods it is of.
REST = "rest"
FIGURES = ["commodity", "value_usd", "tonnes", "value_grade", "tonnes_grade"]
# Which days of the year the figure is of; 365 where it is of a whole one.
COVERS = ["days", "from_date", "to_date"]
TRADE = ["year", *PAIR, *FIGURES, *COVERS, "source_id", "weight_source_id", "note"]
DEMAND = [*TRADE, "mode", "share", "share_grade", "share_source_id", "corridor_t", "corridor_usd"]
TRIPS = ["year", "mode", "origin", "destination", *PAIR, "tonnes", "value_usd"]

Row = dict[Any, Any]
Gates = dict[tuple[str, str | None, str | None], dict[str, float]]
Values = dict[tuple[str, str | None, str | None], Row]


class Left(NamedTuple):
    """Trade that could not be followed further, and why."""

    year: int
    exporter: str
    importer: str
    value_usd: float
    why: str


def trade(
    corridor: Corridor, flows: pd.DataFrame, years: Collection[int], commodity: str = ALL
) -> tuple[pd.DataFrame, list[Left]]:
    """Return the trade of some years between the countries of the corridor, weighed.

    Parameters
    ----------
    corridor
        Its ``countries`` are asked about and its ``unit_values`` weigh.
    flows
        ``schema.FLOWS``.
    years
        Which ones.
    commodity
        ``TOTAL``, an HS code or a group. A total that nobody weighed is taken apart into
        the groups that full years are given of, as far as they do not exceed it.

    Returns
    -------
    DataFrame
        Columns ``TRADE``: ``value_usd`` [US$/a] and ``tonnes`` [t/a], each with its grade,
        and ``days`` [d], how much of the year the figure is of, from which day to which.
        A part of ``LEAST_DAYS`` or more is scaled to the whole.
    list of Left
        What is left out: shorter parts of years, and what cannot be weighed.
    """
    among = corridor.countries.loc[corridor.countries["on_corridor"], "country"]
    given, units = flows[flows["year"].isin(years)], values(corridor.unit_values)
    parts = _parts(given, among) if commodity == ALL else {}
    rows, left = list[Row](), list[Left]()
    for row in _shown(given, among, commodity):
        days = _days(row)
        if days < LEAST_DAYS:
            left.append(_left(row, f"the figure covers {days:.0f} days"))
            continue
        those = parts.get(tuple(row[name] for name in FLOW), [])
        for one in _apart(_scaled(row, days), those, units):
            found = _weighed(one, units)
            rows.append(found)
            if math.isnan(found["tonnes"] + found["value_usd"]):
                left.append(_left(rows.pop(), "unit_values.csv has no value of a tonne for it"))
    table = pd.DataFrame(rows, columns=TRADE).astype({"value_usd": float, "tonnes": float})
    return table.sort_values(["year", *PAIR], kind="stable", ignore_index=True), left


def shared(weighed: pd.DataFrame, shares: pd.DataFrame) -> tuple[pd.DataFrame, list[Left]]:
    """Return what of the trade runs on the network, by mode.

    Parameters
    ----------
    weighed
        As ``trade`` returns it.
    shares
        ``schema.SHARES``.

    Returns
    -------
    DataFrame
        Columns ``DEMAND``: a row for each row of trade and mode, ``corridor_t`` [t/a] and
        ``corridor_usd`` [US$/a] being its share.
    list of Left
        Trade of pairs that have no share, or one of 0.
    """
    columns = [*PAIR, "mode", "share", "grade", "source_id"]
    named = {"grade": "share_grade", "source_id": "share_source_id"}
    table = weighed.merge(shares[columns].rename(columns=named), on=PAIR, how="left")
    lost = table["share"].isna()
    left = [_left(row, "shares.csv has no share for it") for row in table[lost].to_dict("records")]
    table = table[~lost]
    none = table.groupby(["year", *PAIR])["share"].transform("sum") == 0
    left += [_left(row, NOTHING_HERE) for row in table[none].to_dict("records")]
    table = table.assign(
        corridor_t=table["tonnes"] * table["share"],
        corridor_usd=table["value_usd"] * table["share"],
    )
    return table[DEMAND].reset_index(drop=True), left


def trips(demand: pd.DataFrame, gateways: pd.DataFrame) -> tuple[pd.DataFrame, list[Left]]:
    """Return the demand between gateways: each pair of them takes the product of its parts.

    Returns
    -------
    DataFrame
        Columns ``TRIPS``: ``tonnes`` [t/a] and ``value_usd`` [US$/a] from ``origin`` to
        ``destination``; none of 0 t.
    list of Left
        Demand of countries that have no gateway.
    """
    keys = ["year", "mode", *PAIR]
    sums = demand.groupby(keys, as_index=False, sort=True)[["corridor_t", "corridor_usd"]].sum()
    of, rows, left = gates(gateways), [], list[Left]()
    for year, mode, exporter, importer, tonnes, usd in sums.itertuples(index=False):
        starts = gate(of, exporter, importer, mode)
        ends = gate(of, importer, exporter, mode)
        for country, found in ((exporter, starts), (importer, ends)):
            if not found:
                why = f"gateways.csv has no node of {country} for it"
                left.append(Left(year, exporter, importer, usd, why))
        rows += [
            (year, mode, start, end, exporter, importer, *(one * p * q for one in (tonnes, usd)))
            for start, p in starts.items()
            for end, q in ends.items()
            if tonnes * p * q > 0
        ]
    return pd.DataFrame(rows, columns=TRIPS), left


def gates(gateways: pd.DataFrame) -> Gates:
    """Return the gateways of each country, partner and mode, and the part each takes."""
    found: Gates = {}
    columns = ("country", "partner", "mode", "node_id", "part")
    for country, partner, mode, node, part in zip(
        *(_plain(gateways[name]) for name in columns), strict=True
    ):
        found.setdefault((country, partner, mode), {})[node] = part
    return found


def gate(of: Gates, country: str, partner: str, mode: str) -> dict[str, float]:
    """Return the gateways of a country's trade with a partner by a mode, and their parts.

    The most specific rows hold: partner and mode, then partner, then mode, then neither.
    """
    for key in product((country,), (partner, None), (mode, None)):
        if key in of:
            return of[key]
    return {}


def unit_value(of: Values, commodity: str, pair: tuple[str, str]) -> Row | None:
    """Return the row of ``unit_values`` that holds for goods of a pair.

    The goods themselves before a total, then both countries, one of them, neither.
    """
    goods = dict.fromkeys((commodity, commodities.group(commodity), ALL))
    exporter, importer = pair
    for key in product(goods, (exporter, None), (importer, None)):
        if key in of:
            return of[key]
    return None


def values(unit_values: pd.DataFrame) -> Values:
    """Return the rows of ``unit_values`` by goods, exporter and importer."""
    keys = zip(*(_plain(unit_values[name]) for name in ("commodity", *PAIR)), strict=True)
    return dict(zip(keys, unit_values.to_dict("records"), strict=True))


def firmness(*grades: str) -> str:
    """Return the least firm of some grades."""
    return max(grades, key=GRADES.index)


def _shown(flows: pd.DataFrame, among: Collection[str], commodity: str) -> Iterator[Row]:
    """Yield the figure of each pair and year that says most of a whole one, by value or weight."""
    given = bilateral.reports(flows, among, commodity, None)
    valued = given["value_usd"].notna().sort_values(ascending=False, kind="stable")
    for _, reports in given.loc[valued.index].groupby(FLOW, sort=False):
        row = _long(reports.to_dict("records"))
        yield row | {"value_grade": row["grade"]}


def _long(reports: list[Row]) -> Row:
    """Return the first figure of ``LEAST_DAYS`` or more, the very first if there is none.

    One that would make less of a year than stands in a shorter time before it is none.
    """
    most_usd = 0.0
    for row in reports:
        days = _days(row)
        if days >= LEAST_DAYS and not row["value_usd"] * DAYS_PER_YEAR / days < most_usd:
            return row
        most_usd = max(most_usd, row["value_usd"])
    return reports[0]


def _parts(flows: pd.DataFrame, among: Collection[str]) -> dict[tuple[Any, ...], list[Row]]:
    """Return the groups of goods that full years are given of, by pair and year."""
    full = flows[flows["period"].isin(FULL)]
    parts: dict[tuple[Any, ...], list[Row]] = {}
    for group in dict.fromkeys(map(commodities.group, full["commodity"])):
        for row in _shown(full, among, group) if group in commodities.GROUPS else ():
            parts.setdefault(tuple(row[name] for name in FLOW), []).append(
                _scaled(row, DAYS_PER_YEAR)
            )
    return parts


def _plain(column: pd.Series) -> list[Any]:
    """Return the cells, None where missing."""
    return [None if pd.isna(cell) else cell for cell in column.tolist()]


def _days(row: Row) -> float:
    """Return how many days of a year a figure covers; of one that does not say, all."""
    if row["period"] != "part":
        return DAYS_PER_YEAR
    return float((row["to_date"] - row["from_date"]).days + 1)


def _scaled(row: Row, days: float) -> Row:
    """Return a figure of some days as one of a year."""
    note: str | None = None if pd.isna(row["note"]) else row["note"]
    found = row | {"tonnes_grade": row["value_grade"], "weight_source_id": row["source_id"]}
    if days >= DAYS_PER_YEAR:
        return found | {"note": note, "days": DAYS_PER_YEAR}
    factor = DAYS_PER_YEAR / days
    told = f"{days:.0f} days scaled to a year"
    return found | {
        "days": days,
        "value_usd": row["value_usd"] * factor,
        "tonnes": row["tonnes"] * factor,
        "value_grade": firmness(row["value_grade"], "derived"),
        "tonnes_grade": firmness(row["value_grade"], "derived"),
        "note": f"{told}; {note}" if note else told,
    }


def _apart(whole: Row, parts: list[Row], units: Values) -> list[Row]:
    """Return a total as its parts and the rest, or whole where they exceed it."""
    if not pd.isna(whole["tonnes"]) or pd.isna(whole["value_usd"]):
        return [whole]
    weighed = [_weighed(part, units) for part in parts]
    known = [part for part in weighed if not math.isnan(part["tonnes"] + part["value_usd"])]
    rest = whole["value_usd"] - sum(part["value_usd"] for part in known)
    if not known or rest < 0:
        return [whole]
    return [*known, whole | {"commodity": REST, "value_usd": rest}]


def _weighed(row: Row, units: Values) -> Row:
    """Return a figure with both value and tonnes; missing where no unit value holds."""
    lost = [name for name in ("value_usd", "tonnes") if pd.isna(row[name])]
    if not lost:
        return row
    goods = ALL if row["commodity"] == REST else row["commodity"]
    unit = unit_value(units, goods, (row["exporter"], row["importer"]))
    if unit is None or len(lost) > 1:
        return row | dict.fromkeys(lost, math.nan)
    grade = firmness(unit["grade"], "derived")
    if lost == ["tonnes"]:
        tonnes = row["value_usd"] / unit["usd_t"]
        return row | {
            "tonnes": tonnes,
            "tonnes_grade": grade,
            "weight_source_id": unit["source_id"],
        }
    value = row["tonnes"] * unit["usd_t"]
    return row | {"value_usd": value, "value_grade": grade}


def _left(row: Row, why: str) -> Left:
    return Left(row["year"], row["exporter"], row["importer"], row["value_usd"], why)
