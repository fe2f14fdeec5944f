"""The profile of a route: what each part of it adds to kilometres, hours and money.

One row per segment, border side and change of mode or gauge, in order of travel: the
elements of a time/cost-distance chart. The bounds are sums of low and of high figures,
every part at its best or at its worst: wider than any quantile of the whole trip. A figure
without a range adds itself to both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor import impedance
from corridor.impedance import SPEED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor.itinerary import Route

PROFILE = ["kind", "id", "direction", "side", "country", "mode", "distance_km"]
PROFILE += ["time_h", "low_h", "high_h", "cost_usd_t", "cost_low_usd_t", "cost_high_usd_t"]
CURVE = ["element", "kind", "country", "distance_km", "time_h", "low_h", "high_h"]
CURVE += ["cost_usd_t", "cost_low_usd_t", "cost_high_usd_t"]
Row = dict[Any, Any]


def profile(route: Route) -> pd.DataFrame:
    """Return the profile of a route.

    Returns
    -------
    DataFrame
        Columns ``PROFILE``: ``kind`` (segment, border, transfer), ``side`` (a or b, of a
        border), ``country`` it counts to, ``distance_km`` [km], ``time_h`` and its bounds
        ``low_h`` and ``high_h`` [h], ``cost_usd_t`` and its bounds [US$/t]. Distances,
        hours and money add up to the totals.

    References
    ----------
    UNESCAP, Time/Cost-Distance Methodology: a step at each border side.
    """
    steps = route.steps
    ridden = _bounds(route, steps[steps["kind"] == "segment"])
    changes = iter(route.transfers.to_dict("records"))
    rows: list[Row] = []
    for at, step in zip(steps.index, steps.to_dict("records"), strict=True):
        if step["kind"] == "segment":
            rows.append(step | ridden[at])
        elif step["kind"] == "crossing":
            rows += _sides(route, step)
        else:
            rows.append(step | _change(next(changes)))
    return pd.DataFrame(rows, columns=PROFILE)


def curve(route: Route, names: dict[str, str] | None = None) -> pd.DataFrame:
    """Return the points of the time/cost-distance lines of a route.

    Parameters
    ----------
    route
        The route.
    names
        What nodes are called, by id; as in ``nodes`` if not given.

    Returns
    -------
    DataFrame
        Columns ``CURVE``, one row per point, the first at 0 km: ``element`` is what lies
        before the point, and all figures are sums from the origin on. A border side or a
        transfer is a vertical step: its row has the distance of the one before.
    """
    nodes = route.corridor.nodes
    called = names or dict(zip(nodes["node_id"], nodes["name"], strict=True))
    parts = profile(route)
    sums = parts[CURVE[3:]].astype(float).cumsum(skipna=False)
    begin = dict.fromkeys(CURVE[3:], 0.0) | {"kind": "origin"}
    begin["element"] = called[route.request.origin]
    table = parts[["kind", "country"]].join(sums)
    table.insert(0, "element", list(_elements(route, parts, called)))
    return pd.concat([pd.DataFrame([begin]), table], ignore_index=True)[CURVE]


def _elements(route: Route, parts: pd.DataFrame, called: dict[str, str]) -> Iterator[str]:
    """Yield what each part of a profile is called."""
    at = {step["id"]: step for step in route.steps.to_dict("records")}
    crossings = route.corridor.crossings.set_index("crossing_id")
    for part in parts.to_dict("records"):
        if part["kind"] == "border":
            node = crossings[f"node_{part['side']}"][part["id"]]
            yield called[node]
        elif part["kind"] == "transfer":
            yield called[part["id"]]
        else:
            step = at[part["id"]]
            yield f"{called[step['from_node']]} - {called[step['to_node']]}"


def _bounds(route: Route, ridden: pd.DataFrame) -> dict[Any, Row]:
    """Return hours and money of each segment step with all figures at their best and worst."""
    given, cargo = route.corridor.parameters, route.request.cargo
    wires = route.corridor.segments.set_index("segment_id")["electrified"]
    links = ridden[["mode", "country"]].assign(
        length_km=ridden["distance_km"], electrified=ridden["id"].map(wires)
    )
    inverse = given["parameter"] == SPEED
    found = {}
    for end, other in (("low", "high"), ("high", "low")):
        value = given[end].where(~inverse, given[other]).fillna(given["value"])
        bound = given.assign(value=value)
        hours = impedance.segment_hours(links, bound, cargo).sum(axis=1, skipna=False)
        found[f"{end}_h"] = hours.fillna(ridden["time_h"])
        money = impedance.segment_costs(links, bound, cargo)["haul_usd_t"]
        found[f"cost_{end}_usd_t"] = money.fillna(ridden["cost_usd_t"])
    rows: dict[Any, Row] = pd.DataFrame(found).to_dict("index")
    return rows


def _change(change: Row) -> Row:
    """Return hours and money of a row of transfers with their bounds."""
    return {
        "low_h": _or(change["hours_low"], change["hours"]),
        "high_h": _or(change["hours_high"], change["hours"]),
        "cost_low_usd_t": _or(change["cost_low_usd_t"], change["cost_usd_t"]),
        "cost_high_usd_t": _or(change["cost_high_usd_t"], change["cost_usd_t"]),
    }


def _sides(route: Route, step: Row) -> Iterator[Row]:
    """Yield the two sides of a crossing, the one left first."""
    corridor = route.corridor
    times = corridor.border_times
    rows = times[(times["crossing_id"] == step["id"]) & (times["direction"] == step["direction"])]
    sides = rows.set_index("side").to_dict("index")
    country = dict(zip(corridor.nodes["node_id"], corridor.nodes["country"], strict=True))
    ends = (country[step["from_node"]], country[step["to_node"]])
    mode = pd.Series([step["mode"]])
    load = impedance.loads_t(mode, corridor.parameters, route.request.cargo).iloc[0]
    for side, where in zip(step["direction"], ends, strict=True):
        given = sides[side]
        yield step | {
            "kind": "border",
            "side": side,
            "country": where,
            "distance_km": 0.0,
            "time_h": given["dwell_h"],
            "low_h": _or(given["dwell_low_h"], given["dwell_h"]),
            "high_h": _or(given["dwell_high_h"], given["dwell_h"]),
            "cost_usd_t": given["fee_usd"] / load,
            "cost_low_usd_t": _or(given["fee_low_usd"], given["fee_usd"]) / load,
            "cost_high_usd_t": _or(given["fee_high_usd"], given["fee_usd"]) / load,
        }


def _or(value: float, instead: float) -> float:
    return instead if pd.isna(value) else value
