"""A simulation in words, and as one object fit for JSON. Nothing here draws or decides."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from corridor import spread
from corridor.uncertainty import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor.uncertainty import Simulation

# Rises when a field of ``document`` changes its name or meaning.
SCHEMA_VERSION = 1
DECIMALS = 4
READ_AS = (
    "Each figure's low and high are read as P10 and P90 of a lognormal whose mean is the "
    "figure; figures are independent of each other. Published ranges are mostly of averages, "
    "so single trips may scatter more"
)
ENDS = ("origin", "destination")


def notes(found: Simulation) -> tuple[str, ...]:
    """Return what the reader must know: how it was drawn, and what nobody knows."""
    parts = spread.components(found.route)
    certain = parts.loc[(parts["sigma"] == 0) & (parts["time_h"] > 0), "of"].tolist()
    rho = spread.correlation(found.route.corridor)
    return (
        READ_AS,
        f"The two sides of a border wait alike with correlation {rho:g} (side_correlation)"
        if rho
        else "The tables give no side_correlation: the two sides of a border are independent",
        *([f"No range is given, so these do not scatter: {', '.join(certain)}"] if certain else []),
        *_closures_noted(found),
        *_mean_noted(found),
    )


def _mean_noted(found: Simulation) -> Iterator[str]:
    """Say why the mean tells little where a few very long waits carry it."""
    if found.hours.mean(dtype=np.float64) > found.quantile(0.9).iloc[0]:
        yield (
            "The mean lies above P90: a few trips that wait very long for a border to open "
            "carry it, and the indices made from it. Plan by the quantiles"
        )


def _closures_noted(found: Simulation) -> Iterator[str]:
    record, days = found.outages.record, found.outages.days
    if found.outages.since is None or found.outages.until is None:
        yield "Closures are left out or none is on record: every crossing counts as always open"
        return
    span = f"{found.outages.since:%Y-%m-%d} to {found.outages.until:%Y-%m-%d}"
    as_of = found.route.request.as_of
    day = f"on {as_of}" if as_of else f"on any day of the record of closures, {span}"
    yield (
        f"A draw leaves {day}, waits where it arrives at a closure, or takes the best other way "
        "if that is quicker; it knows when it ends"
    )
    crossings = found.route.crossings
    unknown = crossings.loc[~crossings["crossing_id"].isin(record["id"]), "name"].tolist()
    if unknown:
        yield (
            f"No closure is on record for {', '.join(dict.fromkeys(unknown))}: counted as "
            "always open, though the record is not complete"
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
        "quantiles_h": _quantiles(found, open_only=False),
        "open_quantiles_h": _quantiles(found, open_only=True),
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


def _quantiles(found: Simulation, *, open_only: bool) -> dict[str, Any]:
    hours = found.quantile(LEVELS, open_only=open_only)
    return {f"p{100 * level:.0f}": _plain(hours[level]) for level in LEVELS}


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in table.astype(object).to_dict("records")
    ]


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell
    if pd.isna(value):
        return None
    return round(value, DECIMALS) if isinstance(value, float) else value
