"""Commodities: the Harmonized System codes of trade, and the groups they are drawn by.

A code has 2 (chapter), 4 (heading) or 6 digits; several joined by '+' are one figure of
them together. Chapters make nine groups, few enough for nine colours. Nothing here reads
a table.
"""

from __future__ import annotations

from collections.abc import Iterable

ALL = "TOTAL"
_CHAPTERS = {
    "grain": (10, 11),
    "fruit-vegetables": (7, 8),
    "other-food": (*range(1, 7), 9, *range(12, 25)),
    "fuels": (27,),
    "minerals-metals": (25, 26, *range(68, 84)),
    "chemicals": tuple(range(28, 41)),
    "wood-textiles": tuple(range(41, 68)),
    "machinery": tuple(range(84, 91)),
    "other": tuple(range(91, 100)),
}
GROUPS: dict[str, tuple[str, ...]] = {
    name: tuple(f"{chapter:02d}" for chapter in chapters) for name, chapters in _CHAPTERS.items()
}
_GROUP_OF = {chapter: name for name, chapters in GROUPS.items() for chapter in chapters}
MIXED = "mixed"


def parts(code: str) -> tuple[str, ...]:
    """Return the single codes of a code: '61+62' has two."""
    return tuple(code.split("+"))


def group(code: str) -> str:
    """Return the group a code belongs to, 'mixed' if its parts belong to several.

    Examples
    --------
    >>> group("1001"), group("07+08"), group("10+27")
    ('grain', 'fruit-vegetables', 'mixed')
    """
    found = {_GROUP_OF.get(part[:2], MIXED) for part in parts(code)}
    return found.pop() if len(found) == 1 else MIXED


def within(code: str, wanted: str) -> bool:
    """Return whether a code is part of what is wanted: a code, a group or 'TOTAL'.

    Examples
    --------
    >>> within("1001", "10"), within("10", "1001"), within("1101", "grain")
    (True, False, True)
    """
    if ALL in (code, wanted):
        return code == wanted
    whole = GROUPS.get(wanted, parts(wanted))
    return all(part.startswith(whole) for part in parts(code))


def outermost(codes: Iterable[str]) -> set[str]:
    """Return the codes that no other one holds, so that they can be added up.

    Examples
    --------
    >>> sorted(outermost(["10", "1001", "2709", "07", "07+08"]))
    ['07+08', '10', '2709']
    """
    every = set(codes)
    holders: dict[str, set[str]] = {}
    for code in every:
        for part in parts(code):
            holders.setdefault(part, set()).add(code)
    return {code for code in every if not _is_held(code, holders)}


def _is_held(code: str, holders: dict[str, set[str]]) -> bool:
    """Return whether all parts of a code lie inside one other code."""
    around = [
        {holder for size in (2, 4, 6) for holder in holders.get(part[:size], ())}
        for part in parts(code)
    ]
    return bool(set.intersection(*around) - {code})
