"""How the mapped ways are bent through stations and towns, and where the stations stand."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from network import Drawn, Network, beside, chords_km, read, stationed, threaded

DATA = Path(__file__).parents[1] / "data"
WEST, EAST = (60.0, 45.0), (61.0, 45.0)
CHORD_KM = 78.8  # a degree of longitude at 45 degrees north
# Listed, but on an old alignment that the way mapped there is too short to follow.
ON_ANOTHER_LINE = {"728204", "730623"}
# Beside a short edge, which a station does not bend.
BESIDE_A_SHORT_EDGE = {"660030"}


def network(km: float) -> Network:
    """Return one way of ``km`` from west to east, drawn as a chord of 78.8 km."""
    return Network(np.array([WEST, EAST]), np.array([[0, 1]]), np.array([km]))


def table(folder: Path, *points: tuple[float, float]) -> Path:
    """Write points as a table of stations or towns."""
    file = folder / "points.csv"
    file.write_text("\n".join(["lon,lat", *(f"{lon},{lat}" for lon, lat in points)]))
    return file


def line(bent: Network) -> list[tuple[float, float]]:
    """Return the vertices of a bent way from west to east."""
    return sorted((round(lon, 4), round(lat, 4)) for lon, lat in bent.lonlat.tolist())


def test_a_station_beside_a_chord_bends_it_and_the_way_keeps_its_length(tmp_path: Path) -> None:
    bent = stationed(network(90.0), table(tmp_path, (60.5, 45.1)))
    assert line(bent) == [WEST, (60.5, 45.1), EAST]
    assert bent.km == pytest.approx([45.0, 45.0], rel=1e-3)


def test_a_station_beside_a_short_edge_bends_nothing(tmp_path: Path) -> None:
    yard = Network(np.array([WEST, EAST, (61.05, 45.0)]), np.array([[0, 1], [1, 2]]), np.ones(2))
    assert len(stationed(yard, table(tmp_path, (61.02, 45.01))).km) == 2


def test_a_station_too_far_off_for_the_length_of_the_way_stands_on_another_line(
    tmp_path: Path,
) -> None:
    off = table(tmp_path, (60.5, 45.2))  # by it 90 km
    assert len(stationed(network(80.0), off).km) == 1
    assert len(stationed(network(90.0), off).km) == 2


def test_the_stations_of_a_line_that_swings_wide_bend_it_in_their_order(tmp_path: Path) -> None:
    swing = [(60.1, 45.4), (60.5, 45.7), (60.9, 45.4)]
    bent = stationed(network(190.0), table(tmp_path, *swing))
    assert line(bent) == [WEST, *swing, EAST]
    assert bent.km.sum() == pytest.approx(190.0)


def test_a_way_is_lengthened_to_the_pieces_it_is_drawn_with(tmp_path: Path) -> None:
    bent = threaded(network(CHORD_KM), table(tmp_path, (60.5, 45.1)))
    assert bent.km.sum() == pytest.approx(chords_km(bent.lonlat, bent.ends).sum())
    assert bent.km.sum() > CHORD_KM + 2


def test_a_town_that_the_nearest_way_is_too_short_to_pass_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\(60.5, 45.5\) is too short to pass it"):
        threaded(network(CHORD_KM), table(tmp_path, (60.5, 45.5)))


def test_bending_a_way_leaves_the_other_ways_alone() -> None:
    two = Network(
        np.array([WEST, EAST, (61.0, 46.0)]), np.array([[0, 1], [1, 2]]), np.array([90.0, 120.0])
    )
    drawn = Drawn.of(two)
    assert drawn.bend((60.5, 45.1), 1.1)
    assert drawn.network().km[1] == 120.0


def test_each_listed_station_stands_on_the_shipped_railway() -> None:
    rail = read(DATA / "network" / "rail.npz")
    with (DATA / "build" / "input" / "stations.csv").open(encoding="utf-8") as rows:
        off_km = {
            row["esr_code"]: beside(rail.lonlat, rail.ends, (float(row["lon"]), float(row["lat"])))[
                0
            ].min()
            for row in csv.DictReader(rows)
        }
    far = {code for code, km in off_km.items() if km > 1.0}
    assert far == ON_ANOTHER_LINE | BESIDE_A_SHORT_EDGE
