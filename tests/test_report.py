"""A table reaches the terminal or a file whole, readable, and the same every time."""

from __future__ import annotations

import csv
import datetime as dt
import io as text_io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import toy
from corridor import report
from corridor.conform import conform
from corridor.errors import FormatError, OutputError
from corridor.schema import TABLES
from corridor.tables import Corridor

KINDS = [kind for kind in report.KINDS if kind != "table"]
EVIL = ["=1+1", "+1", "-1-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "-", "plain"]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Return what ``write`` prints of a table in a format."""

    def text(table: pd.DataFrame, fmt: str | None = None) -> str:
        report.write(table, fmt=fmt)
        return capsys.readouterr().out

    return text


def test_a_printed_table_aligns_figures_right_under_their_unit_and_cuts_nothing(
    printed: Callable[..., str],
) -> None:
    long = "a remark of many words " * 20
    table = pd.DataFrame({"name": ["a", long], "length_km": [9.5, 1234.0], "fee_usd": [None, 5]})
    heading, rule, first, second = printed(table).splitlines()
    assert heading.split("  ")[0] == "name"
    assert heading.endswith("length [km]  fee [US$]")
    assert set(rule) == {"-", " "}
    assert first.endswith("        9.5          -")
    assert second.startswith(long.strip())
    assert second.endswith("     1234.0          5")


def test_missing_is_a_hyphen_an_empty_cell_or_null_and_never_zero(
    printed: Callable[..., str],
) -> None:
    table = pd.DataFrame(
        {
            "km": [1.0, None],
            "n": pd.array([1, None], dtype="Int64"),
            "open": pd.array([True, None], dtype="boolean"),
            "day": pd.to_datetime(pd.Series(["2025-10-12", None])),
            "name": ["x", None],
        }
    )
    assert printed(table).splitlines()[-1].split() == ["-"] * 5
    assert printed(table, "csv").splitlines()[-1] == ",,,,"
    assert json.loads(printed(table, "json"))[1] == dict.fromkeys(table)
    assert printed(table, "md").splitlines()[-1] == "| - | - | - | - | - |"
    assert "0" not in printed(table).splitlines()[-1]


def test_json_holds_figures_as_figures_and_days_in_iso(printed: Callable[..., str]) -> None:
    table = pd.DataFrame({"km": [1.5], "day": [dt.date(2025, 10, 12)], "name": ["Термез"]})
    text = printed(table, "json")
    assert json.loads(text) == [{"km": 1.5, "day": "2025-10-12", "name": "Термез"}]
    assert "Термез" in text


def test_markdown_bars_and_line_ends_do_not_break_the_table(printed: Callable[..., str]) -> None:
    text = printed(pd.DataFrame({"note": ["a|b\nc"]}), "md")
    assert text.splitlines() == ["| note |", "| --- |", "| a\\|b c |"]


def test_an_empty_table_has_its_headings(printed: Callable[..., str]) -> None:
    table = pd.DataFrame({"name": [], "length_km": []})
    assert printed(table).splitlines()[0] == "name  length [km]"
    assert printed(table, "csv") == "name,length_km\n"
    assert json.loads(printed(table, "json")) == []
    assert len(printed(table, "md").splitlines()) == 2


def test_a_named_index_becomes_a_column_and_a_row_number_does_not(
    printed: Callable[..., str],
) -> None:
    table = pd.DataFrame({"km": [1.0]}, index=pd.Index(["KAZ"], name="country"))
    assert printed(table, "csv") == "country,km\nKAZ,1\n"
    assert printed(table.reset_index(drop=True), "csv") == "km\n1\n"


def test_figures_of_a_column_show_the_same_decimals(printed: Callable[..., str]) -> None:
    table = pd.DataFrame({"a_km": [0.5, 123.25], "b_h": [0.123, 2.0], "share_pct": [3.14159, 2.0]})
    assert [row.split() for row in printed(table).splitlines()[2:]] == [
        ["0.5", "0.12", "3.1"],
        ["123.2", "2.00", "2.0"],
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_table_gives_the_same_bytes(
    drawn: Corridor, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.localtime", lambda *_: (1999, 9, 9, 9, 9, 9, 0, 0, 0))
    report.write(drawn.segments, tmp_path / f"x.{kind}")
    first = (tmp_path / f"x.{kind}").read_bytes()
    monkeypatch.undo()
    report.write(drawn.segments, tmp_path / f"x.{kind}")
    assert (tmp_path / f"x.{kind}").read_bytes() == first


def test_neither_workbook_nor_geopackage_carries_the_clock(drawn: Corridor, tmp_path: Path) -> None:
    report.write(drawn.segments, tmp_path / "x.xlsx")
    report.write(drawn.segments, tmp_path / "x.gpkg")
    year = f"{dt.datetime.now(dt.UTC):%Y-}".encode()
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        assert {entry.date_time[0] for entry in book.infolist()} == {2000}
        assert all(year not in book.read(name) for name in book.namelist())
    assert year not in (tmp_path / "x.gpkg").read_bytes()


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "parquet"])
def test_shapes_come_back_as_they_were_drawn(drawn: Corridor, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"x.{kind}"
    report.write(drawn.segments, path)
    back = gpd.read_parquet(path) if kind == "parquet" else gpd.read_file(path)
    assert back.crs.to_epsg() == 4326
    assert list(back["geometry"]) == list(drawn.segments["geometry"])
    assert back["length_km"].tolist() == drawn.segments["length_km"].tolist()
    assert back["network_km"].isna().tolist() == drawn.segments["network_km"].isna().tolist()
    assert back["segment_id"].tolist() == drawn.segments["segment_id"].tolist()


def test_a_segment_without_a_line_is_a_feature_without_a_geometry(
    drawn: Corridor, tmp_path: Path
) -> None:
    bare = drawn.segments.head(1).assign(geometry=gpd.GeoSeries([None], crs="EPSG:4326"))
    report.write(bare, tmp_path / "x.geojson")
    (feature,) = json.loads((tmp_path / "x.geojson").read_text("utf-8"))["features"]
    assert feature["geometry"] is None


def test_what_csv_says_is_read_back_as_it_was(drawn: Corridor, tmp_path: Path) -> None:
    for name, table in TABLES.items():
        report.write(drawn.table(name), tmp_path / "x.csv")
        with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        columns = {n: [row[i] for row in rows] for i, n in enumerate(header)}
        back, problems = conform(table, columns, "x.csv")
        assert problems == []
        plain = drawn.table(name).drop(columns="geometry", errors="ignore")
        assert back.equals(plain.reset_index(drop=True)), name


@given(st.lists(st.one_of(st.sampled_from(EVIL), st.text(max_size=6)), min_size=1))
def test_no_text_in_a_csv_is_a_formula_and_reading_gives_it_back(cells: list[str]) -> None:
    texts = [" ".join(cell.split()) for cell in cells]
    output = text_io.StringIO(report.text(pd.DataFrame({"note": texts}), "csv"), newline="")
    written = [row[0] if row else "" for row in csv.reader(output)][1:]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in written)
    note = TABLES["segments"].columns[-1]
    table = type(TABLES["segments"])(name="t", doc="", key=("note",), columns=(note,))
    back, _ = conform(table, {"note": written}, "t")
    expected = [None if text in ("", "'") else text.removeprefix("\ufeff") for text in texts]
    got = [None if pd.isna(value) or value == "'" else value for value in back["note"]]
    assert got == expected


def test_no_text_in_a_workbook_is_a_formula(tmp_path: Path) -> None:
    report.write(pd.DataFrame({"note": EVIL, "km": range(len(EVIL))}), tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["x"]
    for row, text in enumerate(EVIL, start=2):
        cell = sheet.cell(row, 1)
        assert (cell.value, cell.data_type) == (text, "s")
        assert cell.quotePrefix == (text != "plain")
        assert sheet.cell(row, 2).data_type == "n"


def test_a_workbook_has_a_sheet_for_each_table_with_figures_and_days(
    drawn: Corridor, tmp_path: Path
) -> None:
    report.write_all({name: drawn.table(name) for name in TABLES}, tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == list(TABLES)
    assert book["segments"]["F2"].value == 110
    assert book["closures"]["C2"].value == dt.datetime(2025, 10, 12)  # noqa: DTZ001 - as Excel has it
    assert book["closures"]["D2"].value is None
    assert book["segments"].freeze_panes == "B2"


def test_a_geopackage_has_a_layer_for_each_table(drawn: Corridor, tmp_path: Path) -> None:
    names = ("nodes", "segments", "crossings")
    report.write_all({name: drawn.table(name) for name in names}, tmp_path / "x.gpkg")
    layers = {name: len(gpd.read_file(tmp_path / "x.gpkg", layer=name)) for name in names}
    assert layers == {"nodes": 8, "segments": 8, "crossings": 3}


def test_several_tables_do_not_go_into_one_csv(drawn: Corridor, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"one \.csv file holds one table"):
        report.write_all({"nodes": drawn.nodes}, tmp_path / "x.csv")


@pytest.mark.parametrize("name", ["x", "x.txt", "x.xls", "x.csv.gz", "x.table"])
def test_an_unknown_extension_names_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(FormatError, match=r"known are \.csv, \.json, \.geojson, \.md"):
        report.write(pd.DataFrame({"a": [1]}), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(FormatError, match="'yaml' is not a format; known are table, csv"):
        report.write(pd.DataFrame({"a": [1]}), fmt="yaml")


def test_a_format_that_is_no_text_is_not_printed() -> None:
    with pytest.raises(FormatError, match=r"name a file ending in \.xlsx"):
        report.write(pd.DataFrame({"a": [1]}), fmt="xlsx")


def test_the_format_asked_for_wins_over_the_extension(tmp_path: Path) -> None:
    report.write(pd.DataFrame({"a": [1]}), tmp_path / "x.txt", "csv")
    assert (tmp_path / "x.txt").read_text() == "a\n1\n"


@pytest.mark.parametrize("kind", ["geojson", "gpkg"])
def test_a_table_without_shapes_is_refused_by_a_kind_that_needs_them(
    corridor: Corridor, tmp_path: Path, kind: str
) -> None:
    with pytest.raises(FormatError, match="has no geometry"):
        report.write(corridor.flows, tmp_path / f"x.{kind}")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"nowhere does not exist; create it first"):
        report.write(pd.DataFrame({"a": [1]}), tmp_path / "nowhere" / "x.csv")


def test_what_is_no_plain_file_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "x.csv").symlink_to("/dev/null")
    with pytest.raises(OutputError, match="is not a plain file"):
        report.write(pd.DataFrame({"a": [1]}), tmp_path / "x.csv")
    assert Path("/dev/null").is_char_device()


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "x.csv").symlink_to(tmp_path / "real.csv")
    report.write(pd.DataFrame({"a": [1]}), tmp_path / "x.csv")
    assert (tmp_path / "x.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "a\n1\n"


@pytest.mark.parametrize(
    "error", [RuntimeError("bug"), KeyboardInterrupt(), OSError(28, "No space")]
)
def test_when_writing_fails_the_old_file_stays_whole_and_nothing_else_does(
    tmp_path: Path, error: BaseException
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("old")
    expected = OutputError if isinstance(error, OSError) else type(error)
    with pytest.raises(expected), report.written(path) as draft:  # noqa: PT012 - all of it fails
        draft.write_text("ha")
        raise error
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    with (
        pytest.raises(OutputError, match=r"x\.csv cannot be written: No space left"),
        report.written(path),
    ):
        raise OSError(28, "No space left on device")


def test_a_missing_library_is_named_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    remedy = r"pip install 'corridor\[parquet\]', or in a checkout pip install '\.\[parquet\]'"
    told = rf"^writing \.parquet needs pyarrow; install it: {remedy}$"
    with pytest.raises(OutputError, match=told):
        report.write(pd.DataFrame({"a": [1]}), tmp_path / "x.parquet")


def test_a_pipe_that_cannot_spell_a_name_is_given_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = text_io.BytesIO()
    pipe = text_io.TextIOWrapper(raw, encoding="ascii")
    monkeypatch.setattr(sys, "stdout", pipe)
    report.write(pd.DataFrame({"name": ["Термез"]}))
    pipe.flush()
    assert raw.getvalue().decode("utf-8").splitlines()[-1] == "Термез"


def test_a_full_disk_behind_a_redirection_is_told_in_words() -> None:
    command = [sys.executable, "-m", "corridor", "schema", "nodes"]
    with Path("/dev/full").open("wb", buffering=0) as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert ended.returncode == 1
    assert ended.stderr == b"Error: the output cannot be written: No space left on device\n"


def test_a_terminal_shows_every_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(text_io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", "60")
    report.write(toy.corridor().nodes[["name", "name_ru", "lon", "kind"]])
    assert "Дельта-Аф" in screen.getvalue()
    assert "[" not in screen.getvalue().splitlines()[3], "names are text, not markup"


@pytest.mark.parametrize("kind", ["table", "csv", "json", "md"])
def test_what_rounds_to_zero_from_below_is_zero(kind: str) -> None:
    """-0.04 t to a tenth, as the surplus of a place is rounded, is -0.0 in the machine."""
    table = pd.DataFrame({"surplus": [-0.04, 12.5], "rest": [-0.0, 3.0]}).round(1)
    assert "-0" not in report.text(table, kind)
    near = pd.DataFrame({"surplus": [-0.0004, 123.4]})
    assert kind in ("csv", "json") or "-0" not in report.text(near, kind)


def test_a_narrow_terminal_wraps_words_and_never_cuts_a_figure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = pd.DataFrame(
        {"name": ["Spin Boldak - Chaman"] * 2, "length_km": [2475.7, 12.0], "total_h": [287.7, 1.0]}
    )
    monkeypatch.setattr(report, "on_terminal", lambda: True)
    for width in (10, 26, 40):
        monkeypatch.setenv("COLUMNS", str(width))
        report.write(table)
        shown = capsys.readouterr().out
        assert "2475.7" in shown
        assert "287.7" in shown
        assert "…" not in shown
