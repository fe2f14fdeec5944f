"""Criticality: what the trade on the network loses when one crossing or segment is out.

Each is taken out of service in turn, everything else being as before. Trade that has
another path by its mode is diverted and takes longer. Trade that has one only by another
mode changes over, at other hours and other money. Trade without any path is cut off. A cut
has no cost and a detour no shortage, so each of the three has its own measure and its own
rank, and no number mixes them.

References
----------
Jenelius, Petersen and Mattsson 2006, Importance and exposure in road network vulnerability
analysis, Transportation Research Part A 40: importance, and unsatisfied demand apart from
it. Jafino, Kwakkel and Verbraeck 2020, Transport Reviews 40: which metrics there are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor import impedance, network
from corridor.errors import DataError
from corridor.flows import loading, rules
from corridor.flows.assignment import Assignment, networks
from corridor.flows.core import NEVER, Figures, Whole
from corridor.flows.loading import Paths
from corridor.flows.nets import Net
from corridor.flows.rules import Trips
from corridor.units import HOURS_PER_DAY, PERCENT

if TYPE_CHECKING:
    from corridor.tables import Corridor

TABLE = [
    *("kind", "id", "name", "mode", "country", "year", "tonnes", "value_usd"),
    *("cut_off_t", "cut_off_usd", "cut_off_pct", "rank_cut_off"),
    *("other_mode_t", "other_mode_usd", "other_mode_h", "other_mode_cost_usd", "rank_other_mode"),
    *("diverted_t", "diverted_usd", "added_h", "added_km", "added_th"),
    *("rank_diverted", "added_time_usd", "added_cost_usd", "hour_usd"),
]
FATES = ("cut_off", "other_mode", "diverted")
BY_DIRECTION = [f"{fate}_{way}" for fate in FATES for way in ("ab", "ba")]
# What a path takes, each a column of ``network.links``.
COST = "cost_usd_t"
TAKEN = ("time_h", "distance_km", COST)
ANY_MODE = "multimodal"

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Base:
    """Trips of one mode on their best paths while all is in service."""

    trips: Trips
    found: Paths

    @cached_property
    def weight(self) -> Whole:
        """Weight of each trip's path."""
        return loading.between(self.found, self.trips.tails, self.trips.heads)

    @cached_property
    def taken(self) -> Figures:
        """What each trip's path takes: trips x ``TAKEN``."""
        return _taken(self.trips.net, self.found, self.trips.tails, self.trips.heads)

    def passing(self, out: Whole) -> Iterator[tuple[int, Mask]]:
        """Yield each of some links that is one of this net's, and which trips pass it."""
        net = self.trips.net
        for link in np.flatnonzero(np.isin(net.position, out)):
            edge = int(net.edge_of[link])
            tails, heads = self.trips.tails, self.trips.heads
            there = loading.between(self.found, tails, np.full_like(tails, net.graph.tail[edge]))
            onward = loading.between(self.found, np.full_like(heads, net.graph.head[edge]), heads)
            weight = loading.weights([net.cost[link]])[0]
            yield int(net.position[link]), there + weight + onward == self.weight


class Fate(NamedTuple):
    """What becomes of the trips of one mode that pass an outage; a row for each of them.

    ``forward`` says whether it passes from a to b, ``of`` holds the trips of each of the
    ``FATES``, ``added`` what the path takes more of each of ``TAKEN``.
    """

    rows: pd.DataFrame
    forward: Mask
    of: dict[str, Mask]
    added: Figures


def criticality(found: Assignment, year: int) -> pd.DataFrame:
    """Return what each crossing and segment is worth to the trade of a year.

    Parameters
    ----------
    found
        An assignment; trips go all-or-nothing here whatever its rule.
    year
        One of its years.

    Returns
    -------
    DataFrame
        Columns ``TABLE`` and ``BY_DIRECTION``, a row for each crossing and segment that
        trips may use: ``tonnes`` [t/a] and ``value_usd`` [US$/a] that pass; what is cut
        off, also in percent of all that is assigned (unsatisfied demand); what changes to
        another mode, the hours that adds or saves a tonne and the transport cost it adds a
        year; what is diverted, the hours
        and kilometres that adds to a tonne and the tonne-hours a year to all
        (``added_th`` [t h/a]), the value of those hours and the transport cost where known;
        ``hour_usd`` [US$/a], what one hour saved there would be worth. Ranks are missing
        where there is nothing to rank.

    Raises
    ------
    DataError
        If parameters.csv has no value of time, or nothing was assigned in that year.
    """
    corridor, links = found.corridor, network.links(found.corridor, rules.CARGO)
    daily = rules.number_of(corridor.parameters, impedance.TIME_VALUE)
    rows = found.trips[found.trips["year"] == year]
    if rows.empty or not daily > 0:
        lost = (
            f"{impedance.TIME_VALUE} in parameters.csv"
            if len(rows)
            else f"anything assigned in {year}"
        )
        raise DataError(f"criticality needs {lost}")
    modes = dict.fromkeys([*rows["mode"], ANY_MODE])
    nets = networks(corridor, links, modes, found.plan)
    trips, _ = rules.served(nets, rows)
    bases = [Base(these, these.net.paths()) for these in trips]
    outages = dict(_outages(links, nets[ANY_MODE]))
    table = [
        _row(links, out, list(_fates(bases, nets[ANY_MODE], links, out)))
        for out in found.plan.watch(list(outages.values()))
    ]
    whole = float(rows["tonnes"].sum())
    return _ranked(corridor, pd.DataFrame(table).assign(year=year), whole, daily)


def _outages(links: pd.DataFrame, net: Net) -> Iterator[tuple[tuple[str, str], Whole]]:
    """Yield each crossing and segment that trips may use, and the numbers of its links."""
    usable = np.zeros(len(links), dtype=bool)
    usable[net.position] = True
    rows = links[usable & (links["kind"] != "transfer").to_numpy()]
    numbers: dict[tuple[str, str], list[int]] = {}
    for label, kind, key in zip(rows.index.tolist(), rows["kind"], rows["id"], strict=True):
        numbers.setdefault((kind, key), []).append(label)
    for outage in sorted(numbers):
        yield outage, np.array(numbers[outage], dtype=np.int64)


def _fates(bases: list[Base], any_mode: Net, links: pd.DataFrame, out: Whole) -> Iterator[Fate]:
    """Yield what becomes of the trips of each mode that pass some links, if these are out."""
    forward_links = (links["direction"] == "ab").to_numpy()
    rescue: Paths | None = None
    for base in bases:
        count = len(base.trips.rows)
        forward, passing = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
        for link, mask in base.passing(out):
            passing |= mask
            forward |= mask & forward_links[link]
        at = np.flatnonzero(passing)
        if not len(at):
            continue
        net, rows = base.trips.net, base.trips.rows.iloc[at]
        after = _afterwards(net, net.paths(out=np.isin(net.position, out)), rows)
        lost = np.isnan(after[:, 0])
        other_mode = np.zeros(len(at), dtype=bool)
        if lost.any() and net is not any_mode:
            if rescue is None:
                rescue = any_mode.paths(out=np.isin(any_mode.position, out))
            after[lost] = _afterwards(any_mode, rescue, rows[lost])
            other_mode = lost & ~np.isnan(after[:, 0])
        cut_off = np.isnan(after[:, 0])
        masks = (cut_off, other_mode, ~cut_off & ~other_mode)
        fates = dict(zip(FATES, masks, strict=True))
        yield Fate(rows, forward[at], fates, after - base.taken[at])


def _afterwards(net: Net, found: Paths, rows: pd.DataFrame) -> Figures:
    """Return what the path of each trip takes (trips x ``TAKEN``); missing where it has none."""
    tails, heads, weight = net.ends(found, rows["origin"].tolist(), rows["destination"].tolist())
    taken = np.full((len(rows), len(TAKEN)), math.nan)
    there = np.flatnonzero(weight < NEVER)
    taken[there] = _taken(net, found, tails[there], heads[there])
    return taken


def _taken(net: Net, found: Paths, tails: Whole, heads: Whole) -> Figures:
    """Return what the path between each two states takes, paths x ``TAKEN``."""
    figures = net.figures(TAKEN)
    taken = np.zeros((len(tails), len(TAKEN)))
    for row, edges in enumerate(loading.every_path(found, tails, heads)):
        taken[row] = figures[edges].sum(axis=0)
    return taken


def _row(links: pd.DataFrame, out: Whole, fates: list[Fate]) -> dict[str, object]:
    """Return the figures of one outage; of one that no trip passes, zeros."""
    first = links.iloc[out[0]]
    names = [f"{fate}_{unit}" for fate in FATES for unit in ("t", "usd")]
    names += ["tonnes", "value_usd", "usd_h", "other_mode_th", "other_mode_cost_usd"]
    names += [*BY_DIRECTION, *TAKEN]
    sums = dict.fromkeys(names, 0.0)
    for rows, forward, of, added in fates:
        tonnes, usd = (rows[name].to_numpy(dtype=float) for name in rules.MEASURES)
        sums["tonnes"] += tonnes.sum()
        sums["value_usd"] += usd.sum()
        for fate, those in of.items():
            sums[f"{fate}_t"] += tonnes[those].sum()
            sums[f"{fate}_usd"] += usd[those].sum()
            sums[f"{fate}_ab"] += tonnes[those & forward].sum()
            sums[f"{fate}_ba"] += tonnes[those & ~forward].sum()
        longer, other = of["diverted"], of["other_mode"]
        for column, name in enumerate(TAKEN):
            sums[name] += float(tonnes[longer] @ added[longer, column])
        sums["usd_h"] += float(usd[longer] @ added[longer, 0])
        sums["other_mode_th"] += float(tonnes[other] @ added[other, 0])
        sums["other_mode_cost_usd"] += float(tonnes[other] @ added[other, TAKEN.index(COST)])
    return {name: first[name] for name in ("kind", "id", "mode", "country")} | sums


def _ranked(corridor: Corridor, table: pd.DataFrame, whole: float, daily: float) -> pd.DataFrame:
    """Return the table with means, values and ranks, what cuts off most first."""
    names = dict(zip(corridor.crossings["crossing_id"], corridor.crossings["name"], strict=True))
    names |= _segment_names(corridor)
    hourly = daily / PERCENT / HOURS_PER_DAY
    diverted_t, other_t = (
        table[name].where(table[name] > 0) for name in ("diverted_t", "other_mode_t")
    )
    filled = table.assign(
        name=table["id"].map(names),
        cut_off_pct=PERCENT * table["cut_off_t"] / whole,
        other_mode_h=table["other_mode_th"] / other_t,
        added_h=table["time_h"] / diverted_t,
        added_km=table["distance_km"] / diverted_t,
        added_th=table["time_h"],
        added_time_usd=table["usd_h"] * hourly,
        added_cost_usd=table[COST],
        hour_usd=table["value_usd"] * hourly,
    )
    measures = ("cut_off_t", "other_mode_t", "added_th")
    for measure, fate in zip(measures, FATES, strict=True):
        rank = f"rank_{fate}"
        some = filled[measure].where(filled[measure] > 0).groupby(filled["kind"])
        filled[rank] = some.rank(ascending=False, method="min").astype("Int64")
    order = ["kind", *(f"rank_{fate}" for fate in FATES), "id"]
    return filled.sort_values(order, na_position="last", ignore_index=True)[[*TABLE, *BY_DIRECTION]]


def _segment_names(corridor: Corridor) -> dict[str, str]:
    place = dict(zip(corridor.nodes["node_id"], corridor.nodes["name"], strict=True))
    rows = corridor.segments
    return {
        key: f"{place[start]} - {place[end]}"
        for key, start, end in zip(
            rows["segment_id"], rows["from_node"], rows["to_node"], strict=True
        )
    }
