"""Commands about the model: route, metrics, crossings. Parse, one library call, print."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from corridor.cli.shared import MEASURES, Asked, Figure, as_of, data_folder, example, output, trip
from corridor.units import PERCENT

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path
    from typing import Unpack

    from corridor.itinerary import Route
    from corridor.tables import Corridor, Minimise


class Wanted(Asked):
    """A trip, and how many routes of which kind are wanted and how they are shown."""

    count: int
    overlap: float
    pareto: tuple[Minimise, ...] | None
    breakdown: bool
    explain: bool
    strict: bool
    most_assumed: float


SHAPED = ("geojson", "gpkg")
FOR_READING = ("table", "md")
BY = ("country", "mode", "status", "gauge", "segment")
MOST_ROUTES = 20
MOST_ASSUMED = 50.0


@click.command(
    epilog=example(
        "corridor route Minsk Karachi --minimise time",
        "corridor route Москва Ташкент --mode rail -k 3",
        "corridor route Tashkent Karachi --pareto time,cost,co2e --cargo feu",
        "corridor route Tashkent Karachi --as-of 2026-01-15 --format json",
    )
)
@trip
@click.option(
    "-k",
    "count",
    type=click.IntRange(1, MOST_ROUTES),
    default=1,
    metavar="N",
    help="Show up to N routes that really differ.",
)
@click.option(
    "--overlap",
    type=Figure(0, 100),
    default=80,
    show_default=True,
    metavar="PCT",
    help="Routes of -k differ if they share at most this of the shorter one's km; 100: the "
    "very next best, most of which differ by a bend.",
)
@click.option(
    "--pareto",
    metavar="WORDS",
    callback=lambda _ctx, _option, value: value and _measures(value),
    help=f"Show every route that no other beats in all of these: two or more of "
    f"{','.join(MEASURES)}.",
)
@click.option("--breakdown", is_flag=True, help="Show what each component adds, with its range.")
@click.option("--explain", is_flag=True, help="Show every figure used, with grade and source.")
@click.option(
    "--strict", is_flag=True, help="Fail (exit code 4) if a figure is missing or too much assumed."
)
@click.option(
    "--most-assumed",
    type=Figure(0, 100),
    default=MOST_ASSUMED,
    show_default=True,
    metavar="PCT",
    help="What --strict allows of hours, money and CO2e to rest on assumed figures.",
)
@data_folder
@output
def route(
    *,
    data: Path | None,
    out: Path | None,
    fmt: str | None,
    **asked: Unpack[Wanted],
) -> None:
    """Find the best route FROM one place TO another.

    Places go by their English or Russian name, an alias, an id, a UN/LOCODE or an ESR
    code. Without --as-of the route is the structural one: it may pass crossings recorded
    closed, and says so. Money and CO2e are per tonne of --cargo. As csv or xlsx it is a
    table of every link passed. Exit code 3: there is no route; 4: see --strict.
    """
    from corridor import documents, io, report, study
    from corridor.cli import reading

    kind = report.kind_of(out, fmt)
    corridor = io.read(data, geometry=kind in SHAPED)
    routes = _found(corridor, asked)
    shown = reading.Shown(asked["explain"], asked["breakdown"], asked["pareto"] or ())
    if kind in FOR_READING and out is None:
        reading.show(routes, kind, shown)
    elif kind in FOR_READING:
        report.write_text(reading.page(routes, kind, shown), out)
    elif kind == "json":
        described = documents.document(routes, explain=asked["explain"])
        report.write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", out)
    else:
        report.write(documents.listing(routes, shapes=kind in SHAPED), out, fmt)
    if asked["strict"]:
        for found in routes:
            study.require_firm(found, asked["most_assumed"])


def _found(corridor: Corridor, asked: Wanted) -> list[Route]:
    """Return the routes asked for: the best, several, or all that none beats."""
    from corridor import study
    from corridor.tables import Request

    trip: Any = {name: value for name, value in asked.items() if name in Asked.__annotations__}
    request = study.named(corridor, Request(**trip))
    if asked["pareto"]:
        if asked["count"] > 1:
            raise click.UsageError("--pareto shows every route there is; leave out -k")
        return study.pareto(corridor, request, asked["pareto"])
    if asked["count"] == 1:
        return [study.solve(corridor, request)]
    shared = asked["overlap"] / PERCENT
    return study.alternatives(corridor, request, asked["count"], most_shared=shared)


@click.command(epilog=example("corridor metrics --by country,mode --format csv"))
@click.option(
    "--by",
    default="country,mode",
    show_default=True,
    metavar="WORDS",
    callback=lambda _ctx, _option, value: _words(value),
    help=f"Any of {', '.join(BY[:-1])}, parted by commas; or {BY[-1]}.",
)
@data_folder
@output
def metrics(by: tuple[str, ...], data: Path | None, out: Path | None, fmt: str | None) -> None:
    """Sum lengths and hours of the network.

    Lengths and hours are of segments in use, open or restricted; closed and planned
    kilometres (planned or under construction) stand beside them and are never added in.
    straight_km is the great circle between the ends. Hours are one way, without borders.
    """
    from corridor import io, measures, report

    corridor = io.read(data, geometry=False)
    report.write(measures.summary(corridor, by), out, fmt)


@click.command(epilog=example("corridor crossings --mode road --country Pakistan"))
@click.option("--mode", type=click.Choice(["rail", "road"]), help="Only crossings of this mode.")
@click.option("--country", metavar="COUNTRY", help="Only crossings of this country's border.")
@as_of
@data_folder
@output
def crossings(
    mode: str | None,
    country: str | None,
    as_of: dt.date | None,
    data: Path | None,
    out: Path | None,
    fmt: str | None,
) -> None:
    """List border crossings by delay, one row for each direction.

    Hours are the exit side and the entry side added up; low and high are both sides at
    their best and at their worst. As csv, json or xlsx it also gives fee, year, grade and
    source.
    """
    from corridor import io, measures, network, places, report
    from corridor.cli import reading

    corridor = io.read(data, geometry=False)
    table = measures.crossings(corridor, as_of)
    if mode is not None:
        table = table[table["mode"] == mode]
    if country is not None:
        code = places.country(corridor, country)
        table = table[(table["from_country"] == code) | (table["to_country"] == code)]
    table = table.reset_index(drop=True)
    if report.kind_of(out, fmt) in FOR_READING:
        table = reading.crossings(table).assign(mode=table["mode"])
    report.write(table, out, fmt)
    for note in network.beyond(corridor.closures, as_of):
        click.echo(note, err=True)


def _measures(text: str) -> tuple[str, ...]:
    words = tuple(word.strip() for word in text.split(","))
    if len(words) < 2 or len(set(words)) < len(words) or not set(words) <= set(MEASURES):  # noqa: PLR2004 - one measure needs no set
        raise click.BadParameter(f"{text!r} is not two or more of {', '.join(MEASURES)}")
    return words


def _words(text: str) -> tuple[str, ...]:
    words = tuple(word.strip() for word in text.split(","))
    unknown = [word for word in words if word not in BY]
    if unknown or len(set(words)) < len(words) or ("segment" in words and len(words) > 1):
        raise click.BadParameter(
            f"{text!r} is not {', '.join(BY[:-1])}, or several of them parted by commas, "
            f"or {BY[-1]} alone"
        )
    return words
