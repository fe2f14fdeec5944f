"""Commands that bring trade figures in: import from a file, fetch from UN Comtrade."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from corridor.cli.shared import Command, example, output
from corridor.cli.trade import years_option

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    import pandas as pd

    from corridor.errors import Problem
    from corridor.tables import Corridor
    from corridor.trade.baci import Level
    from corridor.trade.reading import Read, Source


class How(TypedDict):
    """What is asked of the service, and where its answers are kept."""

    reporters: tuple[str, ...]
    goods: tuple[str, ...]
    folder: Path | None
    refresh: bool
    url: str | None


def into_option(command: Command) -> Command:
    """Add ``--into FOLDER``, passed as ``into: Path | None``."""
    return click.option(
        "--into",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        metavar="FOLDER",
        help="Add to flows.csv and sources.toml of your own corridor.",
    )(command)


@click.command(
    "import",
    epilog=example(
        "corridor trade import BACI_HS92_V202501.zip --years 2015-2023 --into my-corridor",
        "corridor trade import TradeData.csv -o flows.csv",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@into_option
@click.option(
    "--by",
    "level",
    type=click.Choice(["total", "chapter", "heading", "hs6"]),
    default="chapter",
    show_default=True,
    help="How far down the HS a BACI file is added up; totals are always there.",
)
@years_option
@output
def import_(
    *,
    file: Path,
    into: Path | None,
    level: Level,
    years: range | None,
    out: Path | None,
    fmt: str | None,
) -> None:
    """Read trade figures between the countries of a corridor from FILE.

    FILE is a CSV or zip of CEPII BACI, an export of UN Comtrade (CSV or JSON), or a CSV by
    our own schema ('corridor schema flows'); what it is, is seen from what it holds. Files
    of any size are read in pieces. A weight of zero beside a value is a weight not known.
    The figures are printed, written with -o, or with --into added to your own corridor,
    never to the shipped one.
    """
    corridor = _corridor(into)
    read = _read(file, corridor, years or range(0), level)
    _keep(read, (corridor, into, file.name), out, fmt)
    _say(read.notes)


@click.command(
    epilog=example(
        "corridor trade fetch --years 2019-2023 --into my-corridor",
        "corridor trade fetch --reporter Pakistan --years 2023 --commodity AG2 -o pak.csv",
    )
)
@years_option
@click.option(
    "--reporter",
    "reporters",
    multiple=True,
    metavar="COUNTRY",
    help="Who reported; may be given again. Every country of the corridor if not given.",
)
@click.option(
    "--commodity",
    "goods",
    multiple=True,
    default=("TOTAL",),
    show_default=True,
    metavar="CODE",
    help="TOTAL, AG2 for all chapters, or codes as 1001,2709; may be given again.",
)
@into_option
@click.option(
    "--cache",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Where answers are kept; by default in your cache folder.",
)
@click.option("--refresh", is_flag=True, help="Ask again what is kept.")
@click.option("--url", metavar="URL", help="Another address of the service.")
@output
def fetch(
    *,
    years: range | None,
    into: Path | None,
    out: Path | None,
    fmt: str | None,
    **how: Unpack[How],
) -> None:
    """Ask the UN Comtrade service for what countries reported of trade with each other.

    One call for each reporter and year. Without a key the public preview answers (500
    records a call); a key goes into the environment variable COMTRADE_API_KEY. Answers are
    kept for 30 days: run it again to go on after a failure. What nobody reported is told and
    has no row: it is not zero. Figures of UN Comtrade are for your own use and may not be
    passed on without the permission of the United Nations.
    """
    from corridor.trade import comtrade, fetching, reading, service

    if years is None:
        raise click.UsageError("--years is needed, e.g. --years 2023 or 2019-2023")
    corridor = _corridor(into)
    countries = _countries(corridor)
    key = os.environ.get(service.KEY_VARIABLE) or None
    asker = service.Service(how["url"] or service.URL, key)
    cache = fetching.Cache(how["folder"] or _cache_folder(), days=0 if how["refresh"] else 30)
    reporters = _reporters(corridor, how["reporters"])
    calls = fetching.plan(reporters, countries, years, _goods(how["goods"]))
    records = comtrade.Records(countries)
    with _bar(len(calls), "Asking") as advance:
        empty = fetching.fetch(asker, cache, calls, records, lambda _: advance(1))
    _say([f"no record, which is not zero: {names}" for names in _listed(empty)])
    read = reading.of_records(records)
    _keep(read, (corridor, into, "the answer"), out, fmt)
    _say(read.notes)


def _read(file: Path, corridor: Corridor, years: range, level: Level) -> Read:
    """Return what a file holds, with a progress bar on the way."""
    from corridor import io
    from corridor.schema import TABLES
    from corridor.trade import bounds, reading

    kind = reading.kind(file)
    if kind == "own":
        flows = io.read_table(file, TABLES["flows"])
        countries = _countries(corridor)
        kept = flows["exporter"].isin(countries) & flows["importer"].isin(countries)
        kept &= flows["year"].isin(list(years)) if years else True
        rows, unweighed = bounds.weighed(flows[kept])
        notes = [f"{len(flows):,} rows read, {int(kept.sum()):,} kept"]
        if unweighed:
            notes.append(f"weights of 0 beside a value, not known and left empty: {unweighed:,}")
        return reading.Read(rows, None, tuple(notes))
    countries = _countries(corridor)
    with _bar(reading.size(file, years), "Reading") as advance:
        if kind == "baci":
            return reading.read_baci(file, countries, years, level, advance)
        return reading.read_comtrade(file, countries, years, advance)


def _keep(
    read: Read,
    home: tuple[Corridor, Path | None, str],
    out: Path | None,
    fmt: str | None,
) -> None:
    """Add figures to a corridor's folder, or print or write them; none is an error.

    ``home`` is the corridor, its folder if they are added, and the name of the file read.
    """
    from corridor import checks, report
    from corridor.errors import DataError
    from corridor.trade import keeping

    if read.flows.empty:
        raise DataError(
            "nothing was found between the countries of the corridor in the years asked for: "
            "nothing is written. No record does not mean no trade"
        )
    corridor, into, name = home
    if into is not None and out is not None:
        raise click.UsageError("give either --into or -o")
    rows = keeping.typed(read.flows)
    if into is not None:
        _add(rows, read.source, (corridor, into, name))
        return
    alone = replace(corridor, flows=rows, turnovers=corridor.turnovers.iloc[:0])
    _need_sound([*checks.check_trade(alone), *checks.check_weights(alone)], name)
    report.write(rows, out, fmt or (None if out else "csv"))


def _need_sound(problems: Sequence[Problem], name: str) -> None:
    """Raise DataError if rows are not what they should be, which are of the file ``name``."""
    from corridor.errors import DataError

    if problems:
        own = [replace(one, file=name) if one.file == "flows.csv" else one for one in problems]
        raise DataError(own, name)


def _add(rows: pd.DataFrame, source: Source | None, home: tuple[Corridor, Path, str]) -> None:
    """Write flows.csv, and the entry of a new source, into a folder that stays sound."""
    import datetime as dt

    import pandas as pd

    from corridor import checks, report
    from corridor.trade import keeping

    corridor, into, name = home
    known = set(corridor.sources["source_id"])
    is_new = source is not None and source.source_id not in known
    sources = corridor.sources
    if source is not None and is_new:
        row = pd.DataFrame([{"source_id": source.source_id}])
        sources = pd.concat([sources, row], ignore_index=True)
    # What the folder holds is sound: it was read. The rows alone have the lines of their file.
    _need_sound(checks.check(replace(corridor, flows=rows, sources=sources)), name)
    flows = keeping.merged(corridor.flows, rows)
    if source is not None and is_new:
        path = into / "sources.toml"
        text = path.read_text(encoding="utf-8-sig").rstrip("\n") + "\n"
        report.write_text(text + keeping.entry(source, dt.datetime.now(dt.UTC).date()), path)
    report.write(flows, into / "flows.csv")
    _say([f"{into / 'flows.csv'}: {len(flows):,} rows, {len(flows) - len(corridor.flows):,} new"])


def _corridor(into: Path | None) -> Corridor:
    """Return the corridor figures are wanted for; never the shipped one to write into."""
    from corridor import io
    from corridor.errors import OutputError

    if into is not None and into.resolve() == io.shipped().resolve():
        raise OutputError(f"{into} is the shipped corridor; copy the folder and name the copy")
    return io.read(into, geometry=False)


def _countries(corridor: Corridor) -> list[str]:
    on = corridor.countries["on_corridor"].fillna(value=False).astype(bool)
    found: list[str] = corridor.countries.loc[on, "country"].tolist()
    return found


def _reporters(corridor: Corridor, names: Sequence[str]) -> list[str]:
    from corridor import places

    found = [places.country(corridor, name) for name in names]
    return list(dict.fromkeys(found)) or _countries(corridor)


def _goods(codes: Sequence[str]) -> list[str]:
    """Return what goods are asked for, checked: it becomes part of an address."""
    import re

    for code in codes:
        if not re.fullmatch(r"TOTAL|AG[246]|\d{2,6}(,\d{2,6})*", code.upper()):
            raise click.BadParameter(f"{code!r} is not TOTAL, AG2, AG4, AG6 or HS codes as 10,2709")
    return [code.upper() for code in codes]


def _listed(calls: Sequence[object]) -> list[str]:
    """Return the calls in words, by reporter."""
    years: dict[str, list[str]] = {}
    for call in calls:
        years.setdefault(call.reporter, []).append(str(call.year))  # type: ignore[attr-defined]
    return [f"{reporter} {', '.join(dict.fromkeys(told))}" for reporter, told in years.items()]


def _cache_folder() -> Path:
    """Return the folder where programs of this user keep what can be had again."""
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return base / "corridor" / "comtrade"


class _Bar:
    """A progress bar on stderr, shown on a terminal only."""

    def __init__(self, length: int, label: str) -> None:
        self.bar = click.progressbar(
            length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
        )

    def __enter__(self) -> Callable[[int], object]:
        return self.bar.__enter__().update

    def __exit__(self, *error: object) -> None:
        self.bar.__exit__(*error)  # type: ignore[arg-type]


def _bar(length: int, label: str) -> _Bar:
    return _Bar(length, label)


def _say(lines: Sequence[str]) -> None:
    for line in lines:
        click.echo(line, err=True)
