"""What an assignment says: loads of segments and crossings, the counts beside them, notes.

Every table is a sum over the loads of links; nothing here chooses a path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.declare import GRADES
from corridor.flows import rules
from corridor.flows.demand import PAIR
from corridor.units import DAYS_PER_YEAR, PERCENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor.flows.assignment import Assignment
    from corridor.flows.rules import Loads
    from corridor.tables import Corridor

ENDS = ["from_node", "to_node"]
SEGMENTS = [
    *("segment_id", "direction", "year", "tonnes", "value_usd", "vehicles", "tonne_km"),
    *("mode", "country", "from_name", "to_name", "length_km"),
]
CROSSINGS = [
    *("crossing_id", "name", "mode", "year", "tonnes_ab", "tonnes_ba", "value_usd"),
    *("vehicles_ab", "vehicles_ba", "counted_per_day", "capacity_per_day", "use_pct"),
]
COUNTS = [
    *("count_id", "crossing", "direction", "period", "unit", "counted_per_day"),
    *("model_year", "model_per_day", "ratio", "remark", "grade", "source_id", "note"),
]
PAIRS = [
    *("year", *PAIR, "value_usd", "tonnes", "value_grade", "tonnes_grade", "mode", "share"),
    *("share_grade", "corridor_t", "corridor_usd", "source_id", "weight_source_id"),
    *("share_source_id", "note"),
]
UNITS = {"trucks": "road", "wagons": "rail", "trains": "rail"}
PAIRS_NAMED = 6


def on_links(links: pd.DataFrame, loads: Loads) -> pd.DataFrame:
    """Return the loaded links of each year: the columns that say which, and what passes."""
    kept = ["link_id", "kind", "id", "direction", *ENDS, "mode", "country", "distance_km", "time_h"]
    frames = []
    for year in sorted(loads.by_year):
        tonnes, usd = loads.by_year[year]
        frame = links[kept].assign(year=year, tonnes=tonnes, value_usd=usd)
        frames.append(frame[frame["tonnes"] > 0])
    if not frames:
        return links[kept].iloc[:0].assign(year=0, tonnes=0.0, value_usd=0.0)
    return pd.concat(frames, ignore_index=True)


def segments(corridor: Corridor, links: pd.DataFrame) -> pd.DataFrame:
    """Return the loads of each segment, direction and year.

    Returns
    -------
    DataFrame
        ``tonnes`` [t/a], ``value_usd`` [US$/a], ``vehicles`` (loaded trucks or wagons a
        year) and ``tonne_km`` [tkm/a]; only segments that carry something.
    """
    name = _names(corridor.nodes, "node_id")
    rows = links[links["kind"] == "segment"]
    loaded = rows["tonnes"] / rules.load_t(rows["mode"], corridor.parameters)
    table = rows.assign(
        segment_id=rows["id"],
        vehicles=loaded,
        tonne_km=rows["tonnes"] * rows["distance_km"],
        length_km=rows["distance_km"],
        from_name=rows["from_node"].map(name),
        to_name=rows["to_node"].map(name),
    )
    order = ["year", "segment_id", "direction"]
    return table[SEGMENTS].sort_values(order, ignore_index=True)


def crossings(corridor: Corridor, links: pd.DataFrame) -> pd.DataFrame:
    """Return the loads of each crossing and year beside its capacity.

    Returns
    -------
    DataFrame
        ``tonnes_ab``, ``tonnes_ba`` [t/a], ``value_usd`` [US$/a] of both, ``vehicles_ab``,
        ``vehicles_ba`` (loaded trucks or wagons a year), ``counted_per_day`` (trucks, or
        pairs of trains, empty ones too), ``capacity_per_day`` and how much of it that is
        (``use_pct``), missing where no capacity is known.
    """
    rows = links[links["kind"] == "crossing"]
    keys = ["id", "year"]
    sums = rows.pivot_table("tonnes", keys, "direction", "sum", fill_value=0.0)
    sums = sums.reindex(columns=["ab", "ba"], fill_value=0.0).add_prefix("tonnes_").reset_index()
    usd = rows.groupby(keys, as_index=False)["value_usd"].sum()
    columns = ["crossing_id", "name", "mode", "capacity_per_day"]
    known = pd.DataFrame(corridor.crossings[columns])
    table = sums.merge(usd, on=keys).merge(known, left_on="id", right_on="crossing_id")
    both = table["tonnes_ab"] + table["tonnes_ba"]
    parameters = corridor.parameters
    loaded = rules.load_t(table["mode"], parameters)
    counted = both / rules.counted_t(table["mode"], parameters) / DAYS_PER_YEAR
    table = table.assign(
        vehicles_ab=table["tonnes_ab"] / loaded,
        vehicles_ba=table["tonnes_ba"] / loaded,
        counted_per_day=counted,
        use_pct=PERCENT * counted / table["capacity_per_day"],
    )
    order = pd.DataFrame({"year": table["year"], "less": -both})
    return table.loc[order.sort_values(["year", "less"]).index, CROSSINGS].reset_index(drop=True)


def counts(corridor: Corridor, links: pd.DataFrame) -> pd.DataFrame:
    """Return what was counted at borders, and the model's figure of the nearest year.

    Returns
    -------
    DataFrame
        ``counted_per_day`` and ``model_per_day`` in the same unit (t, trucks, wagons,
        pairs of trains), and their ``ratio``, missing where ``remark`` says why the count
        is not compared. One way, the model's vehicles are loaded ones; both ways, empty
        ones are in.
    """
    loads = links[links["kind"] == "crossing"]
    years = sorted(loads["year"].unique().tolist())
    name = _names(corridor.crossings, "crossing_id")
    rows = []
    for row in corridor.counts.to_dict("records"):
        keys = str(row["crossings"]).split("|")
        _, year = min((abs(one - row["year"]), one) for one in years)
        tonnes = _passing(loads[loads["year"] == year], keys, row["direction"])
        model = tonnes / _unit_t(corridor, row["unit"], row["direction"]) / DAYS_PER_YEAR
        counted = row["value"] / row["days"]
        compared = pd.isna(row["remark"]) and counted > 0
        named = {
            "crossing": ", ".join(name[key] for key in keys),
            "counted_per_day": counted,
            "model_year": year,
            "model_per_day": model,
            "ratio": model / counted if compared else float("nan"),
        }
        rows.append(row | named)
    return pd.DataFrame(rows, columns=COUNTS)


def balance(links: pd.DataFrame, trips: pd.DataFrame) -> pd.DataFrame:
    """Return what begins, ends, comes in and goes out at each node and year [t/a].

    Returns
    -------
    DataFrame
        Indexed by ``year, node_id``: ``begins``, ``ends``, ``enters``, ``leaves`` and
        ``surplus``, which is ``begins + enters - ends - leaves`` and 0 but for rounding.
    """
    moved = links[links["kind"] != "transfer"]  # a transfer leaves the place where it is
    ends = {
        "begins": trips.groupby(["year", "origin"])["tonnes"].sum(),
        "ends": trips.groupby(["year", "destination"])["tonnes"].sum(),
        "enters": moved.groupby(["year", "to_node"])["tonnes"].sum(),
        "leaves": moved.groupby(["year", "from_node"])["tonnes"].sum(),
    }
    named = {key: sums.rename_axis(["year", "node_id"]) for key, sums in ends.items()}
    table = pd.DataFrame(named).fillna(0.0)
    return table.assign(surplus=table["begins"] + table["enters"] - table["ends"] - table["leaves"])


def pairs(demand: pd.DataFrame) -> pd.DataFrame:
    """Return the demand of each pair, year and mode, its goods added up."""
    keys = ["year", *PAIR, "mode"]
    rows = []
    for key, those in demand.groupby(keys, sort=True):
        first = those.iloc[0]
        row = dict(zip(keys, key, strict=True))
        sums = ("value_usd", "tonnes", "corridor_t", "corridor_usd")
        row |= {name: those[name].sum() for name in sums}
        row |= {name: first[name] for name in ("share", "share_grade", "share_source_id")}
        for name in ("value_grade", "tonnes_grade"):
            row[name] = max(those[name], key=GRADES.index)
        for name in ("source_id", "weight_source_id", "note"):
            row[name] = "; ".join(dict.fromkeys(those[name].dropna())) or None
        rows.append(row)
    return pd.DataFrame(rows, columns=PAIRS)


def notes(found: Assignment) -> Iterator[str]:
    """Yield what to know of an assignment, most important first."""
    yield (
        "Loads are trade between the countries of the corridor, as far as its share runs on "
        "this network: no transit of others, no traffic inside a country."
    )
    yield from _shares(found)
    yield from _weights(found)
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


def _passing(loads: pd.DataFrame, keys: list[str], direction: str) -> float:
    rows = loads[loads["id"].isin(keys)]
    if direction != "both":
        rows = rows[rows["direction"] == direction]
    return float(rows["tonnes"].sum())


def _unit_t(corridor: Corridor, unit: str, direction: str) -> float:
    """Return the tonnes of one counted thing."""
    if unit == "t":
        return 1.0
    mode = pd.Series([UNITS[unit]])
    empty_too = unit == "trains" or (unit == "trucks" and direction == "both")
    weigh = rules.counted_t if empty_too else rules.load_t
    return float(weigh(mode, corridor.parameters)[0])


def _names(table: pd.DataFrame, key: str) -> dict[str, str]:
    return dict(zip(table[key].tolist(), table["name"].tolist(), strict=True))
