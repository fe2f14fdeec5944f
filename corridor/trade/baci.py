"""CEPII BACI: a file of world trade by HS6, read in pieces and kept for a few countries.

A file of a year has some ten million rows of ``t,i,j,k,v,q``: year, exporter, importer
(numbers), HS6, value [thousand US$] and quantity [t]. Countries are told from the raw
bytes of each piece; only rows between the countries wanted are ever parsed. Rows are added
up as they come, so that memory does not grow with the file but by a number of each row kept,
which tells goods that stand twice.

References
----------
Gaulier, G., Zignago, S. (2010), BACI: International Trade Database at the Product-Level.
CEPII Working Paper 2010-23.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from typing import IO, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from corridor.commodities import ALL
from corridor.errors import DataError
from corridor.trade import codes
from corridor.trade.bounds import MOST_TONNES, MOST_USD, USD_PER_THOUSAND

Level = Literal["total", "chapter", "heading", "hs6"]

DIGITS: dict[Level, int] = {"total": 0, "chapter": 2, "heading": 4, "hs6": 6}
HEADER = ("t", "i", "j", "k", "v", "q")
PIECE_BYTES = 2 << 20
# So many rows are parsed at once, at least; some tens of MB.
AT_ONCE = 200_000
LONGEST_ROW = 4096
# A number of a country has at most so many digits.
_WIDEST = 3
_KEY = ["t", "i", "j", "code"]
_COMMA, _LINE, _ZERO = b",\n0"
_NOT_GIVEN = ["NA", "", "."]
_YEARS = (1900, 2100)

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int16]


class Sums:
    """What has been read so far, added up: one row per year, pair and commodity.

    Attributes
    ----------
    rows
        How many rows the file held.
    kept
        How many of them were between the countries wanted.
    """

    def __init__(self, countries: Collection[str], level: Level, years: Collection[int]) -> None:
        self.numbers = codes.numbers(countries)
        self.digits, self.years = DIGITS[level], list(years)
        self.wanted = np.zeros(10**_WIDEST, dtype=bool)
        self.wanted[list(self.numbers)] = True
        self.rows = self.kept = 0
        self._raw: list[bytes] = []
        self._lines: list[int] = []
        self._parts: list[pd.DataFrame] = []
        self._seen: list[Places] = []

    def add(self, file: IO[bytes], name: str) -> Iterator[int]:
        """Add a file, yielding after each piece how many bytes have been read.

        Raises
        ------
        DataError
            If the header is not BACI's, or a row is not six cells of numbers; the message
            names the row. If goods of a pair and year stand twice, which would double them.
        """
        header = file.readline(LONGEST_ROW)
        found = header.decode("utf-8-sig", "replace").strip().replace('"', "").split(",")
        if tuple(found) != HEADER:
            raise DataError(f"{name}: the columns are {','.join(found)[:80]}, not t,i,j,k,v,q")
        line, read = 2, len(header)
        while piece := file.read(PIECE_BYTES) + file.readline(LONGEST_ROW):
            read += len(piece)
            if not piece.endswith(b"\n"):
                if len(piece) >= LONGEST_ROW and b"\n" not in piece[-LONGEST_ROW:]:
                    row = line + piece.count(b"\n")
                    raise DataError(f"{name}, row {row}: has no end within {LONGEST_ROW} bytes")
                piece += b"\n"
            line += self._piece(piece, name, line)
            yield read
        self._parse(name)
        self._need_once(name)

    def _piece(self, text: bytes, name: str, line: int) -> int:
        """Take from whole rows, the first at a line of the file, those wanted; count them."""
        text = text.replace(b'"', b"") if b'"' in text else text
        raw = np.frombuffer(text, dtype=np.uint8)
        cuts = _cuts(raw)
        if cuts is None:
            raise DataError(_misshapen(text, name, line))
        exporter = _country(raw, cuts[:, 0], cuts[:, 1], name, line)
        rows = np.flatnonzero(self.wanted[exporter])
        importer = _country(raw, cuts[rows, 1], cuts[rows, 2], name, line + rows)
        rows = rows[self.wanted[importer] & (importer != exporter[rows])]
        starts, ends = cuts[rows - 1, -1] + 1, cuts[rows, -1] + 1
        starts[rows == 0] = 0
        self._raw += [text[first:end] for first, end in zip(starts, ends, strict=True)]
        self._lines += (line + rows).tolist()
        self.rows, self.kept = self.rows + len(cuts), self.kept + len(rows)
        if len(self._raw) > AT_ONCE:
            self._parse(name)
        return len(cuts)

    def _parse(self, name: str) -> None:
        """Parse the rows taken so far, and add them up."""
        if not self._raw:
            return
        text = io.BytesIO(b"".join(self._raw))
        frame = pd.read_csv(text, names=list(HEADER), dtype=str, keep_default_na=False)
        frame = frame.apply(lambda cells: cells.str.strip())
        year, value, tonnes = (
            pd.to_numeric(frame[column].mask(frame[column].isin(_NOT_GIVEN)), errors="coerce")
            for column in ("t", "v", "q")
        )
        bad = ~year.between(*_YEARS) | ~frame["k"].str.fullmatch(r"\d{5,6}")
        bad |= ~value.between(0, MOST_USD / USD_PER_THOUSAND) | (tonnes > MOST_TONNES)
        bad |= tonnes.isna() & ~frame["q"].isin(_NOT_GIVEN)
        if bad.any():
            row = int(np.flatnonzero(bad)[0])
            said = ",".join(frame.iloc[row])[:80]
            rule = (
                "is not year, exporter, importer, HS6, value (thousand US$, at most "
                f"{MOST_USD / USD_PER_THOUSAND:g}) and quantity (t, at most {MOST_TONNES:g})"
            )
            raise DataError(f"{name}, row {self._lines[row]}: {said!r} {rule}")
        weighed = tonnes > 0
        rows = pd.DataFrame(
            {
                "t": year.astype("int64"),
                "i": frame["i"].astype("int64"),
                "j": frame["j"].astype("int64"),
                "code": frame["k"].str.zfill(DIGITS["hs6"]).str[: self.digits],
                "value_usd": value * USD_PER_THOUSAND,
                "tonnes": tonnes.where(weighed, 0.0),
                "weighed_usd": (value * USD_PER_THOUSAND).where(weighed, 0.0),
            }
        )
        kept = rows["t"].isin(self.years).to_numpy() | (not self.years)
        self._seen.append(_packed(rows, frame["k"])[kept])
        self._raw, self._lines = [], []
        self._parts.append(rows[kept])
        self._parts = [self._added()]

    def _need_once(self, name: str) -> None:
        """Raise DataError if goods of a pair and year have been given twice."""
        keys = np.sort(np.concatenate(self._seen)) if self._seen else np.zeros(0, dtype=np.int64)
        self._seen = [keys]
        again = keys[1:][keys[1:] == keys[:-1]]
        if len(again):
            rest, goods = divmod(int(again[0]), 10 ** DIGITS["hs6"])
            rest, importer = divmod(rest, 10**_WIDEST)
            year, exporter = divmod(rest, 10**_WIDEST)
            pair = f"{self.numbers[exporter]} to {self.numbers[importer]}"
            raise DataError(
                f"{name}: HS {goods:06d} from {pair} in {year} stands twice, and {len(again):,} "
                "rows do; they would count double. Is it a file joined with itself?"
            )

    def _added(self) -> pd.DataFrame:
        return pd.concat(self._parts).groupby(_KEY, as_index=False).sum()

    def flows(self, source_id: str) -> pd.DataFrame:
        """Return the sums as rows of ``schema.FLOWS``, totals before their parts.

        A weight nobody gave is missing, not zero; ``weighed_usd`` is given where only a
        part of the value has one.
        """
        if not self._parts:
            return pd.DataFrame()
        parts = self._added()
        totals = parts.drop(columns="code").groupby(_KEY[:3], as_index=False).sum()
        parts = parts[parts["code"] != ""]
        table = pd.concat([totals.assign(code=ALL), parts], ignore_index=True)
        some = table["weighed_usd"] > 0
        partly = some & (table["weighed_usd"] < table["value_usd"])
        table = table.assign(
            exporter=table["i"].map(self.numbers),
            importer=table["j"].map(self.numbers),
            tonnes=table["tonnes"].where(some).round(3),
            value_usd=table["value_usd"].round(0),
            weighed_usd=table["weighed_usd"].where(partly).round(0),
            first=table["code"] != ALL,
        )
        said = {"period": "calendar", "reporter": "reconciled", "basis": "customs"}
        names = {"t": "year", "code": "commodity"}
        ordered = table.rename(columns=names).sort_values(
            ["year", "exporter", "importer", "first", "commodity"], ignore_index=True
        )
        return ordered.assign(**said, grade="derived", source_id=source_id)


def _packed(rows: pd.DataFrame, goods: pd.Series) -> Places:
    """Return year, exporter, importer and HS6 of each row as one number."""
    key = rows["t"].to_numpy()
    for name in ("i", "j"):
        key = key * 10**_WIDEST + rows[name].to_numpy()
    packed: Places = key * 10 ** DIGITS["hs6"] + goods.astype("int64").to_numpy()
    return packed


def _cuts(raw: Bytes) -> Places | None:
    """Return where each row has its commas and its end, or None if a row has another shape."""
    at = np.flatnonzero(raw <= _COMMA)  # of all that stands in numbers only these are so low
    marks = raw[at]
    if not _is_table(marks):
        plain = (marks == _COMMA) | (marks == _LINE)
        at, marks = at[plain], marks[plain]
        if not _is_table(marks):
            return None
    return at.reshape(-1, len(HEADER))


def _is_table(marks: Bytes) -> bool:
    """Return whether commas and ends of line alternate as in rows of the header's width."""
    if len(marks) % len(HEADER):
        return False
    rows = marks.reshape(-1, len(HEADER))
    return bool((rows[:, -1] == _LINE).all() and (rows[:, :-1] == _COMMA).all())


def _misshapen(text: bytes, name: str, line: int) -> str:
    """Return a message that names the first row of another shape."""
    for number, row in enumerate(text.split(b"\n")[:-1], start=line):
        if (cells := row.count(b",") + 1) != len(HEADER):
            return f"{name}, row {number}: has {cells} cells; the header has {len(HEADER)}"
    raise AssertionError("no row is misshapen")


def _country(raw: Bytes, before: Places, after: Places, name: str, lines: Places | int) -> Codes:
    """Return the number between two commas of each row, from its last three bytes.

    Cells of other shapes, padded with blanks as in old releases, are read one by one.
    ``lines`` says at which lines of the file the rows stand, or at which the first does.
    """
    code = np.zeros(len(before), dtype=np.int16)
    digits = np.zeros(len(before), dtype=np.int8)
    for place in range(_WIDEST):
        at = after - 1 - place
        digit = raw[at] - np.uint8(_ZERO)  # what is below '0' wraps round to far above 9
        is_digit = (at > before) & (digit <= 9)  # noqa: PLR2004 - nine is a digit
        code += np.where(is_digit, digit, 0).astype(np.int16) * np.int16(10**place)
        digits += is_digit
    for row in np.flatnonzero((digits != after - before - 1) | (digits == 0)):
        cell = raw[before[row] + 1 : after[row]].tobytes().strip()
        if not (cell.isdigit() and len(cell) <= _WIDEST):
            said = cell[:20].decode("ascii", "replace")
            line = lines + row if isinstance(lines, int) else lines[row]
            rule = "is not the number of a country, 1 to 999"
            raise DataError(f"{name}, row {line}: {said!r} {rule}")
        code[row] = int(cell)
    return code
