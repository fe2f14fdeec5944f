"""Path-size logit: one trip spread over the routes that really differ.

Routes that share kilometres are less of a choice than they seem; the size of a path says
how much of it is its own. Nothing here knows a tonne.

References
----------
Ben-Akiva and Bierlaire 1999, Discrete choice methods and their applications to short term
travel decisions, Handbook of Transportation Science: the path-size logit.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence


def sizes(paths: Sequence[Sequence[Hashable]], km: Sequence[Sequence[float]]) -> list[float]:
    """Return the size of each path: 1 if it shares nothing, 1/n if n are one and the same.

    ``PS_k = sum over its links a of (l_a / L_k) / (number of paths that use a)``.

    Parameters
    ----------
    paths
        The links of each path.
    km
        Their lengths [km]. A path without length is all its own.
    """
    used = Counter(link for path in paths for link in set(path))
    found = []
    for path, lengths in zip(paths, km, strict=True):
        whole = sum(lengths)
        own = sum(length / used[link] for link, length in zip(path, lengths, strict=True))
        found.append(own / whole if whole > 0 else 1.0)
    return found


def shares(cost: Sequence[float], size: Sequence[float], spread: float) -> list[float]:
    """Return the part of the trips that takes each path; the parts add up to 1.

    ``P_k = exp(V_k) / sum of exp(V_j)`` with ``V_k = -theta C_k + ln PS_k`` and
    ``theta = 1 / (spread x least C)``: a path dearer by the spread is e times rarer.

    Parameters
    ----------
    cost
        What each path takes, in any one unit, none below 0.
    size
        Of each path; see ``sizes``.
    spread
        Part of the least cost, above 0.
    """
    least = min(cost)
    if least <= 0:
        fit = [size_ if one <= 0 else 0.0 for one, size_ in zip(cost, size, strict=True)]
    else:
        theta = 1 / (spread * least)
        fit = [own * math.exp(-theta * (one - least)) for one, own in zip(cost, size, strict=True)]
    whole = sum(fit)
    return [one / whole for one in fit]
