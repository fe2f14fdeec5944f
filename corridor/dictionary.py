"""The data dictionary: the schema as a table and as a page.

``docs/data-dictionary.md`` is what ``markdown`` returns, word for word.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from corridor.conform import allowed
from corridor.schema import TABLES, Column, Table

PREFACE = """# Data dictionary

A corridor is a folder of these tables, one CSV file each, in UTF-8 with a header; the lines of
the segments are in `segments.geojson`, and `sources` is `sources.toml`. Units stand in the column
names. An empty cell is a missing value, never a zero. Positions are WGS 84 (EPSG:4326), longitude
first. This page is written by `corridor schema --format md`.
"""


def columns(tables: Iterable[Table] = TABLES.values()) -> pd.DataFrame:
    """Return one row for each column of the tables.

    Returns
    -------
    DataFrame
        ``table``, ``column``, ``required`` (yes, no, or where), ``allowed``, ``description``.
    """
    rows = [
        (table.name, column.name, needed(column), allowed(column), column.doc)
        for table in tables
        for column in table.columns
    ]
    names = ["table", "column", "required", "allowed", "description"]
    return pd.DataFrame(rows, columns=names)


def needed(column: Column) -> str:
    """Return whether a value may be missing: yes, no, or where it may not."""
    if column.when is not None:
        return "where {} is {}".format(*column.when)
    return "yes" if column.required else "no"


def markdown(tables: Iterable[Table] = TABLES.values()) -> str:
    """Return the tables as a page in Markdown."""
    return "\n".join([PREFACE, *map(_titled, tables)])


def section(table: Table) -> str:
    """Return the columns of a table as a table in Markdown."""
    rows = [
        f"| `{column.name}` | {needed(column)} | {_escaped(allowed(column))} | {column.doc} |"
        for column in table.columns
    ]
    head = ["| column | required | allowed | description |", "| --- | --- | --- | --- |"]
    return "\n".join([*head, *rows, ""])


def _titled(table: Table) -> str:
    key = ", ".join(f"`{name}`" for name in table.key)
    about = f"{table.doc} Key: {key}." + (
        " The file may be left out."
        if table.optional
        else " The file is needed, if only its header."
    )
    return "\n".join([f"## {table.name}", "", about, "", section(table)])


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
