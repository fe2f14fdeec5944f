"""Lines, areas, marks and words put on the sheet, in millimetres and points.

The fonts are those that come with matplotlib, named by file, so that a sheet looks the
same on every machine. Text is only ever text: no mark in it is read as mathematics, and
what the fonts lack is shown as such.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path as File
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import Stroke as Stroked
from matplotlib.textpath import text_to_path

from corridor.charts.conic import Points
from corridor.charts.sheet import Box
from corridor.palette import COLOURS

MM_PER_PT = 25.4 / 72
LACKING = "\N{REPLACEMENT CHARACTER}"
LONGEST, FURTHEST = 60, 300
# Of the size of a type: its line from below the g to above the A, and what lies below.
LINE, BELOW = 1.0, 0.24


@dataclass(frozen=True)
class Type:
    """How words are set: face, size [pt], colour, space between letters, halo [pt]."""

    size: float
    face: str = "DejaVuSans"
    colour: str = COLOURS["ink"]
    spaced: bool = False
    halo: float = 0.0


@dataclass(frozen=True)
class Stroke:
    """How a line is drawn: colour, width [pt], dashes [pt], opacity."""

    colour: str
    width: float
    dashes: tuple[float, ...] = ()
    alpha: float = 1.0
    cap: str = "round"


def fitted(kind: Type, text: str, width_mm: float) -> str:
    """Return text on one line and no wider than that, cut at its end if need be."""
    line = plain(text, FURTHEST)
    if extent(kind, line)[0] <= width_mm:
        return line
    fits = (line[:end].rstrip() + "…" for end in range(len(line) - 1, 0, -1))
    return next((shown for shown in fits if extent(kind, shown)[0] <= width_mm), "")


def plain(text: str, most: int = LONGEST) -> str:
    """Return text fit for one line of the sheet: no line breaks, no controls, not too long."""
    spaced = "".join(" " if character.isspace() else character for character in text)
    seen = (c for c in spaced if not unicodedata.category(c).startswith("C"))
    line = " ".join("".join(seen).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def set_in(kind: Type, text: str) -> str:
    """Return text as a type sets it: letters spaced if it says so, what it lacks marked."""
    known = _letters(kind.face)
    shown = "".join(c if ord(c) in known else LACKING for c in text)
    return "\N{HAIR SPACE}".join(shown) if kind.spaced else shown


def extent(kind: Type, text: str) -> tuple[float, float]:
    """Return width and height [mm] of a line of text, from below the g to above the A."""
    width, _, _ = text_to_path.get_text_width_height_descent(
        set_in(kind, text), _font(kind), ismath=False
    )
    return width * MM_PER_PT, kind.size * LINE * MM_PER_PT


def write(axes: Axes, at: tuple[float, float], text: str, kind: Type, **place: Any) -> None:  # noqa: ANN401 - matplotlib's own
    """Write a line of text at a place [mm]; ``place`` is ``ha``, ``va``, ``zorder``."""
    style: dict[str, Any] = {"va": "baseline", "zorder": 10} | place
    style |= {"fontproperties": _font(kind), "color": kind.colour, "parse_math": False}
    shown = set_in(kind, text)
    if kind.halo:  # apart from the letters, which so stay letters in a PDF
        around = axes.text(*at, shown, **style)
        around.set_path_effects([Stroked(linewidth=kind.halo, foreground="#ffffff")])
    axes.text(*at, shown, **style)


def write_in(axes: Axes, box: Box, text: str, kind: Type, *, zorder: float) -> None:
    """Write a line of text into the box that ``extent`` gave it."""
    write(axes, (box.left, box.bottom + BELOW * kind.size * MM_PER_PT), text, kind, zorder=zorder)


def wrapped(kind: Type, text: str, width_mm: float) -> list[str]:
    """Return text broken into lines no wider than that, between words where it can be."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and extent(kind, longer)[0] > width_mm:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def line(axes: Axes, lines: Iterable[Points], stroke: Stroke, zorder: float, **more: Any) -> None:  # noqa: ANN401 - matplotlib's own
    """Draw lines, each points (n, 2) [mm], as one stroke: where they cross none shows through."""
    path = _compound([np.asarray(points) for points in lines])
    if path is None:
        return
    dashes = (0, tuple(mark / stroke.width for mark in stroke.dashes)) if stroke.dashes else "-"
    patch = PathPatch(
        path,
        fill=False,
        edgecolor=stroke.colour,
        linewidth=stroke.width,
        linestyle=dashes,
        alpha=stroke.alpha,
        capstyle="butt" if stroke.dashes else stroke.cap,
        joinstyle="round",
        zorder=zorder,
        **more,
    )
    axes.add_artist(patch)


def area(axes: Axes, rings: Sequence[Points], colour: str, zorder: float, **more: Any) -> None:  # noqa: ANN401 - matplotlib's own
    """Fill rings, each points (n, 2) [mm], a ring inside another being a hole of it."""
    path = _compound(rings, closed=True)
    if path is not None:
        style = {"facecolor": colour, "edgecolor": colour, "linewidth": 0.4} | more
        axes.add_artist(PathPatch(path, zorder=zorder, joinstyle="round", **style))


def ring(box: Box) -> Points:
    """Return the corners of a box (4, 2) [mm]."""
    left, bottom, right, top = box
    return np.array([[left, bottom], [right, bottom], [right, top], [left, top]])


def card(axes: Axes, box: Box, zorder: float) -> None:
    """Draw the ground of a legend."""
    edge = {"edgecolor": COLOURS["rule"], "linewidth": 0.8}
    area(axes, [ring(box)], COLOURS["card"], zorder, **edge)


def _compound(parts: Sequence[Points], *, closed: bool = False) -> Path | None:
    """Return one path of many parts, or None without any."""
    paths = [_path(points, closed=closed) for points in parts if len(points) > 1]
    return Path.make_compound_path(*paths) if paths else None


def _path(points: Points, *, closed: bool) -> Path:
    if not closed:
        return Path(points)
    return Path(np.vstack([points, points[:1]]), closed=True)


@cache
def _font(kind: Type) -> FontProperties:
    return FontProperties(fname=_file(kind.face), size=kind.size)


@cache
def _letters(face: str) -> frozenset[int]:
    """Return the code points a face has."""
    return frozenset(get_font(_file(face)).get_charmap())


def _file(face: str) -> File:
    return File(mpl.get_data_path()) / "fonts" / "ttf" / f"{face}.ttf"
