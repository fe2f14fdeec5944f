"""Bilateral trade: figures as reporters gave them, from what was transcribed.

Reads ``input/flows.csv`` (one figure as printed: who said it, of whom, which way) and
``input/flows_baci.csv`` (HS6 rows of BACI), and writes ``data/flows.csv`` and, for figures
that add both directions, ``data/turnovers.csv``. Rows that say why they are left out stay
in the input only. Records of UN Comtrade may not be passed on and are in neither.

Run: python data/build/flows.py  (then sources.py, for the hashes)
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from corridor.schema import TABLES

HERE = Path(__file__).parent
DATA = HERE.parent
BACI = {
    "period": "calendar",
    "reporter": "reconciled",
    "basis": "customs",
    "grade": "derived",
    "source_id": "baci-hs92-v202301",
}

Row = dict[str, str]


def main() -> None:
    """Write the tables of trade."""
    given = [row for row in read("flows") if not row["left_out"]]
    flows = [directed(row) for row in given if row["direction"] != "both"]
    write("flows", flows + reconciled(read("flows_baci")))
    write("turnovers", [turnover(row) for row in given if row["direction"] == "both"])


def read(name: str) -> list[Row]:
    """Return the rows of an input file."""
    with (HERE / "input" / f"{name}.csv").open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def directed(row: Row) -> Row:
    """Return a figure of one direction as a row of flows."""
    exports = row["direction"] == "export"
    pair = (row["reporter"], row["partner"])
    exporter, importer = pair if exports else pair[::-1]
    side = "exporter" if exports else "importer"
    return row | {"exporter": exporter, "importer": importer, "reporter": side}


def turnover(row: Row) -> Row:
    """Return a figure of both directions as a row of turnovers."""
    one, other = sorted((row["reporter"], row["partner"]))
    return row | {"country_a": one, "country_b": other}


def reconciled(rows: Iterable[Row]) -> list[Row]:
    """Return the HS6 rows of BACI summed to chapters and to the total.

    Tonnes are of the rows that have a quantity; ``weighed_usd`` is the value of these.
    """
    sums: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for row in rows:
        value_usd, tonnes = float(row["value_usd"]), float(row["tonnes"] or 0)
        weighed_usd = value_usd if tonnes > 0 else 0.0
        for commodity in ("TOTAL", row["hs6"][:2]):
            key = (row["exporter"], row["importer"], row["year"], commodity)
            for place, figure in enumerate((value_usd, tonnes, weighed_usd)):
                sums[key][place] += figure
    order = sorted(sums, key=lambda key: (key[:3], key[3] != "TOTAL", key[3]))
    return [BACI | summed(key, *sums[key]) for key in order]


def summed(key: tuple[str, ...], value_usd: float, tonnes: float, weighed_usd: float) -> Row:
    """Return the cells of a sum; a weight nobody gave is empty, not zero."""
    row = dict(zip(("exporter", "importer", "year", "commodity"), key, strict=True))
    row["value_usd"] = f"{value_usd:.0f}"
    row["tonnes"] = f"{tonnes:.3f}".rstrip("0").rstrip(".") if weighed_usd else ""
    row["weighed_usd"] = f"{weighed_usd:.0f}" if 0 < weighed_usd < value_usd else ""
    return row


def write(name: str, rows: list[Row]) -> None:
    """Write a table by its declaration, in the order of the declaration's key."""
    names = TABLES[name].names
    rows = sorted(rows, key=lambda row: [row.get(column, "") for column in TABLES[name].key])
    with (DATA / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, names, restval="", extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    print(f"{name}: {len(rows)} rows")


if __name__ == "__main__":
    main()
