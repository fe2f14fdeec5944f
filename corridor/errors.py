"""The errors of corridor, one class per kind of trouble a caller can act on.

Each also inherits the builtin a Python user would expect, and each carries the exit code
the command line ends with. Anything else that escapes is a bug and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TABLES = "the corridor tables"


class CorridorError(Exception):
    """Base of every error that corridor raises on purpose."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in the data, and where: file, row, column, value, what is allowed.

    ``row`` is the line number in the file (the header is line 1), in GeoJSON the number
    of the feature, or 0 when the trouble is not one of a single row.
    """

    file: str
    row: int
    column: str
    value: str
    allowed: str

    def __str__(self) -> str:
        """Say where, what was found and what is allowed, in one line."""
        place = self.file + (f", row {self.row}" if self.row else "")
        place += f", column {_plain(self.column)}" if self.column else ""
        found = f"{_shortened(self.value)!r} " if self.value else ""
        return f"{place}: {found}{self.allowed}"


class DataError(CorridorError, ValueError):
    """The tables or files are not what the schema allows; holds every problem found."""

    def __init__(self, problems: Iterable[Problem] | str, where: str = TABLES) -> None:
        self.problems: Sequence[Problem] = () if isinstance(problems, str) else tuple(problems)
        said = problems if isinstance(problems, str) else listed(self.problems, where=where)
        super().__init__(said)


class OutputError(CorridorError, OSError):
    """A file cannot be written; whatever stood there before still does."""


class ServiceError(CorridorError, ConnectionError):
    """A service on the network could not be reached, refused, or answered nonsense."""


class FormatError(CorridorError, ValueError):
    """A kind of output was asked for that is not known, or that the table cannot take."""

    exit_code = 2


class PlaceError(CorridorError, LookupError):
    """A place, crossing or country was named that the corridor does not hold."""

    exit_code = 2


class NoRouteError(CorridorError, LookupError):
    """No open route joins origin and destination; the message says what is in the way."""

    exit_code = 3


class IncompleteError(CorridorError):
    """The answer is there, but rests on too much that is assumed or lacks a figure."""

    exit_code = 4


def listed(problems: Sequence[Problem], most: int = 50, where: str = TABLES) -> str:
    """Return the problems as text, one a line, under a heading that counts them."""
    count = len(problems)
    lines = [f"{count} problem{'s' if count != 1 else ''} in {where}"]
    lines += [f"  {problem}" for problem in problems[:most]]
    if count > most:
        lines.append(f"  ... and {count - most} more")
    return "\n".join(lines)


def _plain(name: str) -> str:
    """Return a name fit for a line of a message, whatever a file put into it."""
    return _shortened(name) if name.isprintable() else repr(_shortened(name))


def _shortened(text: str, most: int = 80) -> str:
    return text if len(text) <= most else text[: most - 3] + "..."
