"""How reliable a route is: its hours drawn many times over, and what makes them scatter.

A draw is a day of departure, whose closures hold, and a factor for each part of the
route. Draws come in blocks, each with a random stream of its own, so the same seed gives
the same hours however many are held or worked on at once.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from corridor import outages, spread, study
from corridor.units import HOURS_PER_DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

    from corridor.itinerary import Route
    from corridor.tables import Corridor, Request

    Floats = npt.NDArray[np.float32]
    Wide = npt.NDArray[np.float64]

# Draws of one random stream: the result hangs on it. 64 kB a row stays in the cache.
BLOCK = 16_384
# Draws one task does between two words of progress: the result does not hang on it.
CHUNK = 16 * BLOCK
LEVELS = (0.1, 0.5, 0.8, 0.9, 0.95)
BAND_DRAWS = 4_096
DRAWS, SEED = 100_000, 1
# Rises when a field of ``document`` changes its name or meaning.
SCHEMA_VERSION = 1
DECIMALS = 4
ENDS = ("origin", "destination")


class Part(NamedTuple):
    """A part as it is drawn: hours are exp(sigma · z + shift), z standard normal."""

    sigma: float
    shift: float
    with_previous: bool
    changes: tuple[float, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What is drawn: parts of the route, those that only a diversion has, and the days.

    ``changes`` of a part say how much more of it each diversion has, as a share of the
    route's. ``base_h`` holds by day the wait and the parts that do not scatter.
    """

    main: tuple[Part, ...]
    own: tuple[tuple[Part, ...], ...]
    way: npt.NDArray[np.int64]
    base_h: Floats
    correlation: float


@dataclass(frozen=True)
class Simulation:
    """The hours of a route drawn many times.

    Attributes
    ----------
    route
        The route, as ``route`` finds it.
    hours
        Door to door [h], one per draw.
    seed
        What the draws were made from.
    outages
        The closures on record, and the diversions they cause.
    """

    route: Route
    hours: Floats = field(repr=False)
    seed: int
    outages: outages.Outages = field(repr=False)

    def quantile(self, levels: Sequence[float]) -> pd.Series:
        """Return hours by level, e.g. 0.9: what nine trips in ten stay within.

        Sample quantiles of all draws, interpolated (type 7 of Hyndman and Fan 1996).
        """
        hours = np.quantile(self.hours, levels).astype(float)
        return pd.Series(hours, index=pd.Index(levels, name="level"), name="time_h")

    def arriving_within(self, days: float) -> float:
        """Return the share of draws that take at most so many days."""
        return float(np.mean(self.hours <= days * HOURS_PER_DAY))

    @cached_property
    def measures(self) -> dict[str, float]:
        """Mean, spread and the usual indices of travel-time reliability.

        ``free_flow_h`` is running time alone, at speeds without delay.

        References
        ----------
        FHWA, Travel Time Reliability: buffer index (P95 - mean)/mean, planning time
        index P95/free flow.
        """
        mean_h = float(self.hours.mean(dtype=np.float64))
        sd_h = float(self.hours.std(dtype=np.float64))
        p95_h = float(np.quantile(self.hours, 0.95))
        free_h = float(self.route.steps["running_h"].sum())
        return {
            "route_h": self.route.totals["time_h"],
            "mean_h": mean_h,
            "sd_h": sd_h,
            "cv": sd_h / mean_h,
            "buffer_index": (p95_h - mean_h) / mean_h,
            "free_flow_h": free_h,
            "planning_time_index": p95_h / free_h if free_h else math.nan,
        }

    @cached_property
    def components(self) -> pd.DataFrame:
        """The parts, and the share of the variance each alone accounts for; see ``shares``."""
        return shares(self.outages)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """``measure, value, unit``: the quantiles in hours and days, then ``measures``."""
        hours = self.quantile(LEVELS)
        rows = [(f"p{level * 100:.0f}_h", time_h, "h") for level, time_h in hours.items()]  # type: ignore[operator]
        rows += [(f"{name[:-2]}_d", time_h / HOURS_PER_DAY, "d") for name, time_h, _ in rows]
        units = {"cv": "", "buffer_index": "", "planning_time_index": ""}
        rows += [(name, value, units.get(name, "h")) for name, value in self.measures.items()]
        return pd.DataFrame(rows, columns=["measure", "value", "unit"])


def simulate(
    corridor: Corridor,
    request: Request,
    draws: int = DRAWS,
    seed: int = SEED,
    workers: int = 1,
    *,
    closures: bool = True,
) -> Simulation:
    """Draw the hours of the best route of a request.

    Parameters
    ----------
    corridor
        As ``load`` returns it.
    request
        Places by any name.
    draws
        How many trips, 1 or more.
    seed
        The same seed gives the same hours, whatever ``workers``.
    workers
        How many threads share the work.
    closures
        Whether trips meet the closures on record; without, every border is open.

    Returns
    -------
    Simulation
        Its ``quantile``, ``summary`` and ``components``.

    Raises
    ------
    PlaceError, NoRouteError, DataError
        As for ``route``.
    ValueError
        If ``draws`` or ``workers`` is below 1.
    """
    route = study.solve(corridor, study.named(corridor, request))
    return simulated(route, draws, seed, workers, closures=closures)


def simulated(
    route: Route,
    draws: int = DRAWS,
    seed: int = SEED,
    workers: int = 1,
    *,
    closures: bool = True,
    progress: Callable[[int], object] | None = None,
) -> Simulation:
    """Draw the hours of a given route.

    Parameters
    ----------
    route
        As ``route`` finds it.
    draws, seed, workers, closures
        As for ``simulate``.
    progress
        Called with the number of draws done since the last call.

    Raises
    ------
    ValueError
        If ``draws`` or ``workers`` is below 1.
    """
    found = outages.outages(route) if closures else outages.none(route)
    hours = totals(plan(found), draws, seed, workers=workers, progress=progress)
    return Simulation(route, hours, seed, found)


def quick(route: Route, *, closures: bool = True) -> dict[str, float]:
    """Return ``p50_d`` and ``p90_d`` of a route in days, as ``simulated`` has them by default."""
    middle, late = simulated(route, closures=closures).quantile((0.5, 0.9)) / HOURS_PER_DAY
    return {"p50_d": float(middle), "p90_d": float(late)}


def band(route: Route) -> pd.DataFrame:
    """Return cumulative hours along a route: ``p10_h``, ``p50_h``, ``p90_h`` after each step.

    On the index of ``route.steps``, of trips that keep to the route and find every
    border open; so the last row lies below the quantiles of ``simulated`` by what
    closures add. A fixed draw: the same route gives the same hours.
    """
    parts = spread.components(route)
    along = np.cumsum(spread.loads(route, parts), axis=0).astype(np.float32)
    rng = np.random.Generator(np.random.SFC64(SEED))
    rho = spread.correlation(route.corridor)
    rows = [
        Part(sigma, -(sigma**2) / 2, paired)
        for sigma, paired in zip(parts["sigma"], parts["with_previous"], strict=True)
    ]
    factors = [factor.copy() for factor in _factors(rng, BAND_DRAWS, rows, rho)]
    hours = along @ np.array(factors) if factors else np.zeros((len(along), 1))
    low, middle, high = np.quantile(hours, (0.1, 0.5, 0.9), axis=1)
    columns = {"p10_h": low, "p50_h": middle, "p90_h": high}
    return pd.DataFrame(columns, index=route.steps.index)


def plan(found: outages.Outages) -> Plan:
    """Return what is to be drawn for a route and its diversions."""
    parts, weights = _weights(found)
    rho = spread.correlation(found.routes[0].corridor)
    sigma = parts["sigma"].to_numpy()
    fixed_h = weights[:, sigma == 0].sum(axis=1)
    way = found.days["way"].to_numpy()
    base_h = (found.days["wait_h"].to_numpy() + fixed_h[way]).astype(np.float32)
    main: list[Part] = []
    own: list[list[Part]] = [[] for _ in weights[1:]]
    for column in np.flatnonzero(sigma > 0):
        hours, s = weights[:, column], float(sigma[column])
        paired = bool(parts["with_previous"].iloc[column])
        if hours[0] > 0:
            changes = tuple((hours[1:] / hours[0] - 1).tolist())
            main.append(Part(s, math.log(hours[0]) - s**2 / 2, paired, changes))
            continue
        for number, diverted in enumerate(hours[1:]):
            if diverted > 0:
                own[number].append(Part(s, math.log(diverted) - s**2 / 2, paired))
    return Plan(tuple(main), tuple(map(tuple, own)), way, base_h, rho)


def totals(
    given: Plan,
    draws: int,
    seed: int,
    *,
    workers: int = 1,
    chunk: int = CHUNK,
    progress: Callable[[int], object] | None = None,
) -> Floats:
    """Return the hours of each draw.

    Parameters
    ----------
    given
        What is drawn.
    draws, seed, workers, progress
        As for ``simulate``.
    chunk
        How many draws a task does at most, in whole blocks.

    Returns
    -------
    ndarray
        float32 [h]; fewer draws of the same seed are the beginning of more.
    """
    if draws < 1 or workers < 1 or chunk < 1:
        raise ValueError("draws, workers and chunk are whole numbers of 1 or more")
    hours = np.empty(draws, dtype=np.float32)
    step = math.ceil(chunk / BLOCK) * BLOCK

    def work(start: int) -> int:
        end = min(start + step, draws)
        for first in range(start, end, BLOCK):
            last = min(first + BLOCK, end)
            hours[first:last] = _block(given, seed, first // BLOCK)[: last - first]
        return end - start

    with ThreadPoolExecutor(workers) as pool:
        for done in pool.map(work, range(0, draws, step)):
            if progress is not None:
                progress(done)
    return hours


def shares(found: outages.Outages) -> pd.DataFrame:
    """Return the parts of a route and its diversions with their share of the variance.

    Returns
    -------
    DataFrame
        ``component, of, low_h, time_h, high_h, p10_h, p90_h`` [h], ``share``,
        ``share_open``, ``grade, source_id``, largest first; hours are missing for parts
        that only diversions have. ``share`` is first-order, exact and not drawn: the
        variance of the mean given the part alone, over the whole variance. The two sides
        of a border are one factor, parted by their covariance. ``closures`` is the day of
        departure: waits and diversions. What is left to 1, ``interaction``, is which
        diversion meets which hours. ``share_open`` is the same with every border open.

    References
    ----------
    Saltelli et al. 2008, Global Sensitivity Analysis: first-order index, groups.
    """
    parts, weights = _weights(found)
    rho = spread.correlation(found.routes[0].corridor)
    days = found.days
    way = days["way"].to_numpy()
    often = np.bincount(way, minlength=len(weights)) / len(days)
    sigma, paired = parts["sigma"].to_numpy(), parts["with_previous"].to_numpy()
    alone = _variances(often @ weights, sigma, paired, rho)
    each = [_variances(row, sigma, paired, rho).sum() for row in weights]
    within = float(often @ np.array(each))
    by_day = float(np.var(weights.sum(axis=1)[way] + days["wait_h"].to_numpy()))
    whole = within + by_day
    calm = _variances(weights[0], sigma, paired, rho)
    low, high = (np.exp(-(sigma**2) / 2 + z * sigma) for z in (-spread.Z90, spread.Z90))
    hours = parts[["low_h", "time_h", "high_h"]].assign(
        p10_h=parts["time_h"] * low, p90_h=parts["time_h"] * high
    )
    hours[~parts.index.isin(spread.components(found.routes[0]).index)] = math.nan
    table = parts.assign(
        **hours,
        share=alone / whole if whole else 0.0,
        share_open=calm / calm.sum() if calm.any() else 0.0,
    )
    rest = {"closures": by_day, "interaction": max(whole - by_day - float(alone.sum()), 0.0)}
    extra = [
        {"component": name, "of": "day of departure", "share": part / whole}
        for name, part in rest.items()
        if whole and part / whole > 1e-9  # noqa: PLR2004 - rounding of the sums
    ]
    both = pd.concat([table, pd.DataFrame(extra)]) if extra else table
    names = ["component", "of", "low_h", "time_h", "high_h", "p10_h", "p90_h"]
    kept = both[[*names, "share", "share_open", "grade", "source_id"]]
    return kept.sort_values("share", ascending=False, kind="stable").reset_index(drop=True)


def _variances(hours: Wide, sigma: Wide, paired: npt.NDArray[np.bool_], rho: float) -> Wide:
    """Return each part's variance [h²], that of a border parted by covariance."""
    result: Wide = hours**2 * np.expm1(sigma**2)
    for entry in np.flatnonzero(paired):
        both = hours[entry - 1] * hours[entry]
        shared = both * math.expm1(rho * sigma[entry - 1] * sigma[entry])
        result[entry - 1] += shared
        result[entry] += shared
    return result


def _weights(found: outages.Outages) -> tuple[pd.DataFrame, Wide]:
    """Return the parts of all routes, each once, and their mean hours by route and part."""
    tables = [spread.components(route) for route in found.routes]
    parts = pd.concat(tables)
    parts = parts[~parts.index.duplicated()]
    hours = [table["time_h"].reindex(parts.index, fill_value=0.0).to_numpy() for table in tables]
    return parts, np.array(hours)


def _block(given: Plan, seed: int, number: int) -> Floats:
    """Return the hours of one block of draws, from its own random stream."""
    stream = np.random.SeedSequence(seed, spawn_key=(number,))
    rng = np.random.Generator(np.random.SFC64(stream))
    day = rng.integers(len(given.way), size=BLOCK, dtype=np.int32)
    way = given.way[day]
    hours = given.base_h[day]
    diverted = [np.flatnonzero(way == number) for number in range(1, len(given.own) + 1)]
    factors = _factors(rng, BLOCK, given.main, given.correlation)
    for part, factor in zip(given.main, factors, strict=True):
        hours += factor
        for rows, change in zip(diverted, part.changes, strict=True):
            if change:
                hours[rows] += change * factor[rows]
    for rows, own in zip(diverted, given.own, strict=True):
        for factor in _factors(rng, len(rows), own, given.correlation):
            hours[rows] += factor
    return hours


def _factors(
    rng: np.random.Generator, size: int, parts: Sequence[Part], correlation: float
) -> Iterator[Floats]:
    """Yield the draws of each part in turn, in one buffer that the next overwrites."""
    z, previous, drawn = (np.empty(size, dtype=np.float32) for _ in range(3))
    rest = math.sqrt(1 - correlation**2)
    for part in parts:
        z, previous = previous, z
        rng.standard_normal(out=z, dtype=np.float32)
        if part.with_previous:
            z *= rest
            z += correlation * previous
        np.multiply(z, part.sigma, out=drawn)
        drawn += part.shift
        yield np.exp(drawn, out=drawn)


def notes(found: Simulation) -> tuple[str, ...]:
    """Return what the reader must know: how it was drawn, and what nobody knows."""
    parts = spread.components(found.route)
    certain = parts.loc[(parts["sigma"] == 0) & (parts["time_h"] > 0), "of"].tolist()
    rho = spread.correlation(found.route.corridor)
    return (
        "Each figure's low and high are read as P10 and P90 of a lognormal whose mean is the "
        "figure; figures are independent of each other",
        f"The two sides of a border wait alike with correlation {rho:g} (side_correlation)"
        if rho
        else "The tables give no side_correlation: the two sides of a border are independent",
        *([f"No range is given, so these do not scatter: {', '.join(certain)}"] if certain else []),
        *_closures_noted(found),
    )


def _closures_noted(found: Simulation) -> Iterator[str]:
    record, days = found.outages.record, found.outages.days
    if found.outages.since is None or found.outages.until is None:
        yield "Closures are left out or none is on record: every crossing counts as always open"
        return
    span = f"{found.outages.since:%Y-%m-%d} to {found.outages.until:%Y-%m-%d}"
    yield (
        f"A draw leaves on any day of the record of closures, {span}, waits where it arrives "
        "at a closure, or takes the best other way if that is quicker; it knows when it ends"
    )
    crossings = found.route.crossings
    unknown = crossings.loc[~crossings["crossing_id"].isin(record["id"]), "name"].tolist()
    if unknown:
        yield (
            f"No closure is on record for {', '.join(dict.fromkeys(unknown))}: they count as "
            "always open, but the record is not complete"
        )
    if (share := days["unended"].mean()) > 0:
        yield (
            f"In {share:.1%} of draws the trip waits for a closure not known to have ended; it "
            "counts to its last confirmed day, so these hours are a lower bound"
        )
    if (share := (days["way"] > 0).mean()) > 0:
        ways = [", ".join(way.crossings["name"]) for way in found.outages.routes[1:]]
        yield f"In {share:.1%} of draws the trip diverts: by {'; or by '.join(ways)}"


def document(found: Simulation, days: float | None = None) -> dict[str, Any]:
    """Return a simulation as one object fit for JSON; ``docs/reliability.md`` explains it.

    Parameters
    ----------
    found
        What was drawn.
    days
        Ask for the probability of arriving within so many days.
    """
    nodes = found.route.corridor.nodes.set_index("node_id")["name"]
    request = asdict(found.route.request)
    request["as_of"] = request["as_of"] and str(request["as_of"])
    since, until = found.outages.since, found.outages.until
    often = np.bincount(found.outages.days["way"], minlength=len(found.outages.routes))
    return {
        "schema_version": SCHEMA_VERSION,
        **{end: {"node_id": request[end], "name": nodes[request[end]]} for end in ENDS},
        "request": request,
        "draws": len(found.hours),
        "seed": found.seed,
        "quantiles_h": {
            f"p{100 * level:.0f}": round(hours, DECIMALS)
            for level, hours in zip(LEVELS, found.quantile(LEVELS).tolist(), strict=True)
        },
        **{name: _plain(value) for name, value in found.measures.items()},
        "arriving_within": None
        if days is None
        else {"days": days, "probability": found.arriving_within(days)},
        "closures": {
            "since": since and f"{since:%Y-%m-%d}",
            "until": until and f"{until:%Y-%m-%d}",
            "record": _records(found.outages.record),
            "ways": [
                {
                    "crossings": way.crossings["crossing_id"].tolist(),
                    "time_h": _plain(way.totals["time_h"]),
                    "share": _plain(days_on / len(found.outages.days)),
                }
                for way, days_on in zip(found.outages.routes, often.tolist(), strict=True)
            ],
        },
        "components": _records(found.components),
        "notes": [*notes(found), *found.route.notes],
        "sources": list(found.route.sources),
    }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in table.astype(object).to_dict("records")
    ]


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell
    if pd.isna(value):
        return None
    return round(value, DECIMALS) if isinstance(value, float) else value
