"""Commands about the tables themselves: validate, schema, sources, export."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corridor.cli.shared import data_folder, example, output
from corridor.schema import TABLES

if TYPE_CHECKING:
    import pandas as pd

    from corridor.tables import Corridor

# The kinds of file that hold shapes, and the tables that have some.
SHAPED = ("geojson", "gpkg", "parquet")
DRAWN = ("nodes", "segments", "crossings")


@click.command(epilog=example("corridor validate --published -o distances.xlsx"))
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--published", is_flag=True, help="Compare with published distances.")
@output
@click.pass_context
def validate(
    ctx: click.Context, folder: Path | None, *, published: bool, out: Path | None, fmt: str | None
) -> None:
    """Check a folder of tables and its scenarios, the shipped one if no FOLDER is given.

    Every problem is told at once, with file, row, column, value and what is allowed; the
    exit code is then 1. With --published the sound tables are held against published
    distances pair by pair, which only informs.
    """
    from corridor import errors, io, provenance, report, scenario_files

    shipped = io.shipped()
    place = shipped if folder is None else folder
    corridor, problems = io.inspect(place)
    problems += [] if problems else scenario_files.check(corridor, place)
    changed = [] if problems else provenance.changed(place)
    if place.resolve() == shipped.resolve():
        problems += changed
    else:
        _say(f"Note: {problem}" for problem in changed)
    if problems:
        click.echo(f"Error: {errors.listed(problems, most=len(problems))}", err=True)
        ctx.exit(errors.DataError.exit_code)
    if published:
        from corridor import published as comparison

        table = comparison.published(corridor)
        report.write(table, out, fmt)
        _say(comparison.sentences(table))
    else:
        report.write(_counts(corridor), out, fmt)
        _say([f"{place}: no problem found"])


@click.command(epilog=example("corridor schema segments"))
@click.argument("table", required=False, type=click.Choice(list(TABLES)))
@output
def schema(table: str | None, out: Path | None, fmt: str | None) -> None:
    """Print what each table holds: columns, units, allowed values.

    As Markdown this is the data dictionary.
    """
    from corridor import dictionary, report

    tables = [TABLES[table]] if table else list(TABLES.values())
    if report.kind_of(out, fmt) == "md":
        report.write_text(dictionary.markdown(tables), out)
    else:
        report.write(dictionary.columns(tables), out, fmt)


@click.command(epilog=example("corridor sources --table border_times"))
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--table", type=click.Choice(list(TABLES)), help="Sources of this table only.")
@data_folder
@output
def sources(
    ids: tuple[str, ...], table: str | None, data: Path | None, out: Path | None, fmt: str | None
) -> None:
    """List where the figures come from: publisher, licence, grade, rows that rest on it."""
    from corridor import io, provenance, report

    corridor = io.read(data, geometry=False)
    known = list(corridor.sources["source_id"])
    for name in ids:
        if name not in known:
            raise click.BadParameter(f"{name!r} is not a source; see 'corridor sources'")
    found = provenance.sources(corridor, ids or None, table)
    if len(ids) == 1 and report.kind_of(out, fmt) == "table":
        found = found.astype(object).T.reset_index().set_axis(["field", "value"], axis=1)
    elif report.kind_of(out, fmt) == "table":
        found = found.drop(columns=["method", "tables"])
    report.write(found, out, fmt)


@click.command(epilog=example("corridor export -o corridor.gpkg"))
@click.argument("table", required=False, type=click.Choice(list(TABLES)))
@data_folder
@click.option(
    "-o",
    "--output",
    "out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="File to write: .geojson, .gpkg, .parquet, .csv, .xlsx, .json or .md.",
)
def export(table: str | None, data: Path | None, out: Path) -> None:
    """Write tables for Excel, a GIS or a script.

    Without TABLE, .xlsx takes every table as a sheet, .gpkg nodes, segments and crossings
    as layers, and any other kind of file the segments.
    """
    from corridor import io, report

    kind = report.kind_of(out, None)
    corridor = io.read(data, geometry=kind in SHAPED)
    if table is None and kind in report.TOGETHER:
        names = DRAWN if kind in SHAPED else tuple(TABLES)
        report.write_all({name: corridor.table(name) for name in names}, out)
    else:
        report.write(corridor.table(table or "segments"), out)
    _say([f"{out}: written"])


def _counts(corridor: Corridor) -> pd.DataFrame:
    import pandas as pd

    rows = [(name, len(corridor.table(name)), table.doc) for name, table in TABLES.items()]
    return pd.DataFrame(rows, columns=["table", "rows", "a row is"])


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line, err=True)
