"""Trade facilitation indicators: the model's value beside what was published.

The indicators are those of CAREC's CPMM: TFI1 hours and TFI2 payments at a border post,
TFI3 cost of a section, TFI4 speed without (SWOD) and with delays (SWD). CPMM averages
logged trips; nobody publishes ours, so stated samples stand for them (``samples``):

- TFI1, TFI2: each side of each built crossing on which anything halts, in each direction,
  counts once. A fee nobody gave is left out, and ``n`` says how many were counted. ``all``
  is both directions together, while CPMM weighs them by its trips.
- TFI3, TFI4: the sections of a country, from each of its cities, terminals and ports to
  each crossing of its border, and back, by the fastest way inside it. Each counts once;
  the border counts with the country's own side. SWOD is all kilometres over all running
  hours, SWD over all hours, TFI3 all cost over all kilometres for 500 km and 20 t. A
  section whose cost is not known is left out of TFI3.

A published figure that stands behind the model's value cannot confirm it: ``used`` says
so. Nothing here changes a figure.

References
----------
ADB, CAREC CPMM Annual Report 2023: definitions of TFI1 to TFI4.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

import pandas as pd

from corridor import impedance, samples
from corridor.samples import LOAD_T, Figure
from corridor.schema import GRADES, IN_USE

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from corridor.samples import Post, Section
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
# TFI3 is the price of this way, for LOAD_T, by definition.
SECTION_KM = 500.0
WHOLE = "whole corridor"
SAME = 1e-6  # hours and kilometres are summed in millionths
# The parameters that speeds and costs of a section rest on.
BEHIND = (impedance.SPEED, impedance.STOPS, impedance.HAUL)
Item = TypeVar("Item")
Groups = dict[tuple[str, ...], list[Item]]


# The rows behind a kind of figure, by mode and country.
Behind = dict[str, dict[tuple[str, str], list[Figure]]]


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


def _modelled(corridor: Corridor, by: By) -> pd.DataFrame:
    """Return the model's indicators: ``model``, ``n``, ``model_grade``, ``behind``, the keys."""
    ours = set(corridor.countries.loc[corridor.countries["on_corridor"], "country"])
    posts = [post for post in samples.posts(corridor) if by == "crossing" or post.country in ours]
    ways = [] if by == "crossing" else samples.sections(corridor, posts)
    behind = _parameters(corridor)

    def key(one: Post | Section) -> tuple[str, ...]:
        places = {"crossing_id": one.crossing_id, "country": one.country, "of": WHOLE}
        return (one.mode, *(places[name] for name in KEYS[by]))

    grouped = _grouped(ways, key)
    rows = [
        (*at, *one, _weakest(one.behind))
        for at, group in _grouped(posts, key).items()
        for one in (*_border(group), *_travel(grouped.get(at, []), group, behind))
    ]
    columns = ["mode", *KEYS[by], *Modelled._fields, "model_grade"]
    return pd.DataFrame(rows, columns=columns).rename(columns={"value": "model"})


def _grouped(items: Iterable[Item], key: Callable[[Item], tuple[str, ...]]) -> Groups[Item]:
    groups: Groups[Item] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


def _border(posts: list[Post]) -> Iterator[Modelled]:
    for name, part in (("TFI1", "dwell"), ("TFI2", "fee")):
        for direction in DIRECTIONS:
            ours = [post for post in posts if direction in ("all", post.direction)]
            figures = [
                figure for post in ours if not math.isnan((figure := getattr(post, part)).value)
            ]
            values = [figure.value for figure in figures]
            mean = sum(values) / len(values) if values else math.nan
            yield Modelled(name, direction, mean, len(values), frozenset(figures))


def _travel(ways: list[Section], posts: list[Post], behind: Behind) -> Iterator[Modelled]:
    places = {(post.mode, post.country) for post in posts}
    speeds, stops, hauls = (
        frozenset(figure for place in places for figure in behind.get(kind, {}).get(place, ()))
        for kind in BEHIND
    )
    borders = {one.indicator: one.behind for one in _border(posts) if one.direction == "all"}
    delays, payments = speeds | stops | borders["TFI1"], hauls | borders["TFI2"]
    for direction in DIRECTIONS:
        rows = [way for way in ways if direction in ("all", way.direction)]
        if not rows:
            continue
        km = sum(way.distance_km for way in rows)
        if direction == "all":
            swod = km / sum(way.running_h for way in rows)
            yield Modelled("SWOD", direction, swod, len(rows), speeds)
        yield Modelled("SWD", direction, km / sum(way.time_h for way in rows), len(rows), delays)
        paid = [way for way in rows if not math.isnan(way.cost_usd_t)]
        if paid:
            usd_tkm = sum(way.cost_usd_t for way in paid) / sum(way.distance_km for way in paid)
            tfi3 = usd_tkm * SECTION_KM * LOAD_T
            yield Modelled("TFI3", direction, tfi3, len(paid), payments)


def _parameters(corridor: Corridor) -> Behind:
    """Return the rows behind speed, stops and haul, by mode and country of lines in use."""
    used = corridor.segments[corridor.segments["status"].isin(IN_USE)]
    of = impedance.circumstances(used)
    places = list(zip(of["mode"], of["country"], strict=True))
    rows = corridor.parameters.to_dict("index")
    behind: Behind = {}
    for name in BEHIND:
        labels = impedance.chosen(corridor.parameters, name, of)
        for place, label in dict.fromkeys(zip(places, labels, strict=True)):
            if pd.notna(label):
                row = rows[label]
                year = math.nan if pd.isna(row["year"]) else float(row["year"])
                figure = Figure(row["value"], year, row["source_id"], row["grade"])
                behind.setdefault(name, {}).setdefault(place, []).append(figure)
    return behind


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
    if held and math.isclose(row["model"], value, rel_tol=SAME):
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
    cells = zip(table[key], table["printed"], table["country"], strict=True)
    found = [names.get(ours, code if pd.isna(said) else said) for ours, said, code in cells]
    return pd.Series(found, index=table.index, dtype=object)


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
