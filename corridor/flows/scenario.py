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
    if isinstance(given, pd.DataFrame):
        table = _typed(given, set(corridor.countries["country"]))
        named = set(table[PAIR].itertuples(index=False, name=None))
        keys = zip(*(corridor.shares[name] for name in PAIR), strict=True)
        kept = corridor.shares[[key not in named for key in keys]]
        both: pd.DataFrame = pd.concat([kept, table.assign(grade="assumed", source_id=SCENARIO)])
        return both
    if not 0 <= given <= 1:
        raise DataError(f"a share is a number from 0 to 1, not {given:g}")
    every = pairs.assign(mode=ANY_MODE, share=float(given))
    return every.assign(grade="assumed", source_id=SCENARIO)


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
    again = typed.duplicated([*PAIR, "mode"]).tolist()
    columns = (typed[name].tolist() for name in COLUMNS)
    for number, (*pair, mode, share) in enumerate(zip(*columns, strict=True)):
        wrong = [f"{one!r} is not in countries.csv" for one in pair if one not in countries]
        if mode not in ALLOWED:
            wrong.append(f"mode {mode!r} is not one of {', '.join(ALLOWED)}")
        if not 0 <= share <= 1:
            wrong.append(f"share {told[number]!r} is not a number from 0 to 1")
        if again[number]:
            wrong.append(f"{' to '.join(pair)} by {mode} is given twice")
        yield from (f"row {number + 2}: {problem}" for problem in wrong)
    whole = typed.groupby(PAIR)["share"].sum()
    for ends, total in zip(whole.index.tolist(), whole.tolist(), strict=True):
        if total > 1 + ROUNDING:
            yield f"{' to '.join(ends)}: the modes make {total:g}; together they may be 1 at most"
