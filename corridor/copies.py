"""A folder of tables written anew: some tables replaced, a source added.

The result is a corridor like any other: it validates, and says where its new rows come
from. The shipped folder is never written to, nor a folder that holds anything else.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from corridor import report
from corridor.errors import OutputError
from corridor.files import shield, written
from corridor.schema import TABLES

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

Entry = Mapping[str, "str | dt.date | None"]

SOURCES = "sources.toml"
COPIED = (*(f"{name}.csv" for name in TABLES), "segments.geojson", SOURCES, "LICENSE")
# A line of sources.toml that records the SHA-256 of a file.
_RECORD = re.compile(r'^"?([^"=\n]+?)"?[ \t]*=[ \t]*"[0-9a-f]{64}"[ \t]*\n', re.MULTILINE)


def write(
    source: Path, target: Path, tables: Mapping[str, pd.DataFrame], source_id: str, entry: Entry
) -> None:
    """Write a folder of tables with some of them replaced and one source more.

    Parameters
    ----------
    source
        The folder the other tables are taken from.
    target
        The folder to write: a new one, an empty one, or ``source`` itself, in which then
        only the tables replaced and ``sources.toml`` change.
    tables
        The new tables by name.
    source_id, entry
        The source of the new rows: fields of ``schema.SOURCES``; None leaves one out.

    Raises
    ------
    OutputError
        If the target is the shipped folder or inside it, holds anything else, or the disk
        refuses.
    """
    shield(target)
    replaced = {f"{name}.csv": report.text(table, "csv") for name, table in tables.items()}
    if target.exists() and target.resolve() == source.resolve():
        record = (source / SOURCES).read_text(encoding="utf-8-sig")
        kept = {found[1] for found in _RECORD.finditer(record)} - set(replaced)
        _put(target, {SOURCES: extended(record, source_id, entry, kept), **replaced})
        return
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise OutputError(
            f"{target} is there and holds something; name a new folder, or the one given with "
            "--data to change that one"
        )
    _make(source, target, replaced, source_id, entry)


def extended(record: str, source_id: str, entry: Entry, kept: set[str]) -> str:
    """Return the text of ``sources.toml`` with one source more.

    Hashes are kept of the files named in ``kept`` only: those that stay as they were.
    """
    record = _RECORD.sub(lambda found: found[0] if found[1] in kept else "", record)
    return f"{record.rstrip()}\n\n{stated(source_id, entry)}"


def stated(source_id: str, entry: Entry) -> str:
    """Return a source as it stands in ``sources.toml``."""
    fields = [
        f"{name} = {_quoted(value) if isinstance(value, str) else value}"
        for name, value in entry.items()
        if value is not None
    ]
    return "\n".join([f"[{source_id}]", *fields, ""])


def _quoted(text: str) -> str:
    """Return text as a TOML string; what cannot be printed is left out."""
    return json.dumps("".join(filter(str.isprintable, text)), ensure_ascii=False)


def _make(
    source: Path, target: Path, replaced: Mapping[str, str], source_id: str, entry: Entry
) -> None:
    """Copy the tables into a draft beside the target, and give it its name when whole."""
    if not target.parent.is_dir():
        raise OutputError(f"{target}: the folder {target.parent} does not exist; create it first")
    draft = target.resolve().with_name(f".{target.name}-{secrets.token_hex(4)}")
    names = [name for name in COPIED if (source / name).is_file()]
    try:
        draft.mkdir()
        for name in names:
            shutil.copyfile(source / name, draft / name)
        record = (source / SOURCES).read_text(encoding="utf-8-sig")
        text = extended(record, source_id, entry, set(names) - set(replaced))
        _put(draft, {SOURCES: text, **replaced})
        if target.exists():
            target.rmdir()
        draft.rename(target)
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _put(folder: Path, texts: Mapping[str, str]) -> None:
    for name, content in texts.items():
        with written(folder / name) as path:
            path.write_text(content, encoding="utf-8", newline="")
