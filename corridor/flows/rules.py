"""Trips put on the network by one of three rules, as loads of every link.

A trip goes by one mode and its network; loads of all modes are added up on the links they
share. Trips without a path are left out and named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from corridor import impedance, routing
from corridor.flows import choice, equilibrium, loading
from corridor.flows.core import NEVER, Figures, Whole
from corridor.flows.equilibrium import Balance, Delays
from corridor.flows.loading import Paths
from corridor.flows.nets import Net
from corridor.tables import Cargo
from corridor.units import DAYS_PER_YEAR

if TYPE_CHECKING:
    from corridor.network import Graph

Rule = Literal["all-or-nothing", "path-size-logit", "capacity"]
RULES = ("all-or-nothing", "path-size-logit", "capacity")
MEASURES = ("tonnes", "value_usd")
ROUTES = 5  # that really differ, among which a trip chooses
GAP = 1e-4
ROUNDS = 1000
MOST_HOURS = 1e6  # a link that takes a century is passed by nobody who has another
COUNTED = "counted_t"
CARGO: Cargo = "wagon"  # trade is by the wagon load; on a road that is a truck like any other
Watch = Callable[[Iterable[Any]], Iterable[Any]]


@dataclass(frozen=True)
class Trips:
    """Trips of one mode between states that a path joins."""

    net: Net
    rows: pd.DataFrame
    tails: Whole
    heads: Whole

    def years(self) -> list[int]:
        """Return the years the trips are of."""
        return sorted(set(self.rows["year"].tolist()))

    def of(self, year: int) -> Whole:
        """Return the rows of a year."""
        return np.flatnonzero(self.rows["year"].to_numpy() == year)

    def on(self, found: Paths) -> Trips:
        """Return the same trips between the states that are best on other paths."""
        places = self.rows["origin"].tolist(), self.rows["destination"].tolist()
        tails, heads, _ = self.net.ends(found, *places)
        return replace(self, tails=tails, heads=heads)

    def amounts(self, measure: str) -> Figures:
        """Return what makes each trip."""
        amounts: Figures = self.rows[measure].to_numpy(dtype=float)
        return amounts


class Loads(NamedTuple):
    """What passes each link of ``network.links`` (measures x links), by year."""

    by_year: Mapping[int, Figures]
    gaps: Mapping[int, Balance]


def served(nets: Mapping[str, Net], trips: pd.DataFrame) -> tuple[list[Trips], pd.DataFrame]:
    """Return the trips that have a path, mode by mode, and those that have none."""
    found, lost = [], [trips.iloc[:0]]
    for mode, rows in trips.groupby("mode", sort=True):
        net = nets[str(mode)]
        places = rows["origin"].tolist(), rows["destination"].tolist()
        tails, heads, weight = net.ends(net.paths(), *places)
        there = weight < NEVER
        lost.append(rows[~there])
        found.append(Trips(net, rows[there].reset_index(drop=True), tails[there], heads[there]))
    return found, pd.concat(lost)


def all_or_nothing(trips: Iterable[Trips], count: int) -> Loads:
    """Return loads with each trip whole on its best path; ``count`` links in all."""
    loads: dict[int, Figures] = {}
    for these in trips:
        found = these.net.paths()
        for year in these.years():
            part = on_links(these, found, these.of(year), count)
            loads[year] = loads[year] + part if year in loads else part
    return Loads(loads, {})


def path_size_logit(trips: Iterable[Trips], count: int, spread: float, watch: Watch) -> Loads:
    """Return loads with each trip spread over up to ``ROUTES`` routes that really differ."""
    loads: dict[int, Figures] = {}
    for these in trips:
        places = list(zip(these.rows["origin"], these.rows["destination"], strict=True))
        rows_of: dict[tuple[str, str], list[int]] = {}
        for row, ends in enumerate(places):
            rows_of.setdefault(ends, []).append(row)
        years = these.rows["year"].tolist()
        amounts = np.array([these.amounts(measure) for measure in MEASURES])
        for ends in watch(list(rows_of)):
            ways = routes(these.net, *ends)
            for way, part in zip(ways, _parts(these.net, ways, spread), strict=True):
                links = these.net.position[way]
                for row in rows_of[ends]:
                    into = loads.setdefault(years[row], np.zeros((len(MEASURES), count)))
                    into[:, links] += part * amounts[:, [row]]
    return Loads(loads, {})


def on_links(these: Trips, found: Paths, rows: Whole, count: int) -> Figures:
    """Return what some ``rows`` of trips, all-or-nothing, put on each of ``count`` links."""
    loads = np.zeros((len(MEASURES), count))
    links = these.net.position[these.net.edge_links]
    for row, measure in enumerate(MEASURES):
        amounts = these.amounts(measure)[rows]
        loads[row, links] = loading.load(found, these.tails[rows], these.heads[rows], amounts)
    return loads


def capacity(trips: list[Trips], links: pd.DataFrame, delays: Delays, years: list[int]) -> Loads:
    """Return loads at which nobody gains by another path, the hours growing with the load."""
    hours = links["time_h"].fillna(0.0).to_numpy(dtype=float)
    balances = {}
    for year in years:
        parts = [(these, np.flatnonzero(these.rows["year"].to_numpy() == year)) for these in trips]

        def load(now: Figures, parts: list[tuple[Trips, Whole]] = parts) -> Figures:
            total = np.zeros((len(MEASURES), len(links)))
            for these, rows in parts:
                if len(rows):
                    found = these.net.paths(_cost(these.net, now))
                    total += on_links(these.on(found), found, rows, len(links))
            return total

        balances[year] = equilibrium.solve(load, hours, delays, GAP, ROUNDS)
    return Loads({year: balance.loads for year, balance in balances.items()}, balances)


def delays(links: pd.DataFrame, crossings: pd.DataFrame, parameters: pd.DataFrame) -> Delays:
    """Return what delays loads at crossings of a known capacity.

    Both directions and all gauges of a crossing share it; the free hours are the mean of
    both directions, so that a truck delays whoever it meets alike.
    """
    known = crossings[crossings["capacity_per_day"] > 0].reset_index(drop=True)
    number = {name: label for label, name in enumerate(known["crossing_id"].tolist())}
    at = links["kind"] == "crossing"
    group = np.array(
        [number.get(name, -1) if here else -1 for name, here in zip(links["id"], at, strict=True)],
        dtype=np.int64,
    )
    free = links[at].groupby("id")["time_h"].mean().reindex(known["crossing_id"])
    counted = counted_t(known["mode"], parameters)
    full = known["capacity_per_day"].to_numpy(dtype=float) * counted * DAYS_PER_YEAR
    alpha, beta = (number_of(parameters, name) for name in ("delay_alpha", "delay_beta"))
    return Delays(group, free.to_numpy(dtype=float), full, alpha, beta)


def counted_t(modes: pd.Series, parameters: pd.DataFrame) -> Figures:
    """Return the net tonnes for each truck, or pair of trains, counted at a border."""
    return _by_mode(COUNTED, modes, parameters)


def load_t(modes: pd.Series, parameters: pd.DataFrame) -> Figures:
    """Return the net tonnes on a loaded truck or wagon."""
    loads: Figures = impedance.loads_t(modes, parameters, CARGO).to_numpy(dtype=float)
    return loads


def number_of(parameters: pd.DataFrame, name: str) -> float:
    """Return a parameter that holds for everything; not a number where nobody gave it."""
    return float(_by_mode(name, pd.Series([None], dtype=object), parameters)[0])


def routes(net: Net, origin: str, destination: str) -> list[list[int]]:
    """Return up to ``ROUTES`` really different ways, as rows of the net's links."""
    graph: Graph = replace(net.graph, starts=net.states[origin], ends=net.states[destination])
    km, same = net.links["distance_km"].tolist(), net.links["id"].tolist()
    found = routing.alternatives(graph, net.cost, routing.Sameness(km, same), ROUTES)
    return [[graph.link[edge] for edge in path] for path in found]


def _parts(net: Net, ways: list[list[int]], spread: float) -> list[float]:
    """Return the part of a trip that takes each way."""
    km = net.links["distance_km"].tolist()
    cost = [float(sum(net.cost[link][0] for link in way)) for way in ways]
    lengths = [[km[link] for link in way] for way in ways]
    return choice.shares(cost, choice.sizes(ways, lengths), spread)


def _cost(net: Net, hours: Figures) -> list[tuple[int, int, int]]:
    """Return the cost of each link of a net at the hours of all links."""
    from corridor import network

    now = np.minimum(hours[net.position], MOST_HOURS)
    return network.costs(net.links.assign(time_h=now), "time")


def _by_mode(name: str, modes: pd.Series, parameters: pd.DataFrame) -> Figures:
    of = pd.DataFrame({"mode": modes, "country": None}, index=modes.index)
    labels = impedance.chosen(parameters, name, of)
    values: Figures = labels.map(parameters["value"]).to_numpy(dtype=float, na_value=np.nan)
    return values
