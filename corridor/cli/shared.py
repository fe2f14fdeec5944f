"""Options that several commands share, one decorator each. Nothing here does any work."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import click

if TYPE_CHECKING:
    import datetime as dt

    from corridor.tables import Cargo, Minimise, Mode

Command = TypeVar("Command", bound=Callable[..., object])


class Asked(TypedDict):
    """What ``trip`` passes: the fields of ``tables.Request``, places by any name."""

    origin: str
    destination: str
    mode: Mode
    minimise: Minimise
    cargo: Cargo
    via: tuple[str, ...]
    avoid_countries: tuple[str, ...]
    avoid_crossings: tuple[str, ...]
    as_of: dt.date | None


MEASURES = ("time", "cost", "co2e", "gcost", "distance")
FORMATS = ("table", "csv", "json", "geojson", "md")


class Figure(click.FloatRange):
    """A number within bounds; neither 'nan' nor 'inf' is one."""

    def convert(
        self,
        value: Any,  # noqa: ANN401 - as Click's own
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        """Return the number, or say that it is none."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return number


def example(*lines: str) -> str:
    """Return the end of a command's help: examples as they are typed, one a line."""
    title = "Example:" if len(lines) == 1 else "Examples:"
    return "\b\n" + title + "".join(f"\n  {line}" for line in lines)


def data_folder(command: Command) -> Command:
    """Add ``--data FOLDER``, passed as ``data: Path | None`` (None: the shipped corridor)."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path),
        metavar="FOLDER",
        help="Folder of tables to read; the shipped corridor if not given.",
    )(command)


def output(command: Command) -> Command:
    """Add ``-o FILE`` and ``--format``, passed as ``out: Path | None`` and ``fmt: str | None``."""
    to_file = click.option(
        "-o",
        "--output",
        "out",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Write to FILE, its kind by the extension, instead of printing.",
    )
    form = click.option(
        "--format",
        "fmt",
        type=click.Choice(FORMATS),
        help="How to print: a table for reading unless told otherwise.",
    )
    return to_file(form(command))


def as_of(command: Command) -> Command:
    """Add ``--as-of DATE``, passed as ``as_of: datetime.date | None``."""
    return click.option(
        "--as-of",
        type=click.DateTime(["%Y-%m-%d"]),
        callback=lambda _ctx, _option, value: _date(value),
        metavar="DATE",
        help="Apply the closures of that day, YYYY-MM-DD.",
    )(command)


def cargo(command: Command) -> Command:
    """Add ``--cargo``, passed as ``cargo: Cargo``."""
    return click.option(
        "--cargo",
        type=click.Choice(["truck", "feu", "wagon"]),
        default="truck",
        show_default=True,
        help="What is carried: 20 t of general cargo, a 40-foot container or a wagon load.",
    )(command)


def trip(command: Command) -> Command:
    """Add FROM, TO and the options of a trip, named as the fields of ``tables.Request``."""
    options = (
        click.argument("origin", metavar="FROM"),
        click.argument("destination", metavar="TO"),
        click.option(
            "--mode",
            type=click.Choice(["rail", "road", "multimodal"]),
            default="multimodal",
            show_default=True,
            help="Keep to one mode, or change where a transfer stands.",
        ),
        click.option(
            "--minimise",
            type=click.Choice(MEASURES),
            default="time",
            show_default=True,
            help="What the best route has least of; gcost is money and the value of time.",
        ),
        cargo,
        click.option(
            "--via", multiple=True, metavar="PLACE", help="Pass here; in the order given."
        ),
        click.option(
            "--avoid-country",
            "avoid_countries",
            multiple=True,
            metavar="COUNTRY",
            help="Keep out of a country (name or ISO code).",
        ),
        click.option(
            "--avoid-crossing",
            "avoid_crossings",
            multiple=True,
            metavar="CROSSING",
            help="Keep off a crossing (name or id).",
        ),
        as_of,
    )
    for option in reversed(options):
        command = option(command)
    return command


def _date(value: dt.datetime | None) -> dt.date | None:
    return None if value is None else value.date()
