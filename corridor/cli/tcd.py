"""The command tcd: time and cost over distance, as a chart, a table or a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corridor.cli.shared import Asked, data_folder, example, trip

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    import pandas as pd

    from corridor.charts.tcd import Line
    from corridor.itinerary import Route
    from corridor.tables import Corridor, Request
    from corridor.words import Language

PICTURES = (".png", ".svg", ".pdf", ".html")
MEASURES = {"time": ("time",), "cost": ("cost",), "both": ("time", "cost")}
COLUMNS = {"time": "time_h", "cost": "cost_usd_t"}
MOST_LINES = 5
# What a comparison may change: the field of the request, and whether it may be several.
CHANGES = {
    "mode": ("mode", False),
    "minimise": ("minimise", False),
    "cargo": ("cargo", False),
    "as-of": ("as_of", False),
    "via": ("via", True),
    "avoid-country": ("avoid_countries", True),
    "avoid-crossing": ("avoid_crossings", True),
}


class Drawn(Asked):
    """A trip and what is drawn of it."""

    count: int
    others: tuple[str, ...]
    measure: str
    lang: Language
    title: str | None


@click.command(
    epilog=example(
        "corridor tcd Minsk Karachi -o minsk-karachi.svg",
        "corridor tcd Moscow Tashkent --compare mode=rail --compare mode=road -o modes.png",
        "corridor tcd Tashkent Karachi --compare as-of=2023-06-01 --compare avoid-crossing=Torkham",
        "corridor tcd Tashkent Karachi --measure cost -o costs.csv",
    )
)
@trip
@click.option(
    "-k",
    "count",
    type=click.IntRange(1, MOST_LINES),
    default=1,
    metavar="N",
    help="Draw up to N routes that really differ.",
)
@click.option(
    "--compare",
    "others",
    multiple=True,
    metavar="CHANGES",
    help=f"Draw the trip with something changed too: {', '.join(CHANGES)}, as name=value, "
    "several parted by commas; may be given again.",
)
@click.option(
    "--measure", type=click.Choice(list(MEASURES)), default="both", help="Which charts to draw."
)
@click.option(
    "--lang", type=click.Choice(["en", "ru"]), default="en", help="Language of what is drawn."
)
@click.option("--title", help="Heading.")
@data_folder
@click.option(
    "-o",
    "--output",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A chart (.svg, .png, .pdf, .html) or its points (.csv, .json, .xlsx, .md, .parquet); "
    "without it the points are printed.",
)
def tcd(*, data: Path | None, out: Path | None, **asked: Unpack[Drawn]) -> None:
    """Draw time and cost over distance, FROM one place TO another.

    A link is a sloping line, a border side or a change of mode a vertical step with its
    name; the shaded band holds eight trips in ten, closures left out (UNESCAP's
    time/cost-distance method). Hours and US$ per tonne are two charts. A picture needs
    the extra 'charts'.
    """
    from corridor import io, report

    picture = out is not None and out.suffix.lower() in PICTURES
    if out is not None and not picture:
        report.kind_of(out, None)
    corridor = io.read(data, geometry=False)
    named = list(_routes(corridor, asked))
    if out is not None and picture:
        _draw(named, out, asked)
        click.echo(f"{out} ({out.stat().st_size / 1000:,.0f} kB): one sheet of A4", err=True)
    else:
        report.write(_points(named), out)


def _routes(corridor: Corridor, asked: Drawn) -> list[tuple[str, Route]]:
    """Return the routes to draw, each with what it is called."""
    from corridor import study, words
    from corridor.tables import Request

    given: Any = {name: value for name, value in asked.items() if name in Asked.__annotations__}
    request = study.named(corridor, Request(**given))
    found = study.alternatives(corridor, request, asked["count"])
    phrases = words.read(asked["lang"])
    first = f"{phrases[f'mode_{request.mode}']}, {phrases[f'minimise_{request.minimise}']}"
    names = [
        first if len(found) == 1 else f"{first}, {place}" for place in range(1, MOST_LINES + 1)
    ]
    routes = list(zip(names, found, strict=False))
    for text in asked["others"]:
        try:
            changed = study.named(corridor, _changed(Request(**given), text))
        except ValueError as error:  # a word that is none of those known
            raise click.BadParameter(str(error)) from None
        routes.append((text.replace(",", ", "), study.solve(corridor, changed)))
    if len(routes) > MOST_LINES:
        raise click.UsageError(
            f"{len(routes)} routes are too many for one chart; at most {MOST_LINES}"
        )
    return routes


def _changed(request: Request, text: str) -> Request:
    """Return the request with the changes that ``name=value`` pairs say."""
    import datetime as dt
    from dataclasses import replace

    for pair in text.split(","):
        name, _, value = (part.strip() for part in pair.partition("="))
        if name not in CHANGES or not value:
            known = ", ".join(CHANGES)
            raise click.BadParameter(f"{pair!r} is not name=value with one of {known}")
        field, several = CHANGES[name]
        changed: Any = value
        if several:
            changed = (*getattr(request, field), value)
        elif field == "as_of":
            try:
                changed = dt.date.fromisoformat(value)
            except ValueError:
                raise click.BadParameter(f"{value!r} is not a date YYYY-MM-DD") from None
        request = replace(request, **{field: changed})
    return request


def _points(named: Sequence[tuple[str, Route]]) -> pd.DataFrame:
    """Return the points of all lines as one table, with the band of each measure."""
    import pandas as pd

    from corridor import bands, profile

    tables = []
    for name, route in named:
        table = profile.curve(route)
        table.insert(0, "route", name)
        for column in COLUMNS.values():
            stem, unit = column.split("_", 1)
            band = bands.band(route, column)
            for level in ("p10", "p90"):
                table[f"{stem}_{level}_{unit}"] = band[level]
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _draw(named: Sequence[tuple[str, Route]], out: Path, asked: Drawn) -> None:
    from corridor import charts
    from corridor.charts import tcd as chart

    lang = asked["lang"]
    lines = [_line(name, route, lang) for name, route in named]
    title = asked["title"] or chart.title(named[0][1], lang)
    figure = chart.draw(lines, MEASURES[asked["measure"]], title, lang)
    if out.suffix.lower() == ".html":
        charts.save_page(figure, title, _points(named), out, lang)
    else:
        charts.save(figure, out)


def _line(name: str, route: Route, lang: Language) -> Line:
    from corridor import bands, profile
    from corridor.charts import tcd as chart
    from corridor.charts.wording import names

    nodes = route.corridor.nodes
    called = dict(zip(nodes["node_id"], names(nodes, lang), strict=True))
    both = {
        measure: bands.band(route, column)[["p10", "p90"]] for measure, column in COLUMNS.items()
    }
    return chart.Line(name, profile.curve(route, called), both)
