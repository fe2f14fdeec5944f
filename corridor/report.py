"""A table to the terminal or to a file of the kind its extension names.

Columns are named as in the schema; only the tables meant for reading spell the unit out.
Missing is an empty cell, null, or a hyphen, never zero. A file is written whole or not at
all, and the same table gives the same bytes. Nothing here computes a figure.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor.errors import FormatError, OutputError
from corridor.files import WRITERS, need_shapes, plain_columns, written

if TYPE_CHECKING:
    from rich.table import Table

Columns = dict[str, list[Any]]

# Suffixes of column names and how they are read; a name without one has no unit.
UNITS = {
    "km": "km",
    "m": "m",
    "mm": "mm",
    "h": "h",
    "kmh": "km/h",
    "usd": "US$",
    "usd_t": "US$/t",
    "usd_tkm": "US$/tkm",
    "kg_t": "kg/t",
    "pct": "%",
    "deg": "°",
    "t": "t",
    "t_a": "t/a",
    "per_day": "per day",
    "h_1000km": "h/1000 km",
}
TOGETHER = ("xlsx", "gpkg")
GAP = 2  # between columns on a terminal
_FORMULA = ("=", "+", "-", "@")
# Decimals of a column by its largest figure; shares and positions have their own.
_DECIMALS = ((100.0, 1), (1.0, 2), (0.0, 3))
_OWN_DECIMALS = {"pct": 1, "lon": 4, "lat": 4}


def write(table: pd.DataFrame, out: Path | None = None, fmt: str | None = None) -> None:
    """Print a table, or write it to a file.

    Parameters
    ----------
    table
        Its rows as they are to stand; a named index becomes the first columns.
    out
        File to write; None prints. An existing file is replaced only by a whole new one.
    fmt
        One of ``table``, ``csv``, ``json``, ``geojson``, ``md``. None: by the extension
        of ``out``, a table for reading where there is none.

    Raises
    ------
    FormatError
        If the kind is not known, or the table has no geometry and the kind needs it.
    OutputError
        If the file cannot be written, or a library it needs is not installed.
    """
    kind = kind_of(out, fmt)
    if table.index.names != [None]:
        table = table.reset_index()
    if kind in _TEXT:
        if out is None and kind == "table" and on_terminal():
            _show(plain_columns(table))
        else:
            write_text(text(table, kind), out)
    elif out is None:
        raise FormatError(f"{kind} is not text; name a file ending in .{kind}")
    else:
        with written(out) as path:
            WRITERS[kind]({out.stem: table}, path)


def text(table: pd.DataFrame, kind: str) -> str:
    """Return the table as text of a kind: table, csv, json, geojson or md."""
    return _TEXT[kind](table)


def write_all(tables: Mapping[str, pd.DataFrame], out: Path) -> None:
    """Write several tables to one file: sheets of a workbook or layers of a GeoPackage.

    Raises
    ------
    FormatError
        If the extension is neither .xlsx nor .gpkg.
    OutputError
        As for ``write``.
    """
    kind = kind_of(out, None)
    if kind not in TOGETHER:
        raise FormatError(f"{out}: one .{kind} file holds one table; several go to .xlsx or .gpkg")
    with written(out) as path:
        WRITERS[kind](tables, path)


def on_terminal() -> bool:
    """Return whether standard output is there and a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def write_text(content: str, out: Path | None = None) -> None:
    """Print text that is ready, or write it to a file in UTF-8.

    A terminal or pipe that cannot spell a character is given UTF-8 all the same.

    Raises
    ------
    OutputError
        If the file or the output cannot be written.
    """
    if out is not None:
        with written(out) as path:
            path.write_bytes(content.encode("utf-8"))
        return
    try:
        _print(content)
    except BrokenPipeError:
        raise  # the reader has seen enough, e.g. head: Click ends quietly
    except OSError as error:
        raise OutputError(f"the output cannot be written: {error.strerror or error}") from error


def _print(content: str) -> None:
    if sys.stdout is None:
        raise OutputError("there is no standard output; name a file with -o")
    try:
        content.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        sys.stdout.flush()
        sys.stdout.buffer.write(content.encode("utf-8"))
    else:
        sys.stdout.write(content)
    sys.stdout.flush()


def kind_of(out: Path | None, fmt: str | None) -> str:
    """Return the kind of output that a format or an extension names.

    Raises
    ------
    FormatError
        If neither names a known kind.
    """
    if fmt is not None:
        if fmt not in KINDS:
            raise FormatError(f"{fmt!r} is not a format; known are {', '.join(KINDS)}")
        if out is not None and (named := out.suffix.lower().lstrip(".")) in KINDS and named != fmt:
            raise FormatError(f"{out}: the extension says {named}, the format {fmt}; say one")
        return fmt
    if out is None:
        return "table"
    kind = out.suffix.lower().lstrip(".")
    if kind not in KINDS or kind == "table":
        allowed = ", ".join(f".{name}" for name in KINDS if name != "table")
        raise FormatError(f"{out}: the extension says what to write; known are {allowed}")
    return kind


def heading(name: str) -> str:
    """Return a column's name as a heading with its unit.

    Examples
    --------
    >>> heading("dwell_low_h"), heading("fee_usd"), heading("node_a")
    ('dwell low [h]', 'fee [US$]', 'node a')
    """
    for parts in (3, 2, 1):
        stem, *tail = name.rsplit("_", parts)
        if stem and (unit := UNITS.get("_".join(tail))):
            return f"{stem.replace('_', ' ')} [{unit}]"
    return name.replace("_", " ")


def _csv(table: pd.DataFrame) -> str:
    columns = plain_columns(table)
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(columns)
    cells = [[_csv_cell(cell) for cell in column] for column in columns.values()]
    rows.writerows(zip(*cells, strict=True))
    return text.getvalue()


def _csv_cell(value: object) -> str:
    """Return a cell's text; one that a spreadsheet would run as a formula is made inert.

    The apostrophe in front is the spreadsheet's own mark for text; reading takes it off.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(_plain(value))


def _json(table: pd.DataFrame) -> str:
    return _listed(_records(table))


def _plain(value: object) -> object:
    """Return a value that JSON can hold."""
    return value.isoformat() if isinstance(value, dt.date) else value


def _records(table: pd.DataFrame) -> Iterator[dict[str, object]]:
    columns = {name: list(map(_plain, cells)) for name, cells in plain_columns(table).items()}
    for row in range(len(table)):
        yield {name: cells[row] for name, cells in columns.items()}


def _listed(entries: Iterable[object]) -> str:
    """Return a JSON list, one entry a line."""
    lines = (json.dumps(entry, ensure_ascii=False, allow_nan=False) for entry in entries)
    return "[" + ",".join(f"\n{line}" for line in lines) + "\n]\n"


def _geojson(table: pd.DataFrame) -> str:
    need_shapes(table, "geojson")
    features = [
        {"type": "Feature", "properties": record, "geometry": _shape(shape)}
        for record, shape in zip(_records(table), table.geometry, strict=True)
    ]
    return f'{{"type": "FeatureCollection", "features": {_listed(features).rstrip()}}}\n'


def _shape(shape: Any) -> object:  # noqa: ANN401 - shapely has no common public base type
    """Return a shape as GeoJSON, to 6 decimals of a degree (0.1 m), or None."""
    import shapely

    if shape is None or shape.is_empty:
        return None
    rounded = shapely.transform(shape, lambda points: points.round(6))
    return json.loads(shapely.to_geojson(rounded))


def _table(table: pd.DataFrame) -> str:
    """Return the table as aligned text: words to the left, figures to the right."""
    grid, figures = _grid(plain_columns(table))
    widths = [max(map(len, cells)) for cells in grid]
    rows = [list(row) for row in zip(*grid, strict=True)]
    if rows:
        rows.insert(1, ["-" * width for width in widths])
    aligned = (
        "  ".join(
            cell.rjust(width) if figure else cell.ljust(width)
            for cell, width, figure in zip(row, widths, figures, strict=True)
        ).rstrip()
        for row in rows
    )
    return "\n".join(aligned) + "\n"


def _markdown(table: pd.DataFrame) -> str:
    grid, figures = _grid(plain_columns(table))
    rows = [[cell.replace("|", "\\|") for cell in row] for row in zip(*grid, strict=True)]
    rows.insert(1, ["---:" if figure else "---" for figure in figures])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _show(columns: Columns) -> None:
    """Print to a terminal, folded to its width."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid, figures = _grid(columns)
    shown = Table(box=None, pad_edge=False, header_style="bold")
    room = Console().width - GAP * (len(grid) - 1)
    widths = _narrowed(grid, figures, room)
    for cells, figure, width in zip(grid, figures, widths, strict=True):
        shown.add_column(Text(cells[0]), justify="right" if figure else "left", width=width)
    for row in zip(*(cells[1:] for cells in grid), strict=True):
        shown.add_row(*map(Text, row))
    print_whole(shown, widths)


def _narrowed(grid: list[list[str]], figures: list[bool], room: int) -> list[int]:
    """Return a width for each column, the widest narrowed first until all have room.

    None is narrower than its longest word or figure.
    """
    widths = [max(map(len, cells)) for cells in grid]
    least = []
    for (head, *cells), figure in zip(grid, figures, strict=True):
        words = cells if figure else " ".join(cells).split()
        least.append(max(map(len, [*words, *head.split()]), default=0))
    while sum(widths) > room:
        wider = [place for place, width in enumerate(widths) if width > least[place]]
        if not wider:
            break
        widths[max(wider, key=widths.__getitem__)] -= 1
    return widths


def print_whole(table: Table, widths: list[int]) -> None:
    """Print a table of rich's; one wider than the terminal runs over its edge.

    A figure cut short would read as another one.
    """
    from rich.console import Console

    needs = sum(widths) + GAP * (len(widths) - 1)
    Console(width=max(Console().width, needs)).print(table)


def _grid(columns: Columns) -> tuple[list[list[str]], list[bool]]:
    """Return each column as its heading and cells for reading, and whether it holds figures."""
    figures = [
        any(cell is not None for cell in cells)
        and all(cell is None or _is_figure(cell) for cell in cells)
        for cells in columns.values()
    ]
    grid = [
        [heading(name), *(_readable(name, cells) if figure else map(_word, cells))]
        for (name, cells), figure in zip(columns.items(), figures, strict=True)
    ]
    return grid, figures


def _is_figure(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _readable(name: str, cells: list[Any]) -> list[str]:
    """Return the figures of one column to the same decimals: about four figures."""
    known = [abs(cell) for cell in cells if cell is not None]
    decimals = _OWN_DECIMALS.get(name.rsplit("_", 1)[-1])
    if all(float(cell).is_integer() for cell in known):
        decimals = 0
    if decimals is None:
        decimals = next(places for least, places in _DECIMALS if max(known) >= least)
    return ["-" if cell is None else f"{cell:z.{decimals}f}" for cell in cells]


def _word(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_word, value))
    text = "-" if value is None else _csv_cell(value).removeprefix("'")
    return " ".join(text.split())


_TEXT: dict[str, Callable[[pd.DataFrame], str]] = {
    "table": _table,
    "csv": _csv,
    "json": _json,
    "geojson": _geojson,
    "md": _markdown,
}
KINDS = (*_TEXT, *WRITERS)

__all__ = ["KINDS", "TOGETHER", "heading", "kind_of", "write", "write_all", "write_text", "written"]
