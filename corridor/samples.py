"""The samples that stand for the trips CAREC's CPMM would log: border posts and sections.

CPMM averages logged trips; nobody publishes ours. A post is a side of a built crossing in
one direction; a side on which nothing halts (0 h) is none. A section runs between a city,
terminal or port of a country and a crossing of its border, by the fastest way inside the
country over lines in use, and passes the country's own side of the border. Each counts
once. Nothing here averages anything.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from corridor import network, routing
from corridor.schema import BUILT, IN_USE
from corridor.tables import Request

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from corridor.tables import Corridor

# The load that CPMM's costs are for; ``network.links`` prices a tonne of it.
LOAD_T = 20.0
ENDS = ("city", "terminal", "port")


class Figure(NamedTuple):
    """A number of the tables, and where it is from."""

    value: float
    year: float
    source_id: str
    grade: str


class Post(NamedTuple):
    """A side of a crossing in a direction, and the hours and the fee that hold there."""

    country: str
    mode: str
    direction: str
    crossing_id: str
    node_id: str
    dwell: Figure
    fee: Figure


class Section(NamedTuple):
    """A way inside a country between a city (``node_id``) and a border post.

    ``time_h`` [h] holds stops and the dwell on the country's side, ``cost_usd_t`` [US$/t]
    the fee there; it is missing where a link has no cost or the post no fee.
    """

    country: str
    mode: str
    direction: str
    crossing_id: str
    node_id: str
    distance_km: float
    running_h: float
    time_h: float
    cost_usd_t: float


def posts(corridor: Corridor) -> list[Post]:
    """Return each side of each built crossing in each direction, where something halts."""
    country = dict(zip(corridor.nodes["node_id"], corridor.nodes["country"], strict=True))
    built = corridor.crossings[corridor.crossings["status"].isin(BUILT)]
    columns = (built[name] for name in ("crossing_id", "mode", "node_a", "node_b"))
    ends = {key: (mode, {"a": a, "b": b}) for key, mode, a, b in zip(*columns, strict=True)}
    found = []
    for row in corridor.border_times.to_dict("records"):
        if row["crossing_id"] in ends and row["dwell_h"] > 0:
            mode, nodes = ends[row["crossing_id"]]
            node = nodes[row["side"]]
            way = "outbound" if row["direction"][0] == row["side"] else "inbound"
            own = "fee_" if pd.notna(row["fee_source_id"]) else ""
            figures = _figure(row, "dwell_h", ""), _figure(row, "fee_usd", own)
            found.append(Post(country[node], mode, way, row["crossing_id"], node, *figures))
    return found


def _figure(row: dict[Hashable, Any], column: str, of: str) -> Figure:
    year = row[f"{of}year"]
    year = math.nan if pd.isna(year) else float(year)
    return Figure(row[column], year, row[f"{of}source_id"], row[f"{of}grade"])


def sections(corridor: Corridor, at: list[Post]) -> list[Section]:
    """Return the sections to and from some posts.

    Parameters
    ----------
    corridor
        Its network is searched.
    at
        Posts, as ``posts`` returns them; outbound ones end sections, inbound ones begin them.
    """
    links = network.links(corridor)
    links = links[links["status"].isin(IN_USE) & links["time_h"].notna()]
    links = links[(links["kind"] != "crossing") & (links["mode"] == links["from_mode"])]
    inland = corridor.nodes[corridor.nodes["kind"].isin(ENDS)]
    cities: dict[str, list[str]] = {}
    for city, country in zip(inland["node_id"], inland["country"], strict=True):
        cities.setdefault(country, []).append(city)
    found: list[Section] = []
    groups: dict[tuple[str, str], list[Post]] = {}
    for post in at:
        groups.setdefault((post.mode, post.country), []).append(post)
    for (mode, country), group in groups.items():
        within = links[(links["mode"] == mode) & (links["country"] == country)]
        found += _within(within.reset_index(drop=True), group, cities.get(country, []))
    return found


def _within(links: pd.DataFrame, at: list[Post], cities: list[str]) -> Iterator[Section]:
    """Yield the sections between the cities and the posts of one country by one mode."""
    graph = network.graph(links, Request(origin="", destination=""))
    costs = _costs(links)
    states: dict[str, list[int]] = {}
    for state, (_, node) in enumerate(graph.place):
        states.setdefault(node, []).append(state)

    def grown(node: str) -> dict[int, routing.Cost]:
        return routing.reached(replace(graph, starts=states.get(node, [])), costs)

    trees = {node: grown(node) for node in dict.fromkeys([*cities, *(post.node_id for post in at)])}
    for post in at:
        for city in cities:
            ends = (city, post.node_id)
            start, end = ends if post.direction == "outbound" else ends[::-1]
            found = [trees[start][state] for state in states.get(end, []) if state in trees[start]]
            if found:
                yield _section(post, city, min(found))


def _costs(links: pd.DataFrame) -> list[routing.Cost]:
    """Return each link's hours, kilometres, running hours and cost in whole millionths.

    Last comes 1 where the cost is not known, so that a way with such a link shows it.
    """
    cost = links["cost_usd_t"]
    columns = (links["time_h"], links["distance_km"], links["running_h"], cost.fillna(0.0))
    whole = ((column * network.MILLION).round().astype("int64").tolist() for column in columns)
    return list(zip(*whole, cost.isna().astype(int).tolist(), strict=True))


def _section(post: Post, city: str, cost: routing.Cost) -> Section:
    time, distance, running, money = (whole / network.MILLION for whole in cost[:-1])
    known = cost[-1] == 0  # no link of the way lacks its cost
    usd_t = money + post.fee.value / LOAD_T if known else math.nan
    at = (post.country, post.mode, post.direction, post.crossing_id, city)
    return Section(*at, distance, running, time + post.dwell.value, usd_t)
