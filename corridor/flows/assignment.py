"""Assignment: the trade of a year as tonnes on every segment and crossing, with its reasons.

Demand is made in ``demand``, paths and rules are those of ``rules``; here they are put
together, and what they left out or assumed is said. Loads are trade between the countries
of the corridor, as far as its share runs here: not the transit of others, not what moves
inside a country.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor import bilateral, network
from corridor.commodities import ALL
from corridor.errors import DataError
from corridor.flows import demand, nets, notes, results, rules, scenario
from corridor.flows.demand import PAIR, Left
from corridor.flows.nets import Net
from corridor.flows.rules import Loads, Rule, Watch

if TYPE_CHECKING:
    import datetime as dt

    from corridor.tables import Corridor, Minimise

UNREPORTED = "nobody reported it"


def unwatched(items: Iterable[Any]) -> Iterable[Any]:
    """Return the items as they are: nobody looks on."""
    return items


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How trade is put on the network.

    ``share`` is the part of each pair's trade that runs here: None takes ``shares``, a
    number holds for every pair, a table for the pairs it names. ``as_of`` None asks for
    the structural network, in which dated closures do not count.
    """

    rule: Rule = "all-or-nothing"
    minimise: Minimise = "time"
    commodity: str = ALL
    share: pd.DataFrame | float | None = None
    as_of: dt.date | None = None
    watch: Watch = field(default=unwatched, repr=False, compare=False)


@dataclass(frozen=True)
class Assignment:
    """Trade on the network: ``segments``, ``crossings``, ``counts`` and what they rest on.

    ``demand`` has a row for each figure of trade and mode (``demand.DEMAND``); ``trips``
    what goes between gateways; ``links`` what passes each link, by year; ``unserved`` the
    trips without a path, ``left`` the trade that never became a trip.
    """

    corridor: Corridor
    plan: Plan
    years: list[int]
    demand: pd.DataFrame
    trips: pd.DataFrame
    links: pd.DataFrame
    unserved: pd.DataFrame
    left: list[Left]
    loads: Loads

    @property
    def segments(self) -> pd.DataFrame:
        """Loads of each segment, direction and year; fit for ``corridor map --loads``."""
        return results.segments(self.corridor, self.links)

    @property
    def crossings(self) -> pd.DataFrame:
        """Loads of each crossing and year, both directions, beside its capacity."""
        return results.crossings(self.corridor, self.links)

    @property
    def counts(self) -> pd.DataFrame:
        """What was counted at borders, and the model beside it."""
        return results.counts(self.corridor, self.links)

    @property
    def balance(self) -> pd.DataFrame:
        """What begins, ends, comes in and goes out at each place; it adds up to nothing."""
        return results.balance(self.links, self.trips)

    @property
    def pairs(self) -> pd.DataFrame:
        """Demand by pair and year: the total, its share, and how firm both are."""
        return results.pairs(self.demand)

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know before using the figures, most important first."""
        return tuple(notes.notes(self))


def assign(
    corridor: Corridor, flows: pd.DataFrame, years: Iterable[int] | None, plan: Plan
) -> Assignment:
    """Put the trade of some years on the network.

    Parameters
    ----------
    corridor
        Its network and its ``gateways``, ``shares`` and ``unit_values``.
    flows
        ``schema.FLOWS``.
    years
        Which ones; None takes the one with most pairs reported.
    plan
        How.

    Raises
    ------
    DataError
        If nothing can be put on the network, or a link lacks a figure; it says why.
    ValueError
        If the rule is unknown, or cannot work with what is minimised.
    """
    if plan.rule not in rules.RULES:
        raise ValueError(f"{plan.rule!r} is not one of {', '.join(rules.RULES)}")
    if plan.rule == "capacity" and plan.minimise != "time":
        raise ValueError("the rule 'capacity' adds hours to hours: it can minimise time only")
    wanted = [_best_year(corridor, flows, plan)] if years is None else sorted(set(years))
    for name in ("gateways", "shares") if plan.share is None else ("gateways",):
        if corridor.table(name).empty:
            raise DataError(
                f"{name}.csv is missing or holds no row, and trade cannot be put on the network "
                f"without it; 'corridor schema {name}' says what it holds"
            )
    told, trips, left = _demand(corridor, flows, wanted, plan)
    if trips.empty:
        raise DataError(_nothing(wanted, left))
    links = network.links(corridor, rules.CARGO)
    by_mode = networks(corridor, links, trips["mode"].unique().tolist(), plan)
    found, unserved = rules.served(by_mode, trips)
    loads = _loads(corridor, links, found, wanted, plan)
    return Assignment(
        corridor, plan, wanted, told, trips.drop(unserved.index),
        results.on_links(links, loads), unserved, left, loads,
    )  # fmt: skip


def networks(
    corridor: Corridor, links: pd.DataFrame, modes: Iterable[Any], plan: Plan
) -> dict[str, Net]:
    """Return the network of each mode."""
    return {
        mode: nets.net(corridor, links, mode, minimise=plan.minimise, as_of=plan.as_of)
        for mode in modes
    }


def _best_year(corridor: Corridor, flows: pd.DataFrame, plan: Plan) -> int:
    given = bilateral.reports(flows, _countries(corridor), plan.commodity)
    if flows.empty:
        raise DataError("flows.csv holds no figure of trade, so there is nothing to assign")
    if given.empty:
        raise DataError(
            f"flows.csv has no value of {plan.commodity} traded between countries of the corridor; "
            "name TOTAL, an HS code or a group it holds"
        )
    return bilateral.chosen_year(given, None)


def _countries(corridor: Corridor) -> list[str]:
    countries = corridor.countries
    return list(countries.loc[countries["on_corridor"], "country"])


def _demand(
    corridor: Corridor, flows: pd.DataFrame, years: list[int], plan: Plan
) -> tuple[pd.DataFrame, pd.DataFrame, list[Left]]:
    """Return the demand, its trips, and all trade left out on the way."""
    weighed, unweighed = demand.trade(corridor, flows, years, plan.commodity)
    shares = scenario.shares(corridor, plan.share, weighed[PAIR].drop_duplicates())
    told, unshared = demand.shared(weighed, shares)
    trips, nowhere = demand.trips(told, corridor.gateways)
    known = {(row.year, row.exporter, row.importer) for row in weighed.itertuples()}
    known |= {(one.year, one.exporter, one.importer) for one in unweighed}
    unknown = [
        Left(year, exporter, importer, float("nan"), UNREPORTED)
        for year in years
        for exporter, importer in permutations(_countries(corridor), 2)
        if (year, exporter, importer) not in known
    ]
    return told, trips, [*unknown, *unweighed, *unshared, *nowhere]


def _loads(
    corridor: Corridor,
    links: pd.DataFrame,
    trips: list[rules.Trips],
    years: list[int],
    plan: Plan,
) -> Loads:
    parameters = corridor.parameters
    if plan.rule == "all-or-nothing":
        return rules.all_or_nothing(trips, len(links))
    names = ("logit_spread",) if plan.rule == "path-size-logit" else ("delay_alpha", "delay_beta")
    if lost := [name for name in names if not rules.number_of(parameters, name) > 0]:
        raise DataError(f"parameters.csv has no {lost[0]} above 0, which {plan.rule} needs")
    if plan.rule == "path-size-logit":
        spread = rules.number_of(parameters, "logit_spread")
        return rules.path_size_logit(trips, len(links), spread, plan.watch)
    return rules.capacity(trips, links, rules.delays(links, corridor.crossings, parameters), years)


def _nothing(years: list[int], left: list[Left]) -> str:
    # Why nothing came of the trade there is says more than that of other pairs there is none.
    reasons = dict.fromkeys(one.why for one in left if one.why != UNREPORTED) or [UNREPORTED]
    when = ", ".join(map(str, years))
    because = "; ".join(list(reasons)[: nets.SHOWN])
    return f"no trade of {when} can be put on the network: {because}"
