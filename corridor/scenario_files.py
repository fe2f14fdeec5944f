"""Scenario files to scenarios: TOML in the folder ``scenarios`` of a folder of tables.

A file holds ``title``, ``note`` and ``source_id``, and edits in order, each with one verb::

    [[edit]]
    set = "border_times.dwell_h"
    to = 4.2
    where = { crossing_id = "torkham-road", direction = "ab", side = "b" }

Verbs are ``scale`` (with ``by``), ``set`` (with ``to``), both with ``where``; ``close`` and
``open``, lists of ids; ``add``, the name of a table, with ``rows``. Nothing here edits a table.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corridor.errors import DataError, Problem
from corridor.io import shipped
from corridor.scenarios import Add, Close, Edit, Open, Scale, Scenario, Set, Where, apply
from corridor.textfile import text_of

if TYPE_CHECKING:
    from corridor.tables import Corridor

FOLDER = "scenarios"
SUFFIX = ".toml"
FIELDS = ("title", "note", "source_id", "edit")
# What stands beside each verb, and whether it must.
BESIDE = {
    "scale": {"by": True, "where": False},
    "set": {"to": True, "where": False},
    "close": {},
    "open": {},
    "add": {"rows": True},
}
MOST_EDITS = 1_000
_PLAIN = (str, int, float, bool)


class _EditError(ValueError):
    """Why an edit is none: the key it is about, its value, what is allowed."""


def names(folder: Path | str | None = None) -> list[str]:
    """Return the names of the scenarios of a folder of tables, the shipped one by default."""
    place = (shipped() if folder is None else Path(folder)) / FOLDER
    return sorted(path.stem for path in place.glob(f"*{SUFFIX}"))


def read(name: Path | str, folder: Path | str | None = None) -> Scenario:
    """Read a scenario.

    Parameters
    ----------
    name
        One of ``names``, or the path of a file ending in ``.toml``.
    folder
        The folder of tables whose scenarios are meant; None: the shipped one.

    Returns
    -------
    Scenario
        Its edits are held against a corridor by ``apply`` only.

    Raises
    ------
    DataError
        If there is no such scenario, or the file is not what it should be; the error
        holds every problem found.
    """
    path = Path(name)
    if path.suffix != SUFFIX:
        known = names(folder)
        if str(name) not in known:
            raise DataError(_unknown(str(name), known))
        path = (shipped() if folder is None else Path(folder)) / FOLDER / f"{name}{SUFFIX}"
    text, problems = text_of(path)
    if problems:
        raise DataError(problems, path.name)
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problem = Problem(path.name, 0, "", "", f"is not TOML: {error}")
        raise DataError([problem], path.name) from error
    return _scenario(document, text, path)


def check(corridor: Corridor, folder: Path | str | None = None) -> list[Problem]:
    """Return what is wrong with the scenarios of a folder, each held against its tables."""
    problems: list[Problem] = []
    for name in names(folder):
        try:
            apply(corridor, read(name, folder))
        except DataError as error:
            whole = Problem(f"{name}{SUFFIX}", 0, "", "", f"does not apply: {error}")
            problems += error.problems or [whole]
    return problems


def _unknown(name: str, known: list[str]) -> str:
    if not known:
        return f"unknown scenario {name!r}: the folder has none; name a file ending in {SUFFIX}"
    close = difflib.get_close_matches(name, known, 1)
    hint = f"Did you mean {close[0]!r}?" if close else f"Known are {', '.join(known)}"
    return f"unknown scenario {name!r}. {hint}"


def _scenario(document: dict[str, Any], text: str, path: Path) -> Scenario:
    problems = [
        Problem(path.name, 0, key, "", f"is not a field; those are {', '.join(FIELDS)}")
        for key in document
        if key not in FIELDS
    ]
    said = {key: document.get(key, "") for key in FIELDS if key != "edit"}
    problems += [
        Problem(path.name, 0, key, str(value), "is not text")
        for key, value in said.items()
        if not isinstance(value, str)
    ]
    entries = document.get("edit")
    if not isinstance(entries, list) or not 0 < len(entries) <= MOST_EDITS:
        rule = f"has no edits; write [[edit]] and a verb below, at most {MOST_EDITS:,} times"
        raise DataError([*problems, Problem(path.name, 0, "edit", "", rule)], path.name)
    edits, wrong = _edits(entries, text, path.name)
    if problems + wrong:
        raise DataError(problems + wrong, path.name)
    return Scenario(name=path.stem, edits=tuple(edits), **said)


def _edits(entries: list[Any], text: str, file: str) -> tuple[list[Edit], list[Problem]]:
    lines = [
        number
        for number, row in enumerate(text.split("\n"), start=1)
        if re.match(r"\s*\[\[\s*edit\s*\]\]", row)
    ]
    edits, problems = [], []
    for number, entry in enumerate(entries):
        try:
            edits.append(_edit(entry))
        except _EditError as error:
            key, value, rule = error.args
            at = lines[number] if number < len(lines) else 0
            problems.append(Problem(file, at, key, value, rule))
    return edits, problems


def _edit(entry: Any) -> Edit:  # noqa: ANN401 - any TOML
    verbs = [key for key in entry if key in BESIDE] if isinstance(entry, dict) else []
    if len(verbs) != 1:
        raise _EditError("edit", "", f"has not one verb; it is one of {', '.join(BESIDE)}")
    verb = verbs[0]
    for key in entry:
        if key != verb and key not in BESIDE[verb]:
            beside = ", ".join(BESIDE[verb]) or "nothing"
            raise _EditError(key, "", f"does not go with {verb}; beside it goes {beside}")
    for key, needed in BESIDE[verb].items():
        if needed and key not in entry:
            raise _EditError(verb, str(entry[verb]), f"needs {key} beside it")
    return _MAKERS[verb](entry)


def _scale(entry: dict[str, Any]) -> Edit:
    factor = entry["by"]
    if isinstance(factor, bool) or not isinstance(factor, (int, float)) or not 0 <= factor < 1e9:  # noqa: PLR2004 - a bound, no figure
        raise _EditError("by", str(factor), "is not a number of 0 or more")
    return Scale(*_target(entry, "scale"), float(factor), _where(entry))


def _set(entry: dict[str, Any]) -> Edit:
    value = entry["to"]
    value = value.isoformat() if hasattr(value, "isoformat") else value
    if not isinstance(value, _PLAIN):
        raise _EditError("to", str(value), "is not a number, text, a date, true or false")
    return Set(*_target(entry, "set"), value, _where(entry))


def _add(entry: dict[str, Any]) -> Edit:
    rows = entry["rows"]
    sound = isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows)
    if not isinstance(entry["add"], str) or not sound:
        raise _EditError(
            "add", str(entry["add"]), 'is not a table with rows = [{ column = "cell" }]'
        )
    for row in rows:
        for key, value in row.items():
            if not isinstance(value, _PLAIN):
                raise _EditError(key, str(value), "is not a number, text, true or false")
    return Add(entry["add"], tuple(rows))


def _close(entry: dict[str, Any]) -> Edit:
    return Close(_ids(entry["close"], "close"))


def _open(entry: dict[str, Any]) -> Edit:
    return Open(_ids(entry["open"], "open"))


def _ids(value: Any, verb: str) -> tuple[str, ...]:  # noqa: ANN401 - any TOML
    ids = [value] if isinstance(value, str) else value
    if not (isinstance(ids, list) and ids and all(isinstance(one, str) for one in ids)):
        raise _EditError(verb, str(value), "is not a list of ids of crossings or segments")
    return tuple(ids)


def _target(entry: dict[str, Any], verb: str) -> tuple[str, str]:
    text = entry[verb]
    if not isinstance(text, str) or text.count(".") != 1:
        raise _EditError(verb, str(text), "is not table.column, as in border_times.dwell_h")
    table, column = text.split(".")
    return table, column


def _where(entry: dict[str, Any]) -> Where:
    return tuple(_conditions(entry.get("where", {})))


def _conditions(given: Any) -> Iterator[tuple[str, tuple[Any, ...]]]:  # noqa: ANN401 - any TOML
    if not isinstance(given, dict):
        raise _EditError("where", str(given), 'is not { column = "value" }')
    for name, value in given.items():
        cells = value if isinstance(value, list) else [value]
        if not cells or not all(isinstance(cell, _PLAIN) for cell in cells):
            raise _EditError(name, str(value), "is not a value or a list of values")
        yield name, tuple(cells)


_MAKERS: dict[str, Callable[[dict[str, Any]], Edit]] = {
    "scale": _scale,
    "set": _set,
    "close": _close,
    "open": _open,
    "add": _add,
}

__all__ = ["check", "names", "read"]
