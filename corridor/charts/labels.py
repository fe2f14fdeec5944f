"""Names placed so that none covers a mark or another name, weightiest first.

Where there is a choice a name stands off the lines; one without room is left out. All is
measured in millimetres, so that a picture of any kind has the same names.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from corridor.charts import pen
from corridor.charts.conic import Points
from corridor.charts.pen import Type
from corridor.charts.sheet import Box

# Grain of the record of where lines run, and the air between two names.
CELL_MM = 1.2
AIR_MM = 0.5
# A place for a name further down the list costs as much as so many cells of line.
LATER, LATER_WITHIN = 0.5, 0.05
# A name that is drawn only where it does no harm covers at most so many cells of line.
MOST_CROSSED = 9.0
# An area is wide where it is named, and a name may move less up and down than across.
FLAT = 0.35


@dataclass(frozen=True)
class Label:
    """A name that wants a place.

    Attributes
    ----------
    text, kind
        The name, and how it is set.
    at
        What it names [mm].
    rank
        The higher is placed first.
    gap
        From the middle of the mark to the name [mm].
    room
        For the name of an area: how far from ``at`` it may stand [mm]; else 0.
    mark
        A mark that is drawn only with its name, and so needs room too.
    """

    text: str
    kind: Type
    at: tuple[float, float]
    rank: float
    gap: float = 0.0
    room: float = 0.0
    mark: Box | None = None


@dataclass
class Ground:
    """What names must keep off: the edge, boxes taken, and cells that lines run through."""

    edge: Box
    taken: list[Box] = field(default_factory=list)
    cells: dict[tuple[int, int], int] = field(default_factory=dict)

    def free(self, box: Box) -> bool:
        """Return whether a box is inside the edge and touches none that is taken."""
        wide = box.around(AIR_MM)
        return self.edge.holds(box) and not any(wide.meets(other) for other in self.taken)

    def crossed(self, box: Box) -> int:
        """Return how many lines run through a box, counted by the cell."""
        return sum(self.cells.get(cell, 0) for cell in _cells(box))

    def mark(self, lines: Iterable[Points], weight: int = 1) -> None:
        """Record where lines, each points (n, 2) [mm], run; a weighty one is worse to cover."""
        for points in lines:
            for cell in {tuple(at) for at in _trail(points).tolist()}:
                self.cells[cell] = self.cells.get(cell, 0) + weight


def place(labels: Sequence[Label], ground: Ground) -> list[tuple[Label, Box]]:
    """Return the names that have room, each with its box, and take the boxes."""
    placed = []
    for label in sorted(labels, key=lambda label: (-label.rank, label.text, label.at)):
        if label.mark and not ground.free(label.mark):
            continue
        free = [
            (ground.crossed(box) + n * (LATER_WITHIN if label.room else LATER), n, box)
            for n, box in enumerate(_candidates(label))
            if ground.free(box)
        ]
        if free and (not label.mark or min(free)[0] <= MOST_CROSSED):
            box = min(free)[2]
            ground.taken += [box, label.mark] if label.mark else [box]
            placed.append((label, box))
    return placed


def _candidates(label: Label) -> Iterator[Box]:
    """Yield where a name may stand, the best place first."""
    width, height = pen.extent(label.kind, label.text)
    x, y = label.at
    offsets = (
        _within(width, height, label.room) if label.room else _beside(width, height, label.gap)
    )
    for dx, dy in offsets:
        yield Box(x + dx, y + dy, x + dx + width, y + dy + height)


def _beside(width: float, height: float, gap: float) -> Iterator[tuple[float, float]]:
    """Yield offsets of a name from its mark: right, left, above, below, then the corners."""
    right, left, middle = gap, -gap - width, -height / 2
    yield from ((right, middle), (left, middle), (-width / 2, gap), (-width / 2, -gap - height))
    shift = height * 0.75
    for x in (right - 0.4, left + 0.4):
        yield from ((x, middle + shift), (x, middle - shift))
    for part in (0.25, 0.75, 0.0, 1.0):
        yield from ((-width * part, gap), (-width * part, -gap - height))


def _within(width: float, height: float, room: float) -> Iterator[tuple[float, float]]:
    """Yield offsets of the name of an area from its middle, nearest first."""
    parts = [step / 8 for step in range(-6, 7)]
    steps = sorted((dx * dx + dy * dy, dx, dy) for dx in parts for dy in parts)
    for _, dx, dy in steps:
        yield dx * room - width / 2, dy * room * FLAT - height / 2


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    left, bottom, right, top = (math.floor(edge / CELL_MM) for edge in box)
    for column in range(left, right + 1):
        for row in range(bottom, top + 1):
            yield column, row


def _trail(points: Points) -> Points:
    """Return the cells (n, 2) that a line passes."""
    steps = np.maximum(1, np.ceil(np.abs(np.diff(points, axis=0)).max(axis=1) / CELL_MM))
    along = [
        start + (end - start) * np.linspace(0, 1, int(n) + 1)[:, None]
        for start, end, n in zip(points[:-1], points[1:], steps, strict=True)
    ]
    trail: Points = np.floor(np.vstack(along) / CELL_MM).astype(int)
    return trail
