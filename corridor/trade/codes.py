"""Countries by the numbers that UN Comtrade and BACI give them.

They are ISO 3166-1 numbers (UN M49) but for a few areas that report together with others.
"""

from __future__ import annotations

from collections.abc import Iterable

from corridor.errors import DataError

# UN Comtrade's own numbers, BACI's too: France with Monaco and its overseas parts, India,
# Norway with Svalbard, Switzerland with Liechtenstein, the USA with Puerto Rico, and "other
# Asia", which is Taiwan.
_OWN = {"FRA": 251, "IND": 699, "NOR": 579, "CHE": 757, "USA": 842, "TWN": 490}


def numbers(countries: Iterable[str]) -> dict[int, str]:
    """Return the ISO 3166-1 alpha-3 code of each country by its numbers.

    Raises
    ------
    DataError
        If ISO 3166-1 has no such country.

    Examples
    --------
    >>> numbers(["AFG", "IND"])
    {4: 'AFG', 356: 'IND', 699: 'IND'}
    """
    from iso3166 import countries_by_alpha3

    found: dict[int, str] = {}
    for country in countries:
        known = countries_by_alpha3.get(country)
        if known is None:
            raise DataError(f"{country!r} is no country of ISO 3166-1, by which trade is found")
        found[int(known.numeric)] = country
        if country in _OWN:
            found[_OWN[country]] = country
    return found


def number(country: str) -> int:
    """Return the number by which UN Comtrade is asked for a country.

    Examples
    --------
    >>> number("PAK"), number("IND")
    (586, 699)
    """
    return list(numbers([country]))[-1]
