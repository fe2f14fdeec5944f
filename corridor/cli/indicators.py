"""Commands that hold the model against the world: indicators, observe."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict

import click

from corridor.cli.shared import data_folder, example, output

if TYPE_CHECKING:
    from typing import Unpack

    import pandas as pd

    from corridor.copies import Entry
    from corridor.indicators import By
    from corridor.tables import Corridor, Mode

FOR_READING = ("table", "md")
MOST_PRIOR_TRIPS = 100_000
BY = ("country", "crossing", "corridor")
SAID = {
    "modelled": "modelled only: no published figure was found to hold them against",
    "published": "published only, with no figure of the model: left out here, kept in csv and json",
}


class Kept(TypedDict):
    """Which rows of the indicators are wanted."""

    indicator: tuple[str, ...]
    mode: str | None
    direction: str | None
    country: str | None


class Targets(TypedDict):
    """Where an update is to be written, if anywhere."""

    out: Path | None
    into: Path | None


def _year(_ctx: click.Context, _option: click.Parameter, text: str) -> int | str:
    if text in ("latest", "all"):
        return text
    if text.isascii() and text.isdigit() and len(text) == len("2022"):
        return int(text)
    raise click.BadParameter(f"{text!r} is not a year, 'latest' or 'all'")


@click.command(
    epilog=example(
        "corridor indicators --by crossing --mode road --country Pakistan",
        "corridor indicators --year 2022 --indicator SWD --indicator SWOD",
        "corridor indicators --year all --format csv",
    )
)
@click.option(
    "--by", type=click.Choice(BY), default="country", show_default=True, help="What a row is of."
)
@click.option(
    "--year",
    default="latest",
    show_default=True,
    metavar="YEAR",
    callback=_year,
    help="Which published figures to hold the model against: a year, 'latest' of each, 'all'.",
)
@click.option(
    "--indicator",
    type=click.Choice(["TFI1", "TFI2", "TFI3", "SWOD", "SWD"]),
    multiple=True,
    help="Only this one; may be given again.",
)
@click.option("--mode", type=click.Choice(["rail", "road"]), help="Only this mode.")
@click.option(
    "--direction",
    type=click.Choice(["all", "outbound", "inbound"]),
    help="Only leaving or entering a country, or 'all': both together.",
)
@click.option("--country", metavar="COUNTRY", help="Only this country, or its side of crossings.")
@data_folder
@output
def indicators(
    *,
    by: By,
    year: int | Literal["latest", "all"],
    data: Path | None,
    out: Path | None,
    fmt: str | None,
    **kept: Unpack[Kept],
) -> None:
    """Show the trade facilitation indicators of CAREC's CPMM, the model beside what is published.

    TFI1 hours and TFI2 US$ at a border post, per side; TFI3 US$ for 500 km and 20 t; TFI4
    as SWOD, the speed under way, and SWD, the speed with all delays. The model's year is
    that of its figures; --year chooses the published ones. Where 'used' is yes or part the
    model rests on the published figure, which then cannot confirm it. Belarus and Russia,
    which CPMM does not cover, are modelled alike.
    """
    if by == "corridor" and kept["country"]:
        raise click.UsageError("--country goes with --by country or crossing")
    from corridor import indicators as measured
    from corridor import io, report

    corridor = io.read(data, geometry=False)
    table = _kept(corridor, measured.indicators(corridor, by, year), kept)
    if report.kind_of(out, fmt) in FOR_READING:
        counts = table["basis"].value_counts()
        table = _short(table[table["basis"] != "published"], by)
        for basis, words in SAID.items():
            if basis in counts:
                click.echo(f"Note: {counts[basis]} rows are {words}", err=True)
    report.write(table, out, fmt)


def _kept(corridor: Corridor, table: pd.DataFrame, kept: Kept) -> pd.DataFrame:
    from corridor import places

    country = kept["country"] and places.country(corridor, kept["country"])
    wanted = {"mode": kept["mode"], "direction": kept["direction"], "country": country}
    for column, value in wanted.items():
        if value is not None:
            table = table[table[column] == value]
    if kept["indicator"]:
        table = table[table["indicator"].isin(kept["indicator"])]
    return table.reset_index(drop=True)


def _short(table: pd.DataFrame, by: By) -> pd.DataFrame:
    """Return the columns that a page has room for."""
    side = {"side": table["country"]} if by == "crossing" else {}
    return table[["indicator", "mode", "direction", "of"]].assign(
        **side,
        unit=table["unit"],
        model=table["model"].round(1),
        published=table["published"],
        year=table["year"],
        difference=table["difference"].round(1),
        used=table["used"].fillna("modelled"),
    )


def _finite(_ctx: click.Context, _option: click.Parameter, number: float) -> float:
    """Refuse what is no number, which no bound of a range does."""
    if math.isnan(number):
        raise click.BadParameter(f"nan is not a number from 0 to {MOST_PRIOR_TRIPS:,}")
    return number


@click.command(
    epilog=example(
        "corridor observe trips.csv",
        "corridor observe trips.csv --route Karachi Tashkent",
        "corridor observe trips.csv --into my-corridor",
    )
)
@click.argument("log", metavar="TRIPS.csv", type=click.Path(path_type=Path))
@click.option(
    "--prior-trips",
    type=click.FloatRange(0, MOST_PRIOR_TRIPS),
    callback=_finite,
    default=5.0,
    show_default=True,
    metavar="N",
    help="How many trips the figure in the tables counts as; 0: own trips replace it.",
)
@click.option(
    "--route",
    "trips",
    type=(str, str),
    multiple=True,
    metavar="FROM TO",
    help="Show what it does to the best route between two places; may be given again.",
)
@click.option(
    "--mode",
    type=click.Choice(["rail", "road", "multimodal"]),
    default="road",
    show_default=True,
    help="Mode of the routes.",
)
@click.option(
    "-o",
    "--output",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.csv",
    help="Write the updated border_times table here.",
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write a whole corridor with the update: a new folder, or the one given with --data.",
)
@data_folder
@click.option("--format", "fmt", type=click.Choice(["table", "csv", "json", "md"]))
def observe(
    log: Path,
    *,
    prior_trips: float,
    trips: tuple[tuple[str, str], ...],
    mode: Mode,
    data: Path | None,
    fmt: str | None,
    **to: Unpack[Targets],
) -> None:
    """Update dwell and fees of border crossings from a log of own trips.

    The log has a row for each event, as in the form that drivers fill in for CAREC's CPMM:
    trip, place, side, direction, activity, arrival, departure or hours, payment_usd.
    Printed are number, mean, deviation and 95 % interval of each side and direction, what
    the tables said and what they would say. Nothing is written without -o or --into, and
    never to the shipped tables.
    """
    from corridor import files, io, observe, triplog
    from corridor.errors import DataError
    from corridor.evidence import TRIPS

    if fmt == "csv" and trips:
        raise click.UsageError("csv holds one table; with --route take json")
    corridor = io.read(data, geometry=False)
    for path in filter(None, (to["out"], to["into"])):
        files.shield(path)
    events, problems = io.read_one(log, TRIPS)
    if problems := triplog.check(corridor, events, log.name, problems):
        raise DataError(problems, log.name)
    visits = triplog.visits(corridor, events)
    if visits.empty:
        raise DataError(f"{log}: no event is at a crossing; give its name, side and direction")
    found = observe.observed(corridor, visits, prior_trips)
    named = observe.source_id(corridor)
    after = observe.updated(corridor, visits, named, prior_trips)
    effects = _effects(corridor, after, trips, mode)
    _print_observed(found, effects, fmt or "table")
    if on_the_way := len(events) - int(visits["events"].sum()):
        told = "event on the way was" if on_the_way == 1 else "events on the way were"
        click.echo(f"Note: {on_the_way} {told} read and not used", err=True)
    _store(after, {named: observe.source(found, log.name, prior_trips)}, to, data)


def _effects(
    before: Corridor, after: Corridor, trips: tuple[tuple[str, str], ...], mode: Mode
) -> pd.DataFrame:
    import pandas as pd

    from corridor import observe
    from corridor.tables import Request

    asked = [Request(origin=start, destination=end, mode=mode) for start, end in trips]
    return pd.DataFrame([observe.effect(before, after, request) for request in asked])


def _print_observed(found: pd.DataFrame, effects: pd.DataFrame, fmt: str) -> None:
    from corridor import report

    if fmt == "json":
        parts = {"observed": found, "routes": effects}
        texts = (f'"{name}": {report.text(table, fmt).rstrip()}' for name, table in parts.items())
        report.write_text("{" + ",\n".join(texts) + "}\n")
        return
    report.write(_in_words(found) if fmt in FOR_READING else found, None, fmt)
    if len(effects):
        report.write_text("\n")
        report.write(effects, None, fmt)


def _in_words(found: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that a page has room for."""
    ends = (found["from_h"], found["to_h"])
    low, high = (column.map("{:.1f}".format).where(column.notna()) for column in ends)
    return found[["name", "country", "way", "trips", "mean_h", "sd_h"]].assign(
        **{"95 %": low + "-" + high},
        before_h=found["before_h"],
        after_h=found["after_h"],
        before_usd=found["before_usd"],
        after_usd=found["after_usd"],
    )


def _store(after: Corridor, sources: dict[str, Entry], to: Targets, data: Path | None) -> None:
    """Write the update where the user says, and say what was written."""
    from corridor import copies, io, report
    from corridor.errors import FormatError

    ((named, entry),) = sources.items()
    out, into = to["out"], to["into"]
    if out is not None:
        if report.kind_of(out, None) != "csv":
            raise FormatError(f"{out}: a table of a corridor is CSV; name a file ending in .csv")
        report.write(after.border_times, out)
        click.echo(f"{out}: written. Its new rows need this entry in sources.toml:", err=True)
        click.echo(copies.stated(named, entry), err=True)
    if into is not None:
        changed = {"border_times": after.border_times}
        copies.write(data or io.shipped(), into, changed, named, entry)
        click.echo(f"{into}: written, with the log as source {named}", err=True)
    if out is None and into is None:
        click.echo("Note: nothing was written; -o or --into says where", err=True)
