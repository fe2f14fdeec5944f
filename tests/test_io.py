"""A folder is read as it stands, without what is not asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import toy
from corridor import io
from corridor.schema import TABLES
from corridor.tables import Corridor


def test_every_table_has_the_columns_of_its_declaration(corridor: Corridor) -> None:
    for name, table in TABLES.items():
        assert list(corridor.table(name).columns) == list(table.names)


def test_rows_stand_in_file_order(corridor: Corridor) -> None:
    assert corridor.nodes["node_id"].tolist()[:3] == ["alpha", "beta-kz", "beta-uz"]
    assert list(corridor.nodes.index) == list(range(8))


def test_places_and_lines_are_drawn_where_the_tables_say(drawn: Corridor) -> None:
    assert [frame.crs.to_epsg() for frame in (drawn.nodes, drawn.segments)] == [4326, 4326]
    alpha = drawn.nodes.geometry.iloc[0]
    assert (alpha.x, alpha.y) == (68.0, 43.0)
    assert list(drawn.segments.geometry.iloc[0].coords) == [(68.0, 43.0), (69.0, 42.4)]
    post = drawn.crossings.geometry.iloc[2]
    assert (post.x, post.y) == (67.5, 37.5), "a crossing stands at its node a"


def test_without_geometry_the_same_rows_are_read(corridor: Corridor, drawn: Corridor) -> None:
    for name in TABLES:
        with_shapes = drawn.table(name)
        assert corridor.table(name).equals(with_shapes.drop(columns="geometry", errors="ignore"))


def test_a_corridor_takes_its_name_from_its_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert io.read(".", geometry=False).name == "toy"


def test_an_unknown_table_is_no_table(corridor: Corridor) -> None:
    with pytest.raises(KeyError, match="name"):
        corridor.table("name")


def test_without_geometry_nothing_heavier_than_pandas_is_loaded() -> None:
    code = (
        "import sys; from corridor import io; "
        f"io.read({str(toy.FOLDER)!r}, geometry=False); "
        "print([name for name in ('geopandas', 'shapely', 'pyproj', 'folium', 'rich') "
        "if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"
