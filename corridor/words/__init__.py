"""The wording of what is drawn, by language, and the base map's names in it.

``<language>.json`` holds every phrase the page says, by the same keys in each language,
``picture-<language>.json`` what the static picture says beside them,
``criticality-<language>.json`` what only a page of criticality says, and ``places-ru.json``
the Russian names of what Natural Earth names in English. Names of the corridor's own places
are data (``name``, ``name_ru``), never here.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

Language = Literal["en", "ru"]
LANGUAGES: tuple[str, ...] = get_args(Language)
FOLDER = Path(__file__).parent


@cache
def read(language: str) -> dict[str, str]:
    """Return the phrases of a language by key.

    Raises
    ------
    ValueError
        If the page does not speak the language.
    """
    if language not in LANGUAGES:
        raise ValueError(f"{language!r} is not a language of the map: {', '.join(LANGUAGES)}")
    return _json(f"{language}.json")


@cache
def of_picture(language: str) -> dict[str, str]:
    """Return the phrases of the static picture: those of the page, and its own.

    Raises
    ------
    ValueError
        If neither speaks the language.
    """
    return read(language) | _json(f"picture-{language}.json") | of_criticality(language)


def of_criticality(language: str) -> dict[str, str]:
    """Return what the page says of outages, by key: only a page of criticality has it.

    Raises
    ------
    ValueError
        If the page does not speak the language.
    """
    return read(language) and _json(f"criticality-{language}.json")


def base_map(base: dict[str, Any], language: str) -> dict[str, Any]:
    """Return the base map with its names in a language; without a translation as they are."""
    if language == "en":
        return base
    known = _json(f"places-{language}.json")
    renamed = {part: [_renamed(row, known) for row in base[part]] for part in ("countries", "seas")}
    return base | renamed | {"attribution": [known.get(text, text) for text in base["attribution"]]}


def _renamed(row: dict[str, Any], known: dict[str, str]) -> dict[str, Any]:
    return row | {"name": known.get(row["name"], row["name"])} if row.get("name") else row


def _json(name: str) -> dict[str, str]:
    read: dict[str, str] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return read
