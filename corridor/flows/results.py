"""What an assignment says: loads of segments and crossings, and the counts beside them.

Every table is a sum over the loads of links; nothing here chooses a path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.declare import GRADES
from corridor.flows import rules
from corridor.flows.demand import COVERS, PAIR
from corridor.units import DAYS_PER_YEAR, PERCENT

if TYPE_CHECKING:
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
    *("share_source_id", *COVERS, "note"),
]
UNITS = {"trucks": "road", "wagons": "rail", "trains": "rail"}


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
    """Return the demand of each pair, year and mode, its goods added up.

    ``days`` [d] is how much of the year the figure is of, from which day to which; with
    less than 365 value and tonnes are scaled to the year.
    """
    keys = ["year", *PAIR, "mode"]
    rows = []
    for key, those in demand.groupby(keys, sort=True):
        first = those.sort_values("days", kind="stable").iloc[0]
        row = dict(zip(keys, key, strict=True))
        sums = ("value_usd", "tonnes", "corridor_t", "corridor_usd")
        row |= {name: those[name].sum() for name in sums}
        same = ("share", "share_grade", "share_source_id", *COVERS)
        row |= {name: first[name] for name in same}
        for name in ("value_grade", "tonnes_grade"):
            row[name] = max(those[name], key=GRADES.index)
        for name in ("source_id", "weight_source_id", "note"):
            row[name] = "; ".join(dict.fromkeys(those[name].dropna())) or None
        rows.append(row)
    return pd.DataFrame(rows, columns=PAIRS)


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
