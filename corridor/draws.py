"""Sums of lognormal parts drawn many times over, in blocks with a random stream each.

The same seed gives the same sums however many are held or worked on at once. Nothing
here knows what a route is.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

# Draws of one random stream: the result hangs on it. 64 kB a row stays in the cache.
BLOCK = 16_384
# Draws one task does between two words of progress: the result does not hang on it.
CHUNK = 16 * BLOCK


class Part(NamedTuple):
    """A part as it is drawn: hours are exp(sigma · z + shift), z standard normal."""

    sigma: float
    shift: float
    with_previous: bool
    changes: tuple[float, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What is drawn: parts of the route, those that only a diversion has, and the days.

    ``changes`` of a part say how much more of it each diversion has, as a share of the
    route's. ``base_h`` holds by day the wait and the parts that do not scatter, ``met``
    whether a closure is met.
    """

    main: tuple[Part, ...]
    own: tuple[tuple[Part, ...], ...]
    way: npt.NDArray[np.int64]
    base_h: Floats
    met: npt.NDArray[np.bool_]
    correlation: float


def totals(
    given: Plan,
    draws: int,
    seed: int,
    *,
    workers: int = 1,
    chunk: int = CHUNK,
    progress: Callable[[int], object] | None = None,
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return the hours of each draw, and whether it met a closure.

    Parameters
    ----------
    given
        What is drawn.
    draws, seed, workers
        As for ``uncertainty.simulate``.
    chunk
        How many draws a task does at most, in whole blocks.
    progress
        Called with the number of draws done since the last call.

    Returns
    -------
    tuple of ndarray
        float32 [h] and bool; fewer draws of the same seed are the beginning of more.
    """
    if draws < 1 or workers < 1 or chunk < 1:
        raise ValueError("draws, workers and chunk are whole numbers of 1 or more")
    hours, met = np.empty(draws, dtype=np.float32), np.empty(draws, dtype=bool)
    step = math.ceil(chunk / BLOCK) * BLOCK

    def work(start: int) -> int:
        end = min(start + step, draws)
        for first in range(start, end, BLOCK):
            last = min(first + BLOCK, end)
            drawn = _block(given, seed, first // BLOCK)
            hours[first:last], met[first:last] = (kept[: last - first] for kept in drawn)
        return end - start

    pool = ThreadPoolExecutor(workers)
    try:
        for done in pool.map(work, range(0, draws, step)):
            if progress is not None:
                progress(done)
    finally:
        pool.shutdown(cancel_futures=True)
    return hours, met


def _block(given: Plan, seed: int, number: int) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return the hours of one block of draws, from its own random stream."""
    stream = np.random.SeedSequence(seed, spawn_key=(number,))
    rng = np.random.Generator(np.random.SFC64(stream))
    day = rng.integers(len(given.way), size=BLOCK, dtype=np.int32)
    way = given.way[day]
    hours = given.base_h[day]
    diverted = [np.flatnonzero(way == number) for number in range(1, len(given.own) + 1)]
    drawn = factors(rng, BLOCK, given.main, given.correlation)
    for part, factor in zip(given.main, drawn, strict=True):
        hours += factor
        for rows, change in zip(diverted, part.changes, strict=True):
            if change:
                hours[rows] += change * factor[rows]
    for rows, own in zip(diverted, given.own, strict=True):
        for factor in factors(rng, len(rows), own, given.correlation):
            hours[rows] += factor
    return hours, given.met[day]


def factors(
    rng: np.random.Generator, size: int, parts: Sequence[Part], correlation: float
) -> Iterator[Floats]:
    """Yield the draws of each part in turn, in one buffer that the next overwrites."""
    z, previous, drawn = (np.empty(size, dtype=np.float32) for _ in range(3))
    rest = math.sqrt(1 - correlation**2)
    for part in parts:
        z, previous = previous, z
        rng.standard_normal(out=z, dtype=np.float32)
        if part.with_previous:
            z *= rest
            z += np.multiply(previous, correlation, out=drawn)
        np.multiply(z, part.sigma, out=drawn)
        drawn += part.shift
        yield np.exp(drawn, out=drawn)
