"""Trade as grids for a terminal: a line per flow, a column per year, heat and sparklines.

A grid is text cells with a strength each; on a terminal that shows colour the strength is
the ground of the cell, elsewhere the same text stands plain. No data is a dot, never a low
bar and never zero.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from dataclasses import dataclass

from corridor import report

BARS = "▁▂▃▄▅▆▇█"
NONE = "·"
WIDTH = 100
# Grounds from faint to strong, and the ink that reads on each (contrast above 4.5).
HEAT = (
    ("#e8f1f5", "#24323d"),
    ("#c5dde8", "#24323d"),
    ("#97c2d6", "#24323d"),
    ("#5f9fbd", "#101820"),
    ("#2f6f92", "#ffffff"),
    ("#184a75", "#ffffff"),
)
_LARGE = 9.95


@dataclass(frozen=True)
class Cell:
    """Text of a cell, and how strong it is from 0 to 1; None has no ground."""

    text: str
    strength: float | None = None


@dataclass(frozen=True)
class Grid:
    """Headings and rows of cells; the first ``labels`` columns are words, the rest figures."""

    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    labels: int = 1


def spark(values: Sequence[float | None]) -> str:
    """Return a series as a line of bars, its largest the full height; missing is a dot.

    Examples
    --------
    >>> spark([0, 4, None, 8])
    '▁▅·█'
    """
    most = max((value for value in values if value is not None), default=0)
    return "".join(NONE if value is None else BARS[_step(value, most)] for value in values)


def _step(value: float, most: float) -> int:
    return round(value / most * (len(BARS) - 1)) if most > 0 else 0


def figure(value: float) -> str:
    """Return a figure of 0 or more as a plain number, to about three figures.

    Examples
    --------
    >>> figure(17_605.5), figure(3.5), figure(0.155_767)
    ('17,606', '3.5', '0.16')
    """
    digits = 0 if value >= _LARGE or value == 0 else 1 if value >= 1 else 2
    return f"{value:,.{digits}f}"


def millions(value_usd: float) -> str:
    """Return US$ in millions, as ``figure``."""
    return figure(value_usd / 1e6)


def strengths(values: Sequence[float | None]) -> list[float | None]:
    """Return each value's place between the least and the largest above 0, by its logarithm."""
    logs = [math.log10(value) if value else None for value in values]
    known = [log for log in logs if log is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    spread = high - low or 1.0
    return [
        None if value is None else 0.0 if log is None else (log - low) / spread
        for value, log in zip(values, logs, strict=True)
    ]


def room(taken: int, each: int) -> int:
    """Return how many columns of a width fit beside what is taken, at least one."""
    width = shutil.get_terminal_size((WIDTH, 24)).columns if report.on_terminal() else WIDTH
    return max(1, (width - taken) // each)


def show(grid: Grid) -> None:
    """Print a grid: with heat on a terminal, as aligned text elsewhere."""
    if report.on_terminal():
        _heat(grid)
    else:
        report.write_text(text(grid))


def text(grid: Grid) -> str:
    """Return a grid as aligned text."""
    lines = [list(grid.head), *([cell.text for cell in row] for row in grid.rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rule = ["-" * width for width in widths]
    return "".join(
        "  ".join(
            word.ljust(width) if place < grid.labels else word.rjust(width)
            for place, (word, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        + "\n"
        for line in [lines[0], rule, *lines[1:]]
    )


def _heat(grid: Grid) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, name in enumerate(grid.head):
        side = "left" if place < grid.labels else "right"
        table.add_column(Text(name), justify="left" if side == "left" else "right", no_wrap=True)
    for row in grid.rows:
        table.add_row(*(Text(cell.text, style=_style(cell)) for cell in row))
    lines = [grid.head, *([cell.text for cell in row] for row in grid.rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    report.print_whole(table, widths)


def _style(cell: Cell) -> str:
    if cell.strength is None:
        return ""
    ground, ink = HEAT[min(int(cell.strength * len(HEAT)), len(HEAT) - 1)]
    return f"{ink} on {ground}"
