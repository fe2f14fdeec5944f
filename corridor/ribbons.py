"""How loads run along the lines: which way is onward, and where one ribbon goes on as the next.

Both are of the network alone, so that a ribbon keeps its colour and its place from year to
year. Nothing here draws or knows a width.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from corridor.tables import Corridor, straight_km

# A stretch that gains less than this part of its length leads round.
ROUND = 0.25
# How many times a kilometre of another mode counts: lines of it are a last resort.
FOREIGN = 20


class Piece(NamedTuple):
    """A segment as a run passes it: ``ab`` if from its from_node to its to_node."""

    segment_id: str
    ab: bool


def onward(corridor: Corridor) -> dict[str, bool]:
    """Return whether each segment runs onward from its from_node to its to_node.

    Onward gains on the journey from one end of the corridor to the other: the kilometres
    from the near end grow by more than those to the far end do, over the whole stretch
    between two places where lines of the mode part, so that no ribbon turns its colour on
    the way. Kilometres are counted along the lines of the mode, whatever their state, so
    that a closure turns none either; other modes are taken only where there is no line.
    Where both grow by about as much, the stretch leads round, and onward is nearer to the
    last country, or inside it away from the near end.

    The far end is the node of the last country that lies farthest from the first node of
    the first country as the crow flies, the near end that of the first farthest from it.
    On a corridor of one country the far end is its southernmost node. To nodes that no
    line joins to an end the crow flies.
    """
    last, near, far = _ends(corridor)
    place = _places(corridor)
    found: dict[str, bool] = {}
    for mode, rows in corridor.segments.groupby("mode", sort=False):
        from_near, to_far, to_last = (_km(corridor, str(mode), at) for at in ([near], [far], last))
        columns = (rows[name] for name in ("segment_id", "from_node", "to_node"))
        nodes = {key: (start, end) for key, start, end in zip(*columns, strict=True)}
        length = dict(zip(rows["segment_id"], rows["length_km"], strict=True))
        for stretch in _stretches({key: (place[a], place[b]) for key, (a, b) in nodes.items()}):
            (first, forward), (last_one, ahead) = stretch[0], stretch[-1]
            here, there = nodes[first][not forward], nodes[last_one][ahead]
            least = ROUND * sum(length[key] for key, _ in stretch)
            away = from_near[there] - from_near[here]
            gain = away + to_far[here] - to_far[there]
            nearer = to_last[here] - to_last[there]
            if abs(gain) < least:
                gain = nearer if abs(nearer) >= least else away
            found |= {key: ab == (gain > 0) for key, ab in stretch}
    return found


def _stretches(ends: dict[str, tuple[str, str]]) -> Iterator[list[Piece]]:
    """Yield the segments of a mode, by the places they join, in runs that nothing parts."""
    meeting: dict[str, list[str]] = defaultdict(list)
    for key, pair in ends.items():
        for end in pair:
            meeting[end].append(key)
    done: set[str] = set()
    for key in ends:
        if key not in done:
            back = _walk(Piece(key, ab=False), ends, meeting)
            stretch = _walk(Piece(back[-1].segment_id, not back[-1].ab), ends, meeting)
            done |= {piece.segment_id for piece in stretch}
            (first, ab), (last, ahead) = stretch[0], stretch[-1]
            if ends[first][not ab] == ends[last][ahead]:  # a loop leads nowhere as a whole
                yield from ([piece] for piece in stretch)
            else:
                yield stretch


def _walk(
    piece: Piece, ends: dict[str, tuple[str, str]], meeting: dict[str, list[str]]
) -> list[Piece]:
    """Return a segment and all that it goes on as, until lines part or end."""
    walked = [piece]
    while True:
        key, ab = walked[-1]
        end = ends[key][ab]
        others = [other for other in meeting[end] if other != key]
        if len(others) != 1 or len(meeting[end]) != 2 or others[0] == piece.segment_id:  # noqa: PLR2004 - one comes, one goes
            return walked
        walked.append(Piece(others[0], ends[others[0]][0] == end))


def runs(corridor: Corridor, tonnes: pd.Series) -> list[list[Piece]]:
    """Return the segments that carry anything as runs onward, in which each goes on as the next.

    Where several of a mode meet, of those that come in and those that go out the two that
    carry most go on as one, then the next two. The two sides of a crossing are one place.
    Every segment is in one run, and a run has one colour.

    Parameters
    ----------
    corridor
        Whose segments they are.
    tonnes
        The most each carries [t], by ``segment_id``.
    """
    place, forward = _places(corridor), onward(corridor)
    columns = (corridor.segments[name] for name in ("segment_id", "mode", "from_node", "to_node"))
    joins = {
        key: ((mode, place[start]), (mode, place[end]))
        for key, mode, start, end in zip(*columns, strict=True)
    }
    pieces = [Piece(key, forward[key]) for key in _heaviest(tonnes)]
    coming: dict[tuple[str, str], list[Piece]] = defaultdict(list)
    going: dict[tuple[str, str], list[Piece]] = defaultdict(list)
    for piece in pieces:
        ends = joins[piece.segment_id]
        going[ends[not piece.ab]].append(piece)
        coming[ends[piece.ab]].append(piece)
    after = {
        one: other
        for end, those in coming.items()
        for one, other in zip(those, going.get(end, []), strict=False)
    }
    led = set(after.values())
    # A ring has no first piece: of its own it begins at the heaviest.
    firsts = [piece for piece in pieces if piece not in led] + pieces
    found: list[list[Piece]] = []
    done: set[Piece] = set()
    for first in firsts:
        run: list[Piece] = []
        following: Piece | None = first
        while following is not None and following not in done:
            done.add(following)
            run.append(following)
            following = after.get(following)
        found += [run] if run else []
    return found


def _heaviest(tonnes: pd.Series) -> list[str]:
    """Return the segments that carry anything, what carries most first."""
    loaded = tonnes[tonnes > 0]
    order = loaded.rename_axis("key").rename("tonnes").reset_index()
    return order.sort_values(["tonnes", "key"], ascending=[False, True])["key"].tolist()


def _places(corridor: Corridor) -> dict[str, str]:
    """Return the place of each node; the nodes of a crossing are one place."""
    place = {node: node for node in corridor.nodes["node_id"]}
    for one, other in zip(corridor.crossings["node_a"], corridor.crossings["node_b"], strict=True):
        old, new = place[other], place[one]
        place = {node: new if at == old else at for node, at in place.items()}
    return place


def _km(corridor: Corridor, mode: str, ends: list[str]) -> dict[str, float]:
    """Return how far each node is from the nearest of some [km], by a mode.

    A crossing takes nothing; lines of another mode count ``FOREIGN`` times.
    """
    beside: dict[str, list[tuple[str, float]]] = defaultdict(list)
    segments, crossings = corridor.segments, corridor.crossings
    felt_km = segments["length_km"].where(segments["mode"] == mode, segments["length_km"] * FOREIGN)
    for start, end, km in [
        *zip(segments["from_node"], segments["to_node"], felt_km, strict=True),
        *((a, b, 0.0) for a, b in zip(crossings["node_a"], crossings["node_b"], strict=True)),
    ]:
        beside[start].append((end, km))
        beside[end].append((start, km))
    nodes = corridor.nodes["node_id"]
    crow = straight_km(corridor, nodes, pd.Series(ends[0], nodes.index))
    found = dict.fromkeys(nodes, math.inf)
    queue = [(0.0, end) for end in ends]
    found |= dict.fromkeys(ends, 0.0)
    while queue:
        far, node = heapq.heappop(queue)
        for other, km in beside[node] if far <= found[node] else ():
            if far + km < found[other]:
                found[other] = far + km
                heapq.heappush(queue, (far + km, other))
    return {
        node: straight if math.isinf(found[node]) else found[node]
        for node, straight in zip(nodes, crow, strict=True)
    }


def _ends(corridor: Corridor) -> tuple[list[str], str, str]:
    """Return the nodes of the last country, the near end of the corridor and its far end."""
    nodes, countries = corridor.nodes, corridor.countries
    along = countries.loc[countries["on_corridor"].fillna(value=False).astype(bool), "country"]
    held = [nodes.loc[nodes["country"] == country, "node_id"] for country in along]
    held = [ids for ids in held if len(ids)]
    if len(held) > 1:
        first, last = held[0], held[-1]
        far = _farthest(corridor, last, first.iloc[0])
    else:
        first = last = nodes["node_id"]
        far = str(nodes["node_id"].iloc[int(nodes["lat"].argmin())])
    ends = [far] if len(held) <= 1 else last.tolist()
    return ends, _farthest(corridor, first, far), far


def _farthest(corridor: Corridor, among: pd.Series, node: str) -> str:
    """Return which of some nodes lies farthest from another as the crow flies."""
    far = straight_km(corridor, among, pd.Series(node, among.index))
    return str(among.iloc[int(far.argmax())])
