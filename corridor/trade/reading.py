"""A file of trade figures to rows of ``schema.FLOWS``: what kind it is, and whence.

The kind is told by what the file holds, not by its name. A file by our own schema is known
here but read by ``io``, as every table of ours.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

import pandas as pd

from corridor.errors import DataError
from corridor.trade import baci, comtrade
from corridor.trade.baci import Level

Kind = Literal["baci", "comtrade", "own"]
Advance = Callable[[int], object]

_ZIP, _JSON = b"PK\x03\x04", (b"{", b"[")
_HEAD_BYTES = 65_536
_BACI_NAME = re.compile(r"(?:.*/)?BACI_(HS\d\d)_Y(\d{4})_V(\w+)\.csv")
# What zipfile raises of a member it cannot unpack: broken, cut off, encrypted, unknown.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)
# Ten million rows are a third of this; a member that says it is larger is no year of trade.
MOST_MEMBER_BYTES = 4 << 30


@dataclass(frozen=True)
class Source:
    """An entry of sources.toml for figures read from outside."""

    source_id: str
    title: str
    publisher: str
    url: str
    licence: str
    grade: str
    method: str


@dataclass(frozen=True)
class Read:
    """What was read: figures, where they are from, and what was counted on the way.

    ``source`` is None where the rows name sources of their own.
    """

    flows: pd.DataFrame
    source: Source | None
    notes: tuple[str, ...]


COMTRADE = Source(
    source_id=comtrade.SOURCE_ID,
    title="UN Comtrade database",
    publisher="United Nations Statistics Division",
    url="https://comtradeplus.un.org",
    licence="internal use; not to be passed on without permission of the United Nations",
    grade="observed",
    method="Totals over second partner, customs procedure and mode; weights of 0 are missing",
)


def kind(path: Path) -> Kind:
    """Return what a file holds.

    Raises
    ------
    DataError
        If it cannot be read, or is none of what we read.
    """
    head = _head(path)
    if head.startswith(_ZIP):
        return "baci"
    if _is_json(head):
        return "comtrade"
    header = head.split(b"\n")[0].decode("utf-8-sig", "replace")
    names = {name.strip(' "\r') for name in header.split(",")}
    if set(baci.HEADER) <= names:
        return "baci"
    if {"reporterCode", "partnerCode"} <= names:
        return "comtrade"
    if {"exporter", "importer"} <= names:
        return "own"
    raise DataError(
        f"{path}: is none of what can be read: a BACI file (t,i,j,k,v,q) or zip, an export of UN "
        "Comtrade (CSV or JSON), or a CSV by 'corridor schema flows'"
    )


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}") from error


def _is_json(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_JSON)


def size(path: Path, years: Collection[int] = ()) -> int:
    """Return how many bytes there are to read, unpacked; of a zip those of ``years`` only."""
    if not _head(path).startswith(_ZIP):
        return path.stat().st_size
    with _opened(path) as archive:
        return sum(member.file_size for member in _members(archive, path, years))


def read_baci(
    path: Path,
    countries: Collection[str],
    years: Collection[int],
    level: Level,
    advance: Advance,
) -> Read:
    """Read a BACI file, or each of those in a zip, and add up by a level of the HS.

    Parameters
    ----------
    path
        A CSV file, or a zip with one for each year.
    countries
        ISO codes; only trade between these is kept.
    years
        Years to keep; empty keeps all.
    level
        Total only, or also chapters, headings or HS6.
    advance
        Told how many bytes more have been read.

    Raises
    ------
    DataError
        If the file is damaged, or holds files of several releases, which do not agree.
    """
    sums = baci.Sums(countries, level, years)
    releases = set()
    try:
        for file, name in _files(path, years):
            if found := _BACI_NAME.fullmatch(name):
                releases.add((found[1], found[3]))
            if len(releases) > 1:
                raise DataError(f"{path}: holds several releases of BACI; import one at a time")
            done = 0
            for read in sums.add(file, name):
                advance(read - done)
                done = read
    except _DAMAGED as error:
        raise DataError(f"{path}: is damaged, or locked: {error}") from error
    revision, release = next(iter(releases), ("", ""))
    source = _baci_source(revision, release)
    notes = (f"{sums.rows:,} rows read, {sums.kept:,} between the countries of the corridor",)
    return Read(sums.flows(source.source_id), source, notes)


def _baci_source(revision: str, release: str) -> Source:
    named = f" {revision} V{release}" if release else ""
    return Source(
        source_id="baci" + re.sub(r"[^a-z0-9]+", "-", named.lower()),
        title=f"BACI{named}",
        publisher="CEPII",
        url="https://www.cepii.fr",
        licence="Etalab Open Licence 2.0",
        grade="derived",
        method="CEPII reconciles both reports, FOB; HS6 rows added up; tonnes of rows with one",
    )


def _files(path: Path, years: Collection[int]) -> Iterator[tuple[IO[bytes], str]]:
    """Yield the file itself, or each member of a zip that is a year wanted of BACI, opened."""
    if not _head(path).startswith(_ZIP):
        with path.open("rb") as file:
            yield file, path.name
        return
    with _opened(path) as archive:
        for member in _members(archive, path, years):
            with archive.open(member) as packed:
                yield packed, member.filename


def _opened(path: Path) -> closing[zipfile.ZipFile]:
    try:
        return closing(zipfile.ZipFile(path))
    except (zipfile.BadZipFile, OSError) as error:
        raise DataError(f"{path}: is not a whole zip: {error}") from error


def _members(archive: zipfile.ZipFile, path: Path, years: Collection[int]) -> list[zipfile.ZipInfo]:
    named = [(member, _BACI_NAME.fullmatch(member.filename)) for member in archive.infolist()]
    found = [member for member, name in named if name and (not years or int(name[2]) in years)]
    if not any(name for _, name in named):
        raise DataError(f"{path}: holds no file named like BACI_HS92_Y2021_V202501.csv")
    for member in found:
        if member.file_size > MOST_MEMBER_BYTES:
            size = f"{member.file_size / 1e9:.0f} GB unpacked"
            raise DataError(f"{path}: {member.filename[:80]} is {size}, too large for a year")
    return sorted(found, key=lambda member: member.filename)


def read_comtrade(
    path: Path, countries: Collection[str], years: Collection[int], advance: Advance
) -> Read:
    """Read an export of UN Comtrade, CSV or JSON.

    Parameters as for ``read_baci``.

    Raises
    ------
    DataError
        If the file is not what UN Comtrade writes; the message names the row or record.
    """
    records = comtrade.Records(countries, years)
    if _is_json(_head(path)):
        if (found := path.stat().st_size) > comtrade.MOST_JSON_BYTES:
            most = comtrade.MOST_JSON_BYTES / 1e6
            raise DataError(f"{path}: is {found / 1e6:.0f} MB; JSON is read up to {most:.0f} MB")
        text = path.read_bytes()
        comtrade.add_all(records, comtrade.read_json(text, path.name), path.name)
        advance(len(text))
    else:
        done = 0
        for record, where, read in comtrade.read_csv(path):
            records.add(record, where)
            if read > done:
                advance(read - done)
                done = read
    return of_records(records)


def of_records(records: comtrade.Records) -> Read:
    """Return what records of UN Comtrade amount to."""
    passed = [f"{count:,} passed over: {reason}" for reason, count in records.passed.items()]
    flows = records.flows()
    return Read(flows, COMTRADE, (f"{records.rows:,} records, {len(flows):,} kept", *passed))
