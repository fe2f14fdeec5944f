"""One number of the tables by its name, and how it is set: what a break-even varies.

Nothing here solves a route.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from corridor import impedance, places
from corridor.errors import DataError, PlaceError
from corridor.scenarios import Set

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corridor.itinerary import Route
    from corridor.scenarios import Edit
    from corridor.tables import Corridor


class Knob(NamedTuple):
    """One number of the tables: what it is called, its unit, its value, how it is set.

    ``before`` names the rows that are tied to more and so count instead of it somewhere.
    """

    number: str
    unit: str
    now: float
    turn: Callable[[float], tuple[Edit, ...]]
    before: tuple[str, ...] = ()


def knob(corridor: Corridor, text: str, routes: tuple[Route, Route]) -> Knob:
    """Return the number that ``text`` names.

    Parameters
    ----------
    corridor
        Its tables hold the number.
    text
        ``CROSSING.dwell_h``, ``CROSSING.fee_usd``, ``PLACE.hours`` of a transfer, or a
        parameter with what its row is tied to before it, ``road.PAK.speed_kmh``,
        ``rail.feu.stops_h_1000km``.
    routes
        A crossing is varied in the direction that one of them passes it.

    Raises
    ------
    PlaceError, DataError
        If there is no such number, or several.
    """
    *names, figure = text.split(".")
    if figure in ("dwell_h", "fee_usd") and names:
        return _border(corridor, ".".join(names), figure, routes)
    if figure == "hours" and names:
        return _transfer(corridor, ".".join(names), routes)
    return _parameter(corridor, figure, names, routes[0].request.cargo)


def _border(corridor: Corridor, name: str, figure: str, routes: tuple[Route, Route]) -> Knob:
    ids = places.crossings(corridor, name)
    passed = dict.fromkeys(
        (row["id"], row["direction"]) for row in _steps(routes, "crossing") if row["id"] in ids
    )
    if len(passed) != 1:
        which = ", ".join(f"{key} ({way})" for key, way in passed) or "neither route passes it"
        raise PlaceError(f"{name!r}: name one crossing that a route passes; {which}")
    ((key, way),) = passed
    times = corridor.border_times
    rows = times[(times["crossing_id"] == key) & (times["direction"] == way)]
    sides = rows.set_index("side")[figure].astype(float)
    now = float(sides.sum(skipna=False))
    shares = sides / now if now > 0 else sides * 0.0 + 1 / len(sides)
    shares = shares.fillna(1 / len(sides))

    def turn(value: float) -> tuple[Edit, ...]:
        cells = {"crossing_id": (key,), "direction": (way,)}
        return tuple(
            Set("border_times", figure, value * share, tuple({**cells, "side": (side,)}.items()))
            for side, share in shares.items()
        )

    unit = "h" if figure == "dwell_h" else "US$"
    return Knob(f"{figure} of {key}, {way}, both sides", unit, now, turn)


def _transfer(corridor: Corridor, name: str, routes: tuple[Route, Route]) -> Knob:
    node = places.find(corridor, name)
    keys = ["node_id", "from_mode", "from_gauge_mm", "to_mode", "to_gauge_mm"]
    used = pd.concat([route.transfers for route in routes])
    used = used[used["node_id"] == node].drop_duplicates(keys)
    if len(used) != 1:
        count = "neither route changes there" if used.empty else "the routes change in several ways"
        raise PlaceError(f"{name!r}: name one place where a route changes mode or gauge; {count}")
    row = used.iloc[0]
    cells = tuple((key, (None if pd.isna(row[key]) else row[key],)) for key in keys)

    def turn(value: float) -> tuple[Edit, ...]:
        return (Set("transfers", "hours", value, cells),)

    said = f"hours of the transfer at {node}, {row['from_mode']} to {row['to_mode']}"
    return Knob(said, "h", float(row["hours"]), turn)


def _parameter(corridor: Corridor, figure: str, names: list[str], cargo: str) -> Knob:
    table = impedance.in_use(corridor.parameters)
    there = table[table["parameter"] == figure]
    if there.empty:
        every = ", ".join(dict.fromkeys(table["parameter"]))
        raise DataError(
            f"{figure!r} is no number to vary; it is CROSSING.dwell_h, CROSSING.fee_usd, "
            f"PLACE.hours, or a parameter: {every}"
        )
    rows, ties = there, list(impedance.TIES)
    for column in ties:
        given = [name for name in names if name in set(there[column].dropna())]
        rows = rows[rows[column].isin(given)] if given else rows[rows[column].isna()]
    unknown = set(names) - {cell for column in ties for cell in there[column].dropna()}
    if len(rows) != 1 or unknown:
        asked = ".".join([*names, figure])
        known = [".".join([*row.dropna(), figure]) for _, row in there[ties].iterrows()]
        raise DataError(f"parameters.csv has no row for {asked}; it has {', '.join(known)}")
    chosen = rows.iloc[0]
    keys = ("parameter", *ties, "year", "source_id")
    cells = tuple((key, (None if pd.isna(chosen[key]) else chosen[key],)) for key in keys)

    def turn(value: float) -> tuple[Edit, ...]:
        return (Set("parameters", "value", value, cells),)

    said = " ".join(str(chosen[key]) for key in ("parameter", *ties) if pd.notna(chosen[key]))
    own = chosen[ties].dropna()
    closer = there[(there[own.index] == own).all(axis=1) & (there.index != chosen.name)]
    closer = closer[closer["cargo"].isna() | (closer["cargo"] == cargo)]
    before = tuple(".".join([*row.dropna(), figure]) for _, row in closer[ties].iterrows())
    return Knob(said, str(chosen["unit"]), float(chosen["value"]), turn, before)


def _steps(routes: tuple[Route, ...], kind: str) -> Iterator[dict[Any, Any]]:
    for route in routes:
        yield from route.steps[route.steps["kind"] == kind].to_dict("records")
