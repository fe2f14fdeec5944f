"""What to know before using the figures of an assignment: what is assumed, scaled, left out.

It reads what the assignment holds, and changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor import network
from corridor.declare import GRADES
from corridor.flows import rules
from corridor.flows.demand import PAIR
from corridor.units import DAYS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor.flows.assignment import Assignment

PAIRS_NAMED = 6


def notes(found: Assignment) -> Iterator[str]:
    """Yield what to know of an assignment, most important first."""
    yield (
        "Loads are trade between the countries of the corridor, as far as its share runs on "
        "this network: no transit of others, no traffic inside a country."
    )
    yield from _shares(found)
    yield from _weights(found)
    yield from _scaled(found)
    yield from _left(found)
    yield from _unequal(found)
    yield from _unserved(found)
    for year, balance_ in found.loads.gaps.items():
        reached = "reached" if balance_.gap <= rules.GAP else "NOT reached"
        yield (
            f"Capacity, {year}: relative gap {balance_.gap:.1e} after {balance_.rounds} rounds; "
            f"{rules.GAP:g} {reached}. Only crossings of a known capacity delay anybody."
        )
    if found.plan.as_of is None:
        yield from _closed(found)
    else:
        yield from network.beyond(found.corridor.closures, found.plan.as_of)


def _shares(found: Assignment) -> Iterator[str]:
    """Warn of shares that rest on nothing but an assumption."""
    whole = found.demand.groupby([*PAIR, "share_grade", "share_source_id"], as_index=False)
    sums = pd.DataFrame(whole["corridor_t"].sum()).sort_values("corridor_t", ascending=False)
    total = sums["corridor_t"].sum()
    assumed = sums[(sums["share_grade"] == "assumed") & (sums["corridor_t"] > 0)]
    if assumed.empty or total <= 0:
        return
    part = assumed["corridor_t"].sum() / total
    named = dict.fromkeys(f"{row.exporter}-{row.importer}" for row in assumed.itertuples())
    shown = ", ".join(list(named)[:PAIRS_NAMED])
    more = f" and {len(named) - PAIRS_NAMED} more" if len(named) > PAIRS_NAMED else ""
    yield (
        f"WARNING: {part:.0%} of the tonnes rest on an assumed share of the trade that runs "
        f"here ({shown}{more}): no count says it. Set your own with --share."
    )


def _weights(found: Assignment) -> Iterator[str]:
    sums = found.demand.groupby("tonnes_grade")["corridor_t"].sum().reindex(list(GRADES)).dropna()
    total = sums.sum()
    if total > 0:
        parts = ", ".join(f"{one / total:.0%} {grade}" for grade, one in sums.items() if one > 0)
        yield (
            f"Tonnes by how firm their weight is: {parts}; what nobody weighed is its value "
            "over that of a tonne."
        )


def _scaled(found: Assignment) -> Iterator[str]:
    """Name the pairs of which only a part of a year is known, and what was shut in the rest."""
    table = found.pairs.drop_duplicates(["year", *PAIR])
    parts = table[table["days"] < DAYS_PER_YEAR]
    for year, rows in parts.groupby("year"):
        told = [
            f"{row.exporter}-{row.importer} from {row.days:.0f} days "
            f"({row.from_date:%d %b %Y} - {row.to_date:%d %b %Y})"
            for row in rows.itertuples()
        ]
        yield (
            f"Scaled to a year of {DAYS_PER_YEAR:.0f} days, {year}: {', '.join(told)}; as if trade "
            "of the other days were alike."
        )
    beside: dict[tuple[int, str], list[str]] = {}
    for row in parts.to_dict("records"):
        if shut := _shut_beside(found, row):
            pair = f"{row['exporter']}-{row['importer']}"
            beside.setdefault((row["year"], ", ".join(shut)), []).append(pair)
    for (year, names), told in beside.items():
        yield (
            f"WARNING: {', '.join(told)}, {year}: scaled over days on which the record has {names} "
            "closed; trade of the year was less than that."
        )


def _shut_beside(found: Assignment, row: dict[Any, Any]) -> list[str]:
    """Return the loaded crossings on a pair's way that were shut on days its figure is not of."""
    closures = found.corridor.closures
    first, last = row["from_date"], row["to_date"]
    within = first.year == last.year
    start = first.replace(month=1, day=1) if within else first
    end = start + pd.DateOffset(years=1) - pd.Timedelta(days=1)
    until = closures["to_date"].fillna(closures["confirmed"]).fillna(closures["from_date"])
    beside = (closures["from_date"] < first) & (until >= start)
    beside |= (closures["from_date"] <= end) & (until > last)
    rows = closures[beside & (closures["kind"] == "closed")]
    names = _on_the_way(found, row)
    return [names[key] for key in dict.fromkeys(rows["what"]) if key in names]


def _on_the_way(found: Assignment, row: dict[Any, Any]) -> dict[str, str]:
    """Return id and name of the loaded crossings between two countries of the corridor."""
    place = {country: at for at, country in enumerate(found.corridor.countries["country"])}
    country = dict(
        zip(*(found.corridor.nodes[name] for name in ("node_id", "country")), strict=True)
    )
    links = found.links[(found.links["kind"] == "crossing") & (found.links["year"] == row["year"])]
    loaded = found.corridor.crossings[found.corridor.crossings["crossing_id"].isin(links["id"])]
    low, high = sorted(place[row[name]] for name in PAIR)
    columns = (loaded[name] for name in ("crossing_id", "name", "node_a", "node_b"))
    return {
        key: name
        for key, name, *nodes in zip(*columns, strict=True)
        if all(low <= place.get(country[node], -1) <= high for node in nodes)
    }


def _left(found: Assignment) -> Iterator[str]:
    by_reason: dict[tuple[int, str], list[str]] = {}
    for one in found.left:
        by_reason.setdefault((one.year, one.why), []).append(f"{one.exporter}-{one.importer}")
    for (year, why), pairs_ in by_reason.items():
        yield f"Not assigned, {year}: {', '.join(dict.fromkeys(pairs_))}: {why}."


def _unequal(found: Assignment) -> Iterator[str]:
    """Warn where a fall from year to year may be a pair that one year lacks."""
    known = {
        year: set(rows[PAIR].itertuples(index=False, name=None))
        for year, rows in found.demand.groupby("year")
    }
    every = set[tuple[str, str]]().union(*known.values())
    lacking = [str(year) for year in found.years if known.get(year, set()) != every]
    if len(found.years) > 1 and lacking:
        yield (
            f"WARNING: The years do not know the same pairs; {', '.join(lacking)} lack some. "
            "A fall from year to year may be only that."
        )


def _unserved(found: Assignment) -> Iterator[str]:
    keys = ["year", *PAIR, "mode"]
    sums = found.unserved.groupby(keys, as_index=False)[["tonnes", "value_usd"]].sum()
    for year, of_year in sums.groupby("year"):
        told = [
            f"{row.exporter}-{row.importer} by {row.mode} {row.tonnes:,.0f} t"
            for row in of_year.itertuples()
        ]
        when = f" on {found.plan.as_of}" if found.plan.as_of else ""
        yield f"No path{when}, {year}: {', '.join(told)}."


def _closed(found: Assignment) -> Iterator[str]:
    """Name the crossings that carry something and are recorded closed."""
    rows = found.corridor.crossings
    closed = rows[rows["status"] == "closed"]
    used = set(found.links.loc[found.links["kind"] == "crossing", "id"])
    shut = closed.loc[closed["crossing_id"].isin(used), "name"].tolist()
    if shut:
        yield (
            f"Recorded closed, and loaded all the same: {', '.join(shut)}. With --as-of DATE the "
            "closures of that day apply."
        )
