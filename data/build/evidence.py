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


def indicators(printed: Iterable[Row]) -> Iterator[dict[str, str]]:
    """Yield each published figure with its id, its unit of the schema, and its grade."""
    count: Counter[str] = Counter()
    for row in printed:
        daily = row["unit"] == "km/day"
        value = f"{float(row['value']) / HOURS_PER_DAY:.1f}" if daily else row["value"]
        note = f"{row['note']}; printed as {row['value']} km a day" if daily else row["note"]
        worked_out = daily or note.startswith("Derived")
        key = slug(row)
        count[key] += 1
        yield {
            **row,
            "indicator_id": key if count[key] == 1 else f"{key}-{count[key]}",
            "value": value,
            "unit": "km/h" if daily else row["unit"],
            "grade": "derived" if worked_out else "reported",
            "note": note,
        }


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
