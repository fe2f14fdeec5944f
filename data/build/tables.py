"""The shipped tables that are derived: nodes, segments with lines, crossings, published.

Reads ``input/*.csv`` (kept by hand, each row with its source), the mended network and
the country outlines; writes the CSV and GeoJSON files of ``data/``. Each stretch of
``lines.csv`` becomes one segment: the shortest mapped way between two stops.

Run: python data/build/tables.py  (after network.py)
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from borders import load_countries
from corridor.schema import TABLES
from network import GEOD, read
from places import Row, Stop, rows, stops
from router import Point, Router

HERE = Path(__file__).parent
INPUT = HERE / "input"
DATA = HERE.parent
# A published length is taken over when it is this close to the mapped one, and no shorter
# than the straight line: further off, either may be at fault, and both are kept apart.
AGREES = 0.05
TRUSTED = ("A", "B")
TWO_LETTERS = {
    "AFG": "af", "BLR": "by", "IRN": "ir", "KAZ": "kz", "PAK": "pk",
    "POL": "pl", "RUS": "ru", "TKM": "tm", "UZB": "uz",
}  # fmt: skip


@dataclass(frozen=True)
class Stretch:
    """A line between two stops: its points and, where it is mapped, its length."""

    points: list[Point]
    network_km: float | None


def main() -> None:
    """Write the derived tables."""
    outlines = load_countries().set_index("country").geometry.to_dict()
    routers = {mode: Router(read(DATA / "network" / f"{mode}.npz")) for mode in ("rail", "road")}
    nodes, crossings = rows(INPUT / "nodes.csv"), rows(INPUT / "crossings.csv")
    places = stops(nodes, crossings, routers, outlines)
    published = {row["published_id"]: row for row in rows(INPUT / "published.csv")}
    segments, shapes = [], {}
    for line in rows(INPUT / "lines.csv"):
        for segment, points in stretches(line, places, routers, published):
            if segment["segment_id"] in shapes:
                raise ValueError(f"lines.csv: {segment['segment_id']} is drawn twice")
            segments.append(segment)
            shapes[segment["segment_id"]] = points
    table("nodes", [*nodes, *border_nodes(crossings, places)])
    table("segments", segments)
    table("crossings", crossings)
    table("published", published.values())
    geojson(DATA / "segments.geojson", shapes)
    print(f"{len(segments)} segments, {len(crossings)} crossings")


def stretches(
    line: Row,
    places: Mapping[tuple[str, str], Stop],
    routers: Mapping[str, Router],
    published: Mapping[str, Row],
) -> Iterable[tuple[dict[str, Any], list[Point]]]:
    """Return the segments of one line of ``lines.csv``, each with its points."""
    names = line["stops"].split()
    starts = [i for i, name in enumerate(names) if not name.startswith("~")]
    for i, j in pairwise(starts):
        chain = [places[name.lstrip("~"), line["mode"]] for name in names[i : j + 1]]
        # Between two crossings of one border either state would do: always the same one.
        country = country_of(line, chain)
        ends = (chain[0].node[country], chain[-1].node[country])
        stretch = drawn(line, [stop.point for stop in chain], routers)
        yield segment(line, ends, country, stretch, published), stretch.points


def country_of(line: Row, chain: list[Stop]) -> str:
    """Return the country of a stretch: the line's, or the one both its ends stand in.

    Raises ValueError unless there is exactly one; a stretch between two crossings of the
    same border must be told.
    """
    shared = {line["country"]} if line["country"] else set(chain[0].node) & set(chain[-1].node)
    if len(shared) != 1:
        raise ValueError(f"lines.csv: {line['line_id']}: {len(shared)} countries fit a stretch")
    return shared.pop()


def drawn(line: Row, chain: list[Point], routers: Mapping[str, Router]) -> Stretch:
    """Return the way through the points of a chain as the line's ``route`` says.

    network: the shortest mapped way, with its length. along-road: drawn on the roads,
    its length unknown. straight: from point to point.
    """
    if line["route"] == "straight":
        return Stretch(chain, None)
    router = routers["road" if line["route"] == "along-road" else line["mode"]]
    points: list[Point] = []
    km = 0.0
    for start, end in pairwise(chain):
        piece_km, piece, _ = router.path(router.snap(*start), router.snap(*end))
        km += piece_km
        points += piece[1:] if points else piece
    # The package rounds: a way is never shorter than the line it is drawn with.
    return Stretch(points, max(km, geodesic_km(points)) if line["route"] == "network" else None)


def segment(
    line: Row,
    ends: tuple[str, str],
    country: str,
    stretch: Stretch,
    published: Mapping[str, Row],
) -> dict[str, Any]:
    """Return the row of one segment."""
    drawn_km = geodesic_km(stretch.points)
    network_km = stretch.network_km
    figure = chosen(line, ends, stretch, published)
    km, kind = network_km or drawn_km, "network" if network_km else "geodesic"
    note = line["note"]
    if figure is not None:
        km, kind = float(figure["km"]), "published"
        note = "; ".join(filter(None, (note, f"length: {figure['published_id']}")))
    return {
        **{name: line[name] for name in TABLES["segments"].names if name in line},
        "segment_id": f"{line['mode']}-{TWO_LETTERS[country]}-{ends[0]}-{ends[1]}",
        "from_node": ends[0],
        "to_node": ends[1],
        "country": country,
        "length_km": f"{km:.1f}",
        "length_kind": kind,
        "network_km": f"{network_km:.1f}" if network_km else "",
        "drawn_km": f"{drawn_km:.1f}",
        "straight_km": f"{geodesic_km([stretch.points[0], stretch.points[-1]]):.1f}",
        "note": note,
    }


def geodesic_km(points: list[Point]) -> float:
    """Return the length of a line on the ellipsoid."""
    lon, lat = zip(*points, strict=True)
    return float(GEOD.line_length(lon, lat)) / 1000


def chosen(
    line: Row, ends: tuple[str, str], stretch: Stretch, published: Mapping[str, Row]
) -> Row | None:
    """Return the published figure that gives the segment its length, if any.

    A line that names its figure takes it. Otherwise a figure counts if it is of exactly
    these ends and this mode, of an existing line, of grade A or B, within ``AGREES`` of
    the mapped length and no shorter than the straight line; the best grade wins, then the
    earliest id.
    """
    if line["published_id"]:
        return published[line["published_id"]]
    km = stretch.network_km or geodesic_km(stretch.points)
    straight_km = geodesic_km([stretch.points[0], stretch.points[-1]])
    fitting = [
        row
        for row in published.values()
        if {row["from_node"], row["to_node"]} == set(ends)
        and row["mode"] == line["mode"]
        and row["line_status"] == "existing"
        and row["confidence"] in TRUSTED
        and not row["via"]
        and abs(float(row["km"]) - km) <= AGREES * km
        and float(row["km"]) >= straight_km
    ]
    return min(fitting, key=lambda row: (row["confidence"], row["published_id"]), default=None)


def border_nodes(
    crossings: list[Row], places: Mapping[tuple[str, str], Stop]
) -> Iterable[dict[str, Any]]:
    """Return the two nodes of each crossing, both at its point."""
    for row in crossings:
        lon, lat = places["@" + row["crossing_id"], row["mode"]].point
        for side in ("a", "b"):
            yield {
                "node_id": row[f"node_{side}"],
                "name": row[f"name_{side}"],
                "name_ru": row[f"name_{side}_ru"],
                "country": row[f"country_{side}"],
                "kind": "border",
                "lon": f"{lon:.4f}",
                "lat": f"{lat:.4f}",
                "source_id": row["source_id"],
            }


def table(name: str, records: Iterable[Mapping[str, Any]]) -> None:
    """Write a table of the schema as CSV, its columns in order."""
    with (DATA / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        columns = TABLES[name].names
        out = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n", restval="")
        out.writeheader()
        out.writerows(records)


def geojson(path: Path, shapes: Mapping[str, list[Point]]) -> None:
    """Write the lines as a GeoJSON FeatureCollection, a feature a line, 4 decimals."""
    features = [
        json.dumps(
            {
                "type": "Feature",
                "properties": {"segment_id": key},
                "geometry": {"type": "LineString", "coordinates": rounded(points)},
            }
        )
        for key, points in shapes.items()
    ]
    text = '{"type": "FeatureCollection", "features": [\n' + ",\n".join(features) + "\n]}\n"
    path.write_text(text, encoding="utf-8")


def rounded(points: list[Point]) -> list[list[float]]:
    """Return the points at 4 decimals, repeated ones left out."""
    short = [[round(lon, 4), round(lat, 4)] for lon, lat in points]
    return [point for i, point in enumerate(short) if i == 0 or point != short[i - 1]]


if __name__ == "__main__":
    main()
