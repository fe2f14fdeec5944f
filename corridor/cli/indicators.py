"""Commands that hold the model against the world: indicators, observe."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict

import click

from corridor.cli.shared import data_folder, example, output

if TYPE_CHECKING:
    from typing import Unpack

    import pandas as pd

    from corridor.indicators import By
    from corridor.tables import Corridor

FOR_READING = ("table", "md")
BY = ("country", "crossing", "corridor")
SAID = {
    "modelled": "modelled only: no published figure was found to hold them against",
    "published": "published only: the model has no figure, so left out here, but not in csv or json",
}


class Kept(TypedDict):
    """Which rows of the indicators are wanted."""

    indicator: tuple[str, ...]
    mode: str | None
    direction: str | None
    country: str | None


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
