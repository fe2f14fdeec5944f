"""Whatever is wrong with a folder: one clear message, exit 1, no traceback, nothing written."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from corridor import io
from corridor.errors import DataError
from corridor.schema import SOURCES, TABLES

Run = Callable[..., Result]
NAN_LINE = "[[68.0, 43.0], [NaN, 42.4]]"


def replaced(path: Path, old: str, new: str) -> None:
    """Replace ``old`` in a file, where it must stand."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def refused(run: Run, folder: Path) -> str:
    """Ask for an export of the damaged folder, and return the message it is refused with."""
    before = sorted(folder.parent.iterdir())
    result = run("export", "--data", folder, "-o", folder.parent / "out.geojson")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert sorted(folder.parent.iterdir()) == before
    assert result.stderr.startswith("Error: ")
    return result.stderr


# Cells: file, what stands there, what is put in its place, and the line it must be told in.
CELLS = [
    ("segments", ",rail,KAZ,110,", ",rail,KAZ,NaN,", "row 2, column length_km: 'NaN' is not a number"),
    ("segments", ",rail,KAZ,110,", ",rail,KAZ,inf,", "row 2, column length_km: 'inf' is not a number"),
    ("segments", ",rail,KAZ,110,", ",rail,KAZ,1e400,", "length_km: '1e400' is not a number of km above 0"),
    ("segments", ",rail,KAZ,110,", ",rail,KAZ,-110,", "length_km: '-110' is not a number of km above 0"),
    ("segments", ",rail,KAZ,110,", ",rail,KAZ,0,", "length_km: '0' is not a number of km above 0"),
    ("segments", ",rail,KAZ,110,", ",rail,KAZ,١١٠,", "length_km: '١١٠' is not a number"),
    ("segments", ",rail,KAZ,110,", ",rail,KAZ,1_10,", "length_km: '1_10' is not a number"),
    ("segments", ",rail,KAZ,110,", ',rail,KAZ,"110,5",', "write decimals with a point"),
    ("segments", ",rail,KAZ,110,", ",rail,KAZ,,", "length_km: may not be empty"),
    ("segments", ",rail,KAZ,110,", ",rail,KAZ,n/a,", "leave the cell empty where the value is not known"),
    ("segments", ",1520,2,", ",1530,2,", "gauge_mm: '1530' is not one of 1000, 1067, 1435"),
    ("segments", ",1520,2,", ",,2,", "gauge_mm: may not be empty where mode is rail"),
    ("segments", ",1520,2,", ",1520,99999999999999999999,", "tracks: '99999999999999999999' is not a whole"),
    ("segments", ",1520,2,", ",1520,1.5,", "tracks: '1.5' is not a whole number from 1 to 8"),
    ("segments", "alpha,beta-kz,rail", "nowhere,beta-kz,rail", "from_node: 'nowhere' is not in nodes"),
    ("segments", "alpha,beta-kz,rail", "alpha,alpha,rail", "to_node: 'alpha' is the node the segment starts at"),
    ("segments", "alpha,beta-kz,rail", "alpha,beta-kz,air", "mode: 'air' is not one of rail, road, sea"),
    ("segments", "rail,KAZ,110", "rail,XXX,110", "country: 'XXX' is not in countries"),
    ("segments", "rail,KAZ,110", "rail,kaz,110", "country: 'kaz' is not an id in countries"),
    ("segments", "rail,KAZ,110", "rail,KAZ,11", "is shorter than the straight line between its nodes, 105 km"),
    ("segments", "rail-uz-beta-gamma,", "rail-kz-alpha-beta,", "row 3, column segment_id: 'rail-kz-alpha-beta' stands in row 2"),
    ("nodes", "68.0,43.0,KZALP", "43.0,68.0,KZALP", "lies outside the box of KAZ in countries; lon and lat look swapped"),
    ("nodes", "68.0,43.0,KZALP", "68.0,-43.0,KZALP", "lies outside the box of KAZ in countries; check position and country"),
    ("nodes", "68.0,43.0,KZALP", "268.0,43.0,KZALP", "lon: '268.0' is not a number of deg from -180 to 180"),
    ("nodes", "alpha,Alpha", "Älpha,Alpha", "node_id: 'Älpha' is not text of the pattern [a-z0-9-]+"),
    ("closures", "2025-10-12", "2025-02-30", "from_date: '2025-02-30' is not a date YYYY-MM-DD"),
    ("closures", "2025-10-12", "12.10.2025", "from_date: '12.10.2025' is not a date YYYY-MM-DD"),
    ("closures", "2024-01-22", "2023-01-22", "to_date: '2023-01-22' is before from_date"),
    ("closures", "delta-2025,delta-road", "delta-2025,delta-rd", "what: 'delta-rd' is not in crossings or segments"),
    ("crossings", "beta-kz,beta-uz,rail", "beta-kz,gamma,rail", "node_b: 'gamma' is 176 km from node_a"),
    ("crossings", "beta-kz,beta-uz,rail", "beta-kz,beta-kz,rail", "node_b: 'beta-kz' lies in the same country"),
    ("parameters", "speed_kmh,road,KAZ", "speed_kph,road,KAZ", "row 5, column parameter: 'speed_kph' is none the model reads; did you mean speed_kmh?"),
    ("parameters", "KAZ,,,km/h,50", "KAZ,,,mph,50", "row 5, column unit: 'mph' is not km/h, the unit that speed_kmh is read in"),
    ("border_times", "beta-rail,ab,a,2,1,4", "beta-rail,ab,a,9,1,4", "dwell_h: '9' is not between dwell_low_h 1 and"),
    ("border_times", "beta-rail,ab,a,2,1,4", "beta-rail,ab,b,2,1,4", "row 3, column crossing_id, direction, side"),
    ("border_times", "reported", "guessed", "grade: 'guessed' is not one of observed, reported, derived"),
    ("countries", "yes,46.5", "perhaps,46.5", "on_corridor: 'perhaps' is not yes or no"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "old", "new", "told"), CELLS)
def test_a_wrong_cell_is_told_with_file_row_column_value_and_what_is_allowed(
    run: Run, folder: Path, table: str, old: str, new: str, told: str
) -> None:
    replaced(folder / f"{table}.csv", old, new)
    message = refused(run, folder)
    assert f"  {table}.csv, row " in message
    assert told in message


# Whole files: the bytes of segments.csv become what the function makes of them.
FILES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "row 1: is empty; the first row names the columns"),
    "blank lines": (lambda _: b"\n\r\n\n", "row 1: is empty"),
    "UTF-16": (lambda old: old.decode().encode("utf-16"), "is UTF-16, not UTF-8"),
    "Windows-1251": (lambda old: old.replace(b"A1", "А1".encode("cp1251"), 1), "row 4: '\\\\xc0' is not UTF-8"),
    "NUL": (lambda old: old.replace(b"A1", b"A\x001", 1), "row 4: '\\x00' is a control character"),
    "wrong column": (lambda old: old.replace(b"length_km", b"lenght_km", 1), "column lenght_km: is not a column of segments; did you mean 'length_km'?"),
    "column missing": (lambda old: old.replace(b"length_km", b"len", 1), "row 1, column length_km: is missing from the header"),
    "column twice": (lambda old: old.replace(b"drawn_km", b"length_km", 1), "column length_km: stands twice in the header"),
    "semicolons": (lambda old: old.replace(b",", b";"), "parts its cells by ';'; save it as comma-separated CSV"),
    "tabs": (lambda old: old.replace(b",", b"\t"), "save it as comma-separated CSV"),
    "a cell too many": (lambda old: old.replace(b"A1,", b"A1,,", 1), "row 4: has 19 cells; the header has 18"),
    "an open quote": (lambda old: old.replace(b",A1,", b',"A1,', 1), "row 4: is not a CSV row"),
    "a quote inside": (lambda old: old.replace(b",A1,", b',"A"1,', 1), "row 4: is not a CSV row"),
    "a long cell": (lambda old: old.replace(b",A1,", b"," + b"A" * 200_000 + b",", 1), "row 4: is not a CSV row"),
    "JSON": (lambda _: b'{"type": "FeatureCollection"}', "is not a column of segments"),
    "a million columns": (lambda _: b"x," * 1_000_000, "stands twice in the header"),
    "a program": (lambda _: bytes(range(256)) * 100, "is not UTF-8"),
    "a name that hides": (lambda old: old.replace(b"note", b"no\x1b[2Jte", 1), "is a control character"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_table_is_told(run: Run, folder: Path, kind: str) -> None:
    damage, told = FILES[kind]
    path = folder / "segments.csv"
    path.write_bytes(damage(path.read_bytes()))
    message = refused(run, folder)
    assert "  segments.csv" in message
    assert told in message


def test_a_file_that_cannot_be_read_is_told_once_and_blamed_for_nothing_else(
    run: Run, folder: Path
) -> None:
    (folder / "nodes.csv").unlink()
    assert refused(run, folder).splitlines() == [
        "Error: 1 problem in the corridor tables",
        f"  nodes.csv: is missing from {folder}",
    ]


def test_a_folder_in_place_of_a_file_is_told(run: Run, folder: Path) -> None:
    (folder / "nodes.csv").unlink()
    (folder / "nodes.csv").mkdir()
    assert "nodes.csv: is not a file" in refused(run, folder)


def test_an_endless_file_is_not_read(run: Run, folder: Path) -> None:
    (folder / "nodes.csv").unlink()
    (folder / "nodes.csv").symlink_to("/dev/zero")
    assert "nodes.csv: is not a file" in refused(run, folder)


@pytest.mark.parametrize("table", ["nodes", "projects"])
def test_a_link_that_leads_to_itself_is_told(run: Run, folder: Path, table: str) -> None:
    (folder / f"{table}.csv").unlink(missing_ok=True)
    (folder / f"{table}.csv").symlink_to(folder / f"{table}.csv")
    assert f"{table}.csv: cannot be read" in refused(run, folder)


def test_a_file_the_system_refuses_is_told(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    assert "nodes.csv: cannot be read: Permission denied" in refused(run, folder)


@pytest.mark.parametrize("beginning", [b"", b"segment_id,from_node,to_node\nx,y,z\n"])
def test_a_hundred_megabytes_of_junk_are_not_read(run: Run, folder: Path, beginning: bytes) -> None:
    with (folder / "segments.csv").open("wb") as file:
        file.write(beginning)
        file.truncate(100_000_000)
    assert "segments.csv: is 100 MB; at most 64 MB is read" in refused(run, folder)


def test_a_hundred_megabytes_of_shapes_are_not_read(run: Run, folder: Path) -> None:
    with (folder / "segments.geojson").open("ab") as file:
        file.truncate(100_000_000)
    assert "segments.geojson: is 100 MB" in refused(run, folder)


def line(points: str) -> str:
    """Return the toy's first line with other points."""
    return f'"LineString", "coordinates": {points}'


SHAPES = [
    (NAN_LINE, "is not GeoJSON: NaN is not a number in JSON"),
    ("[[68.0, 43.0], [-Infinity, 42.4]]", "is not GeoJSON: -Infinity is not a number in JSON"),
    ("[[68.0, 43.0], [1e400, 42.4]]", "has the point [inf, 42.4]; a point is [longitude, latitude]"),
    ('[["68", "43"], ["69", "42.4"]]', "has the point ['68', '43']; a point is"),
    ("[[true, false], [69.0, 42.4]]", "has the point [True, False]; a point is"),
    ("[[68.0], [69.0]]", "has the point [68.0]; a point is"),
    ("[[[68.0, 43.0], [69.0, 42.4]]]", "a point is [longitude, latitude], in numbers"),
    ("[68.0, 43.0]", "has the point 68.0; a point is"),
    ("[[68.0, 43.0]]", "has not two different points"),
    ("[[68.0, 43.0], [68.0, 43.0]]", "has not two different points"),
    ("[]", "has not two different points"),
    ("{}", "is a LineString; a segment is drawn as one LineString"),
    ("[[68.0, 143.0], [69.0, 42.4]]", "beyond longitude -180 to 180 or latitude -90 to 90"),
    ("[[7569725, 5311972], [7681044, 5220000]]", "are lon and lat swapped, or metres given?"),
    ("[[43.0, 68.0], [42.4, 69.0]]", "from from_node 'alpha'; lon and lat look swapped"),
    ("[[69.0, 42.4], [68.0, 43.0]]", "from from_node 'alpha'; the line runs the other way"),
    ("[[61.0, 55.0], [69.0, 42.4]]", "from from_node 'alpha'; check the line and the node"),
]  # fmt: skip


@pytest.mark.parametrize(("points", "told"), SHAPES)
def test_a_broken_line_is_told(run: Run, folder: Path, points: str, told: str) -> None:
    path = folder / "segments.geojson"
    replaced(path, line("[[68.0, 43.0], [69.0, 42.4]]"), line(points))
    message = refused(run, folder)
    assert "  segments.geojson" in message
    assert told in message
    assert len(message.splitlines()) <= 3, "a broken line has no second problem beyond its ends"


GEOJSON = {
    "nothing": ("", "is not GeoJSON"),
    "half": ('{"type": "FeatureCollection", "features": [', "is not GeoJSON"),
    "a list": ("[]", "is not a GeoJSON FeatureCollection; it has no list of features"),
    "a bare line": ('{"type": "LineString", "coordinates": []}', "it has no list of features"),
    "features in words": ('{"features": "many"}', "it has no list of features"),
    "deep": ("[" * 100_000, "is not GeoJSON"),
    "deep features": ('{"features": [' * 5_000, "is not GeoJSON"),
    "a very long number": ('{"features": [' + "9" * 5_000 + "]}", "is not GeoJSON"),
    "odd features": ('{"features": [1, null, [], {}, "x"]}', "feature"),
}


@pytest.mark.parametrize("kind", GEOJSON)
def test_a_file_that_is_no_geojson_is_told(run: Run, folder: Path, kind: str) -> None:
    text, told = GEOJSON[kind]
    (folder / "segments.geojson").write_text(text)
    message = refused(run, folder)
    assert "  segments.geojson" in message
    assert told in message


def test_a_line_of_no_segment_and_a_segment_of_no_line_are_told(run: Run, folder: Path) -> None:
    replaced(folder / "segments.geojson", "rail-kz-alpha-beta", "rail-kz-alpha-bета")
    message = refused(run, folder)
    assert (
        "row 2, column segment_id: 'rail-kz-alpha-beta' has no line in segments.geojson" in message
    )
    assert (
        "segments.geojson, column segment_id: 'rail-kz-alpha-bета' is not in segments.csv"
        in message
    )


def test_a_line_that_stands_twice_is_told(run: Run, folder: Path) -> None:
    replaced(folder / "segments.geojson", "rail-uz-beta-gamma", "rail-kz-alpha-beta")
    assert "row 2, column geometry: 'rail-kz-alpha-beta' stands in an earlier" in refused(
        run, folder
    )


SOURCES_TOML = {
    "garbage": ("[toy\n= =", "sources.toml: is not TOML"),
    "deep": ("a = " + "[" * 50_000, "sources.toml: is not TOML"),
    "nothing": ("", "is not in sources"),
    "loose values": ('title = "x"\n', "column title: 'x' is not an entry; write [id]"),
    "an unknown grade": ('[toy]\ntitle="a"\npublisher="b"\nlicence="c"\ngrade="sure"', "grade: 'sure'"),
    "an unknown field": ('[toy]\ntitel="a"\n', "titel: is not a column of sources; did you mean 'title'?"),
    "files in words": ('[toy]\nfiles = "all"', 'has files that are not { "name" = "sha256" }'),
    "twice": ('[toy]\ntitle="a"\n[toy]\ntitle="b"', "sources.toml: is not TOML"),
}  # fmt: skip


@pytest.mark.parametrize("kind", SOURCES_TOML)
def test_broken_sources_are_told(run: Run, folder: Path, kind: str) -> None:
    text, told = SOURCES_TOML[kind]
    (folder / "sources.toml").write_text(text)
    assert told in refused(run, folder)


def test_a_source_is_told_with_its_line_in_the_file(run: Run, folder: Path) -> None:
    (folder / "sources.toml").write_text(
        '# comment\n\n[toy]\ntitle="a"\npublisher="b"\nlicence="c"\ngrade="sure"\n'
    )
    assert "sources.toml, row 3, column grade: 'sure' is not one of" in refused(run, folder)


def test_a_row_is_told_with_its_line_in_the_file_even_after_cells_of_several_lines(
    run: Run, folder: Path
) -> None:
    path = folder / "closures.csv"
    replaced(path, "after fighting", '"after\n\nfighting"\n')
    replaced(path, "2024-01-22", "never")
    assert "closures.csv, row 6, column to_date: 'never'" in refused(run, folder)


def test_all_problems_of_all_files_are_told_at_once(run: Run, folder: Path) -> None:
    replaced(folder / "segments.csv", ",KAZ,110,", ",KAZ,-1,")
    replaced(folder / "segments.csv", ",KAZ,120,", ",KAZ,-2,")
    replaced(folder / "nodes.csv", "68.0,43.0", "43.0,68.0")
    replaced(folder / "crossings.csv", "full control", "no control")
    replaced(folder / "sources.toml", "assumed", "sure")
    message = refused(run, folder)
    assert message.startswith("Error: 5 problems in the corridor tables\n")


def test_a_file_wrong_in_every_row_does_not_bury_the_rest(folder: Path) -> None:
    path = folder / "flows.csv"
    header, row, *_ = path.read_text("utf-8").splitlines()
    rows = [row.replace(",2022,", f",{year},") for year in range(5000, 6000)]
    path.write_text("\n".join([header, *rows]), "utf-8")
    _, problems = io.inspect(folder, geometry=False)
    assert len(problems) == 21
    assert str(problems[-1]) == "flows.csv, column year: is as wrong in 980 more rows"


def test_blank_lines_byte_order_marks_and_windows_line_ends_do_no_harm(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        rows = path.read_text("utf-8").splitlines()
        text = "\r\n".join([*rows[:2], "", *rows[2:], "," * rows[0].count(","), ""])
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    plain, harmless = io.read(Path(__file__).parent / "toy"), io.read(folder)
    for name in TABLES:
        one, other = plain.table(name), harmless.table(name)
        assert one.reset_index(drop=True).equals(other.reset_index(drop=True))


def test_heights_in_a_line_are_allowed_and_not_kept(folder: Path) -> None:
    points = "[[68.0, 43.0, 500], [69.0, 42.4, 300.5]]"
    replaced(folder / "segments.geojson", line("[[68.0, 43.0], [69.0, 42.4]]"), line(points))
    assert not io.read(folder).segments.geometry.has_z.any()


def test_optional_tables_may_be_left_out(folder: Path) -> None:
    for name, table in TABLES.items():
        if table.optional:
            (folder / f"{name}.csv").unlink(missing_ok=True)
    corridor = io.read(folder)
    assert corridor.flows.empty
    assert list(corridor.flows.columns) == list(TABLES["flows"].names)


def test_a_folder_that_is_none_is_told(run: Run, tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", Path(__file__), Path("a\0b")):
        with pytest.raises(DataError, match="is not a folder"):
            io.read(path)
    result = run("validate", tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "nowhere is not a folder" in result.stderr


ODD_CELLS = st.one_of(
    st.sampled_from(
        ["", "NaN", "-1", "1e400", "alpha", "beta-kz", "rail", "KAZ", "0", "2025-02-30"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)


@given(data=st.data())
def test_no_damage_to_any_cell_escapes_as_anything_but_problems(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    for path in (Path(__file__).parent / "toy").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        name = data.draw(st.sampled_from([name for name in TABLES if name != SOURCES.name]))
        path = folder / f"{name}.csv"
        if not path.exists():
            continue
        rows = [row.split(",") for row in path.read_text("utf-8").split("\n")]
        row = data.draw(st.integers(0, len(rows) - 1))
        cell = data.draw(st.integers(0, len(rows[row]) - 1))
        rows[row][cell] = data.draw(ODD_CELLS)
        path.write_text("\n".join(map(",".join, rows)), "utf-8")
    _, problems = io.inspect(folder)
    assert all("\n" not in str(problem) for problem in problems)


def test_the_real_command_ends_with_exit_1_a_message_and_no_traceback(folder: Path) -> None:
    replaced(folder / "segments.csv", "alpha,beta-kz,rail", "nowhere,beta-kz,rail")
    out = folder.parent / "out.csv"
    command = [sys.executable, "-m", "corridor", "export", "--data", str(folder), "-o", str(out)]
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | {"LC_ALL": "C"}
    )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.splitlines() == [
        "Error: 1 problem in the corridor tables",
        "  segments.csv, row 2, column from_node: 'nowhere' is not in nodes",
    ]
    assert not out.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no device that is always full")
@pytest.mark.parametrize("words", [["--help"], ["route", "--help"], ["sources"]])
def test_a_full_disk_is_told_without_a_traceback(words: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "corridor", *words]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr == "Error: the output cannot be written: No space left on device\n"
