"""Commands about other tables: compare, breakeven, scenarios. Parse, one library call, print."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

import click

from corridor.cli.shared import Figure, data_folder, example, output, trip

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path
    from typing import Unpack

    import pandas as pd

    from corridor.cli.reading import Part
    from corridor.cli.shared import Asked
    from corridor.whatif import Breakeven

FOR_READING = ("table", "md")
# What is compared, as a sentence says it.
MEASURES = {
    "time_h": "hours",
    "cost_usd_t": "US$/t",
    "co2e_kg_t": "kg CO2e/t",
    "gcost_usd_t": "US$/t of generalised cost",
    "distance_km": "km",
}
Command = TypeVar("Command", bound=Callable[..., object])


def one_scenario(command: Command) -> Command:
    """Add ``--scenario NAME``, passed as ``scenario: str | None``."""
    return click.option(
        "--scenario",
        metavar="NAME",
        help="Ask under this scenario; 'corridor scenarios' lists them. Or a .toml file.",
    )(command)


@click.command(
    epilog=example(
        "corridor compare Tashkent Karachi --scenario torkham-fast --scenario trans-afghan-west",
        "corridor compare Tashkent Peshawar --date 2025-06-01 --date 2024-01-15",
        "corridor compare Minsk Tashkent --mode rail --scenario saryagash-queue --format csv",
    )
)
@trip
@click.option(
    "--scenario",
    "names",
    multiple=True,
    metavar="NAME",
    help="A scenario to compare; 'corridor scenarios' lists them. Or a .toml file.",
)
@click.option(
    "--date",
    "dates",
    multiple=True,
    type=click.DateTime(["%Y-%m-%d"]),
    callback=lambda _ctx, _option, values: tuple(value.date() for value in values),
    metavar="DATE",
    help="A day to compare, YYYY-MM-DD, with its closures.",
)
@data_folder
@output
def compare(
    names: tuple[str, ...],
    dates: tuple[dt.date, ...],
    *,
    data: Path | None,
    out: Path | None,
    fmt: str | None,
    **asked: Unpack[Asked],
) -> None:
    """Compare scenarios or dates on the best route FROM one place TO another.

    The first row is the tables as they are, on the first date if dates are given;
    differences are to it. A scenario under which
    nothing leads there is told, and has no figures. Exit code 3: no row has a route.
    """
    from corridor import io, report, scenario_files, whatif
    from corridor.tables import Request

    if not names and not dates:
        raise click.UsageError("name a --scenario or a --date to compare, or several")
    if dates and asked["as_of"] is not None:
        raise click.UsageError("give the days by --date alone, without --as-of")
    corridor = io.read(data, geometry=False)
    found = [scenario_files.read(name, data) for name in names]
    table = whatif.compare(corridor, Request(**asked), found, dates)
    if report.kind_of(out, fmt) in FOR_READING:
        for scenario, trouble in zip(table["scenario"], table["trouble"], strict=True):
            if isinstance(trouble, str):
                click.echo(f"{scenario}: {trouble}", err=True)
        table = _compared(table)
    report.write(table, out, fmt)


@click.command(
    epilog=example(
        "corridor breakeven Tashkent Karachi --vary chaman.dwell_h --against avoid=chaman",
        "corridor breakeven Tashkent Karachi --vary road.PAK.speed_kmh --against route=2",
        "corridor breakeven Minsk Tashkent --vary rail.stops_h_1000km --against mode=rail",
    )
)
@trip
@click.option(
    "--vary",
    required=True,
    metavar="NUMBER",
    help="CROSSING.dwell_h, CROSSING.fee_usd, PLACE.hours (a transfer), or a parameter with its "
    "mode and country before it: road.PAK.speed_kmh.",
)
@click.option(
    "--against",
    required=True,
    metavar="ALTERNATIVE",
    help="mode=rail, via=PLACE, avoid=CROSSING, or route=2: the second of -k.",
)
@click.option(
    "--between",
    type=(Figure(0), Figure(0)),
    metavar="LOW HIGH",
    help="Values to search between. If not given: hours from 0 to ten times, at least 2,400; US$ "
    "from 0 to ten times, at least 100,000; others from a tenth to tenfold.",
)
@data_folder
@output
def breakeven(
    vary: str,
    against: str,
    between: tuple[float, float] | None,
    *,
    data: Path | None,
    out: Path | None,
    fmt: str | None,
    **asked: Unpack[Asked],
) -> None:
    """Find the value of one number at which the best route and an alternative tie.

    Both are followed along their way as it is now and compared in what is minimised. Says
    which wins on each side, or throughout; and whether a third route is then better.
    """
    from corridor import io, report, whatif
    from corridor.cli import reading
    from corridor.tables import Request

    if between is not None and between[0] >= between[1]:
        raise click.UsageError("--between takes the lower value first")
    kind = report.kind_of(out, fmt)
    corridor = io.read(data, geometry=False)
    found = whatif.breakeven(corridor, Request(**asked), vary, against, between)
    if kind == "json":
        text = json.dumps(whatif.document(found), ensure_ascii=False, indent=1)
        report.write_text(text + "\n", out)
    elif kind not in FOR_READING:
        report.write(_row(found), out, fmt)
    elif out is None:
        reading.print_parts(_parts(found, against), kind)
    else:
        report.write_text(reading.joined(_parts(found, against), kind), out)


@click.command(epilog=example("corridor scenarios", "corridor scenarios --data my-corridor"))
@data_folder
@output
def scenarios(data: Path | None, out: Path | None, fmt: str | None) -> None:
    """List the scenarios there are: the shipped ones, or those of a folder of tables.

    They are the files scenarios/*.toml of the folder; write your own beside the tables.
    """
    import pandas as pd

    from corridor import report, scenario_files

    found = [scenario_files.read(name, data) for name in scenario_files.names(data)]
    rows = [(one.name, one.title, one.note, one.source_id or None) for one in found]
    table = pd.DataFrame(rows, columns=["scenario", "title", "note", "source_id"])
    if report.kind_of(out, fmt) == "table":
        table = table[["scenario", "title"]]
    report.write(table, out, fmt)


def _compared(table: pd.DataFrame) -> pd.DataFrame:
    """Return what a page has room for: km, days, money where there is, and their differences."""
    import pandas as pd

    from corridor.units import HOURS_PER_DAY

    said = {
        "scenario": table["scenario"],
        **({"as of": table["as_of"].map(str)} if table["as_of"].notna().any() else {}),
        "km": table["distance_km"],
        "+ km": table["distance_more_km"],
        "days": table["time_h"] / HOURS_PER_DAY,
        "+ days": table["time_more_h"] / HOURS_PER_DAY,
    }
    if "cost_usd_t" in table:
        said |= {"US$/t": table["cost_usd_t"], "+ US$/t": table["cost_more_usd_t"]}
    by = table["crossings"].fillna("no route").str.replace("|", ", ", regex=False)
    return pd.DataFrame({**said, "by": by})


def _parts(found: Breakeven, against: str) -> Iterator[Part]:
    """Yield the answer in words, and the routes it is about as they are now."""
    import pandas as pd

    from corridor.cli.reading import WIDTH, Heading, trip
    from corridor.whatif import CLOSE_ENOUGH

    names = {"best": "the best route of now", "other": f"the alternative ({against})"}
    now = "not given" if pd.isna(found.now) else f"{found.now:g} {found.unit}"
    yield Heading(f"{trip(found.best)}: {found.number}")
    yield f"Now {now}; searched from {found.low:g} to {found.high:g} {found.unit}."
    if found.threshold is not None:
        measure = MEASURES[found.measure]
        digits = ",.2f" if abs(found.threshold) >= 10 else ".4g"  # noqa: PLR2004 - four figures
        yield f"They tie at {found.threshold:{digits}} {found.unit}, compared in {measure}."
        yield f"Below it {names[found.below]} wins, above it {names[found.above]}."
    elif abs(found.at_low - found.at_high) <= CLOSE_ENOUGH * abs(found.at_high):
        winner = names.get(found.below, "neither")
        yield "No tie: it makes no difference, for both routes use this very row alike, or neither."
        yield f"Throughout {winner} wins, by {abs(found.at_low):,.2f} {MEASURES[found.measure]}."
    else:
        ends = (found.low, found.below, found.at_low), (found.high, found.above, found.at_high)
        yield "No tie within that range; --between looks further."
        for value, wins, apart in ends:
            winner = names.get(wins, "neither")
            yield f"At {value:g} {winner} wins, by {abs(apart):,.2f} {MEASURES[found.measure]}."
    if found.before:
        rows = "Not varied: rows tied to more, which count instead where they fit: "
        rows += f"{', '.join(found.before)}."
        yield textwrap.fill(rows, WIDTH, subsequent_indent="  ", break_on_hyphens=False)
    if found.third is not None:
        yield "At the tie a third route is better than both."
    yield Heading("Routes")
    routes = {"best now": found.best, "alternative": found.other, "third at the tie": found.third}
    yield pd.DataFrame(
        {
            "route": name,
            **route.totals,
            "mode": " + ".join(dict.fromkeys(route.legs["mode"])),
            "by": ", ".join(route.crossings["crossing_id"]),
        }
        for name, route in routes.items()
        if route is not None
    )


def _row(found: Breakeven) -> pd.DataFrame:
    """Return the answer as one row."""
    import pandas as pd

    names = ("number", "unit", "now", "low", "high", "threshold", "measure", "below", "above")
    row = {name: getattr(found, name) for name in names}
    ways = {"best": found.best, "other": found.other}
    row |= {name: "|".join(route.crossings["crossing_id"]) for name, route in ways.items()}
    return pd.DataFrame([row])
