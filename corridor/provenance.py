"""Where figures come from: the sources behind rows, and whether shipped files are as recorded.

A row names its source, and a source may record the SHA-256 of the files made from it, so
that a derived file edited by hand is noticed. Nothing here judges a figure.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from corridor.errors import Problem
from corridor.schema import TABLES, Table
from corridor.tables import Corridor


def uses(corridor: Corridor) -> pd.DataFrame:
    """Return how many rows of which table rest on which source.

    Returns
    -------
    DataFrame
        ``source_id``, ``table``, ``rows``: one row for each pair there is, in the order
        of the tables and of their rows.
    """
    counts = [
        (str(source_id), name, int(count))
        for name, table in TABLES.items()
        for source_id, count in _named(corridor.table(name), table).value_counts(sort=False).items()
    ]
    return pd.DataFrame(counts, columns=["source_id", "table", "rows"])


def _named(frame: pd.DataFrame, table: Table) -> pd.Series:
    """Return the sources that the rows of a table name, each once a row."""
    columns = [column.name for column in table.columns if column.refers == "sources"]
    every = [frame[name].dropna().rename("source_id") for name in columns]
    if not every:
        return pd.Series(dtype=object)
    named: pd.Series = pd.concat(every).reset_index().drop_duplicates()["source_id"]
    return named


def sources(
    corridor: Corridor, ids: Iterable[str] | None = None, table: str | None = None
) -> pd.DataFrame:
    """Return the sources of a corridor, of a result or of one table.

    Parameters
    ----------
    corridor
        Its ``sources`` are looked up.
    ids
        Keep these only, e.g. ``Route.sources``; None keeps all.
    table
        Keep those that rows of this table rest on, and count its rows only.

    Returns
    -------
    DataFrame
        The columns of ``schema.SOURCES``, then ``rows`` (how many rest on it) and
        ``tables`` (in which tables), in file order.

    Raises
    ------
    KeyError
        If an id is not a source of the corridor.
    """
    found = uses(corridor)
    if table is not None:
        found = found[found["table"] == table]
    listed = corridor.sources
    if ids is not None:
        wanted = set(ids)
        if lost := wanted - set(listed["source_id"]):
            raise KeyError(min(lost))
        listed = listed[listed["source_id"].isin(wanted)]
    if table is not None:
        listed = listed[listed["source_id"].isin(found["source_id"])]
    by_source = found.groupby("source_id", sort=False)
    rows = listed["source_id"].map(by_source["rows"].sum()).fillna(0).astype(int)
    tables = listed["source_id"].map(by_source["table"].agg(", ".join))
    return listed.assign(rows=rows, tables=tables).reset_index(drop=True)


def changed(folder: Path) -> list[Problem]:
    """Return the files that differ from the hash ``sources.toml`` records for them.

    Parameters
    ----------
    folder
        A folder of tables that reads without problems. An entry without ``files`` records
        nothing, and a folder without any such entry needs none.

    Returns
    -------
    list of Problem
        One for each recorded file that is missing, changed or outside the folder.
    """
    entries = tomllib.loads((folder / "sources.toml").read_text(encoding="utf-8-sig"))
    records = [
        (source_id, name, recorded)
        for source_id, entry in entries.items()
        for name, recorded in entry.get("files", {}).items()
    ]
    return [
        Problem(name, 0, "", "", trouble)
        for source_id, name, recorded in records
        if (trouble := _trouble(folder, name, str(recorded), source_id))
    ]


def _trouble(folder: Path, name: str, recorded: str, source_id: str) -> str:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        return f"is recorded in sources.toml under {source_id}, but lies outside the folder"
    if not path.is_file():
        return f"is recorded in sources.toml under {source_id}, but is missing"
    if sha256(path) == recorded:
        return ""
    return (
        f"differs from its record in sources.toml under {source_id}: if you changed it, take its "
        "line out of files there; a shipped file is made again by its script in data/build"
    )


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, as ``sources.toml`` records it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
