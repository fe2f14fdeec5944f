"""Capacity restraint: tonnes put on the network so that no trip gains by another path.

Some groups of links share a capacity, and passing them takes longer the fuller they are.
The equilibrium is the least of a convex sum; Frank and Wolfe's method walks towards it,
each step all-or-nothing at the hours so far. Nothing here knows a country or a year.

References
----------
Bureau of Public Roads 1964, Traffic Assignment Manual: the delay function. Sheffi 1985,
Urban Transportation Networks, chapter 5: Frank-Wolfe, relative gap. Mitradjieva and
Lindberg 2013, The stiff is moving: conjugate direction Frank-Wolfe methods with
applications to traffic assignment, Transportation Science 47.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from corridor.flows.core import Figures, Whole

# Loads of each measure by link (measures x links), the first being tonnes.
Load = Callable[[Figures], Figures]
HALVINGS = 40  # of the step: finer than a float can say of most
FARTHEST = 0.99  # how much of the last direction a new one may keep


@dataclass(frozen=True)
class Delays:
    """Groups of links that share a capacity.

    ``group`` is the group of each link or -1; of each group ``free_h`` are the hours it
    takes when empty, ``full_t`` the tonnes a year that fill it, ``alpha`` and ``beta`` the
    figures of the delay function: hours = free x (1 + alpha x use ** beta).
    """

    group: Whole
    free_h: Figures
    full_t: Figures
    alpha: float
    beta: float

    def gather(self, tonnes: Figures) -> Figures:
        """Return the sum of each group's links."""
        bound = self.group >= 0
        sums: Figures = np.bincount(self.group[bound], tonnes[bound], len(self.free_h)).astype(
            float
        )
        return sums

    def hours(self, tonnes: Figures) -> Figures:
        """Return the hours added on each link where the links carry ``tonnes`` a year."""
        late = self.free_h * self.alpha * (self.gather(tonnes) / self.full_t) ** self.beta
        added: Figures = np.append(late, 0.0)[self.group]  # -1, no group, is the last
        return added

    def slope(self, tonnes: Figures) -> Figures:
        """Return the hours that a tonne more adds in each group [h/t]."""
        use = self.gather(tonnes) / self.full_t
        steep: Figures = self.free_h * self.alpha * self.beta / self.full_t
        return steep * use ** (self.beta - 1)


class Balance(NamedTuple):
    """Loads (measures x links) and how near equilibrium they are."""

    loads: Figures
    gap: float
    rounds: int


def solve(load: Load, hours: Figures, delays: Delays, gap: float, most: int) -> Balance:
    """Return loads of which no more than ``gap`` of all tonne-hours could be saved.

    Parameters
    ----------
    load
        All-or-nothing loads at the hours of each link.
    hours
        Hours of each link when empty.
    delays
        What they grow by.
    gap
        The relative gap to reach: tonne-hours less those on the best paths at the same
        hours, over tonne-hours.
    most
        Rounds at most; if they do not reach the gap the balance says so.
    """
    loads = load(hours)
    aim = loads
    for number in range(most + 1):
        now = hours + delays.hours(loads[0])
        best = load(now)
        taken = float(now @ loads[0])
        reached = max(float(now @ (loads[0] - best[0])) / taken, 0.0) if taken > 0 else 0.0
        if reached <= gap or number == most:
            break
        aim = _aim(loads, best, aim, delays)
        loads = loads + _step(hours, delays, loads[0], aim[0] - loads[0]) * (aim - loads)
    return Balance(loads, reached, number)


def _aim(loads: Figures, best: Figures, aim: Figures, delays: Delays) -> Figures:
    """Return loads to walk towards: the best ones, bent so as not to undo the last step."""
    last, towards = delays.gather(aim[0] - loads[0]), delays.gather(best[0] - loads[0])
    steep = delays.slope(loads[0])
    against = float(last @ (steep * (towards - last)))
    if against == 0:
        return best
    kept = float(last @ (steep * towards)) / against
    kept = min(kept, FARTHEST) if kept > 0 else 0.0
    return kept * aim + (1 - kept) * best


def _step(hours: Figures, delays: Delays, tonnes: Figures, change: Figures) -> float:
    """Return how far to walk: where the hours along the change stop paying for it."""
    near, far = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        if float((hours + delays.hours(tonnes + middle * change)) @ change) < 0:
            near = middle
        else:
            far = middle
    return (near + far) / 2
