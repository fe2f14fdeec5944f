"""Commands that put trade on the network: assign, criticality. Parse, one library call, print."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import click

from corridor.cli.shared import MEASURES, as_of, data_folder, example, output
from corridor.cli.trade import commodity_option

if TYPE_CHECKING:
    import datetime as dt
    from typing import Unpack

    import pandas as pd

    from corridor.flows import Assignment
    from corridor.flows.rules import Rule
    from corridor.tables import Minimise

Command = TypeVar("Command", bound=Callable[..., object])

RULES = ("all-or-nothing", "path-size-logit", "capacity")
TABLES = ("segments", "crossings", "counts", "pairs", "balance")
FOR_READING = ("table", "md")
MOST_YEARS = 100
PARTS = ("share", "ratio", "cut_off_pct")
_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")


class Asked(TypedDict):
    """What is common to both commands; see ``flows.Plan``."""

    commodity: str
    share: float | Path | None
    minimise: Minimise
    as_of: dt.date | None


def _years(_ctx: click.Context, _option: click.Parameter, text: str | None) -> list[int] | None:
    """Return the years named, as 2023 or 2018-2023."""
    if text is None:
        return None
    found = _YEARS.fullmatch(text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if not 0 <= last - first < MOST_YEARS:
        raise click.BadParameter(f"{text!r} is neither a year, as 2023, nor a span, as 2018-2023")
    return list(range(first, last + 1))


def _share(_ctx: click.Context, _option: click.Parameter, text: str | None) -> float | Path | None:
    """Return the share for all pairs, or the file that holds those of some."""
    if text is None:
        return None
    try:
        share = float(text)
    except ValueError:
        return Path(text)
    if not 0 < share <= 1:
        rule = "is not a number above 0 and at most 1, nor a file of shares"
        raise click.BadParameter(f"{text} {rule}")
    return share


def demand(command: Command) -> Command:
    """Add the options that say which trade is put on the network, and how."""
    options = (
        commodity_option,
        click.option(
            "--share",
            callback=_share,
            metavar="FILE|N",
            help="Part of each pair's trade that runs on this network: one number above 0, at most "
            "1, for all pairs, or a CSV with exporter, importer, share and perhaps mode for some. "
            "The shares table holds for the rest.",
        ),
        click.option(
            "--minimise",
            type=click.Choice(MEASURES),
            default="time",
            show_default=True,
            help="What the paths have least of.",
        ),
        as_of,
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command(
    epilog=example(
        "corridor assign --year 2023",
        "corridor assign --year 2018-2023 -o loads.csv && corridor map --loads loads.csv",
        "corridor assign --share 0.1 --rule path-size-logit --table crossings -o crossings.xlsx",
    )
)
@click.option(
    "--year",
    "years",
    callback=_years,
    metavar="YEARS",
    help="A year or a span, as 2018-2023; the year most pairs are known of if not given.",
)
@click.option(
    "--rule",
    type=click.Choice(RULES),
    default=RULES[0],
    show_default=True,
    help="All on the best path; spread over routes that differ; or as crossings fill up.",
)
@demand
@click.option(
    "--table",
    type=click.Choice(TABLES),
    help="Print or write this table only: segments (what map --loads reads), crossings, counts "
    "(observed beside the model), pairs, balance of each place.",
)
@data_folder
@output
def assign(
    years: list[int] | None,
    rule: Rule,
    *,
    table: str | None,
    data: Path | None,
    out: Path | None,
    fmt: str | None,
    **asked: Unpack[Asked],
) -> None:
    """Put the trade between the countries on the network, as tonnes on each segment.

    A figure of trade becomes tonnes by its weight, or by its value over the value of a
    tonne; a share of them runs here; they begin and end at the gateways of the countries.
    Without --as-of dated closures do not count. Notes say what is assumed and left out.

    To a file goes the table of segments, to .xlsx all tables.
    """
    from corridor import flows, io, report
    from corridor.cli import flow_pages

    if rule == "capacity" and asked["minimise"] != "time":
        raise click.UsageError("--rule capacity adds hours to hours: it can minimise time only")
    kind = report.kind_of(out, fmt)
    corridor = io.read(data, geometry=False)
    plan = flows.Plan(rule=rule, watch=_watched("Choosing routes"), **_plan(asked))
    found = flows.assign(corridor, corridor.flows, years, plan)
    if table is None and kind in FOR_READING:
        flow_pages.show(flow_pages.assignment(found), kind, out)
        return
    if table is None and kind == "xlsx" and out is not None:
        report.write_all({name: _rounded(getattr(found, name)) for name in TABLES}, out)
    else:
        report.write(_rounded(getattr(found, table or TABLES[0])), out, fmt)
    _say(found)


@click.command(
    epilog=example(
        "corridor criticality --year 2023",
        "corridor criticality -o links.csv && corridor map --criticality links.csv",
        "corridor criticality --as-of 2026-01-15 -o criticality.xlsx",
    )
)
@click.option(
    "--year", type=int, help="Year of trade; the one most pairs are known of if not given."
)
@click.option(
    "--kind",
    "only",
    type=click.Choice(["crossing", "segment"]),
    help="Only outages of crossings, or of segments.",
)
@demand
@data_folder
@output
def criticality(
    year: int | None,
    only: str | None,
    *,
    data: Path | None,
    out: Path | None,
    fmt: str | None,
    **asked: Unpack[Asked],
) -> None:
    """Rank crossings and segments by what the trade loses when one of them is out.

    Trade without any path left is cut off; trade that only another mode can carry changes
    over; trade that has another path is diverted. The three are ranked apart. hour_usd is
    what one hour saved there would be worth in a year.

    A CSV of it is what map --criticality draws.
    """
    from corridor import flows, io, report
    from corridor.cli import flow_pages

    kind = report.kind_of(out, fmt)
    corridor = io.read(data, geometry=False)
    plan = flows.Plan(watch=_watched("Taking links out"), **_plan(asked))
    found = flows.assign(corridor, corridor.flows, None if year is None else [year], plan)
    table = flows.criticality(found, found.years[0])
    if only is not None:
        table = table[table["kind"] == only]
    if kind in FOR_READING:
        flow_pages.show(flow_pages.criticality(found, table), kind, out)
        return
    report.write(_rounded(table), out, fmt)
    _say(found)


def _plan(asked: Asked) -> dict[str, Any]:
    """Return the fields of a plan, shares read from their file."""
    from corridor import io
    from corridor.schema_flows import OWN_SHARES

    share = asked["share"]
    known = io.read_table(share, OWN_SHARES) if isinstance(share, Path) else share
    return {**asked, "share": known}


def _watched(label: str) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """Return what shows progress on stderr, if that is a terminal."""

    def watch(items: Iterable[Any]) -> Iterator[Any]:
        if sys.stderr is None or not sys.stderr.isatty():
            yield from items
            return
        with click.progressbar(items, label=label, file=sys.stderr) as bar:
            yield from bar

    return watch


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table without digits that nobody knows: tonnes, US$ and vehicles to 0.1."""
    figures = table.select_dtypes("number")
    return table.round({name: 4 if name in PARTS else 1 for name in figures})


def _say(found: Assignment) -> None:
    for note in found.notes:
        click.echo(note, err=True)
