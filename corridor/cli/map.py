"""The command that draws the corridor as a page or a picture. Parse, one library call, write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import click

from corridor.cli.shared import MEASURES, as_of, cargo, data_folder, example
from corridor.errors import FormatError, NoRouteError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from typing import Unpack

    import pandas as pd

    from corridor.itinerary import Route
    from corridor.tables import Cargo, Corridor, Minimise, Mode
    from corridor.words import Language

OUT = Path("maps") / "corridor.html"
PAGES = (".html", ".htm")
PICTURES = (".png", ".svg", ".pdf")
# The trip shown on the shipped corridor when none is asked for.
TRIP = ("Minsk", "Karachi")


class Trips(TypedDict):
    """What is common to the routes; see ``tables.Request``."""

    mode: Mode
    minimise: Minimise
    cargo: Cargo
    as_of: dt.date | None


class Look(TypedDict):
    """How the map looks; see ``webmap.draw``."""

    year: int | None
    borders: bool
    online: bool
    title: str | None
    lang: Language
    loads: pd.DataFrame | None
    changes: pd.DataFrame | None
    criticality: pd.DataFrame | None


class Wanted(Trips, Look):
    """The routes asked for and how the map looks."""


def _table(_ctx: click.Context, option: click.Parameter, path: Path | None) -> object:
    """Return the table in a file given with an option."""
    if path is None:
        return None
    from corridor import io, overlays

    declared = {
        table.name: table for table in (overlays.LOADS, overlays.CHANGES, overlays.CRITICALITY)
    }
    return io.read_table(path, declared[str(option.name)], more=True)


@click.command(
    "map",
    epilog=example(
        "corridor map",
        "corridor map --route Minsk Karachi --route Tashkent Karachi -o two-trips.html",
        "corridor map --route Brest Tashkent --mode rail --as-of 2026-01-15 --lang ru",
        "corridor map --route Minsk Karachi -o corridor.png",
    ),
)
@click.option(
    "-o",
    "--output",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=OUT,
    show_default=True,
    metavar="FILE",
    help="The page to write, or a picture of one A3 sheet: .png, .svg or .pdf. The folder of "
    "the default is made if missing.",
)
@click.option(
    "--route",
    "trips",
    type=(str, str),
    multiple=True,
    metavar="FROM TO",
    help="Show the best route between two places; may be given up to 8 times. On the shipped "
    f"corridor {' '.join(TRIP)} if not given.",
)
@click.option(
    "--mode",
    type=click.Choice(["rail", "road", "multimodal"]),
    default="multimodal",
    show_default=True,
    help="Mode of the routes.",
)
@click.option(
    "--minimise",
    type=click.Choice(MEASURES),
    default="time",
    show_default=True,
    help="What the routes have least of.",
)
@cargo
@as_of
@click.option(
    "--year",
    type=int,
    help="Year to begin with. If not given: of trade that with most reports, and on a picture "
    "none; with --loads the latest of them.",
)
@click.option(
    "--loads",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    callback=_table,
    metavar="FILE.csv",
    help="Draw tonnes along the line: segment_id, direction (ab, ba), year, tonnes, and "
    "value_usd if known.",
)
@click.option(
    "--changes",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    callback=_table,
    metavar="FILE.csv",
    help="Draw what a scenario changes: segment_id, change (added, lost, changed).",
)
@click.option(
    "--criticality",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    callback=_table,
    metavar="FILE.csv",
    help="Draw what is lost if a segment or crossing is out, as corridor criticality -o "
    "FILE.csv writes it. A picture has what is cut off, or else the next that occurs.",
)
@click.option(
    "--lang", type=click.Choice(["en", "ru"]), default="en", help="Language of what is drawn."
)
@click.option("--borders/--no-borders", default=True, help="Draw borders of countries.")
@click.option(
    "--online", is_flag=True, help="Link Leaflet and start on map tiles; needs a network."
)
@click.option("--title", help="Heading.")
@data_folder
def map_(
    *,
    out: Path,
    data: Path | None,
    trips: tuple[tuple[str, str], ...],
    **asked: Unpack[Wanted],
) -> None:
    """Draw the corridor as one HTML page that needs no network, or as a picture.

    Segments by mode and status, crossings with their waits, towns, trade between the
    countries by year, and routes with their figures and time-distance chart. Without
    --as-of crossings are drawn as last recorded, and routes may pass closed ones and say
    so. The same data gives the same bytes.
    """
    from corridor import io, palette, webmap

    if len(trips) > (most := len(palette.ROUTES)):
        raise click.UsageError(f"--route may be given {most} times; there are {len(trips)}")
    common: Any = {name: value for name, value in asked.items() if name in Trips.__annotations__}
    look: Any = {name: value for name, value in asked.items() if name in Look.__annotations__}
    picture = _is_picture(out, look)
    corridor = io.read(data)
    routes = _routes(corridor, trips, common) if trips or data else _default(corridor, common)
    if picture:
        _picture(corridor, routes, out, asked["as_of"], look)
        return
    m = webmap.draw(corridor, routes, as_of=asked["as_of"], **look)
    if out == OUT:
        out.parent.mkdir(exist_ok=True)
    m.save(out)
    kilobytes = out.stat().st_size / 1000
    needs = "it needs a network" if look["online"] else "it needs no network"
    click.echo(f"{out} ({kilobytes:,.0f} kB): open it in any browser, {needs}", err=True)


def _is_picture(out: Path, look: Look) -> bool:
    """Return whether a file is to be a picture; refuse what has no place on one."""
    kind = out.suffix.lower()
    if kind in PAGES:
        return False
    if kind not in PICTURES:
        allowed = ", ".join((*PAGES, *PICTURES))
        raise FormatError(f"{out}: the extension says what to draw; known are {allowed}")
    if look["online"]:
        raise click.UsageError("--online goes with a page; give -o a name ending in .html")
    return True


def _picture(
    corridor: Corridor, routes: list[Route], out: Path, as_of: dt.date | None, look: Look
) -> None:
    from corridor import charts

    shown = charts.Look(
        year=look["year"],
        as_of=as_of,
        lang=look["lang"],
        title=look["title"],
        borders=look["borders"],
        loads=look["loads"],
        changes=look["changes"],
        criticality=look["criticality"],
    )
    charts.save(charts.draw(corridor, routes, **shown), out)
    click.echo(f"{out} ({out.stat().st_size / 1000:,.0f} kB): one sheet of A3", err=True)


def _routes(corridor: Corridor, trips: Sequence[tuple[str, str]], common: Trips) -> list[Route]:
    from corridor import study
    from corridor.tables import Request

    requests = [Request(origin=start, destination=end, **common) for start, end in trips]
    return [study.solve(corridor, study.named(corridor, request)) for request in requests]


def _default(corridor: Corridor, common: Trips) -> list[Route]:
    """Return the trip shown when none is asked for; where none serves it, say so instead."""
    try:
        return _routes(corridor, [TRIP], common)
    except NoRouteError as error:
        click.echo(f"No route is shown: {error}", err=True)
        return []
