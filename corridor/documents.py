"""Routes as one object fit for JSON, or as one table of steps.

It arranges what a Route holds and computes nothing but rounded sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor.itinerary import TOTALS

if TYPE_CHECKING:
    from corridor.itinerary import Route

# Rises when a field of ``document`` changes its name or meaning.
SCHEMA_VERSION = 1
DECIMALS = 3


def listing(routes: Sequence[Route], *, shapes: bool = False) -> pd.DataFrame:
    """Return the steps of routes as one table: route and step number, names, figures.

    A GeoDataFrame if ``shapes``; DataError then if the corridor was read without.
    """
    tables = []
    for number, found in enumerate(routes, start=1):
        nodes = found.corridor.nodes
        names = dict(zip(nodes["node_id"], nodes["name"], strict=True))
        table: pd.DataFrame = found.geometry if shapes else found.steps
        tables.append(
            table.assign(
                route=number,
                step=range(1, len(table) + 1),
                from_name=table["from_node"].map(names),
                to_name=table["to_node"].map(names),
            )
        )
    first = ["route", "step", "leg", "kind", "id", "direction"]
    first += ["from_node", "from_name", "to_node", "to_name"]
    together: pd.DataFrame = pd.concat(tables, ignore_index=True)
    return together[[*first, *(name for name in together if name not in first)]]


def document(routes: Sequence[Route], *, explain: bool = False) -> dict[str, Any]:
    """Return routes as one object fit for JSON: the best, and the others in it.

    Figures are rounded to 3 decimals, and ``totals`` are the sums of the
    rounded ``legs``.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        **_described(routes[0], explain=explain),
        "alternatives": [_described(other, explain=explain) for other in routes[1:]],
    }


def _described(found: Route, *, explain: bool) -> dict[str, Any]:
    nodes = found.corridor.nodes
    columns = ["node_id", "name", "name_ru", "country", "lon", "lat"]
    ends = [
        _records(nodes.loc[nodes["node_id"] == node, columns])[0]
        for node in (found.request.origin, found.request.destination)
    ]
    ridden = found.steps[found.steps["kind"] == "segment"]
    legs = [
        leg
        | {"countries": leg["countries"].split("|")}
        | {"segments": ridden.loc[ridden["leg"] == leg["leg"], "id"].tolist()}
        for leg in _records(found.legs)
    ]
    request = asdict(found.request)
    request["as_of"] = request["as_of"] and str(request["as_of"])
    return {
        "origin": ends[0],
        "destination": ends[1],
        "request": request,
        "load_t": _number(found.load_t),
        "totals": {name: _total([leg[name] for leg in legs]) for name in TOTALS},
        "ranges": _ranges(found),
        "by_country": _records(found.by_country),
        "legs": legs,
        "crossings": _records(found.crossings),
        "transfers": _records(found.transfers),
        "sources": list(found.sources),
        "notes": list(found.notes),
        "breakdown": _records(found.breakdown),
        **({"figures": _records(found.figures)} if explain else {}),
    }


def _ranges(found: Route) -> dict[str, Any]:
    """Return the low and the high of each measure."""
    table = found.ranges.drop(columns="value")
    return {str(name): _record(row) for name, row in table.astype(object).iterrows()}


def _number(value: float) -> float | None:
    return None if pd.isna(value) else round(value, DECIMALS)


def _total(parts: list[float | None]) -> float | None:
    """Return the sum of the legs; missing where one is."""
    known = [part for part in parts if part is not None]
    return round(sum(known), DECIMALS) if len(known) == len(parts) else None


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [_record(row) for _, row in table.astype(object).iterrows()]


def _record(row: pd.Series) -> dict[str, Any]:
    """Return a row as plain values: missing as None, dates as text, 3 decimals."""
    plain: dict[str, Any] = {}
    for name, value in row.items():
        if pd.isna(value):
            plain[str(name)] = None
        elif isinstance(value, pd.Timestamp):
            plain[str(name)] = f"{value:%Y-%m-%d}"
        else:
            plain[str(name)] = round(value, DECIMALS) if isinstance(value, float) else value
    return plain
