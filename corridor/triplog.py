"""A log of own trips: where each event was, what does not hold together, and the visits.

A log has one row for each event (``evidence.TRIPS``), in the shape of the form that
drivers fill in for CAREC's CPMM. All events of one trip on one side of a crossing in one
direction are a visit. Its hours run from the first arrival to the last departure, idle
time between included; where no times were noted they are the sum of ``hours``. Its fee is
the sum of the payments, if every event names one: an empty payment is not known, and 0 is
nothing paid. Nothing here reads a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from corridor import places
from corridor.conform import line
from corridor.errors import DataError, PlaceError, Problem
from corridor.evidence import LONGEST_H
from corridor.schema import BUILT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corridor.tables import Corridor

AT = ["crossing_id", "direction", "side"]
VISITS = [*AT, "trip", "events", "hours", "payment_usd", "last"]
SECONDS = pd.Timedelta(hours=1).total_seconds()
LONGEST = pd.Timedelta(hours=LONGEST_H)
YEARS = (1900, 2100)
Row = dict[Any, Any]
Trouble = tuple[str, str, str]  # column, value, rule


class _Post(NamedTuple):
    """Where an event was: a side of a crossing in a direction; nothing for one on the way."""

    crossing_id: str = ""
    direction: str = ""
    side: str = ""


class _Gazetteer:
    """What the names in a log mean, each looked up once."""

    def __init__(self, corridor: Corridor) -> None:
        nodes, posts = corridor.nodes, corridor.crossings
        country = dict(zip(nodes["node_id"], nodes["country"], strict=True))
        columns = (posts[name] for name in ("crossing_id", "node_a", "node_b", "status"))
        self._corridor = corridor
        self._kinds: dict[str, str] = dict(zip(nodes["node_id"], nodes["kind"], strict=True))
        self._crossings: dict[tuple[str, bool], tuple[str, ...]] = {}
        self._countries: dict[str, str] = {}
        self.sides = {
            key: (country[a], country[b])
            for key, a, b, status in zip(*columns, strict=True)
            if status in BUILT
        }

    def crossings(self, place: str, *, bare: bool) -> tuple[str, ...]:
        """Return the built crossings a name means; none where it is a place on the way.

        A name without side and direction (``bare``) is a place on the way if there is a
        place of that name that is no border post.
        """
        if (place, bare) not in self._crossings:
            self._crossings[place, bare] = (
                () if bare and self._on_the_way(place) else self._at(place)
            )
        return self._crossings[place, bare]

    def country(self, text: str) -> str:
        """Return the code of a country; PlaceError if there is none of that name."""
        if text not in self._countries:
            self._countries[text] = places.country(self._corridor, text)
        return self._countries[text]

    def _on_the_way(self, place: str) -> bool:
        try:
            return self._kinds[places.find(self._corridor, place)] != "border"
        except PlaceError:
            return False

    def _at(self, place: str) -> tuple[str, ...]:
        try:
            found = places.crossings(self._corridor, place)
        except PlaceError:
            if self._on_the_way(place):
                return ()
            raise
        return tuple(key for key in found if key in self.sides)


def visits(corridor: Corridor, trips: pd.DataFrame) -> pd.DataFrame:
    """Return each visit of a trip to a side of a crossing.

    Parameters
    ----------
    corridor
        Its crossings, places and countries are looked up by any name they go by.
    trips
        The log: the columns of ``evidence.TRIPS``, typed. Events that are at no crossing
        are stops on the way and make no visit.

    Returns
    -------
    DataFrame
        ``VISITS``: how many ``events``, ``hours`` [h], ``payment_usd`` [US$, missing unless
        every event names one] and ``last``, when it ended, missing where no times were noted.

    Raises
    ------
    DataError
        If the log does not hold together; it holds every problem.
    """
    if problems := check(corridor, trips):
        raise DataError(problems, "the log")
    known = _Gazetteer(corridor)
    by_visit = _events(known, trips).groupby(["trip", *AT], sort=False)
    stay = (by_visit["end"].max() - by_visit["start"].min()).dt.total_seconds() / SECONDS
    every = by_visit["payment_usd"].count() == by_visit.size()
    table = pd.DataFrame(
        {
            "events": by_visit.size(),
            "hours": stay.where(by_visit["start"].count() > 0, by_visit["hours"].sum()),
            "payment_usd": by_visit["payment_usd"].sum().where(every),
            "last": by_visit["end"].max(),
        }
    )
    return table.reset_index()[VISITS]


def check(
    corridor: Corridor,
    trips: pd.DataFrame,
    file: str = "trips.csv",
    found: Sequence[Problem] = (),
) -> list[Problem]:
    """Return everything wrong with a log, by row and column.

    Parameters
    ----------
    corridor
        Its crossings, places and countries are looked up.
    trips
        The log, typed.
    file
        Name of the log, for messages.
    found
        Problems that typing found. A row they blame is not judged again, nor any row if
        the header is to blame.
    """
    blamed = {problem.row for problem in found}
    if not blamed.isdisjoint((0, 1)):
        return list(found)
    sound = trips.loc[[label for label in trips.index if line(label) not in blamed]]
    known = _Gazetteer(corridor)
    problems = [
        Problem(file, line(label), column, value, rule)
        for label, row in zip(sound.index, sound.to_dict("records"), strict=True)
        for column, value, rule in (*_misplaced(known, row), *_mistimed(row))
    ]
    problems = problems or list(_mixed(known, sound, file))
    problems = problems or list(_endless(known, sound, file))
    return sorted([*found, *problems], key=lambda problem: problem.row)


def _events(known: _Gazetteer, trips: pd.DataFrame) -> pd.DataFrame:
    """Return the events at crossings: where, of which trip, from when to when, what was paid."""
    posts = [_post(known, row) for row in trips.to_dict("records")]
    events = pd.DataFrame(posts, index=trips.index, columns=AT).assign(
        trip=trips["trip"],
        start=trips["arrival"],
        end=trips["departure"].fillna(trips["arrival"] + pd.to_timedelta(trips["hours"], unit="h")),
        hours=trips["hours"],
        payment_usd=trips["payment_usd"],
    )
    return events[events["crossing_id"] != ""]


def _misplaced(known: _Gazetteer, row: Row) -> Iterator[Trouble]:
    place, side = row["place"], row["side"]
    if pd.isna(place):
        return
    try:
        crossings = known.crossings(place, bare=_bare(row))
    except PlaceError as error:
        yield "place", place, f"is no crossing and no place: {error}"
        return
    if len(crossings) > 1:
        yield "place", place, f"may be {' or '.join(crossings)}; write one of these ids"
    if crossings and pd.isna(row["direction"]):
        yield "direction", "", "may not be empty at a crossing: outbound or inbound"
    if crossings and pd.isna(side):
        yield "side", "", "may not be empty at a crossing: the country whose post it is"
    elif crossings:
        yield from _foreign(known, crossings, place, side)


def _foreign(
    known: _Gazetteer, crossings: tuple[str, ...], place: str, side: str
) -> Iterator[Trouble]:
    sides = {country for crossing in crossings for country in known.sides[crossing]}
    try:
        if known.country(side) not in sides:
            yield "side", side, f"is no side of {place}; its sides are {', '.join(sorted(sides))}"
    except PlaceError as error:
        yield "side", side, f"is no country: {error}"


def _mistimed(row: Row) -> Iterator[Trouble]:
    arrival, departure, hours = row["arrival"], row["departure"], row["hours"]
    for name in ("arrival", "departure"):
        if pd.notna(row[name]) and not YEARS[0] <= row[name].year <= YEARS[1]:
            rule = f"is not of a year from {YEARS[0]} to {YEARS[1]}"
            yield name, f"{row[name]:%Y-%m-%d %H:%M}", rule
            return
    if pd.notna(departure) and pd.notna(hours):
        yield "hours", f"{hours:g}", "stands beside a departure; give one of the two"
    elif pd.isna(departure) and pd.isna(hours):
        yield "departure", "", "may not be empty where no hours are given"
    if pd.notna(departure) and pd.isna(arrival):
        yield "arrival", "", "may not be empty where a departure is given"
    elif pd.notna(departure) and departure < arrival:
        rule = f"is before the arrival, {arrival:%Y-%m-%d %H:%M}"
        yield "departure", f"{departure:%Y-%m-%d %H:%M}", rule
    elif pd.notna(departure) and departure - arrival > LONGEST:
        rule = f"is more than {LONGEST_H:,} h, a year, after the arrival, {arrival:%Y-%m-%d %H:%M}"
        yield "departure", f"{departure:%Y-%m-%d %H:%M}", rule


def _mixed(known: _Gazetteer, trips: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Report visits of which some events have times and others only hours."""
    untimed: dict[tuple[str, _Post], bool] = {}
    for label, row in zip(trips.index, trips.to_dict("records"), strict=True):
        post = _post(known, row)
        without = bool(pd.isna(row["arrival"]))
        if post.crossing_id and untimed.setdefault((row["trip"], post), without) != without:
            rule = "is given for some events of this visit and not for others; give all or none"
            yield Problem(file, line(label), "arrival", "", rule)


def _endless(known: _Gazetteer, trips: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Report visits that take more than a year though none of their events does."""
    for _, visit in _events(known, trips).groupby(["trip", *AT], sort=False):
        timed = bool(visit["start"].notna().any())
        stay = (visit["end"].max() - visit["start"].min()).total_seconds() / SECONDS
        if (stay if timed else visit["hours"].sum()) > LONGEST_H:
            rule = f"makes the visit longer than {LONGEST_H:,} h, a year; is it another trip?"
            column = "arrival" if timed else "hours"
            yield Problem(file, line(visit.index[-1]), column, "", rule)


def _post(known: _Gazetteer, row: Row) -> _Post:
    crossings = known.crossings(row["place"], bare=_bare(row))
    if not crossings:
        return _Post()
    side, other = "ab" if known.sides[crossings[0]][0] == known.country(row["side"]) else "ba"
    way = side + other if row["direction"] == "outbound" else other + side
    return _Post(crossings[0], way, side)


def _bare(row: Row) -> bool:
    return bool(pd.isna(row["side"]) and pd.isna(row["direction"]))
