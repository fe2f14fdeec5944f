"""What closures on record do to a trip: where it would wait, and where it would go instead.

Every day of the record is tried as the day of departure. A trip that would find a
crossing shut on arrival waits until it opens, or takes the best other route that keeps
off it, whichever is quicker by mean hours. Nothing here draws a number.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor import study
from corridor.errors import NoRouteError
from corridor.scenarios import Close
from corridor.units import HOURS_PER_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from corridor.itinerary import Route
    from corridor.tables import Corridor

    Floats = npt.NDArray[np.float64]

RECORD = ["id", "closures", "days", "share", "unended"]
SPELLS = ["what", "begin_h", "end_h", "open_ended"]
DAY = pd.Timedelta(days=1)
LEAVES_AT_H = 12.0


@dataclass(frozen=True)
class Outages:
    """A route and its diversions, and which of them a trip takes by day of departure.

    Attributes
    ----------
    routes
        The route itself, then those that trips divert to.
    days
        One row per day of departure, each of the record or that of the trip: ``way``
        (position in ``routes``), ``wait_h`` [h] at closed crossings, ``unended`` (it waits
        for a closure not known to have ended). One row without wait where nothing is on
        record.
    record
        One row per crossing or segment of the route that closures are on record for:
        ``id``, ``closures``, ``days`` (shut), ``share`` of the days of the record,
        ``unended``.
    since, until
        First and last day of the record; None where there is none.
    """

    routes: tuple[Route, ...]
    days: pd.DataFrame
    record: pd.DataFrame
    since: pd.Timestamp | None = None
    until: pd.Timestamp | None = None


def outages(route: Route) -> Outages:
    """Return what the closures on record do to a route.

    Parameters
    ----------
    route
        Its corridor's ``closures`` of the kind ``closed`` are the record. It runs from
        1 January of the year of the first closure to the last day a row speaks of, and
        not past the day a source was last read. A closure not known to have ended lasts
        to its last confirmed day, so waits for it are lower bounds. A route asked for a
        date is left for on that day alone; off the record nothing is known to be shut.

    Returns
    -------
    Outages
        A crossing without closures on record counts as always open.
    """
    closures = route.corridor.closures
    shut = closures[closures["kind"] == "closed"]
    if shut.empty:
        return none(route)
    since = pd.Timestamp(year=shut["from_date"].min().year, month=1, day=1)
    until = _until(route.corridor, shut)
    spells = _spells(shut, since)
    days = int((until - since) / DAY) + 1
    search = _Search(route, spells, days)
    search.settle(np.arange(days), frozenset())
    table = pd.DataFrame(
        {"way": search.way, "wait_h": search.wait_h, "unended": search.unended},
        index=pd.date_range(since, periods=days, name="departure", unit="us"),
    )
    if route.request.as_of is not None:
        table = table.loc[table.index == pd.Timestamp(route.request.as_of)]
        if table.empty:
            return none(route)
    kept = sorted(set(table["way"]) | {0})
    table["way"] = table["way"].map({way: number for number, way in enumerate(kept)})
    routes = tuple(search.routes[way] for way in kept)
    return Outages(routes, table, _record(route, spells, days), since, until)


def _until(corridor: Corridor, shut: pd.DataFrame) -> pd.Timestamp:
    """Return the last day the record speaks of; a day to come is announced, not observed."""
    told = corridor.closures[["from_date", "confirmed"]].max().max()
    ended = shut.loc[shut["confirmed"].isna(), "to_date"].max()
    last = told if pd.isna(ended) else max(told, ended)
    read = corridor.sources["retrieved"].max()
    if not pd.isna(read):
        last = max(min(last, read), shut["from_date"].min())
    return pd.Timestamp(last)


def none(route: Route) -> Outages:
    """Return the outages of a route that finds every border open."""
    days = pd.DataFrame({"way": [0], "wait_h": [0.0], "unended": [False]})
    return Outages((route,), days, pd.DataFrame([], columns=RECORD))


def _spells(shut: pd.DataFrame, since: pd.Timestamp) -> pd.DataFrame:
    """Return closures as hours since the record began, overlapping ones joined."""
    last = shut["to_date"].fillna(shut["confirmed"]).fillna(shut["from_date"])
    rows = sorted(
        zip(shut["what"], shut["from_date"], last + DAY, shut["to_date"].isna(), strict=True)
    )
    joined: list[tuple[str, float, float, bool]] = []
    for what, group in groupby(rows, key=lambda row: row[0]):
        spans: list[tuple[float, float, bool]] = []
        for _, begin, end, unended in group:
            span = ((begin - since) / DAY * HOURS_PER_DAY, (end - since) / DAY * HOURS_PER_DAY)
            if spans and span[0] <= spans[-1][1]:
                begin_h, end_h, before = spans.pop()
                spans.append((begin_h, max(end_h, span[1]), before or unended))
            else:
                spans.append((*span, unended))
        joined += [(what, *span) for span in spans]
    return pd.DataFrame(joined, columns=SPELLS)


def _record(route: Route, spells: pd.DataFrame, days: int) -> pd.DataFrame:
    """Return the closures on record of what the route passes."""
    rows = []
    for key in dict.fromkeys(route.steps["id"]):
        own = spells[spells["what"] == key]
        if len(own):
            ends = own["end_h"].clip(upper=days * HOURS_PER_DAY)
            shut = float((ends - own["begin_h"]).clip(lower=0).sum() / HOURS_PER_DAY)
            rows.append((key, len(own), shut, shut / days, bool(own["open_ended"].any())))
    return pd.DataFrame(rows, columns=RECORD)


@dataclass
class _Search:
    """The best way found so far for each day of departure, and the routes looked at."""

    route: Route
    spells: pd.DataFrame
    count: int
    routes: list[Route] = field(default_factory=list)
    tried: dict[frozenset[str], int | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.best_h: Floats = np.full(self.count, np.inf)
        self.wait_h: Floats = np.zeros(self.count)
        self.way = np.zeros(self.count, dtype=int)
        self.unended = np.zeros(self.count, dtype=bool)

    def settle(self, days: npt.NDArray[np.int64], closed: frozenset[str]) -> None:
        """Try the best route that keeps off ``closed`` on some days, and then others.

        Each try keeps off more than the one before, and only where it could be quicker.
        """
        number = self._around(closed)
        if number is None:
            return
        route = self.routes[number]
        days = days[route.totals["time_h"] < self.best_h[days]]
        wait_h, met, unended = self._waits(route, days)
        total_h = route.totals["time_h"] + wait_h
        better = total_h < self.best_h[days]
        taken = days[better]
        self.best_h[taken], self.way[taken] = total_h[better], number
        self.wait_h[taken], self.unended[taken] = wait_h[better], unended[better]
        for shut, same in _alike(met):
            self.settle(days[same], closed | shut)

    def _around(self, closed: frozenset[str]) -> int | None:
        """Return the number of the best route that keeps off ``closed``, None without one."""
        if closed not in self.tried:
            found = _other(self.route, closed) if closed else self.route
            self.tried[closed] = None if found is None else len(self.routes)
            self.routes += [] if found is None else [found]
        return self.tried[closed]

    def _waits(
        self, route: Route, days: npt.NDArray[np.int64]
    ) -> tuple[Floats, dict[str, npt.NDArray[np.bool_]], npt.NDArray[np.bool_]]:
        """Return the hours waited, what was found shut, and whether its end is unknown."""
        clock_h = days * HOURS_PER_DAY + LEAVES_AT_H
        wait_h, unended = np.zeros(len(days)), np.zeros(len(days), dtype=bool)
        met: dict[str, npt.NDArray[np.bool_]] = {}
        for key, before_h in _arrivals(route, set(self.spells["what"])):
            own = self.spells[self.spells["what"] == key]
            spans = (own[name].tolist() for name in SPELLS[1:])
            for begin_h, end_h, open_ended in zip(*spans, strict=True):
                arrives_h = clock_h + before_h + wait_h
                shut = (arrives_h >= begin_h) & (arrives_h < end_h)
                wait_h = wait_h + np.where(shut, end_h - arrives_h, 0.0)
                met[key] = met.get(key, np.zeros(len(days), dtype=bool)) | shut
                unended |= shut & open_ended
        return wait_h, met, unended


def _arrivals(route: Route, on_record: set[str]) -> Iterator[tuple[str, float]]:
    """Yield what a route passes that has a record, with the mean hours before it."""
    hours = route.steps["time_h"].cumsum() - route.steps["time_h"]
    for key, before_h in zip(route.steps["id"].tolist(), hours.tolist(), strict=True):
        if key in on_record:
            yield key, before_h


def _alike(
    met: dict[str, npt.NDArray[np.bool_]],
) -> Iterator[tuple[frozenset[str], npt.NDArray[np.bool_]]]:
    """Yield each set of ids found shut together, and on which of the days."""
    if not met:
        return
    shut = np.array(list(met.values()))
    for pattern in np.unique(shut, axis=1).T:
        if pattern.any():
            names = frozenset(key for key, hit in zip(met, pattern, strict=True) if hit)
            yield names, (shut == pattern[:, None]).all(axis=0)


def _other(route: Route, closed: frozenset[str]) -> Route | None:
    corridor: Corridor = Close(tuple(sorted(closed)))(route.corridor)
    try:
        return replace(study.alternatives(corridor, route.request, 1)[0], corridor=route.corridor)
    except NoRouteError:
        return None
