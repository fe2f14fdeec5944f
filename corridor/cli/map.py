"""The command that draws the corridor as one HTML page. Parse, one library call, write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from corridor.cli.shared import as_of, data_folder, example

if TYPE_CHECKING:
    import datetime as dt
    from typing import Unpack

    from corridor.tables import Minimise, Mode

OUT = Path("maps") / "corridor.html"


class Look(TypedDict):
    """How the map looks; see ``webmap.draw``."""

    year: int | None
    borders: bool
    online: bool
    title: str | None


@click.command(
    "map",
    epilog=example(
        "corridor map",
        "corridor map --route Minsk Karachi -o minsk-karachi.html",
        "corridor map --route Brest Tashkent --mode rail --as-of 2026-01-15",
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
    help="The page to write. The folder of the default is made if missing.",
)
@click.option(
    "--route",
    "trips",
    type=(str, str),
    multiple=True,
    metavar="FROM TO",
    help="Highlight the best route between two places; may be given again.",
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
    type=click.Choice(["distance", "time"]),
    default="time",
    show_default=True,
    help="What the routes have least of.",
)
@as_of
@click.option(
    "--year", type=int, help="Year of the trade arcs; that with most reports if not given."
)
@click.option("--borders/--no-borders", default=True, help="Draw borders of countries.")
@click.option(
    "--online", is_flag=True, help="Link Leaflet and start on map tiles; needs a network."
)
@click.option("--title", help="Heading of the page.")
@data_folder
def map_(
    *,
    out: Path,
    data: Path | None,
    trips: tuple[tuple[str, str], ...],
    mode: Mode,
    minimise: Minimise,
    as_of: dt.date | None,
    **look: Unpack[Look],
) -> None:
    """Draw the corridor as one HTML page that needs no network.

    Segments by mode and status, crossings with their waits, towns, and trade between the
    countries as arcs. Without --as-of crossings are drawn as last recorded, and routes
    may pass closed ones and say so. The same data gives the same bytes.
    """
    from corridor import io, study, webmap
    from corridor.tables import Request
    from corridor.webmap import layers

    corridor = io.read(data)
    requests = [
        Request(origin=start, destination=end, mode=mode, minimise=minimise, as_of=as_of)
        for start, end in trips
    ]
    routes = [study.solve(corridor, study.named(corridor, request)) for request in requests]
    m = webmap.draw(corridor, routes=routes, **look)
    layers.add_crossings(m, corridor, as_of)
    if out == OUT:
        out.parent.mkdir(exist_ok=True)
    m.save(out)
    kilobytes = out.stat().st_size / 1000
    needs = "it needs a network" if look["online"] else "it needs no network"
    click.echo(f"{out} ({kilobytes:,.0f} kB): open it in any browser, {needs}", err=True)
