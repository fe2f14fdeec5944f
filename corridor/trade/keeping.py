"""Figures read from outside, put beside those a corridor holds; the entry of their source.

A row takes the place of one with the same key and stands beside all others, so that figures
that differ by source, reporter or basis are all kept.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import numpy as np
import pandas as pd

from corridor.schema import TABLES
from corridor.trade.reading import Source

FLOWS = TABLES["flows"]


def typed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with all columns of ``schema.FLOWS``, in order; missing ones are empty."""
    empty = {"number": np.nan, "date": pd.NaT}
    columns = {
        column.name: rows[column.name] if column.name in rows else empty.get(column.kind)
        for column in FLOWS.columns
    }
    table = pd.DataFrame(columns, index=rows.index)
    dates = {name: pd.to_datetime(table[name]) for name in ("from_date", "to_date")}
    return table.assign(**dates, year=table["year"].astype("Int64"))


def merged(held: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return the rows held, those of equal key replaced, and the other new ones after them."""
    key = list(FLOWS.key)
    both = pd.concat([frame for frame in (typed(held), typed(new)) if len(frame)])
    if both.empty:
        return typed(new)
    last = both.drop_duplicates(key, keep="last")
    first = both.drop_duplicates(key)[key]
    return first.merge(last, on=key, how="left")[list(FLOWS.names)]


def entry(source: Source, retrieved: dt.date) -> str:
    """Return an entry of sources.toml as text, to be put at its end."""
    fields = dataclasses.asdict(source)
    lines = [f"\n[{fields.pop('source_id')}]"]
    # A JSON string is a TOML string as well, but for one control character.
    lines += [f"{name} = {json.dumps(value)}".replace("\x7f", "") for name, value in fields.items()]
    lines.insert(4, f"retrieved = {retrieved.isoformat()}")
    return "\n".join(lines) + "\n"
