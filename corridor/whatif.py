"""What other tables would change: scenarios side by side, and the number at which two routes tie.

Both questions are asked by edits of the tables (``scenarios``) and answered by ``study``.
Nothing here reads a file.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor import places, study
from corridor.errors import DataError, NoRouteError, PlaceError
from corridor.knobs import knob
from corridor.scenarios import Scenario, apply

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from corridor.itinerary import Route
    from corridor.knobs import Knob
    from corridor.scenarios import Edit
    from corridor.tables import Corridor, Request

BASE = Scenario(name="base", edits=(), title="The tables as they are")
MEASURE = {
    "time": "time_h",
    "distance": "distance_km",
    "cost": "cost_usd_t",
    "co2e": "co2e_kg_t",
    "gcost": "gcost_usd_t",
}
CLOSE_ENOUGH = 1e-6
Ends = tuple[float, float]
# The highest of the default brackets: 100 days of waiting, and what nobody pays at a border.
LONGEST_H, MOST_USD = 2_400.0, 100_000.0
TENFOLD = 10.0
# Rises when a field of ``document`` changes its name or meaning.
SCHEMA_VERSION = 1
DECIMALS = 3
FIGURES = 6  # of a threshold, which may be a rate of some hundredths


def compare(
    corridor: Corridor,
    request: Request,
    scenarios: Sequence[Scenario],
    dates: Sequence[dt.date] = (),
) -> pd.DataFrame:
    """Return the best route of a request under each scenario, beside that of today's tables.

    Parameters
    ----------
    corridor
        What the scenarios edit.
    request
        Places by any name.
    scenarios
        Each is asked for on its own; see ``scenarios.apply``.
    dates
        Ask for each of these days too, with its closures; none: the request's own.

    Returns
    -------
    DataFrame
        A row per scenario and date, base first: ``scenario, as_of``, the totals of the
        route, each with its difference to the first row (``time_more_h``), ``crossings``
        (ids parted by '|') and ``trouble``: why there is no route, and then no figures.

    Raises
    ------
    NoRouteError
        If there is no route in any row.
    PlaceError, DataError
        As for ``route`` and ``apply``.
    TypeError
        If a scenario is not one, but its name.
    """
    for one in [scenarios] if isinstance(scenarios, str) else scenarios:
        if not isinstance(one, Scenario):
            raise TypeError(f"{one!r} is no Scenario; corridor.scenario({one!r}) reads one by name")
    named = study.named(corridor, request)
    rows = [
        {"scenario": scenario.name, "as_of": day, **_answer(edited, replace(named, as_of=day))}
        for scenario in (BASE, *scenarios)
        for edited in (apply(corridor, scenario),)
        for day in dates or (named.as_of,)
    ]
    if all(row["trouble"] for row in rows):
        raise NoRouteError("\n".join(dict.fromkeys(str(row["trouble"]) for row in rows)))
    table = pd.DataFrame(rows)
    figures = [
        str(name) for name in table if name not in ("scenario", "as_of", "crossings", "trouble")
    ]
    columns = ["scenario", "as_of"]
    for name in figures:
        stem, unit = name.split("_", 1)
        table[more := f"{stem}_more_{unit}"] = table[name] - table[name].iloc[0]
        columns += [name, more]
    return table[[*columns, "crossings", "trouble"]]


def _answer(corridor: Corridor, request: Request) -> dict[str, object]:
    try:
        route = study.alternatives(corridor, request, 1)[0]
    except NoRouteError as error:
        return {"crossings": None, "trouble": "; ".join(map(str.strip, str(error).split("\n")))}
    passed = "|".join(dict.fromkeys(route.crossings["crossing_id"]))
    return {**route.totals, "crossings": passed, "trouble": None}


@dataclass(frozen=True)
class Breakeven:
    """The number at which two routes cost the same in what is minimised.

    Attributes
    ----------
    number, unit
        What is varied, in words, and its unit.
    now
        Its value in the tables; missing if they give none.
    low, high
        The bracket searched.
    threshold
        The value at which both cost the same, None if one wins throughout.
    measure
        The total that is compared, e.g. ``time_h``.
    best, other
        The best route and its alternative, as they are now.
    at_low, at_high
        Cost of the best route less that of the alternative at the ends of the bracket.
    third
        A route that at the threshold is better than both, if there is one.
    before
        Parameters tied to more than the one varied: where they fit they count instead.
    """

    number: str
    unit: str
    now: float
    low: float
    high: float
    threshold: float | None
    measure: str
    best: Route = field(repr=False)
    other: Route = field(repr=False)
    at_low: float
    at_high: float
    third: Route | None = field(default=None, repr=False)
    before: tuple[str, ...] = ()

    @property
    def below(self) -> str:
        """Which route wins at the low end: best, other or tie."""
        return _winner(self.at_low)

    @property
    def above(self) -> str:
        """Which route wins at the high end: best, other or tie."""
        return _winner(self.at_high)


def breakeven(
    corridor: Corridor,
    request: Request,
    vary: str,
    against: str,
    between: tuple[float, float] | None = None,
) -> Breakeven:
    """Return the value of one number at which the best route and an alternative tie.

    Both are followed along their way as it is now. Their difference is monotone in the
    number, for it stands in each at most as a sum (hours, fees, rates) or as a divisor
    (speed), so a change of sign in the bracket is found by bisection.

    Parameters
    ----------
    corridor
        As ``load`` returns it.
    request
        Places by any name.
    vary
        ``CROSSING.dwell_h`` or ``CROSSING.fee_usd``, both sides in the direction
        travelled; ``PLACE.hours``, a transfer; or a parameter with its mode and country
        before it, ``road.PAK.speed_kmh``.
    against
        ``mode=rail``, ``via=PLACE``, ``avoid=CROSSING``, or ``route=2``: the second of
        ``alternatives``.
    between
        The bracket. By default hours run from 0 to ten times their value, at least 100
        days; US$ from 0 to ten times, at least 100,000; others from a tenth to tenfold.

    Raises
    ------
    PlaceError, NoRouteError, DataError
        As for ``route``; also if no such number or alternative is there.
    ValueError
        If the bracket does not run from a lower to a higher number.
    """
    if between is not None and not -math.inf < between[0] < between[1] < math.inf:
        raise ValueError(f"between {between[0]} and {between[1]}: name a lower and a higher number")
    named = study.named(corridor, request)
    best = study.alternatives(corridor, named, 1)[0]
    rivals = _rival(corridor, named, against)
    other = rivals[-1]
    if other.steps["id"].equals(best.steps["id"]):
        raise DataError(f"{against}: that is the best route itself; name another alternative")
    turned = knob(corridor, vary, (best, other))
    low, high = between or _bracket(turned)
    measure = MEASURE[named.minimise]

    def apart(value: float) -> float:
        try:
            edited = _edited(corridor, turned.turn(value))
        except DataError as error:
            told = error.problems[0].allowed if error.problems else str(error)
            raise DataError(f"{value:g} as {turned.number}: {told}") from None
        return _cost(edited, best, measure) - _cost(edited, other, measure)

    at_low, at_high = apart(low), apart(high)
    threshold = _bisect(apart, low, high, (at_low, at_high)) if at_low * at_high < 0 else None
    third = None
    if threshold is not None:
        edited = _edited(corridor, turned.turn(threshold))
        found = study.alternatives(edited, named, 1)[0]
        tie = _cost(edited, best, measure)
        third = found if found.totals[measure] < tie - 10 * CLOSE_ENOUGH * max(tie, 1) else None
    ends = {"low": low, "high": high, "at_low": at_low, "at_high": at_high}
    told = {"number": turned.number, "unit": turned.unit, "now": turned.now, "measure": measure}
    told |= {"before": turned.before}
    return Breakeven(**told, **ends, threshold=threshold, best=best, other=other, third=third)  # type: ignore[arg-type]


def _winner(difference: float) -> str:
    if abs(difference) < CLOSE_ENOUGH:
        return "tie"
    return "best" if difference < 0 else "other"


def _bisect(apart: Callable[[float], float], low: float, high: float, ends: Ends) -> float:
    """Return where ``apart`` changes its sign: by halving, and by the chord every other time.

    The chord lands at once where the difference is a straight line, as it mostly is.
    """
    at_low, at_high = ends
    chord = True
    while high - low > CLOSE_ENOUGH * max(1.0, abs(low)):
        middle = low + (high - low) * (at_low / (at_low - at_high) if chord else 0.5)
        at_middle = apart(middle)
        if abs(at_middle) <= CLOSE_ENOUGH * abs(at_high - at_low) / (high - low):
            return middle
        if at_middle * at_low > 0:
            low, at_low = middle, at_middle
        else:
            high, at_high = middle, at_middle
        chord = not chord
    return (low + high) / 2


def _bracket(turned: Knob) -> tuple[float, float]:
    known = 0.0 if pd.isna(turned.now) else turned.now
    if turned.unit in ("h", "US$"):
        return 0.0, max(TENFOLD * known, LONGEST_H if turned.unit == "h" else MOST_USD)
    if known <= 0:
        raise DataError(f"{turned.number} is {known:g} now; say between which values to search")
    return known / TENFOLD, known * TENFOLD


def _edited(corridor: Corridor, edits: tuple[Edit, ...]) -> Corridor:
    for edit in edits:
        corridor = edit(corridor)
    return corridor


def _cost(corridor: Corridor, route: Route, measure: str) -> float:
    """Return what a route costs along its way: the network is cut down to it."""
    steps = route.steps
    own = {kind: set(steps.loc[steps["kind"] == kind, "id"]) for kind in set(steps["kind"])}
    kept: dict[str, Any] = {
        name: table[table[key].isin(own.get(kind, ()))]
        for name, key, kind, table in (
            ("segments", "segment_id", "segment", corridor.segments),
            ("crossings", "crossing_id", "crossing", corridor.crossings),
            ("border_times", "crossing_id", "crossing", corridor.border_times),
            ("transfers", "node_id", "transfer", corridor.transfers),
        )
    }
    return study.alternatives(replace(corridor, **kept), route.request, 1)[0].totals[measure]


def _rival(corridor: Corridor, request: Request, against: str) -> list[Route]:
    word, _, value = against.partition("=")
    if word == "route" and value.isdecimal() and 1 < int(value) <= 20:  # noqa: PLR2004 - as -k
        routes = study.alternatives(corridor, request, int(value))
        if len(routes) < int(value):
            raise DataError(f"{against}: only {len(routes)} really different routes are there")
        return routes
    options: dict[str, Any] = {}
    if word == "mode" and value in ("rail", "road", "multimodal"):
        options = {"mode": value}
    elif word == "via" and value:
        options = {"via": (*request.via, places.find(corridor, value))}
    elif word == "avoid" and value:
        options = {
            "avoid_crossings": (*request.avoid_crossings, *places.crossings(corridor, value))
        }
    if not options:
        raise PlaceError(
            f"{against!r} is no alternative; write mode=rail, via=PLACE, avoid=CROSSING or route=2"
        )
    return study.alternatives(corridor, replace(request, **options), 1)


def document(found: Breakeven) -> dict[str, Any]:
    """Return a break-even as one object fit for JSON; ``docs/reliability.md`` explains it."""
    request = asdict(found.best.request)
    request["as_of"] = request["as_of"] and str(request["as_of"])
    routes = {"best": found.best, "other": found.other, "third": found.third}
    return {
        "schema_version": SCHEMA_VERSION,
        "request": request,
        "number": found.number,
        "unit": found.unit,
        "now": None if pd.isna(found.now) else found.now,
        "between": [found.low, found.high],
        "threshold": found.threshold and float(f"{found.threshold:.{FIGURES}g}"),
        "not_varied": list(found.before),
        "measure": found.measure,
        "wins": {"below": found.below, "above": found.above},
        "best_less_other": {
            "low": round(found.at_low, DECIMALS),
            "high": round(found.at_high, DECIMALS),
        },
        "routes": {
            name: route
            and {
                **{total: round(value, DECIMALS) for total, value in route.totals.items()},
                "modes": list(dict.fromkeys(route.legs["mode"])),
                "crossings": route.crossings["crossing_id"].tolist(),
            }
            for name, route in routes.items()
        },
    }
