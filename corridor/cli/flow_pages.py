"""Assignments and criticality as pages for reading that fit 100 columns.

They arrange what the library returns; thousands and millions are the only arithmetic.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pandas as pd

from corridor import report
from corridor.cli.reading import WIDTH, Heading, Part, joined, listed, print_parts
from corridor.units import DAYS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from corridor.flows import Assignment
    from corridor.tables import Corridor

KILO, MEGA, GIGA = 1e3, 1e6, 1e9
MOST = 15  # rows of a table of which the file holds the rest
NAME = 28
PERIOD = 44  # of a count; the longest that leaves room for the figures
COUNTED = ("crossings", "direction")
FATES = (
    ("cut_off", "Cut off", "no path is left by any mode"),
    ("other_mode", "Changes mode", "only another mode has a path"),
    ("diverted", "Diverted", "another path by the same mode"),
)


def show(parts: Iterable[Part], kind: str, out: Path | None) -> None:
    """Print a page, tables fitted to a terminal's width, or write it to a file."""
    if out is None:
        print_parts(parts, kind)
    else:
        report.write_text(joined(parts, kind), out)


def assignment(found: Assignment) -> Iterator[Part]:
    """Yield what a page of an assignment holds, in order."""
    pairs, segments, crossings = found.pairs, found.segments, found.crossings
    rule, least = found.plan.rule, found.plan.minimise
    for year in found.years:
        of_year = pairs["year"] == year
        trips = found.trips[found.trips["year"] == year]
        tonnes, usd = (trips[name].sum() for name in ("tonnes", "value_usd"))
        tkm = segments.loc[segments["year"] == year, "tonne_km"].sum()
        total = f"{tonnes / MEGA:,.1f} Mt, US$ {usd / GIGA:,.1f} bn, {tkm / GIGA:,.1f} bn tkm"
        yield Heading(f"Trade of {year} on the network, {rule}, least {least}: {total}")
        yield Heading(f"Trade and the share of it that runs here, {year}")
        yield _pairs(pairs[of_year])
        yield Heading(f"Crossings, {year}")
        yield _crossings(crossings[crossings["year"] == year])
        yield Heading(f"Segments that carry most, {year}")
        yield _segments(segments[segments["year"] == year])
    if len(found.corridor.counts):
        yield Heading("Counted a day at borders, and the model beside it")
        yield from _counts(found)
    yield from listed(found.notes)


def criticality(found: Assignment, table: pd.DataFrame) -> Iterator[Part]:
    """Yield what a page of criticality holds, in order."""
    (year,) = found.years
    for kind, title in (("crossing", "Crossings"), ("segment", "Segments")):
        rows = table[table["kind"] == kind]
        for fate, name, meaning in FATES:
            some = rows[rows[f"rank_{fate}"].notna()]
            if len(some):
                yield Heading(f"{title} out of service, {year}. {name}: {meaning}")
                yield _fate(some.sort_values([f"rank_{fate}", "id"]), fate)
        if kind == "crossing" and len(rows):
            yield Heading(f"One hour saved at a crossing, {year}")
            yield _hours(rows)
    yield from listed(found.notes)


def _pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    rows = pairs.sort_values("corridor_t", ascending=False)
    return pd.DataFrame(
        {
            "trade": rows["exporter"] + " > " + rows["importer"],
            "US$ m": rows["value_usd"] / MEGA,
            "scaled": [f"{d:.0f} d" if d < DAYS_PER_YEAR else "" for d in rows["days"]],
            "kt": rows["tonnes"] / KILO,
            "weight is": rows["tonnes_grade"],
            "share": rows["share"],
            "by": rows["mode"],
            "share is": rows["share_grade"],
            "kt here": rows["corridor_t"] / KILO,
            "US$ m here": rows["corridor_usd"] / MEGA,
        }
    )


def _crossings(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "crossing": rows["name"],
            "mode": rows["mode"],
            "kt >": rows["tonnes_ab"] / KILO,
            "kt <": rows["tonnes_ba"] / KILO,
            "US$ m": rows["value_usd"] / MEGA,
            "a day": rows["counted_per_day"],
            "of": rows["mode"].map({"road": "trucks", "rail": "train pairs"}),
            "capacity": rows["capacity_per_day"],
            "use %": rows["use_pct"],
        }
    )


def _segments(rows: pd.DataFrame) -> pd.DataFrame:
    most = rows.sort_values("tonnes", ascending=False).head(MOST)
    return pd.DataFrame(
        {
            "from": most["from_name"],
            "to": most["to_name"],
            "mode": most["mode"],
            "country": most["country"],
            "kt": most["tonnes"] / KILO,
            "US$ m": most["value_usd"] / MEGA,
            "loaded trucks or wagons": most["vehicles"],
        }
    )


def _counts(found: Assignment) -> Iterator[Part]:
    """Yield the crossings counted together, and below them what was counted and is modelled."""
    counts = found.counts.assign(way=_ways(found.corridor))
    for name, rows in counts.groupby("crossing", sort=False):
        yield Heading(name)
        yield pd.DataFrame(
            {
                "when": [_cut(text, PERIOD) for text in rows["period"]],
                "way": rows["way"],
                "counted": rows["counted_per_day"],
                "of": rows["unit"],
                "model": rows["model_per_day"],
                "of year": rows["model_year"],
                "ratio": rows["ratio"],
            }
        )
        apart = rows[rows["remark"].notna()]
        for remark, those in apart.groupby("remark", sort=False)["period"]:
            periods = "; ".join(_cut(period, PERIOD) for period in those)
            yield _filled(f"Not compared, {periods}: {remark}")


def _ways(corridor: Corridor) -> list[str]:
    """Return from which country to which each row of ``counts`` goes; 'both' for both ways."""
    country = dict(zip(corridor.nodes["node_id"], corridor.nodes["country"], strict=True))
    columns = (corridor.crossings[name] for name in ("crossing_id", "node_a", "node_b"))
    ends = {key: (country[a], country[b]) for key, a, b in zip(*columns, strict=True)}
    ways = []
    for names, direction in zip(*(corridor.counts[of] for of in COUNTED), strict=True):
        step = {"ab": 1, "ba": -1}.get(direction)
        pairs = {ends[key][::step] for key in names.split("|")} if step else ()
        ways.append(", ".join(" > ".join(pair) for pair in sorted(pairs)) or direction)
    return ways


def _fate(rows: pd.DataFrame, fate: str) -> pd.DataFrame:
    """Return the first ranks of one fate; segments of one stretch that share all stand together."""
    hours, km = {"diverted": ("added_h", "added_km")}.get(fate, (f"{fate}_h", None))
    cost = "added_cost_usd" if fate == "diverted" else f"{fate}_cost_usd"
    columns = {"rank": f"rank_{fate}", "kt": f"{fate}_t", "US$ m": f"{fate}_usd"}
    table = pd.DataFrame({name: rows[column] for name, column in columns.items()})
    table = table.assign(**{"kt": table["kt"] / KILO, "US$ m": table["US$ m"] / MEGA})
    if hours in rows:
        table["+ h"] = rows[hours]
    if cost in rows:
        table["+ US$/t"] = rows[cost] / rows[f"{fate}_t"]
    if km is not None:
        table["+ km"] = rows[km]
        table["m t h a year"] = rows["added_th"] / MEGA
    table.insert(1, "out of service", rows["name"])
    table.insert(2, "mode", rows["mode"])
    same = [name for name in table if name != "out of service"]
    sizes = table.groupby(same, dropna=False)["out of service"].transform("size")
    more = sizes.map(lambda size: f" and {size - 1} more" if size > 1 else "")
    table["out of service"] = [_cut(name, NAME) for name in table["out of service"]] + more
    return table.drop_duplicates(same).head(MOST).reset_index(drop=True)


def _hours(rows: pd.DataFrame) -> pd.DataFrame:
    most = rows[rows["hour_usd"] > 0].sort_values("hour_usd", ascending=False)
    return pd.DataFrame(
        {
            "crossing": most["name"],
            "mode": most["mode"],
            "kt": most["tonnes"] / KILO,
            "US$ m": most["value_usd"] / MEGA,
            "US$ a year for an hour": most["hour_usd"],
        }
    )


def _filled(text: str) -> str:
    return textwrap.fill(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
