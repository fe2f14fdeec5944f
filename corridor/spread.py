"""How far the hours of a route scatter: one random factor for each figure it rests on.

A factor is lognormal with mean 1, so the mean hours are those of the route. Its spread is
such that P90 over P10 equals the highest over the lowest figure: published ranges are
read as what nine trips in ten stay under, and one in ten. Nothing here draws a number.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.itinerary import Route
    from corridor.tables import Corridor

Z90 = NormalDist().inv_cdf(0.9)
CORRELATION = "side_correlation"
COMPONENTS = ["component", "of", "low_h", "time_h", "high_h", "sigma", "with_previous"]
COMPONENTS += ["grade", "source_id"]
SPEED, STOPS, DWELL, TRANSFER = "speed_kmh", "stops_h_1000km", "dwell_h", "transfer_h"


def components(route: Route) -> pd.DataFrame:
    """Return the parts that the hours of a route are the sum of, and how far each scatters.

    One part stands for one figure: the speed of a mode in a country holds for all its
    kilometres there, so its factor is drawn once for them. Were each segment drawn for
    itself, the scatter would vanish the finer the network is cut.

    Parameters
    ----------
    route
        Its ``figures`` that account for hours.

    Returns
    -------
    DataFrame
        Indexed by a name that the same part has in every route: ``component`` (the
        figure), ``of``, ``low_h``, ``time_h`` (mean), ``high_h`` [h], ``sigma`` (of the
        logarithm; 0: no range is given, or the figure is 0 h), ``with_previous`` (the
        entry side of a border, correlated with its exit side in the row before),
        ``grade``, ``source_id``.

    Notes
    -----
    With mean m and sigma s, ln X is normal with mean ln m - s²/2 and deviation s, and
    s = ln(high/low) / (2 · 1.2816). Where the low figure is 0 or missing the upper half
    is used alone, s = ln(high/m) / 1.2816, and so is the lower where the high one is
    missing. A mean of 0 h leaves nothing to scatter.

    References
    ----------
    Wang et al. 2012, Transportation Research Record 2315 (lognormal travel times).
    """
    rows = route.figures[route.figures["time_h"].notna()]
    inverse = rows["figure"] == SPEED
    ends = {"low": rows["low"], "high": rows["high"]}
    share = {name: (end / rows["value"]).where(rows["value"] > 0) for name, end in ends.items()}
    slow, fast = (1 / share[name].where(share[name] > 0) for name in ("low", "high"))
    hours = rows["time_h"].astype(float)
    low_h = hours * share["low"].mask(inverse, fast)
    high_h = hours * share["high"].mask(inverse, slow)
    sigma = np.array([deviation(*three) for three in zip(low_h, hours, high_h, strict=True)])
    entry = entries(rows["figure"])
    table = pd.DataFrame(
        {
            "component": rows["figure"],
            "of": rows["of"],
            "low_h": low_h,
            "time_h": hours,
            "high_h": high_h,
            "sigma": sigma,
            "with_previous": entry & (sigma > 0) & (np.roll(sigma, 1) > 0),
            "grade": rows["grade"],
            "source_id": rows["source_id"],
        }
    )
    return table.set_index(_names(table, entry))


def entries(figure: pd.Series) -> npt.NDArray[np.bool_]:
    """Return which rows are the entry side of a border; its exit side stands before it."""
    dwell: npt.NDArray[np.bool_] = np.array(figure == DWELL, dtype=bool)
    second: npt.NDArray[np.bool_] = np.cumsum(dwell) % 2 == 0
    return dwell & second


def _names(table: pd.DataFrame, entry: npt.NDArray[np.bool_]) -> pd.Series:
    """Return what each part is called in every route it is part of.

    The sides of a border go by their spreads too: those of the way back are others.
    """
    name = table["component"] + " " + table["of"]
    spreads = table["sigma"].map("{:.9f}".format)
    both = (spreads.shift(1) + " " + spreads).where(entry)
    both = both.fillna(both.shift(-1)).fillna("")
    again = name.groupby(name).cumcount().astype(str)
    return name + " " + again + " " + both


def correlation(corridor: Corridor) -> float:
    """Return how far the two sides of a border wait alike: correlation of the logarithms.

    It is the parameter ``side_correlation``; 0 where the tables give none.
    """
    rows = corridor.parameters[corridor.parameters["parameter"] == CORRELATION]
    return float(rows["value"].iloc[0]) if len(rows) else 0.0


def loads(route: Route, parts: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Return the mean hours of each step of a route by part.

    Parameters
    ----------
    route
        Its steps, in order.
    parts
        ``components`` of the same route.

    Returns
    -------
    ndarray
        Steps by parts [h]; a column sums to the part's ``time_h``.
    """
    steps = route.steps
    shares = np.zeros((len(steps), len(parts)))
    at = {pair: row for row, pair in enumerate(zip(parts["component"], parts["of"], strict=True))}
    ridden = np.flatnonzero(steps["kind"] == "segment")
    of = (steps["mode"] + " " + steps["country"]).iloc[ridden].tolist()
    for figure, hours in ((SPEED, "running_h"), (STOPS, "stops_h")):
        shares[ridden, [at[figure, name] for name in of]] = steps[hours].iloc[ridden]
    mean_h = parts["time_h"].to_numpy()
    for kind, figure, each in (("crossing", DWELL, 2), ("transfer", TRANSFER, 1)):
        rows = np.flatnonzero(parts["component"] == figure).reshape(-1, each)
        for step, own in zip(np.flatnonzero(steps["kind"] == kind), rows, strict=True):
            shares[step, own] = mean_h[own]
    return shares


def deviation(low_h: float, time_h: float, high_h: float) -> float:
    """Return the spread of the logarithm between two figures, of three that may be missing."""
    below, above = (low_h if low_h > 0 else time_h), (time_h if math.isnan(high_h) else high_h)
    halves = (below != time_h or low_h == time_h) + (above != time_h or high_h == time_h)
    return math.log(above / below) / (max(halves, 1) * Z90) if above > below > 0 else 0.0
