"""Which part of each pair's trade runs on this network: the shipped figures, or a scenario's.

A scenario names its pairs or holds for all; nothing of it is silent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from corridor import places
from corridor.conform import conform, line
from corridor.errors import DataError, PlaceError, Problem
from corridor.flows.demand import PAIR
from corridor.schema_flows import OWN_SHARES, SHARES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corridor.tables import Corridor

ANY_MODE = "multimodal"
SCENARIO = "scenario"  # whose figure it is, where a source would stand
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
        by ``schema_flows.OWN_SHARES``, which replaces all that is known of the pairs it
        names.
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
        table = _typed(given, corridor)
        named = set(table[PAIR].itertuples(index=False, name=None))
        keys = zip(*(corridor.shares[name] for name in PAIR), strict=True)
        kept = corridor.shares[[key not in named for key in keys]]
        both: pd.DataFrame = pd.concat([kept, table.assign(grade="assumed", source_id=SCENARIO)])
        return both
    if not 0 < given <= 1:
        raise DataError(f"a share is a number above 0 and at most 1, not {given:g}")
    every = pairs.assign(mode=ANY_MODE, share=float(given))
    return every.assign(grade="assumed", source_id=SCENARIO)


def _typed(given: pd.DataFrame, corridor: Corridor) -> pd.DataFrame:
    """Return a table of shares held against its declaration, countries by their codes."""
    file = str(given.attrs.get("file", "the table of shares"))
    # The rest of what the corridor's own table has is not asked for, and replaced.
    names = [name for name in given if name in OWN_SHARES.names or name not in SHARES.names]
    cells = {
        str(name): ["" if pd.isna(cell) else str(cell) for cell in given[name]] for name in names
    }
    labels = [int(label) for label in given.index] if "file" in given.attrs else None
    table, problems = conform(OWN_SHARES, cells, file, labels)
    if not problems and table.empty:
        raise DataError(f"{file} names no pair; a row is exporter, importer, mode, share")
    if not problems:
        table, problems = _named(table, corridor, file)
        table["mode"] = table["mode"].fillna(ANY_MODE)
        problems += _sums(table, file)
    if problems:
        raise DataError(problems, file)
    return table[[*PAIR, "mode", "share"]]


def _named(
    table: pd.DataFrame, corridor: Corridor, file: str
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the table with codes for names of countries, and the names that are none."""
    found, problems = table.copy(), []
    for column in PAIR:
        for label, text in table[column].items():
            try:
                found.loc[label, column] = places.country(corridor, text)
            except PlaceError as error:
                problems.append(Problem(file, line(label), column, "", str(error)))
    return found, problems


def _sums(table: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Report a pair and mode given twice, and modes that make more than the whole."""
    again = table[table.duplicated([*PAIR, "mode"])]
    for label, *pair, mode in again[[*PAIR, "mode"]].itertuples(name=None):
        yield Problem(file, line(label), "", "", f"{' to '.join(pair)} by {mode} is given twice")
    if len(again):
        return
    whole = table.groupby(PAIR)["share"].sum()
    for ends, total in zip(whole.index.tolist(), whole.tolist(), strict=True):
        if total > 1 + ROUNDING:
            rule = f"the modes make {total:g}; together they may be 1 at most"
            yield Problem(file, 0, "share", "", f"of {' to '.join(ends)}: {rule}")
