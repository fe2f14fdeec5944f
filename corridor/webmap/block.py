"""Tables to the one block of JSON that the page reads: the only way data enters it.

Text is never markup here: the block lies in a script element that no browser runs, with
every character escaped that could end it, and the page turns text into text nodes alone.
Missing stays missing (null), never zero.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCK_ID = "corridor-data"
# "<" could end the element or open a comment; U+2028 and U+2029 end lines of a script.
_ESCAPES = {"<": "\\u003c", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def script(payload: dict[str, Any]) -> str:
    """Return the payload as a script element of JSON.

    Raises
    ------
    ValueError
        If a number is not finite.
    """
    text = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    # A lone surrogate cannot be written as UTF-8.
    text = text.encode("utf-8", "replace").decode("utf-8")
    return f'<script type="application/json" id="{BLOCK_ID}">{text}</script>'


def columns(frame: pd.DataFrame, names: Sequence[str]) -> dict[str, list[Any]]:
    """Return the named columns as lists of plain values; a missing value is None.

    A column without any value is left out.
    """
    lists = {name: [plain(value) for value in frame[name]] for name in names}
    return {name: values for name, values in lists.items() if any(v is not None for v in values)}


def rows(frame: pd.DataFrame, names: Sequence[str]) -> list[dict[str, Any]]:
    """Return each row as a mapping of its named values, missing ones left out."""
    return [
        {name: plain(value) for name, value in zip(names, row, strict=True) if not pd.isna(value)}
        for row in frame[list(names)].itertuples(index=False, name=None)
    ]


def plain(value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    """Return a cell as JSON knows it: text, number, true, false, or None if missing."""
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, 4)
    return value
