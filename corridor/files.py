"""Files that are no plain text: workbook, GeoPackage, GeoParquet; each written whole.

The same tables give the same bytes: clocks that the formats carry are stopped. Text is
text, whatever it begins with: no cell of a workbook is a formula.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import secrets
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor.errors import FormatError, OutputError

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

Tables = Mapping[str, pd.DataFrame]

STOPPED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
WIDEST = 60
SHEET_NAME = 31


def shipped() -> Path:
    """Return the folder of the corridor that comes with the package.

    In a checkout that is ``data/`` beside the package; in a wheel it lies inside it.
    """
    package = Path(__file__).parent
    inside = package / "data"
    return inside if inside.is_dir() else package.parent / "data"


def shield(target: Path) -> None:
    """Raise OutputError if a path is the shipped folder of tables or lies inside it."""
    if target.resolve().is_relative_to(shipped().resolve()):
        raise OutputError(f"{target} belongs to the shipped corridor, which stays as it is")


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """Yield a path in the same folder, renamed to ``path`` on success, removed on failure.

    Raises
    ------
    OutputError
        If the folder is missing, ``path`` is no plain file, or the disk refuses.
    """
    if not path.parent.is_dir():
        raise OutputError(f"{path}: the folder {path.parent} does not exist; create it first")
    if path.exists() and not path.is_file():
        raise OutputError(f"{path} is not a plain file, so it is not replaced; name another")
    shield(path)
    target = path.resolve()
    draft = target.with_name(f".{target.stem}-{secrets.token_hex(4)}{target.suffix}")
    try:
        yield draft
        draft.replace(target)
    except OutputError:
        raise  # it says already what is wrong
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        draft.unlink(missing_ok=True)


def plain_columns(table: pd.DataFrame) -> dict[str, list[Any]]:
    """Return a table's cells as plain Python values, missing as None, without its shapes.

    Days are ``datetime.date``; a time of day is kept where a column has one.
    """
    shapes = [name for name in table.columns if table[name].dtype.name == "geometry"]
    return {str(name): _plain(table[name]) for name in table.columns.drop(shapes)}


def _plain(column: pd.Series) -> list[Any]:
    if column.dtype.kind == "f":
        column = column + 0.0  # so that -0.0, which rounding leaves, is 0.0
    values: list[Any] = column.astype(object).where(column.notna(), None).tolist()
    if not pd.api.types.is_datetime64_any_dtype(column.dtype):
        return values
    days = column.dropna().dt.normalize().eq(column.dropna()).all()
    return [value and (value.date() if days else value.to_pydatetime()) for value in values]


def need_shapes(table: pd.DataFrame, kind: str) -> None:
    """Raise FormatError unless the table has a geometry column."""
    if "geometry" not in table.columns:
        raise FormatError(f"this table has no geometry for {kind}; write .csv, .xlsx or .json")


def parquet(tables: Tables, path: Path) -> None:
    """Write the one table as Parquet; with shapes, as GeoParquet."""
    (table,) = tables.values()
    try:
        import pyarrow as pa
    except ImportError as error:
        remedy = "pip install 'corridor[parquet]', or in a checkout pip install '.[parquet]'"
        raise OutputError(f"writing .parquet needs {error.name}; install it: {remedy}") from error
    try:
        table.to_parquet(path, index=False)
    except pa.ArrowException as error:
        raise OutputError(f"{path.name} cannot be written: {error}") from error


def geopackage(tables: Tables, path: Path) -> None:
    """Write each table as a layer of a GeoPackage."""
    import pyogrio

    for table in tables.values():
        need_shapes(table, "gpkg")
    clock = {"OGR_CURRENT_DATE": f"{STOPPED:%Y-%m-%dT%H:%M:%S}.000Z"}
    pyogrio.set_gdal_config_options(clock)
    try:
        for name, table in tables.items():
            pyogrio.write_dataframe(
                _for_gis(table), path, layer=name, driver="GPKG", append=path.exists()
            )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise OutputError(f"{path.name} cannot be written: {error}") from error
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(clock))


def _for_gis(table: Any) -> Any:  # noqa: ANN401 - a GeoDataFrame; geopandas has no types
    """Return a copy with days as text, which every GIS reads alike."""
    dates = table.select_dtypes("datetime").columns
    return table.assign(**{name: table[name].dt.strftime("%Y-%m-%d") for name in dates})


def workbook(tables: Tables, path: Path) -> None:
    """Write each table as a sheet: headings kept in view, figures as figures, days as days."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, table in tables.items():
        _fill(book.create_sheet(name[:SHEET_NAME]), plain_columns(table))
    memory = io.BytesIO()
    book.save(memory)
    _stop_clocks(memory, path)


def _fill(sheet: Worksheet, columns: dict[str, list[Any]]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for number, (name, cells) in enumerate(columns.items(), start=1):
        for row, value in enumerate([name, *cells], start=1):
            if value is not None:
                _set(sheet.cell(row, number), value)
        sheet.cell(1, number).font = Font(bold=True)
        longest = max(len(str(value)) for value in [name, *cells])
        sheet.column_dimensions[get_column_letter(number)].width = min(longest, WIDEST) + 2
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions


def _set(cell: Cell, value: Any) -> None:  # noqa: ANN401 - whatever a table holds
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, (bool, int, float, dt.date)):
        cell.value = value
        return
    cell.value = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", str(value))
    cell.data_type = "s"
    cell.quotePrefix = str(value).startswith(("=", "+", "-", "@"))


def _stop_clocks(memory: io.BytesIO, path: Path) -> None:
    """Copy a workbook without the times at which it was made."""
    stamp = f"{STOPPED:%Y-%m-%dT%H:%M:%SZ}"
    with zipfile.ZipFile(memory) as made, zipfile.ZipFile(path, "w") as copy:
        for part in made.namelist():
            content = made.read(part)
            if part == "docProps/core.xml":
                content = re.sub(rb"(?<=W3CDTF\">)[^<]*", stamp.encode(), content)
            entry = zipfile.ZipInfo(part, STOPPED.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(entry, content)


WRITERS: dict[str, Callable[[Tables, Path], None]] = {
    "gpkg": geopackage,
    "parquet": parquet,
    "xlsx": workbook,
}
