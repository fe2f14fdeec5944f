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
TABLES = (".csv", ".json", ".xlsx", ".md", ".parquet")
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
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["table", "csv", "json", "md"]),
    help="How to print the points: a table for reading unless told otherwise.",
)
def tcd(*, data: Path | None, out: Path | None, fmt: str | None, **asked: Unpack[Drawn]) -> None:
    """Draw time and cost over distance, FROM one place TO another.

    A link is a sloping line, a border side or a change of mode a vertical step with its
    name; the shaded band holds eight trips in ten, closures left out (UNESCAP's
    time/cost-distance method). Hours and US$ per tonne are two charts. A picture needs
    the extra 'charts'.
    """
    from corridor import io, report

    picture = out is not None and out.suffix.lower() in PICTURES
    if out is not None and not picture and out.suffix.lower() not in TABLES:
        known = ", ".join((*PICTURES, *TABLES))
        raise click.UsageError(f"{out}: the extension says what to write; known are {known}")
    if picture and fmt is not None:
        raise click.UsageError("--format is for the points; a picture goes by its extension")
    corridor = io.read(data, geometry=False)
    named = list(_routes(corridor, asked))
    if out is not None and picture:
        _draw(named, out, asked)
        click.echo(f"{out} ({out.stat().st_size / 1000:,.0f} kB): one sheet of A4", err=True)
    else:
        report.write(_points(named, asked["lang"]), out, fmt)


def _routes(corridor: Corridor, asked: Drawn) -> list[tuple[str, Route]]:
    """Return the routes to draw, each with what it is called."""
    from corridor import study
    from corridor.tables import Request

    given: Any = {name: value for name, value in asked.items() if name in Asked.__annotations__}
    request = study.named(corridor, Request(**given))
    found = study.alternatives(corridor, request, asked["count"])
    routes = list(zip(_names(found, asked["lang"]), found, strict=True))
    for text in asked["others"]:
        try:
            changed = study.named(corridor, _changed(Request(**given), text))
        except ValueError as error:  # a word that is none of those known
            raise click.BadParameter(str(error)) from None
        said = _change_said(corridor, request, changed, asked["lang"])
        taken = {name for name, _ in routes}
        name = next(
            one for one in (said, text, f"{text} {len(routes)}") if one and one not in taken
        )
        routes.append((name, study.solve(corridor, changed)))
    if len(routes) > MOST_LINES:
        raise click.UsageError(
            f"{len(routes)} routes are too many for one chart; at most {MOST_LINES}"
        )
    return routes


def _names(routes: Sequence[Route], lang: Language) -> list[str]:
    """Return what routes are called: mode and aim; of several the borders others do not pass."""
    from corridor import words

    phrases = words.of_picture(lang)
    passed = [route.crossings["crossing_id"].tolist() for route in routes]
    shared = set(passed[0]).intersection(*passed)
    called = _called(routes[0].corridor.crossings, "crossing_id", lang)
    found = []
    for number, (route, ids) in enumerate(zip(routes, passed, strict=True), start=1):
        modes = route.legs["mode"].unique()
        mode = modes[0] if len(modes) == 1 else "multimodal"
        said = [phrases[f"mode_{mode}"], phrases[f"minimise_{route.request.minimise}"]]
        if len(routes) > 1:
            own = [called[key].split(" - ")[0] for key in ids if key not in shared]
            said.append(f"{number}: {', '.join(own)}" if own else str(number))
        found.append(", ".join(said))
    return found


def _change_said(corridor: Corridor, old: Request, new: Request, lang: Language) -> str:
    """Return in words what one request has that the other has not."""
    from corridor import words

    phrases = words.of_picture(lang)
    tables = {
        "via": ("tcd_via", corridor.nodes, "node_id"),
        "avoid_countries": ("tcd_without", corridor.countries, "country"),
        "avoid_crossings": ("tcd_without", corridor.crossings, "crossing_id"),
    }
    said = [
        phrases[f"{field}_{getattr(new, field)}"]
        for field in ("mode", "minimise", "cargo")
        if getattr(new, field) != getattr(old, field)
    ]
    for field, (phrase, table, key) in tables.items():
        called = _called(table, key, lang)
        more = [called[one] for one in getattr(new, field) if one not in getattr(old, field)]
        said += [phrases[phrase].format(", ".join(more))] if more else []
    said += [phrases["tcd_on"].format(new.as_of)] if new.as_of != old.as_of else []
    return ", ".join(said)


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


def _points(named: Sequence[tuple[str, Route]], lang: Language) -> pd.DataFrame:
    """Return the points of all lines as one table, with the band of each measure."""
    import pandas as pd

    from corridor import bands, profile

    tables = []
    for name, route in named:
        table = profile.curve(route, _called(route.corridor.nodes, "node_id", lang))
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
        charts.save_page(figure, title, _points(named, lang), out, lang)
    else:
        charts.save(figure, out)


def _line(name: str, route: Route, lang: Language) -> Line:
    from corridor import bands, profile
    from corridor.charts import tcd as chart

    both = {
        measure: bands.band(route, column)[["p10", "p90"]] for measure, column in COLUMNS.items()
    }
    return chart.Line(
        name, profile.curve(route, _called(route.corridor.nodes, "node_id", lang)), both
    )


def _called(table: pd.DataFrame, key: str, lang: Language) -> dict[str, str]:
    """Return names by id in a language; what has no Russian name keeps its own."""
    named = table["name_ru"].fillna(table["name"]) if lang == "ru" else table["name"]
    return dict(zip(table[key], named, strict=True))
