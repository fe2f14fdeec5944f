"""How the picture says and writes things: phrases filled in, numbers, names in a language."""

from __future__ import annotations

import pandas as pd

from corridor import words
from corridor.words import Language

SPACE = "\N{NO-BREAK SPACE}"


def say(lang: Language, key: str, *parts: str) -> str:
    """Return a phrase with its parts filled in; a part is never read as a phrase."""
    return words.of_picture(lang)[key].format(*parts)


def number(lang: Language, value: float, digits: int = 0) -> str:
    """Return a number as the language groups and points it.

    Examples
    --------
    >>> number("en", 6078.25, 1), number("ru", 0.5, 1)
    ('6,078.2', '0,5')
    """
    text = f"{value:,.{digits}f}"
    return text if lang == "en" else text.replace(",", SPACE).replace(".", ",")


def dollars(lang: Language, value: float) -> str:
    """Return an amount in billions or millions of US$.

    Examples
    --------
    >>> dollars("en", 5e9), dollars("en", 50e6)
    ('5 bn', '50 mln')
    """
    unit, scale = ("short_bn", 1e9) if value >= 1e9 else ("short_m", 1e6)  # noqa: PLR2004
    return say(lang, unit, f"{value / scale:g}")


def names(rows: pd.DataFrame, lang: Language) -> pd.Series:
    """Return the names of rows in a language; one without a Russian name keeps its own."""
    if lang == "en":
        return rows["name"]
    return rows["name_ru"].fillna(rows["name"])
