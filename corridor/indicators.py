"""Trade facilitation indicators: the model's value beside what was published.

The indicators are those of CAREC's CPMM: TFI1 hours and TFI2 payments at a border post,
TFI3 cost of a section, TFI4 speed without (SWOD) and with delays (SWD). CPMM averages
logged trips; nobody publishes ours, so stated samples stand for them:

- TFI1, TFI2: each side of each crossing that is built, in each direction, counts once. A
  side on which nothing halts (0 h) is no border post and does not count. A fee nobody gave
  is left out, and ``n`` says how many were counted. ``all`` is both directions together,
  while CPMM weighs them by its trips.
- TFI3, TFI4: the sections of a country (``sections``): from each of its cities, terminals
  and ports to each crossing of its border, and back, by the fastest way inside it over
  lines in use. Each counts once; the border counts with the country's own side. SWOD is
  all kilometres over all running hours, SWD over all hours, TFI3 all cost over all
  kilometres for 500 km and 20 t. A section whose cost is not known is left out of TFI3.

A published figure that stands behind the model's value cannot confirm it: ``used`` says
so. Nothing here changes a figure.

References
----------
ADB, CAREC CPMM Annual Report 2023: definitions of TFI1 to TFI4.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pandas as pd

from corridor import impedance, network, routing
from corridor.schema import BUILT, GRADES, IN_USE
from corridor.tables import Request

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from corridor.tables import Corridor

By = Literal["crossing", "country", "corridor"]
KEYS: dict[str, list[str]] = {
    "crossing": ["crossing_id", "country"],
    "country": ["country"],
    "corridor": ["of"],
}
SCOPES = {"crossing": ("crossing",), "country": ("country",), "corridor": ("region", "corridor")}
UNITS = {
    "TFI1": "h",
    "TFI2": "US$",
    "TFI3": "US$/500 km/20 t",
    "SWOD": "km/h",
    "SWD": "km/h",
}
DIRECTIONS = ("all", "outbound", "inbound")
COLUMNS = ["indicator", "mode", "direction", "of", "crossing_id", "country", "unit", "model", "n"]
COLUMNS += ["model_grade", "published", "year", "difference", "difference_pct", "used", "basis"]
COLUMNS += ["grade", "confidence", "source_id", "note"]
# What TFI3 is a price of, by definition.
SECTION_KM, SECTION_T = 500.0, 20.0
ENDS = ("city", "terminal", "port")
COST = "cost_usd_t"
WHOLE = "whole corridor"
MEASURES = ["distance_km", "running_h", "time_h", COST]


class Figure(NamedTuple):
    """A row that a model's value rests on."""

    value: float
    year: float
    source_id: str
    grade: str


class Modelled(NamedTuple):
    """One indicator as the model has it, from ``n`` samples, and the rows behind it."""

    indicator: str
    direction: str
    value: float
    n: int
    behind: frozenset[Figure]


def indicators(
    corridor: Corridor, by: By = "country", year: int | Literal["latest", "all"] = "latest"
) -> pd.DataFrame:
    """Return the model's indicators beside the published ones.

    Parameters
    ----------
    corridor
        Its border times, network and ``indicators``.
    by
        ``crossing`` (each side; TFI1 and TFI2 only), ``country`` (those of the corridor)
        or ``corridor`` (all of them together, beside the average of all CAREC).
    year
        Which published figures stand beside: of one year, the latest of each, or all.
        Figures of one year that disagree each have their row.

    Returns
    -------
    DataFrame
        ``COLUMNS``: ``model`` and ``published`` in ``unit``; ``difference`` is model less
        published; ``n`` how many border sides or sections were counted and
        ``model_grade`` the weakest grade behind it. ``used``: yes if the model's value is
        this figure, part if a row behind it holds the figure or is of the same source and
        year, else no. ``basis``: compared; modelled, where nobody published one; or
        published, where the model has none.
    """
    ours = _modelled(corridor, by)
    theirs = _published(corridor, by, year)
    keys = ["indicator", "mode", "direction", *KEYS[by]]
    table = ours.merge(theirs, on=keys, how="outer")
    table = table[table["model"].notna() | table["published"].notna()].reset_index(drop=True)
    table["unit"] = table["indicator"].map(UNITS)
    table["difference"] = table["model"] - table["published"]
    table["difference_pct"] = table["difference"] / table["published"] * 100
    table["used"] = [_used(row) for row in table.to_dict("records")]
    table["basis"] = [
        "modelled" if math.isnan(published) else "published" if math.isnan(model) else "compared"
        for model, published in zip(table["model"], table["published"], strict=True)
    ]
    table["of"] = _named(corridor, table, by)
    return _ordered(corridor, table.reindex(columns=COLUMNS))


def sections(corridor: Corridor) -> pd.DataFrame:
    """Return the sections that stand for the trips CPMM would log.

    Returns
    -------
    DataFrame
        One row each: ``country``, ``mode``, ``direction`` (outbound: to the border),
        ``crossing_id``, ``node_id`` of the inland end, ``distance_km`` [km], ``running_h``
        and ``time_h`` [h, with stops and the dwell on the country's side], ``cost_usd_t``
        [US$/t, with the fee of that side on 20 t; missing where the links have no cost].
    """
    links = network.links(corridor)
    links = links[links["status"].isin(IN_USE) & links["time_h"].notna()]
    links = links[(links["kind"] != "crossing") & (links["mode"] == links["from_mode"])]
    inland = corridor.nodes[corridor.nodes["kind"].isin(ENDS)].groupby("country")["node_id"]
    cities = {str(country): ids.tolist() for country, ids in inland}
    rows: list[dict[str, object]] = []
    for (mode, country), posts in _sides(corridor).groupby(["mode", "country"], sort=False):
        within = links[(links["mode"] == mode) & (links["country"] == country)]
        rows += _sections(within.reset_index(drop=True), posts, cities.get(str(country), []))
    columns = ["country", "mode", "direction", "crossing_id", "node_id", *MEASURES]
    return pd.DataFrame(rows, columns=columns)


def _sections(
    links: pd.DataFrame, posts: pd.DataFrame, cities: Sequence[str]
) -> Iterator[dict[str, object]]:
    """Yield the sections between the cities and the posts of one country by one mode."""
    nowhere = Request(origin="", destination="")
    graph = network.graph(links, nowhere)
    costs = _costs(links)
    states: dict[str, list[int]] = {}
    for state, (_, node) in enumerate(graph.place):
        states.setdefault(node, []).append(state)

    def grown(node: str) -> dict[int, routing.Cost]:
        return routing.reached(replace(graph, starts=states.get(node, [])), costs)

    trees = {node: grown(node) for node in dict.fromkeys([*cities, *posts["node_id"]])}
    for post in posts.to_dict("records"):
        for city in cities:
            ends = (city, post["node_id"])
            start, end = ends if post["direction"] == "outbound" else ends[::-1]
            found = [trees[start][state] for state in states.get(end, []) if state in trees[start]]
            if found:
                yield _section(post, city, min(found))


def _costs(links: pd.DataFrame) -> list[routing.Cost]:
    """Return each link's hours, kilometres, running hours and cost in whole millionths.

    Last comes 1 where the cost is not known, so that a way with such a link shows it.
    """
    cost = links[COST] if COST in links else pd.Series(math.nan, index=links.index)
    columns = (links["time_h"], links["distance_km"], links["running_h"], cost.fillna(0.0))
    whole = ((column * network.MILLION).round().astype("int64").tolist() for column in columns)
    return list(zip(*whole, cost.isna().astype(int).tolist(), strict=True))


def _section(post: dict[Hashable, Any], city: str, cost: routing.Cost) -> dict[str, object]:
    time, distance, running, money = (whole / network.MILLION for whole in cost[:-1])
    known = cost[-1] == 0  # no link of the way lacks its cost
    kept = ("country", "mode", "direction", "crossing_id")
    return {
        **{name: post[name] for name in kept},
        "node_id": city,
        "distance_km": distance,
        "running_h": running,
        "time_h": time + post["dwell_h"],
        COST: money + post["fee_usd"] / SECTION_T if known else math.nan,
    }


def _sides(corridor: Corridor) -> pd.DataFrame:
    """Return each side of each built crossing in each direction, where something halts."""
    posts = corridor.crossings[corridor.crossings["status"].isin(BUILT)]
    columns = ["crossing_id", "mode", "node_a", "node_b"]
    rows = corridor.border_times.merge(pd.DataFrame(posts[columns]), on="crossing_id")
    rows = rows[rows["dwell_h"] > 0].reset_index(drop=True)
    rows["node_id"] = rows["node_a"].where(rows["side"] == "a", rows["node_b"])
    country = dict(zip(corridor.nodes["node_id"], corridor.nodes["country"], strict=True))
    rows["country"] = rows["node_id"].map(country)
    leaving = rows["direction"].str[0] == rows["side"]
    rows["direction"] = leaving.map({True: "outbound", False: "inbound"})
    return rows


def _modelled(corridor: Corridor, by: By) -> pd.DataFrame:
    """Return the model's indicators: ``model``, ``n``, ``model_grade``, ``behind``, the keys."""
    ours = corridor.countries.loc[corridor.countries["on_corridor"], "country"]
    sides = _sides(corridor).assign(of=WHOLE)
    ways = sections(corridor).assign(of=WHOLE) if by != "crossing" else pd.DataFrame()
    if by != "crossing":
        sides = sides[sides["country"].isin(ours)]
    rows = []
    for keys, posts in sides.groupby(["mode", *KEYS[by]], sort=False):
        found = list(_border(posts))
        if by != "crossing":
            same = (ways["mode"] == keys[0]) & (ways[KEYS[by][0]] == keys[1])
            same &= ways["country"].isin(ours)
            found += _travel(ways[same], posts, corridor.parameters)
        for one in found:
            place = dict(zip(["mode", *KEYS[by]], keys, strict=True))
            rows.append(place | one._asdict() | {"model_grade": _weakest(one.behind)})
    columns = ["mode", *KEYS[by], *Modelled._fields, "model_grade"]
    return pd.DataFrame(rows, columns=columns).rename(columns={"value": "model"})


def _border(posts: pd.DataFrame) -> Iterator[Modelled]:
    for name, column in (("TFI1", "dwell_h"), ("TFI2", "fee_usd")):
        known = posts[posts[column].notna()]
        for direction in DIRECTIONS:
            rows = known if direction == "all" else known[known["direction"] == direction]
            mean = float(rows[column].mean()) if len(rows) else math.nan
            yield Modelled(name, direction, mean, len(rows), _figures(rows, column))


def _travel(
    ways: pd.DataFrame, posts: pd.DataFrame, parameters: pd.DataFrame
) -> Iterator[Modelled]:
    priced = parameters.loc[parameters["unit"].str.startswith("US$"), "parameter"].unique()
    places = ways[["mode", "country"]].drop_duplicates()
    speeds = _parameters(parameters, [impedance.SPEED], places)
    delays = speeds | _parameters(parameters, [impedance.STOPS], places)
    money = _parameters(parameters, priced, places) | _figures(posts, "fee_usd")
    for direction in DIRECTIONS:
        rows = ways if direction == "all" else ways[ways["direction"] == direction]
        if rows.empty:
            continue
        km, running_h, time_h = rows[["distance_km", "running_h", "time_h"]].sum()
        if direction == "all":
            yield Modelled("SWOD", direction, km / running_h, len(rows), speeds)
        slowed = delays | _figures(posts, "dwell_h")
        yield Modelled("SWD", direction, km / time_h, len(rows), slowed)
        paid = rows[rows[COST].notna()]
        usd_tkm = paid[COST].sum() / paid["distance_km"].sum() if len(paid) else math.nan
        yield Modelled("TFI3", direction, usd_tkm * SECTION_KM * SECTION_T, len(paid), money)


def _parameters(
    parameters: pd.DataFrame, names: Iterable[str], places: pd.DataFrame
) -> frozenset[Figure]:
    """Return the rows of some parameters that hold for the mode and country of ``places``."""
    found = [impedance.chosen(parameters, name, places).dropna() for name in names]
    rows = parameters.loc[[label for labels in found for label in labels.tolist()]]
    return _figures(rows, "value")


def _figures(rows: pd.DataFrame, column: str) -> frozenset[Figure]:
    years = rows["year"].astype(float)
    cells = zip(rows[column], years, rows["source_id"], rows["grade"], strict=True)
    return frozenset(Figure(*cell) for cell in cells)


def _weakest(behind: frozenset[Figure]) -> str | None:
    return max((figure.grade for figure in behind), key=GRADES.index, default=None)


def _published(corridor: Corridor, by: By, year: int | Literal["latest", "all"]) -> pd.DataFrame:
    rows = corridor.indicators[corridor.indicators["scope"].isin(SCOPES[by])]
    keys = ["indicator", "mode", "direction", "scope", "of", "crossing_id", "country"]
    if year == "latest":
        dated = rows["year"].astype(float)
        last = dated.groupby([rows[key].fillna("") for key in keys]).transform("max")
        rows = rows[(dated == last) | last.isna()]
    elif year != "all":
        rows = rows[(rows["year"] == year).fillna(value=False)]
    place = rows["of"].mask(rows["scope"] == "region", WHOLE)
    kept = [*KEYS[by], "indicator", "mode", "direction", "printed", "published", "year"]
    renamed = rows.assign(of=place, printed=rows["of"]).rename(columns={"value": "published"})
    return pd.DataFrame(renamed[[*kept, "grade", "confidence", "source_id", "note"]])


def _used(row: dict[Hashable, Any]) -> str | None:
    """Return whether the model's value rests on the published one; None where either lacks."""
    value, year = row["published"], row["year"]
    if math.isnan(row["model"]) or math.isnan(value):
        return None
    held = any(math.isclose(figure.value, value) for figure in row["behind"])
    if held and math.isclose(row["model"], value, rel_tol=1 / network.MILLION):
        return "yes"
    same = any(
        figure.source_id == row["source_id"] and not pd.isna(year) and figure.year == year
        for figure in row["behind"]
    )
    return "part" if held or same else "no"


def _named(corridor: Corridor, table: pd.DataFrame, by: By) -> pd.Series:
    """Return what each row is of, by name; as printed where it is none of ours."""
    if by == "corridor":
        return table["of"]
    key = KEYS[by][0]
    frame = corridor.countries if by == "country" else corridor.crossings
    names = dict(zip(frame[key], frame["name"], strict=True))
    return table[key].map(names).fillna(table["printed"]).fillna(table["country"])


def _ordered(corridor: Corridor, table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows by indicator, mode and place, the latest figure of each last."""
    order: dict[str, Sequence[str]] = {
        "indicator": list(UNITS),
        "direction": DIRECTIONS,
        "country": corridor.countries["country"].tolist(),
        "crossing_id": corridor.crossings["crossing_id"].tolist(),
    }
    rank = pd.DataFrame(
        {
            name: table[name].map({value: n for n, value in enumerate(order[name])})
            if name in order
            else table[name]
            for name in ("indicator", "mode", "crossing_id", "country", "of", "direction", "year")
        }
    ).astype({"of": object})
    by = list(rank.columns)
    return table.loc[rank.sort_values(by, kind="stable").index].reset_index(drop=True)
