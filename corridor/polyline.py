"""Lines as short text: Google's encoded polyline, at a chosen number of decimals.

A vertex near the one before costs two to four characters instead of some twenty. The
page decodes it again (``corridor-polyline.js``). It only rounds; it never simplifies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def encode(lonlat: Iterable[tuple[float, float]], decimals: int) -> str:
    """Return a line as an encoded polyline.

    Parameters
    ----------
    lonlat
        Vertices as (longitude, latitude) [deg].
    decimals
        Digits kept after the point; 4 is about 10 m.

    Returns
    -------
    str
        Latitude and longitude of each vertex, as differences from the one before, in
        characters from ``?`` to ``~``.

    References
    ----------
    Google Maps Platform, Encoded Polyline Algorithm Format.

    Examples
    --------
    >>> encode([(-120.2, 38.5), (-120.95, 40.7), (-126.453, 43.252)], 5)
    '_p~iF~ps|U_ulLnnqC_mqNvxq`@'
    """
    scale = 10**decimals
    text: list[str] = []
    before_lat = before_lon = 0
    for lon, lat in lonlat:
        at_lat, at_lon = round(lat * scale), round(lon * scale)
        text += [_signed(at_lat - before_lat), _signed(at_lon - before_lon)]
        before_lat, before_lon = at_lat, at_lon
    return "".join(text)


def _signed(value: int) -> str:
    """Return one whole number, least significant five bits first."""
    left = ~(value << 1) if value < 0 else value << 1
    text = ""
    while left >= 0x20:  # noqa: PLR2004 - five bits a character
        text += chr((0x20 | (left & 0x1F)) + 63)
        left >>= 5
    return text + chr(left + 63)


def decode(text: str, decimals: int) -> list[tuple[float, float]]:
    """Return an encoded polyline as vertices (longitude, latitude) [deg].

    Examples
    --------
    >>> decode("_p~iF~ps|U_ulLnnqC_mqNvxq`@", 5)
    [(-120.2, 38.5), (-120.95, 40.7), (-126.453, 43.252)]
    """
    steps = _numbers(text)
    scale = 10**decimals
    lat = lon = 0
    points = []
    for step_lat, step_lon in zip(steps, steps, strict=True):
        lat, lon = lat + step_lat, lon + step_lon
        points.append((lon / scale, lat / scale))
    return points


def _numbers(text: str) -> Iterator[int]:
    """Yield the whole numbers of an encoded line."""
    value = shift = 0
    for character in text:
        five = ord(character) - 63
        value |= (five & 0x1F) << shift
        shift += 5
        if five < 0x20:  # noqa: PLR2004 - the sixth bit says that more follow
            yield ~(value >> 1) if value & 1 else value >> 1
            value = shift = 0
