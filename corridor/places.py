"""Names to ids: places, countries and crossings as people write them.

A name is compared by its letters and digits alone: case, accents, apostrophes, hyphens
and spaces do not count, nor do the two dots of ё. It never guesses: a name that means two places is
an error that names both, and an unknown one is answered with its nearest neighbours.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from corridor.errors import PlaceError

if TYPE_CHECKING:
    import pandas as pd

    from corridor.tables import Corridor

# Fewer letters begin too many names for a beginning to mean one of them.
SHORTEST_BEGINNING = 3
MOST_SUGGESTIONS = 3
# How alike two spellings must be for one to be suggested (difflib's ratio; 1 is the same).
LEAST_ALIKE = 0.7
# What stands between the two sides in a crossing's name: a spaced hyphen, a dash, a slash.
_PARTING = re.compile("\\s-\\s|[\u2013\u2014/,]")


class _Name(NamedTuple):
    """A name something goes by; a lower rank is a better claim to it."""

    key: str
    rank: int
    owner: str


def fold(text: str) -> str:
    """Return the letters and digits of ``text``, without case, accents or spaces.

    Examples
    --------
    >>> fold("Mazār-i-Sharīf"), fold("To'rtko'l"), fold("Орёл") == fold("ОРЕЛ")
    ('mazarisharif', 'tortkol', True)
    """
    if text.isascii():
        return "".join(filter(str.isalnum, text.casefold()))
    plain = unicodedata.normalize("NFKD", text).casefold()
    kinds = ((letter, unicodedata.category(letter)) for letter in plain)
    return "".join(letter for letter, kind in kinds if kind[0] in "LN" and kind != "Lm")


def find(corridor: Corridor, text: str) -> str:
    """Return the ``node_id`` of the place that ``text`` names.

    Parameters
    ----------
    corridor
        Its nodes are searched.
    text
        An id, an English or Russian name, an alias, a UN/LOCODE or an ESR code. An id
        is taken first, then a full name or code, then an alias, then the beginning of
        a name. Where that leaves several, a border station yields to any other place;
        where it leaves the two sides of one crossing, side a is taken.

    Returns
    -------
    str
        The ``node_id``.

    Raises
    ------
    PlaceError
        If no place, or more than one, goes by that name.
    """
    names = list(_place_names(corridor.nodes))
    owners = _best(names, text)
    kinds = dict(zip(corridor.nodes["node_id"], corridor.nodes["kind"], strict=True))
    owners = [node for node in owners if kinds[node] != "border"] or owners
    if len(owners) > 1:
        owners = _sides_of_one_crossing(corridor.crossings, owners)
    label = dict(zip(corridor.nodes["node_id"], corridor.nodes["name"], strict=True))
    return _only("place", text, owners, names, label)


def country(corridor: Corridor, text: str) -> str:
    """Return the ISO 3166-1 alpha-3 code of the country that ``text`` names.

    Parameters
    ----------
    corridor
        Its countries are searched.
    text
        An alpha-3 code, an English or Russian name, its beginning, or an alpha-2 code,
        known from the UN/LOCODEs of the country's places (they begin with it).

    Raises
    ------
    PlaceError
        If no country, or more than one, goes by that name.
    """
    frame = corridor.countries
    names = list(_names(frame, "country", {"country": 0, "name": 1, "name_ru": 1}))
    coded = corridor.nodes[corridor.nodes["unlocode"].notna()]
    alpha2 = {
        (code[:2], iso) for code, iso in zip(coded["unlocode"], coded["country"], strict=True)
    }
    names += [_Name(fold(code), 1, iso) for code, iso in sorted(alpha2)]
    label = dict(zip(frame["country"], frame["name"], strict=True))
    return _only("country", text, _best(names, text), names, label)


def crossings(corridor: Corridor, text: str) -> tuple[str, ...]:
    """Return the ids of every crossing that ``text`` names.

    Parameters
    ----------
    corridor
        Its crossings are searched.
    text
        An id, an English or Russian name of the crossing or of one side, or its
        beginning. "Torkham" means the road and the rail crossing there alike.

    Raises
    ------
    PlaceError
        If no crossing goes by that name.
    """
    frame = corridor.crossings
    names = list(_names(frame, "crossing_id", {"crossing_id": 0, "name": 1, "name_ru": 1}))
    for column in ("name", "name_ru"):
        for owner, name in _filled(frame, "crossing_id", column):
            sides = _PARTING.split(re.sub(r"\(.*?\)", "", name))
            names += [_Name(fold(side), 2, owner) for side in sides]
    owners = _best(names, text)
    if not owners:
        label = dict(zip(frame["crossing_id"], frame["name"], strict=True))
        raise PlaceError(_unknown("crossing", text, names, label))
    return tuple(owners)


def _place_names(nodes: pd.DataFrame) -> Iterator[_Name]:
    ranks = {"node_id": 0, "name": 1, "name_ru": 1, "unlocode": 1, "esr_code": 1}
    yield from _names(nodes, "node_id", ranks)
    for owner, aliases in _filled(nodes, "node_id", "aliases"):
        yield from (_Name(fold(alias), 2, owner) for alias in aliases.split("|"))


def _names(frame: pd.DataFrame, key: str, ranks: dict[str, int]) -> Iterator[_Name]:
    for column, rank in ranks.items():
        for owner, name in _filled(frame, key, column):
            yield _Name(fold(name), rank, owner)


def _filled(frame: pd.DataFrame, key: str, column: str) -> Iterator[tuple[str, str]]:
    given = frame[frame[column].notna()]
    return zip(given[key], given[column], strict=True)


def _best(names: Iterable[_Name], text: str) -> list[str]:
    """Return the owners with the best claim to ``text``, each once, in table order."""
    if not isinstance(text, str):  # a script may pass anything
        raise PlaceError(f"{text!r} is no name; give a name, a code or an id as text")
    wanted = fold(text)
    if not wanted:
        return []
    claims = [name for name in names if name.key == wanted]
    if not claims and len(wanted) >= SHORTEST_BEGINNING:
        return list(dict.fromkeys(n.owner for n in names if n.key.startswith(wanted)))
    best = min((claim.rank for claim in claims), default=0)
    return list(dict.fromkeys(claim.owner for claim in claims if claim.rank == best))


def _sides_of_one_crossing(frame: pd.DataFrame, owners: list[str]) -> list[str]:
    together = frame["node_a"].isin(owners) & frame["node_b"].isin(owners)
    pairs = set(zip(frame.loc[together, "node_a"], frame.loc[together, "node_b"], strict=True))
    one = len(owners) == len({"a", "b"}) and len(pairs) == 1
    return [next(iter(pairs))[0]] if one else owners


def _only(
    what: str, text: str, owners: list[str], names: list[_Name], label: dict[str, str]
) -> str:
    if not owners:
        raise PlaceError(_unknown(what, text, names, label))
    if len(owners) > 1:
        shown = ", ".join(f"{label[owner]} ({owner})" for owner in owners)
        raise PlaceError(f"{text!r} may be {shown}. Name one of them by its id")
    return owners[0]


def _unknown(what: str, text: str, names: list[_Name], label: dict[str, str]) -> str:
    owners: dict[str, list[str]] = {}
    for name in names:
        owners.setdefault(name.key, []).append(name.owner)
    near = difflib.get_close_matches(fold(text), owners, 2 * MOST_SUGGESTIONS, LEAST_ALIKE)
    found = list(dict.fromkeys(owner for key in near for owner in owners[key]))[:MOST_SUGGESTIONS]
    if found:
        shown = ", ".join(f"{label[owner]} ({owner})" for owner in found)
        return f"unknown {what} {text!r}. Did you mean {shown}?"
    return f"unknown {what} {text!r}. Nothing in the corridor is spelt like it"
