"""A route as a page for reading: heading, tables and notes that fit 100 columns.

It arranges what a Route holds and computes nothing but days.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pandas as pd

from corridor import report
from corridor.units import HOURS_PER_DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corridor.itinerary import Route

WIDTH = 100
HOURS = {
    "distance_km": "km",
    "running_h": "running h",
    "stops_h": "stops h",
    "dwell_h": "border h",
    "transfer_h": "transfer h",
    "time_h": "total h",
}


class Heading(str):
    """A line of text that opens a part of the page."""

    __slots__ = ()


Part = Heading | str | pd.DataFrame


def show(routes: Sequence[Route], kind: str, *, explain: bool = False) -> None:
    """Print routes for reading, tables fitted to the width where a terminal shows them."""
    print_parts(parts(routes, explain=explain), kind)


def page(routes: Sequence[Route], kind: str, *, explain: bool = False) -> str:
    """Return routes for reading as text, ``kind`` either table or md."""
    return joined(parts(routes, explain=explain), kind)


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


def parts(routes: Sequence[Route], *, explain: bool = False) -> Iterator[Part]:
    """Yield what a page holds, in order: lines of text and tables."""
    if len(routes) > 1:
        yield Heading(f"{len(routes)} routes, {trip(routes[0])}")
        yield _compared(routes)
    for number, route in enumerate(routes, start=1):
        label = f"Route {number}" if len(routes) > 1 else trip(route)
        yield from _route(route, label, explain=explain)


def _route(route: Route, label: str, *, explain: bool) -> Iterator[Part]:
    km, hours = route.totals["distance_km"], route.totals["time_h"]
    total = f"{km:,.0f} km, {hours:,.0f} h ({hours / HOURS_PER_DAY:.1f} days)"
    yield Heading(f"{label}: {total}")
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
    if explain:
        yield Heading("Figures")
        yield route.explain()
    yield from listed(route.notes)
    sources = ", ".join(route.sources)
    text = f"Sources: {sources}. 'corridor sources' tells what they are."
    yield textwrap.fill(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False)


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


def trip(route: Route) -> str:
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
    said += [request.mode, f"least {request.minimise}"]
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
    return named.join(legs[list(HOURS)].rename(columns=HOURS))


def _by_country(route: Route) -> pd.DataFrame:
    table = route.by_country[["name", *HOURS]]
    total = table[list(HOURS)].sum().to_frame().T.assign(name="total")
    columns = {"name": "country", **HOURS}
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


def _compared(routes: Sequence[Route]) -> pd.DataFrame:
    rows = [
        {
            "route": number,
            "mode": " + ".join(dict.fromkeys(route.legs["mode"])),
            "km": route.totals["distance_km"],
            "hours": route.totals["time_h"],
            "days": route.totals["time_h"] / HOURS_PER_DAY,
            "border h": route.legs["dwell_h"].sum(),
            "countries": " ".join(route.by_country["country"]),
        }
        for number, route in enumerate(routes, start=1)
    ]
    return pd.DataFrame(rows)
