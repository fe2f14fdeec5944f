"""Commands about bilateral trade: show, mirror, balance, coverage; import and fetch beside.

Parse, ask ``bilateral`` or ``panel`` once, print. Tables for reading are grids in millions
of US$; every other format has one row per figure, in US$.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from corridor import commodities
from corridor.cli.group import Commands, Entry
from corridor.cli.shared import Command, data_folder, example, output
from corridor.declare import HS

if TYPE_CHECKING:
    from typing import Unpack

    import pandas as pd
    from matplotlib.figure import Figure

    from corridor.tables import Corridor

PICTURES = (".png", ".svg", ".pdf")
YEARS = range(2010, 2026)


class Asked(TypedDict):
    """What is asked of the panel."""

    pair: tuple[str, str] | None
    years: range | None
    commodity: str
    data: Path | None


def _years(_ctx: click.Context, _option: click.Parameter, text: str | None) -> range | None:
    """Return the years of '2015-2023' or '2021'."""
    if text is None:
        return None
    found = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", text)
    if found is None or int(found[2] or found[1]) < int(found[1]):
        raise click.BadParameter(f"{text!r} is not a year or two, e.g. 2021 or 2015-2023")
    return range(int(found[1]), int(found[2] or found[1]) + 1)


def _commodity(_ctx: click.Context, _option: click.Parameter, text: str) -> str:
    """Return an HS code, a group or TOTAL; codes may be given as '1001,1101'."""
    if text.lower() in commodities.GROUPS:
        return text.lower()
    code = text.upper().replace(",", "+")
    if not re.fullmatch(HS, code):
        groups = ", ".join(commodities.GROUPS)
        raise click.BadParameter(f"{text!r} is not TOTAL, an HS code as 10 or 2709, or of {groups}")
    return code


def commodity_option(command: Command) -> Command:
    """Add ``--commodity``, passed as ``commodity: str``."""
    return click.option(
        "--commodity",
        default=commodities.ALL,
        show_default=True,
        callback=_commodity,
        metavar="CODE",
        help=f"An HS code (10, 1001, 2709), or a group: {', '.join(commodities.GROUPS)}.",
    )(command)


def years_option(command: Command) -> Command:
    """Add ``--years``, passed as ``years: range | None``."""
    return click.option(
        "--years", metavar="YEARS", callback=_years, help="A year or a span: 2021, 2015-2023."
    )(command)


def asked(command: Command) -> Command:
    """Add ``--pair``, ``--commodity``, ``--years`` and ``--data``, named as in ``Asked``."""
    options: tuple[Callable[[Command], Command], ...] = (
        click.option(
            "--pair",
            type=(str, str),
            metavar="COUNTRY COUNTRY",
            help="Between these two only, both ways (names or ISO codes).",
        ),
        commodity_option,
        years_option,
        data_folder,
    )
    for option in reversed(options):
        command = option(command)
    return command


trade = Commands(
    "trade",
    entries={
        "show": Entry("corridor.cli.trade", "show", "Show the figures, and what stands beside."),
        "mirror": Entry("corridor.cli.trade", "mirror", "Hold exporter's and importer's figures."),
        "balance": Entry("corridor.cli.trade", "balance", "Exports, imports and their difference."),
        "coverage": Entry("corridor.cli.trade", "coverage", "What there is, by pair and year."),
        "import": Entry("corridor.cli.trade_files", "import_", "Read BACI, UN Comtrade or CSV."),
        "fetch": Entry("corridor.cli.trade_files", "fetch", "Ask the UN Comtrade service."),
    },
    help="Bilateral trade between the countries, as each side reported it.\n\n"
    "These are totals over all routes and modes, not traffic on the corridor.",
    epilog=example("corridor trade show --pair Russia Pakistan"),
)


@click.command(
    epilog=example(
        "corridor trade show --years 2015-2023",
        "corridor trade show -o trade.svg",
        "corridor trade show --pair Russia Pakistan --commodity grain",
    )
)
@asked
@output
def show(*, out: Path | None, fmt: str | None, **asked: Unpack[Asked]) -> None:
    """Show the figures between countries by year.

    For reading: a line per flow with its trend, in millions of US$; with --pair, every
    figure anybody gave, the one shown marked. As CSV or JSON: every figure, in US$, with
    shown yes or no. As .svg, .png or .pdf: bars by group of commodities. Official figures go
    before the press; a full year before a part of one; goods counted by customs before an
    official's word and payments; the importer's report before the exporter's.
    """
    from corridor import bilateral, report

    corridor, among, flows = _read(asked)
    told = bilateral.told(bilateral.reports(flows, among, asked["commodity"], None))
    _need(told, asked)
    if out is not None and out.suffix.lower() in PICTURES:
        if asked["commodity"] != commodities.ALL:
            raise click.UsageError("a chart shows all groups; --commodity goes with a table")
        from corridor.charts import volumes

        _save(volumes.stacked(flows, among, _names(corridor)), out)
        return
    if report.kind_of(out, fmt) != "table":
        report.write(told, out, fmt)
        return
    from corridor.cli import trade_tables

    if asked["pair"]:
        trade_tables.pair(corridor, told, among)
        if asked["commodity"] == commodities.ALL:
            trade_tables.goods(corridor, flows)
            trade_tables.turnovers(corridor, among, asked["years"])
    else:
        trade_tables.overview(corridor, told)
    trade_tables.say(f"{trade_tables.NOTE} {trade_tables.TREND}")


@click.command(epilog=example("corridor trade mirror --pair Kazakhstan Uzbekistan -o mirror.svg"))
@asked
@output
def mirror(*, out: Path | None, fmt: str | None, **asked: Unpack[Asked]) -> None:
    """Hold the exporter's figure of a flow against the importer's of the same time.

    The importer counts freight and insurance in (CIF), the exporter does not (FOB), so
    that a ratio somewhat above 1 is expected. As .svg, .png or .pdf: bars in pairs.
    """
    from corridor import panel, report

    corridor, among, flows = _read(asked)
    table = panel.mirror(flows, among, asked["commodity"])
    _need(table, asked, what="was reported by both sides for the same time")
    if out is not None and out.suffix.lower() in PICTURES:
        from corridor.charts import volumes

        _save(volumes.mirrored(table, _names(corridor)), out)
        return
    if report.kind_of(out, fmt) == "table":
        from corridor.cli import trade_tables

        table = trade_tables.mirror(corridor, table)
    report.write(table, out, fmt)
    for line in _cif_note(corridor):
        click.echo(line, err=True)


@click.command(epilog=example("corridor trade balance --pair Pakistan Uzbekistan"))
@asked
@output
def balance(*, out: Path | None, fmt: str | None, **asked: Unpack[Asked]) -> None:
    """Exports, imports and their difference by pair of countries and year.

    Missing where either is missing. Without --pair each pair stands once, seen from the
    country that comes first on the corridor.
    """
    from corridor import panel, report
    from corridor.cli import trade_tables

    corridor, among, flows = _read(asked)
    table = panel.balance(flows, among, asked["commodity"])
    place = {country: number for number, country in enumerate(among)}
    once = table["country"].map(place) < table["partner"].map(place)
    table = table[once].reset_index(drop=True)
    _need(table, asked)
    warnings = trade_tables.mixed(corridor, table)
    if report.kind_of(out, fmt) == "table":
        table = trade_tables.balance(corridor, table)
    report.write(table, out, fmt)
    trade_tables.say(trade_tables.NOTE)
    for line in warnings:
        click.echo(line, err=True)


@click.command(epilog=example("corridor trade coverage --years 2015-2025"))
@click.option("--pair", type=(str, str), metavar="COUNTRY COUNTRY", help="Of these two only.")
@years_option
@data_folder
@output
def coverage(
    *,
    pair: tuple[str, str] | None,
    years: range | None,
    data: Path | None,
    out: Path | None,
    fmt: str | None,
) -> None:
    """Say what figures there are for each flow and year, and which are missing."""
    from corridor import panel, report

    corridor, among, flows = _read({"pair": pair, "years": years, "commodity": "", "data": data})
    table = panel.coverage(flows, among, years or _span(flows))
    if report.kind_of(out, fmt) != "table":
        report.write(table, out, fmt)
        return
    from corridor.cli import trade_tables

    trade_tables.coverage(corridor, table)
    some = int((table["reports"] > 0).sum())
    click.echo(f"{some} of {len(table)} flows and years have a figure of the total.", err=True)


def _span(flows: pd.DataFrame) -> range:
    """Return the years asked about where none are named: those of the panel, or what there is."""
    found = flows["year"].dropna()
    first, last = (found.min(), found.max()) if len(found) else (YEARS[0], YEARS[-1])
    return range(min(int(first), YEARS[0]), max(int(last), YEARS[-1]) + 1)


def _read(asked: Asked) -> tuple[Corridor, list[str], pd.DataFrame]:
    """Return the corridor, the countries asked about, and their figures in those years."""
    from corridor import io, places

    corridor = io.read(asked["data"], geometry=False)
    on = corridor.countries["on_corridor"].fillna(value=False).astype(bool)
    among = corridor.countries.loc[on, "country"].tolist()
    if asked["pair"]:
        among = [places.country(corridor, name) for name in asked["pair"]]
        if among[0] == among[1]:
            raise click.UsageError("--pair takes two different countries")
    flows = corridor.flows
    flows = flows[flows["exporter"].isin(among) & flows["importer"].isin(among)]
    if asked["years"]:
        flows = flows[flows["year"].isin(list(asked["years"]))]
    return corridor, among, flows


def _need(table: pd.DataFrame, asked: Asked, what: str = "was reported") -> None:
    """Raise DataError if nothing was found: that is no zero."""
    from corridor.errors import DataError

    if len(table):
        return
    span = asked["years"]
    last = f"-{span[-1]}" if span and len(span) > 1 else ""
    years = f" in {span[0]}{last}" if span else ""
    where = f" between {' and '.join(asked['pair'])}" if asked["pair"] else ""
    raise DataError(
        f"no figure of {asked['commodity']}{where}{years} {what}, which does not mean zero. "
        "'corridor trade coverage' says what there is"
    )


def _names(corridor: Corridor) -> dict[str, str]:
    return dict(zip(corridor.countries["country"], corridor.countries["name"], strict=True))


def _save(figure: Figure, out: Path) -> None:
    from corridor.charts import save

    save(figure, out)
    click.echo(f"{out} ({out.stat().st_size / 1000:,.0f} kB)", err=True)


def _cif_note(corridor: Corridor) -> list[str]:
    """Return what to expect of a ratio, by the corridor's own parameter if it has one."""
    rows = corridor.parameters[corridor.parameters["parameter"] == "cif_fob_ratio"]
    return [
        f"Expected from freight and insurance alone (CIF over FOB): {low:g} to {high:g} "
        f"({source}). Below 1 or far above: re-exports, transit, other origin, or services."
        for low, high, source in zip(rows["low"], rows["high"], rows["source_id"], strict=True)
    ]
