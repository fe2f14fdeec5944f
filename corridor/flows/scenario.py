"""Which part of each pair's trade runs on this network: the shipped figures, or a scenario's.

A scenario names its pairs or holds for all; nothing of it is silent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor.errors import DataError
from corridor.flows.demand import PAIR
from corridor.schema import MODES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from corridor.tables import Corridor

ANY_MODE = "multimodal"
ALLOWED = (*MODES[:2], ANY_MODE)
SCENARIO = "scenario"  # whose figure it is, where a source would stand
COLUMNS = (*PAIR, "mode", "share")
MOST_BYTES = 4_000_000
SHOWN = 10
ROUNDING = 1e-9


def shares(
    corridor: Corridor, given: pd.DataFrame | float | None, pairs: pd.DataFrame
) -> pd.DataFrame:
    """Return the share of each pair and mode, by ``schema.SHARES``.

    Parameters
    ----------
    corridor
        Its ``shares`` hold where the scenario says nothing.
    given
        None for these alone; a number for every pair, by whatever mode is best; a table
        with ``exporter``, ``importer``, ``share`` and perhaps ``mode``, which replaces
        all that is known of the pairs it names.
    pairs
        ``exporter``, ``importer`` of the trade there is.

    Raises
    ------
    DataError
        If the number or the table is not what it may be; every problem is named.
    """
    if given is None:
        return corridor.shares
    made = {"mode": ANY_MODE, "grade": "assumed", "source_id": SCENARIO}
    if isinstance(given, pd.DataFrame):
        table = _typed(given, set(corridor.countries["country"]))
        named = set(table[PAIR].itertuples(index=False, name=None))
        keys = zip(*(corridor.shares[name] for name in PAIR), strict=True)
        kept = corridor.shares[[key not in named for key in keys]]
        return pd.concat([kept, table.assign(**{**made, "mode": table["mode"]})])
    if not 0 <= given <= 1:
        raise DataError(f"a share is a number from 0 to 1, not {given:g}")
    return pairs.assign(share=float(given), **made)


def read(path: Path) -> pd.DataFrame:
    """Return a table of shares from a CSV file.

    Raises
    ------
    DataError
        If it is too large or cannot be read as CSV in UTF-8.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DataError(f"{path} is larger than {MOST_BYTES:,} bytes; no table of shares is")
        return pd.read_csv(path, dtype=str, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{path} cannot be read as CSV in UTF-8: {error}") from error


def _typed(given: pd.DataFrame, countries: set[str]) -> pd.DataFrame:
    lost = [name for name in (*PAIR, "share") if name not in given]
    if lost:
        raise DataError(
            f"shares: column {', '.join(lost)} is missing; a table has {', '.join(COLUMNS)}"
        )
    table = given.reset_index(drop=True)
    mode = table["mode"].fillna(ANY_MODE) if "mode" in table else ANY_MODE
    share = pd.to_numeric(table["share"], errors="coerce")
    typed = table[PAIR].assign(mode=mode, share=share)
    problems = list(_problems(typed, table["share"], countries))
    if problems:
        more = [f"and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
        raise DataError(
            "\n  ".join([f"shares: {len(problems)} problems", *problems[:SHOWN], *more])
        )
    return typed


def _problems(typed: pd.DataFrame, told: pd.Series, countries: set[str]) -> Iterator[str]:
    for row, text in zip(typed.itertuples(), told, strict=True):
        where = f"row {row.Index + 2}"
        for country in (row.exporter, row.importer):
            if country not in countries:
                yield f"{where}: {country!r} is not in countries.csv"
        if row.mode not in ALLOWED:
            yield f"{where}: mode {row.mode!r} is not one of {', '.join(ALLOWED)}"
        if not 0 <= row.share <= 1:
            yield f"{where}: share {text!r} is not a number from 0 to 1"
    for row in typed[typed.duplicated([*PAIR, "mode"])].itertuples():
        yield f"row {row.Index + 2}: {row.exporter} to {row.importer} by {row.mode} is given twice"
    for pair, whole in typed.groupby(PAIR)["share"].sum().items():
        if whole > 1 + ROUNDING:
            yield f"{pair[0]} to {pair[1]}: the modes make {whole:g}; together they may be 1 at most"
