"""Published indicators and door-to-door cases, which judge the model and enter no route.

Reads ``input/indicators.csv`` and ``input/cases.csv`` (kept by hand, one row a printed
figure, each with its source); writes the tables of those names. A figure printed in km a
day becomes one in km/h, graded derived. Figures of one thing that disagree each keep their
row, numbered in the order of the input.

Run: python data/build/evidence.py  (before sources.py)
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from corridor.schema import TABLES
from corridor.units import HOURS_PER_DAY

HERE = Path(__file__).parent
DATA = HERE.parent
Row = Mapping[str, str]


def main() -> None:
    """Write both tables."""
    for name, content in tables().items():
        (DATA / f"{name}.csv").write_text(content, encoding="utf-8")
        print(f"{name}: {content.count(chr(10)) - 1} rows")


def tables() -> dict[str, str]:
    """Return each table as the text of its file."""
    made = {"indicators": indicators(rows("indicators")), "cases": rows("cases")}
    return {name: text(name, records) for name, records in made.items()}


def rows(name: str) -> list[Row]:
    """Return the rows of an input table."""
    with (HERE / "input" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def indicators(printed: list[Row]) -> Iterator[dict[str, str]]:
    """Yield each published figure with its id, its unit of the schema, and its grade.

    A figure of both directions, all of whose trips went one way, is one of that way; it is
    left out where that way has its own. A speed without delays has no direction.
    """
    ways = dict(one_way_samples(printed))
    given = {(sample(row), row["indicator"], row["direction"], row["value"]) for row in printed}
    count: Counter[str] = Counter()
    for row in printed:
        way = ways.get(sample(row), "") if row["direction"] == "all" else ""
        if (sample(row), row["indicator"], way, row["value"]) in given:
            continue
        made = graded(turned(row, way) if way and row["indicator"] != "SWOD" else row)
        key = slug(made)
        count[key] += 1
        yield {**made, "indicator_id": key if count[key] == 1 else f"{key}-{count[key]}"}


def turned(row: Row, way: str) -> Row:
    """Return a figure of both directions as one of the way all its trips went."""
    said = f"printed for both directions, but by TFI1 of that year all trips went {way}"
    return {**row, "direction": way, "note": "; ".join(filter(None, (row["note"], said)))}


def graded(row: Row) -> dict[str, str]:
    """Return a figure with its grade, in the unit of the schema."""
    if row["unit"] != "km/day":
        derived = row["note"].startswith("Derived")
        return {**row, "grade": "derived" if derived else "reported"}
    said = f"{row['note']}; printed as {row['value']} km a day"
    value = f"{float(row['value']) / HOURS_PER_DAY:.1f}"
    return {**row, "value": value, "unit": "km/h", "grade": "derived", "note": said}


def one_way_samples(printed: list[Row]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the samples of which all trips went one way, and which way.

    In them TFI1 of both directions together is that of the one direction printed.
    """
    hours: dict[tuple[str, ...], dict[str, str]] = {}
    for row in printed:
        if row["indicator"] == "TFI1" and row["scope"] == "country":
            hours.setdefault(sample(row), {})[row["direction"]] = row["value"]
    for key, by_way in hours.items():
        ways = [way for way in ("outbound", "inbound") if way in by_way]
        if len(ways) == 1 and by_way.get("all") == by_way[ways[0]]:
            yield key, ways[0]


def sample(row: Row) -> tuple[str, ...]:
    """Return what figures of the same logged trips share."""
    return tuple(row[name] for name in ("scope", "country", "mode", "year", "source_id"))


def slug(row: Row) -> str:
    """Return what an indicator is of, as an id."""
    names = (row["of"], row["country"], row["mode"], row["direction"], row["year"] or "undated")
    words = " ".join([row["indicator"], *names]).lower()
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")


def text(name: str, records: Iterable[Mapping[str, str]]) -> str:
    """Return rows as CSV with the columns of the schema."""
    file = io.StringIO()
    columns = TABLES[name].names
    out = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n", restval="")
    out.writeheader()
    out.writerows(records)
    return file.getvalue()


if __name__ == "__main__":
    main()
