"""The record of sources with the hash of every shipped file.

Reads ``input/sources.csv`` (kept by hand) and writes ``data/sources.toml``: an entry per
source, and under the source a file is mainly made from, the SHA-256 of that file.

Run: python data/build/sources.py  (last, after all other files are written)
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import tomli_w

HERE = Path(__file__).parent
DATA = HERE.parent
FILES = {
    "osm-network": ("segments.csv", "segments.geojson", "network/rail.npz", "network/road.npz"),
    "geonames": ("nodes.csv",),
    "natural-earth": ("countries.csv", "basemap/*.json"),
    "corridor-tables": (
        "border_times.csv", "cases.csv", "closures.csv", "crossings.csv", "flows.csv",
        "indicators.csv", "parameters.csv", "projects.csv", "published.csv", "transfers.csv",
        "turnovers.csv",
    ),
}  # fmt: skip


def main() -> None:
    """Write the record."""
    entries: dict[str, dict[str, Any]] = {}
    with (HERE / "input" / "sources.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            entry: dict[str, Any] = {key: value for key, value in row.items() if value}
            entry["retrieved"] = dt.date.fromisoformat(row["retrieved"])
            entries[entry.pop("source_id")] = entry
    for source, patterns in FILES.items():
        paths = sorted(path for pattern in patterns for path in DATA.glob(pattern))
        entries[source]["files"] = {
            path.relative_to(DATA).as_posix(): digest(path) for path in paths
        }
    (DATA / "sources.toml").write_bytes(tomli_w.dumps(entries).encode())
    print(f"{len(entries)} sources")


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
