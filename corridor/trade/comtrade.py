"""UN Comtrade: records of its files and of its service, as figures of one reporter each.

A record is kept if it is goods between two countries wanted, exports or imports, over all
second partners, customs procedures and modes; the parts of such a total, re-exports and
re-imports are passed over. Values are US$, weights kg; a weight of 0 beside a value is a
weight not known. Records of UN Comtrade may be used, but not passed on without the United
Nations' permission.
"""

from __future__ import annotations

import calendar
import csv
import json
import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from corridor.errors import DataError
from corridor.trade import codes
from corridor.trade.bounds import MOST_TONNES, MOST_USD
from corridor.units import KG_PER_T

SOURCE_ID = "un-comtrade"
SIDES = {"X": "exporter", "M": "importer"}
NEEDED = ("period", "reporterCode", "flowCode", "partnerCode", "cmdCode", "primaryValue")
# What says that a record is a total over all of them; a file without the column has totals.
WHOLE = {"partner2Code": "0", "customsCode": "C00", "motCode": "0", "mosCode": "0"}
# A JSON file is held whole; the service gives at most 250,000 records, about so much.
MOST_JSON_BYTES = 400_000_000
_CODE = re.compile(r"TOTAL|\d{2}|\d{4}|\d{6}")
_TRUE = ("true", "1")

Record = Mapping[str, Any]
Row = dict[str, Any]


@dataclass
class Records:
    """Records read so far, one row per figure.

    Attributes
    ----------
    rows
        How many records were read.
    passed
        How many were passed over, by the reason.
    """

    countries: Collection[str]
    years: Collection[int] = ()
    rows: int = 0
    passed: dict[str, int] = field(default_factory=dict)
    _kept: dict[tuple[Any, ...], Row] = field(default_factory=dict)
    _numbers: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        self._numbers = codes.numbers(self.countries)

    def add(self, record: Record, where: str) -> None:
        """Add one record.

        Raises
        ------
        DataError
            If it is not what UN Comtrade writes, or gives another value for a figure that
            stands already.
        """
        self.rows += 1
        if reason := self._stray(record, where):
            self.passed[reason] = self.passed.get(reason, 0) + 1
            return
        row = self._row(record, where)
        key = tuple(row[name] for name in ("exporter", "importer", "period_text", "commodity"))
        known = self._kept.setdefault((*key, row["reporter"]), row)
        if known["value_usd"] != row["value_usd"]:
            raise DataError(
                f"{where}: gives {row['value_usd']:.0f} US$ for a figure that stood as "
                f"{known['value_usd']:.0f} before; export totals of one classification"
            )

    def _stray(self, record: Record, where: str) -> str:
        """Return why a record is passed over, or nothing."""
        if _text(record, "typeCode") not in ("", "C"):
            return "services"
        if _text(record, "flowCode") not in SIDES:
            return "re-exports, re-imports and other flows"
        ends = [_whole(record, name, where) for name in ("reporterCode", "partnerCode")]
        if any(end not in self._numbers for end in ends) or ends[0] == ends[1]:
            return "other countries"
        if any(_text(record, name) not in ("", whole) for name, whole in WHOLE.items()):
            return "parts by second partner, customs procedure or mode"
        if self.years and _span(record, where)[0] not in self.years:
            return "other years"
        return ""

    def _row(self, record: Record, where: str) -> Row:
        side = SIDES[_text(record, "flowCode")]
        pair = [
            self._numbers[_whole(record, name, where)] for name in ("reporterCode", "partnerCode")
        ]
        exporter, importer = pair if side == "exporter" else pair[::-1]
        commodity = _text(record, "cmdCode").upper()
        if not _CODE.fullmatch(commodity):
            raise DataError(f"{where}: cmdCode {commodity[:20]!r} is no HS code, nor TOTAL")
        value_usd = _number(record, "primaryValue", where, MOST_USD)
        if value_usd is None:
            raise DataError(f"{where}: has no primaryValue")
        kg = _number(record, "netWgt", where, MOST_TONNES * KG_PER_T)
        estimated = _text(record, "isNetWgtEstimated").lower() in _TRUE
        year, period, first, last = _span(record, where)
        return {
            "exporter": exporter,
            "importer": importer,
            "year": year,
            "period": period,
            "from_date": first,
            "to_date": last,
            "period_text": _text(record, "period"),
            "commodity": commodity,
            "value_usd": value_usd,
            "tonnes": kg / KG_PER_T if kg else math.nan,
            "reporter": side,
            "basis": "customs",
            "grade": "observed",
            "source_id": SOURCE_ID,
            "note": "weight estimated by the United Nations" if kg and estimated else None,
        }

    def flows(self) -> pd.DataFrame:
        """Return the figures as rows of ``schema.FLOWS``, by year and pair."""
        rows = [self._kept[key] for key in sorted(self._kept, key=_order)]
        table = pd.DataFrame(rows)
        for name in {"from_date", "to_date"} & set(table.columns):
            table[name] = pd.to_datetime(table[name])
        return table.drop(columns="period_text", errors="ignore")


def _order(key: tuple[Any, ...]) -> tuple[Any, ...]:
    exporter, importer, period, commodity, reporter = key
    return (period, exporter, importer, reporter, commodity != "TOTAL", commodity)


def read_csv(path: Path) -> Iterator[tuple[Record, str, int]]:
    """Yield each record of a CSV export with where it stands and the bytes read so far.

    Rows may end with a comma too many, as the web site writes them.

    Raises
    ------
    DataError
        If a column is missing or a row has another width than the header.
    """
    # Names of countries come in several encodings and are not used; figures are ASCII.
    with path.open("rb") as raw:
        lines = (line.decode("utf-8", "replace") for line in raw)
        rows = csv.reader(lines, strict=True)
        try:
            header = [name.strip('\ufeff" ') for name in next(rows, [])]
            _need(header, path.name)
            for cells in rows:
                if not cells:
                    continue
                where = f"{path.name}, row {rows.line_num}"
                if len(cells) == len(header) + 1 and not cells[-1].strip():
                    cells.pop()
                if len(cells) != len(header):
                    rule = f"has {len(cells)} cells; the header has {len(header)}"
                    raise DataError(f"{where}: {rule}")
                yield dict(zip(header, cells, strict=True)), where, raw.tell()
        except csv.Error as error:
            message = f"{path.name}, row {rows.line_num}: is not a CSV row ({error})"
            raise DataError(message) from error


def _need(header: Collection[str], name: str) -> None:
    if lost := [column for column in NEEDED if column not in header]:
        raise DataError(f"{name}: is no export of UN Comtrade; it lacks {', '.join(lost)}")


def read_json(text: bytes, name: str) -> list[Record]:
    """Return the records of a JSON answer or file: a list, or an envelope with one in data.

    Raises
    ------
    DataError
        If it is no JSON, holds no list of records, or says an error.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{name}: is not whole JSON: {error}") from error
    if isinstance(document, dict):
        if document.get("error"):
            raise DataError(f"{name}: says {str(document['error'])[:200]!r}")
        document = document.get("data")
    if not isinstance(document, list) or not all(isinstance(one, dict) for one in document):
        raise DataError(f"{name}: holds no list of records in 'data'")
    return document


def add_all(records: Records, found: Iterable[Record], name: str) -> None:
    """Add records of JSON, each called by its number."""
    for number, record in enumerate(found, start=1):
        if number == 1:
            _need(record, name)
        records.add(record, f"{name}, record {number}")


def _text(record: Record, name: str) -> str:
    value = record.get(name)
    return "" if value is None else str(value).strip()


def _whole(record: Record, name: str, where: str) -> int:
    text = _text(record, name)
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004 - digits
        raise DataError(f"{where}: {name} {text[:20]!r} is not a number of a country")
    return int(text)


def _number(record: Record, name: str, where: str, most: float) -> float | None:
    """Return a figure from 0 to the most it may be, None where there is none."""
    text = _text(record, name)
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= most:
        raise DataError(f"{where}: {name} {text[:20]!r} is not a number from 0 to {most:g}")
    return value


def _span(record: Record, where: str) -> tuple[int, str, str | None, str | None]:
    """Return year, period, first and last day: a month is a part of a year."""
    text = _text(record, "period")
    found = re.fullmatch(r"(\d{4})(\d{2})?", text)
    if found is None or not 1 <= int(found[2] or 1) <= 12:  # noqa: PLR2004 - months
        raise DataError(f"{where}: period {text[:20]!r} is not a year YYYY or a month YYYYMM")
    year = int(found[1])
    if found[2] is None:
        return year, "calendar", None, None
    last = calendar.monthrange(year, int(found[2]))[1]
    start = f"{found[1]}-{found[2]}"
    return year, "part", f"{start}-01", f"{start}-{last:02d}"
