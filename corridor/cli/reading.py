"""A route as a page for reading: heading, tables and notes that fit 100 columns.

It arranges what a Route holds and computes nothing but days.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from corridor import report
from corridor.units import HOURS_PER_DAY, KG_PER_T

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corridor.itinerary import Route

WIDTH = 100
SUMS = {
    "distance_km": "km",
    "running_h": "running h",
    "stops_h": "stops h",
    "dwell_h": "border h",
    "transfer_h": "transfer h",
    "time_h": "total h",
    "cost_usd_t": "US$/t",
    "co2e_kg_t": "kg CO2e/t",
}
CARGO = {"truck": "a truckload", "feu": "a 40-foot container", "wagon": "a wagon load"}
MEASURES = {
    "time_h": "hours",
    "cost_usd_t": "US$/t",
    "co2e_kg_t": "kg CO2e/t",
    "time_value_usd_t": "time US$/t",
}


class Heading(str):
    """A line of text that opens a part of the page."""

    __slots__ = ()


class Shown(NamedTuple):
    """What a page of routes holds beyond the least."""

    explain: bool = False
    breakdown: bool = False
    unbeaten: tuple[str, ...] = ()  # the measures of a Pareto set: the comparison alone


Part = Heading | str | pd.DataFrame


def show(routes: Sequence[Route], kind: str, shown: Shown = Shown()) -> None:  # noqa: B008 - frozen
    """Print routes for reading, tables fitted to the width where a terminal shows them."""
    print_parts(parts(routes, shown), kind)


def page(routes: Sequence[Route], kind: str, shown: Shown = Shown()) -> str:  # noqa: B008 - frozen
    """Return routes for reading as text, ``kind`` either table or md."""
    return joined(parts(routes, shown), kind)


def print_parts(page: Iterable[Part], kind: str) -> None:
    """Print the parts of a page, tables fitted to the width where a terminal shows them."""
    if kind == "table" and report.on_terminal():
        for number, part in enumerate(page):
            if isinstance(part, pd.DataFrame):
                report.write(part)
            else:
                text = _text(part, kind)
                report.write_text(text if number else text.lstrip("\n"))
    else:
        report.write_text(joined(page, kind))


def joined(page: Iterable[Part], kind: str) -> str:
    """Return the parts of a page as text, ``kind`` either table or md."""
    return "".join(_text(part, kind) for part in page).lstrip("\n")


def listed(notes: Iterable[str]) -> Iterator[Part]:
    """Yield notes as a list under their heading."""
    yield Heading("Notes")
    for note in notes:
        yield textwrap.fill(f"- {note}", WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def _text(part: Part, kind: str) -> str:
    """Return a part of the page as text; in Markdown blank lines keep parts apart."""
    if isinstance(part, Heading):
        return f"\n## {part}\n" if kind == "md" else f"\n{part}\n"
    text = report.text(part, kind) if isinstance(part, pd.DataFrame) else f"{part}\n"
    return f"\n{text}" if kind == "md" else text


def parts(routes: Sequence[Route], shown: Shown = Shown()) -> Iterator[Part]:  # noqa: B008 - frozen
    """Yield what a page holds, in order: lines of text and tables."""
    if len(routes) > 1:
        yield Heading(f"{len(routes)} routes, {trip(routes[0], shown.unbeaten)}")
        yield _compared(routes, worth="gcost" in (*shown.unbeaten, routes[0].request.minimise))
        if shown.unbeaten:
            yield from _roads_taken(routes)
            return
    for number, route in enumerate(routes, start=1):
        label = f"Route {number}" if len(routes) > 1 else trip(route)
        yield from _route(route, label, shown)


def _route(route: Route, label: str, shown: Shown) -> Iterator[Part]:
    yield Heading(f"{label}: {_total(route)}")
    yield textwrap.fill(_burden(route), WIDTH, break_on_hyphens=False)
    yield Heading("Legs")
    yield _legs(route)
    if cities := route.cities:
        yield textwrap.fill(f"By way of {', '.join(cities)}.", WIDTH, break_on_hyphens=False)
    yield Heading("By country")
    yield _by_country(route)
    if len(route.crossings):
        yield Heading("Crossings")
        yield crossings(route.crossings)
    if len(route.transfers):
        yield Heading("Transfers")
        yield _transfers(route)
    if shown.breakdown:
        yield Heading("What adds up, with bounds: all parts at their best, all at their worst")
        table = route.breakdown
        yield table.assign(measure=table["measure"].map(MEASURES))
    if shown.explain:
        yield Heading("Figures")
        yield _explained(route)
    yield from listed(route.notes)
    sources = ", ".join(route.sources)
    text = f"Sources: {sources}. 'corridor sources' tells what they are."
    yield textwrap.fill(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def _total(route: Route) -> str:
    totals = route.totals
    hours = totals["time_h"]
    said = [
        f"{totals['distance_km']:,.0f} km",
        f"{hours:,.0f} h ({hours / HOURS_PER_DAY:.1f} days)",
    ]
    said += [
        f"{totals[name]:,.0f} {MEASURES[name]}"
        for name in ("cost_usd_t", "co2e_kg_t")
        if known(totals[name])
    ]
    if route.request.minimise == "gcost":
        said.append(f"{totals['gcost_usd_t']:,.0f} US$/t with time")
    return ", ".join(said)


def _burden(route: Route) -> str:
    """Say what one consignment costs and emits, and between which bounds the totals lie."""
    load, totals, ranges = route.load_t, route.totals, route.ranges
    said = []
    if known(load * totals["cost_usd_t"]):
        said.append(f"{load * totals['cost_usd_t']:,.0f} US$")
    if known(load * totals["co2e_kg_t"]):
        said.append(f"{load * totals['co2e_kg_t'] / KG_PER_T:,.1f} t CO2e")
    cargo = CARGO[route.request.cargo]
    first = f"For {cargo} of {load:g} t: {', '.join(said)}. " if said else ""
    bounds = [
        f"{row.low:,.0f}-{row.high:,.0f} {'h' if name == 'time_h' else MEASURES[str(name)]}"
        for name, row in ranges.iterrows()
        if known(row.low + row.high)
    ]
    return f"{first}With all figures at their best or at their worst: {', '.join(bounds)}."


def _explained(route: Route) -> pd.DataFrame:
    """Return the figures of a route in the columns a page has room for."""
    table = route.explain()
    amounts = table[["distance_km", *MEASURES]].bfill(axis=1).iloc[:, 0]
    kinds = {"distance_km": "km", **MEASURES}
    adds = [
        next((kinds[name] for name in kinds if known(row[name])), None)
        for row in table.to_dict("records")
    ]
    range_ = {end: table[end].map(_short) for end in ("low", "value", "high")}
    named = table[["figure", "of"]].assign(**range_, unit=table["unit"], adds=amounts)
    to = pd.Series(adds, index=table.index, dtype=object)
    return named.assign(to=to).join(table[["year", "grade", "source_id"]])


def _short(figure: float) -> str | None:
    return f"{figure:.4g}" if known(figure) else None


def known(value: float) -> bool:
    """Whether a figure is there."""
    return bool(pd.notna(value))


def crossings(table: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of ``measures.crossings`` that a page has room for."""
    since = table["since"].dt.strftime(" since %Y-%m-%d").fillna("")
    spread = _spread(table["dwell_low_h"], table["dwell_high_h"])
    return pd.DataFrame(
        {
            "crossing": table["name"],
            "way": table["from_country"] + " > " + table["to_country"],
            "state": table["status"] + since,
            "exit h": table["exit_h"],
            "entry h": table["entry_h"],
            "total h": table["dwell_h"],
            "low-high": spread,
        }
    )


def trip(route: Route, unbeaten: Sequence[str] = ()) -> str:
    """Say what was asked: from where to where, how, and what was kept off."""
    request = route.request
    name = dict(zip(route.corridor.nodes["node_id"], route.corridor.nodes["name"], strict=True))
    country = dict(
        zip(route.corridor.countries["country"], route.corridor.countries["name"], strict=True)
    )
    crossing = dict(
        zip(route.corridor.crossings["crossing_id"], route.corridor.crossings["name"], strict=True)
    )
    said = [f"{name[request.origin]} to {name[request.destination]}"]
    said += [f"via {', '.join(name[node] for node in request.via)}"] if request.via else []
    aim = f"unbeaten in {', '.join(unbeaten)}" if unbeaten else f"least {request.minimise}"
    said += [request.mode, aim]
    avoided = [*map(country.__getitem__, request.avoid_countries)]
    avoided += map(crossing.__getitem__, request.avoid_crossings)
    said += [f"without {', '.join(avoided)}"] if avoided else []
    said += [f"on {request.as_of}"] if request.as_of else []
    return ", ".join(said)


def _legs(route: Route) -> pd.DataFrame:
    legs = route.legs
    gauge = legs["gauge_mm"].map(lambda mm: "" if pd.isna(mm) else f" {mm}")
    named = pd.DataFrame(
        {"mode": legs["mode"] + gauge, "from": legs["from_name"], "to": legs["to_name"]}
    )
    return named.join(legs[list(SUMS)].rename(columns=SUMS))


def _by_country(route: Route) -> pd.DataFrame:
    table = route.by_country[["name", *SUMS]]
    total = table[list(SUMS)].sum(skipna=False).to_frame().T.assign(name="total")
    columns = {"name": "country", **SUMS}
    return pd.concat([table, total[table.columns]], ignore_index=True).rename(columns=columns)


def _transfers(route: Route) -> pd.DataFrame:
    table = route.transfers
    ends = (("from", "from_mode", "from_gauge_mm"), ("to", "to_mode", "to_gauge_mm"))
    states = {
        name: table[mode] + table[gauge].map(lambda mm: "" if pd.isna(mm) else f" {mm}")
        for name, mode, gauge in ends
    }
    spread = _spread(table["hours_low"], table["hours_high"])
    return pd.DataFrame(
        {
            "place": table["name"],
            **states,
            "method": table["method"],
            "hours": table["hours"],
            "low-high": spread,
            "grade": table["grade"],
        }
    )


def _spread(low: pd.Series, high: pd.Series) -> list[str | None]:
    """Return each range of hours as words, None where it is not known."""
    pairs = zip(low.tolist(), high.tolist(), strict=True)
    return [None if pd.isna(one + other) else f"{one:g}-{other:g}" for one, other in pairs]


def _compared(routes: Sequence[Route], *, worth: bool = False) -> pd.DataFrame:
    rows = [
        {
            "route": number,
            "mode": " + ".join(dict.fromkeys(route.legs["mode"])),
            "km": route.totals["distance_km"],
            "hours": route.totals["time_h"],
            "days": route.totals["time_h"] / HOURS_PER_DAY,
            "border h": route.legs["dwell_h"].sum(),
            "US$/t": route.totals["cost_usd_t"],
            "kg CO2e/t": route.totals["co2e_kg_t"],
            **({"gcost US$/t": route.totals["gcost_usd_t"]} if worth else {}),
            "countries": " ".join(route.by_country["country"]),
        }
        for number, route in enumerate(routes, start=1)
    ]
    return pd.DataFrame(rows)


def _roads_taken(routes: Sequence[Route]) -> Iterator[Part]:
    for number, route in enumerate(routes, start=1):
        ends = zip(*(route.legs[name] for name in ("mode", "from_name", "to_name")), strict=True)
        taken = [", ".join(f"{mode} {start} - {end}" for mode, start, end in ends)]
        for words, names in (("by way of ", route.cities), ("borders ", route.crossings["name"])):
            taken += [words + ", ".join(names)] if len(names) else []
        text = f"Route {number}: {'; '.join(taken)}."
        yield textwrap.fill(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False)
