"""How long the draws take beside NumPy drawing the same random numbers and no more.

Run it with ``python benchmarks/reliability.py``. A trip of 40 parts, 20 of them the two
sides of borders, is drawn 1,000,000 times; the peer fills the same blocks from the same
streams with as many standard normals. Medians of rounds taken in turn, and their ratio;
above 1 we are slower. Then the most memory a fresh process holds, beside the same process
without the draws.
"""

from __future__ import annotations

import math
import resource
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

from corridor import draws, uncertainty
from corridor.draws import BLOCK, Part, Plan

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 7
DRAWS = 1_000_000
PARTS = 40


class Drawing:
    """Forty parts of 1 to 40 h, every second of the last twenty tied to the one before."""

    def __init__(self) -> None:
        parts = [
            Part(0.2 + 0.01 * number, math.log(number + 1), number > PARTS // 2 and number % 2 == 1)
            for number in range(PARTS)
        ]
        calm, nothing = np.array([0]), np.zeros(1, dtype=np.float32)
        self.plan = Plan(tuple(parts), (), calm, nothing, nothing > 0, 0.5)

    def totals(self) -> None:
        draws.totals(self.plan, DRAWS, 1)

    def totals_and_quantiles(self) -> None:
        hours, _ = draws.totals(self.plan, DRAWS, 1)
        np.quantile(hours, uncertainty.LEVELS)

    def totals_by_two_workers(self) -> None:
        draws.totals(self.plan, DRAWS, 1, workers=2)

    def numpy_normals(self) -> None:
        row = np.empty(BLOCK, dtype=np.float32)
        for block in range(math.ceil(DRAWS / BLOCK)):
            stream = np.random.SeedSequence(1, spawn_key=(block,))
            rng = np.random.Generator(np.random.SFC64(stream))
            for _ in range(PARTS):
                rng.standard_normal(out=row, dtype=np.float32)

    def numpy_normals_at_once(self) -> None:
        np.random.default_rng(1).standard_normal((PARTS, DRAWS), dtype=np.float32)


def compare(ours: Callable[[], None], peer: Callable[[], None]) -> None:
    """Time both in turn and print their medians and ratio."""
    spent: dict[str, list[float]] = {ours.__name__: [], peer.__name__: []}
    for _ in range(ROUNDS):
        for work in (ours, peer):
            start = time.perf_counter()
            work()
            spent[work.__name__].append(1000 * (time.perf_counter() - start))
    (name, mine), (other, theirs) = (
        (label, statistics.median(times)) for label, times in spent.items()
    )
    print(f"{name} {mine:.0f} ms, {other} {theirs:.0f} ms, ratio {mine / theirs:.2f}")


def peak_mb(argument: str) -> float:
    """Return the most memory a process of its own held [MB]."""
    command = [sys.executable, __file__, argument]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def main() -> None:
    """Time the draws, or in a process of its own tell the memory they take."""
    case = Drawing()
    if len(sys.argv) > 1:
        if sys.argv[1] == "draws":
            case.totals_and_quantiles()
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
        return
    # First, for a process inherits the peak of the one that starts it.
    print(f"peak {peak_mb('draws'):.0f} MB, without the draws {peak_mb('none'):.0f} MB")
    compare(case.totals, case.numpy_normals)
    compare(case.totals_and_quantiles, case.numpy_normals)
    compare(case.totals, case.numpy_normals_at_once)
    compare(case.totals_by_two_workers, case.numpy_normals)


if __name__ == "__main__":
    main()
