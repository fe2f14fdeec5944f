"""CEPII BACI: a file of world trade by HS6, read in pieces and kept for a few countries.

A file of a year has some ten million rows of ``t,i,j,k,v,q``: year, exporter, importer
(numbers), HS6, value [thousand US$] and quantity [t]. Countries are told from the raw
bytes of each piece; only rows between the countries wanted are ever parsed. Rows are added
up as they come, so that memory does not grow with the file.

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

Level = Literal["total", "chapter", "heading", "hs6"]

DIGITS: dict[Level, int] = {"total": 0, "chapter": 2, "heading": 4, "hs6": 6}
HEADER = ("t", "i", "j", "k", "v", "q")
PIECE_BYTES = 4 << 20
LONGEST_ROW = 4096
# A number of a country has at most so many digits.
_WIDEST = 3
_KEY = ["t", "i", "j", "code"]
_COMMA, _LINE, _ZERO = b",\n0"
_NOT_GIVEN = ["NA", "", "."]

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
        self._parts: list[pd.DataFrame] = []

    def add(self, file: IO[bytes], name: str) -> Iterator[int]:
        """Add a file, yielding after each piece how many bytes have been read.

        Raises
        ------
        DataError
            If the header is not BACI's, or a row is not six cells of numbers; the message
            names the row.
        """
        header = file.readline(LONGEST_ROW)
        found = header.decode("utf-8-sig", "replace").strip().replace('"', "").split(",")
        if tuple(found) != HEADER:
            raise DataError(f"{name}: the columns are {','.join(found)[:80]}, not t,i,j,k,v,q")
        line, rest, read = 2, b"", len(header)
        while piece := file.read(PIECE_BYTES):
            read += len(piece)
            whole, _, rest = (rest + piece).rpartition(b"\n")
            if not whole and len(rest) > LONGEST_ROW:
                raise DataError(f"{name}, row {line}: has no end within {LONGEST_ROW} bytes")
            line += self._piece(whole + b"\n", name, line) if whole else 0
            yield read
        if rest.strip():
            self._piece(rest + b"\n", name, line)

    def _piece(self, text: bytes, name: str, line: int) -> int:
        """Add whole rows, the first of them at a line of the file; return how many."""
        text = text.replace(b'"', b"") if b'"' in text else text
        raw = np.frombuffer(text, dtype=np.uint8)
        ends = np.flatnonzero(raw == _LINE)
        commas = np.flatnonzero(raw == _COMMA)
        if not _is_table(commas, ends):
            raise DataError(_misshapen(text, name, line))
        cuts = commas.reshape(-1, len(HEADER) - 1)
        exporter = _country(raw, cuts[:, 0], cuts[:, 1], name, line)
        importer = _country(raw, cuts[:, 1], cuts[:, 2], name, line)
        good = self.wanted[exporter] & self.wanted[importer] & (exporter != importer)
        starts = np.concatenate([[0], ends[:-1] + 1])
        picked = np.flatnonzero(good)
        self.rows, self.kept = self.rows + len(ends), self.kept + len(picked)
        if len(picked):
            held = [
                text[first:end] for first, end in zip(starts[picked], ends[picked] + 1, strict=True)
            ]
            self._hold(b"".join(held), name, line + picked)
        return len(ends)

    def _hold(self, text: bytes, name: str, lines: Places) -> None:
        """Parse rows between countries wanted, and add them up."""
        frame = pd.read_csv(
            io.BytesIO(text), names=list(HEADER), dtype=str, keep_default_na=False, engine="c"
        )
        frame = frame.apply(lambda cells: cells.str.strip())
        year, value, tonnes = (
            pd.to_numeric(frame[column].mask(frame[column].isin(_NOT_GIVEN)), errors="coerce")
            for column in ("t", "v", "q")
        )
        lost = tonnes.isna() & ~frame["q"].isin(_NOT_GIVEN)
        bad = year.isna() | lost | ~frame["k"].str.fullmatch(r"\d{5,6}")
        bad |= ~value.between(0, np.inf, inclusive="left") | (tonnes == np.inf)
        if bad.any():
            row = int(np.flatnonzero(bad)[0])
            cells = ",".join(frame.iloc[row])
            raise DataError(
                f"{name}, row {lines[row]}: {cells[:80]!r} is not year, exporter, importer, HS6, "
                "value and quantity"
            )
        weighed = tonnes > 0
        rows = pd.DataFrame(
            {
                "t": year.astype("int64"),
                "i": frame["i"].astype("int64"),
                "j": frame["j"].astype("int64"),
                "code": frame["k"].str.zfill(DIGITS["hs6"]).str[: self.digits],
                "value_usd": value * 1000,
                "tonnes": tonnes.where(weighed, 0.0),
                "weighed_usd": (value * 1000).where(weighed, 0.0),
            }
        )
        self._parts.append(rows[rows["t"].isin(self.years)] if self.years else rows)
        if sum(map(len, self._parts)) > 500_000:  # noqa: PLR2004 - rows; a few tens of MB
            self._parts = [self._added()]

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


def _is_table(commas: Places, ends: Places) -> bool:
    """Return whether every row has as many commas as the header."""
    each = len(HEADER) - 1
    if len(commas) != each * len(ends):
        return False
    rows = commas.reshape(-1, each)
    return bool((rows[:, -1] < ends).all() and (rows[1:, 0] > ends[:-1]).all())


def _misshapen(text: bytes, name: str, line: int) -> str:
    """Return a message that names the first row of another shape."""
    for number, row in enumerate(text.split(b"\n")[:-1], start=line):
        if (cells := row.count(b",") + 1) != len(HEADER):
            return f"{name}, row {number}: has {cells} cells; the header has {len(HEADER)}"
    raise AssertionError("no row is misshapen")


def _country(raw: Bytes, before: Places, after: Places, name: str, line: int) -> Codes:
    """Return the number between two commas of each row, from its last three bytes.

    Cells of other shapes, padded with blanks as in old releases, are read one by one.
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
            rule = "is not the number of a country, 1 to 999"
            raise DataError(f"{name}, row {line + row}: {said!r} {rule}")
        code[row] = int(cell)
    return code
