"""How wide hours or money scatter along a route: the P10-P90 band of its chart.

Each figure of the route is one random factor, as in ``spread``: its kilometres, border
sides or transfers vary together. The draw is a fixed one, so the same route gives the same
band. Closures are no part of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from corridor import impedance, spread
from corridor.draws import Part, factors

if TYPE_CHECKING:
    import numpy.typing as npt

    from corridor.itinerary import Route

DRAWS = 16_384
SEED = 1
LEVELS = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
# By measure: the figures of segments and the column of a step each accounts for, that of
# a border side, and that of a transfer.
PARTS = {
    "time_h": (
        {impedance.SPEED: "running_h", impedance.STOPS: "stops_h"},
        "dwell_h",
        "transfer_h",
    ),
    "cost_usd_t": ({impedance.HAUL: "haul_usd_t"}, "fee_usd", "transfer_usd_t"),
}


def band(route: Route, measure: str = "time_h") -> pd.DataFrame:
    """Return the quantiles of what a route has taken at each point of its chart.

    Parameters
    ----------
    route
        The route.
    measure
        ``time_h`` [h] or ``cost_usd_t`` [US$/t].

    Returns
    -------
    DataFrame
        ``p10``, ``p50``, ``p90`` of the cumulative measure, on the index of
        ``profile.curve``: the origin, then one row per segment, border side and transfer.
        Missing where a figure of the route is.
    """
    figures = route.figures
    parts = figures[figures[measure].notna()].reset_index(drop=True)
    weights = np.cumsum(_weights(route, parts, measure), axis=0)
    ends = zip(parts["amount_low"], parts[measure], parts["amount_high"], strict=True)
    sigma = [spread.deviation(*three) for three in ends]
    entry = spread.entries(parts["figure"])
    paired = [
        bool(second) and sigma[at] > 0 and sigma[at - 1] > 0 for at, second in enumerate(entry)
    ]
    rows = [Part(s, -(s**2) / 2, both) for s, both in zip(sigma, paired, strict=True)]
    rng = np.random.Generator(np.random.SFC64(SEED))
    rho = spread.correlation(route.corridor)
    drawn = np.array([factor.copy() for factor in factors(rng, DRAWS, rows, rho)])
    taken = weights @ drawn if len(drawn) else np.zeros((len(weights), 1))
    levels = np.quantile(taken, list(LEVELS.values()), axis=1)
    table = pd.DataFrame(dict(zip(LEVELS, levels, strict=True)))
    if np.isnan(route.totals[measure]):
        table[:] = np.nan
    return pd.concat([pd.DataFrame([dict.fromkeys(LEVELS, 0.0)]), table], ignore_index=True)


def _weights(route: Route, parts: pd.DataFrame, measure: str) -> npt.NDArray[np.float64]:
    """Return the mean of each element of the route by part: elements by parts."""
    steps = route.steps
    of_segments, of_side, of_transfer = PARTS[measure]
    kinds = np.repeat(steps["kind"].to_numpy(), np.where(steps["kind"] == "crossing", 2, 1))
    shares = np.zeros((len(kinds), len(parts)))
    at = {pair: row for row, pair in enumerate(zip(parts["figure"], parts["of"], strict=True))}
    ridden = steps[steps["kind"] == "segment"]
    of = (ridden["mode"] + " " + ridden["country"]).tolist()
    rows = np.flatnonzero(kinds == "segment")
    for figure, column in of_segments.items():
        known = [(row, at.get((figure, name))) for row, name in zip(rows, of, strict=True)]
        for (row, part), amount in zip(known, ridden[column], strict=True):
            if part is not None:
                shares[row, part] = amount
    for kind, figure in (("crossing", of_side), ("transfer", of_transfer)):
        own = np.flatnonzero(parts["figure"] == figure)
        elements = np.flatnonzero(kinds == kind)[: len(own)]
        shares[elements, own[: len(elements)]] = parts[measure].to_numpy()[own[: len(elements)]]
    return shares
