"""How reliable a route is: its hours drawn many times over, and what makes them scatter.

A draw is a day of departure, whose closures hold, and a factor for each part of the
route (``spread``). Nothing here finds a closure or makes a random number.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor import outages, spread, study
from corridor.draws import Part, Plan, factors, totals
from corridor.units import HOURS_PER_DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from corridor.itinerary import Route
    from corridor.tables import Corridor, Request

    Floats = npt.NDArray[np.float32]
    Wide = npt.NDArray[np.float64]

LEVELS = (0.1, 0.5, 0.8, 0.9, 0.95)
BAND_DRAWS = 4_096
DRAWS, SEED = 100_000, 1


@dataclass(frozen=True)
class Simulation:
    """The hours of a route drawn many times.

    Attributes
    ----------
    route
        The route, as ``route`` finds it.
    hours
        Door to door [h], one per draw.
    met
        Whether the trip met a closure, one per draw; the others found every border open.
    seed
        What the draws were made from.
    outages
        The closures on record, and the diversions they cause.
    """

    route: Route
    hours: Floats = field(repr=False)
    met: npt.NDArray[np.bool_] = field(repr=False)
    seed: int
    outages: outages.Outages = field(repr=False)

    def quantile(self, levels: float | Sequence[float], *, open_only: bool = False) -> pd.Series:
        """Return hours by level, e.g. 0.9: what nine trips in ten stay within.

        Sample quantiles of all draws, or of those that met no closure, interpolated
        (type 7 of Hyndman and Fan 1996). Missing if no draw is left.
        """
        levels = [levels] if isinstance(levels, (int, float)) else levels
        drawn = self.hours[~self.met] if open_only else self.hours
        hours = np.quantile(drawn, levels).astype(float) if len(drawn) else math.nan
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
        return pd.DataFrame(rows, columns=["measure", "value", "unit"]).round({"value": 4})


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
    hours, met = totals(plan(found), draws, seed, workers=workers, progress=progress)
    return Simulation(route, hours, met, seed, found)


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
    drawn = [factor.copy() for factor in factors(rng, BAND_DRAWS, rows, rho)]
    hours = along @ np.array(drawn) if drawn else np.zeros((len(along), 1))
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
    met = (way > 0) | (found.days["wait_h"].to_numpy() > 0)
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
    return Plan(tuple(main), tuple(map(tuple, own)), way, base_h, met, rho)


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
