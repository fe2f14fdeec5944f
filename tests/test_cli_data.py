"""The commands about the tables say what they should, where they should."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
from click.testing import Result

import toy
from corridor import dictionary, io
from corridor.schema import TABLES

Run = Callable[..., Result]


def rows(result: Result) -> list[dict[str, str]]:
    """Return the rows of a CSV on stdout."""
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(result.stdout.splitlines()))


def test_validate_counts_the_rows_of_a_sound_folder(run: Run) -> None:
    result = run("validate", toy.FOLDER, "--format", "csv")
    counts = {row["table"]: int(row["rows"]) for row in rows(result)}
    assert (counts["nodes"], counts["border_times"], counts["projects"]) == (8, 12, 0)
    assert result.stderr == f"{toy.FOLDER}: no problem found\n"


def test_validate_finds_nothing_wrong_with_what_is_shipped(run: Run) -> None:
    result = run("validate")
    assert result.exit_code == 0, result.stderr


def test_validate_tells_every_problem_however_many(run: Run, folder: Path) -> None:
    path = folder / "segments.csv"
    path.write_text(path.read_text("utf-8").replace(",toy,", ",hearsay,"), "utf-8")
    for name in ("nodes", "crossings", "border_times", "closures", "transfers", "parameters"):
        path = folder / f"{name}.csv"
        path.write_text(path.read_text("utf-8").replace("toy", "hearsay"), "utf-8")
    path = folder / "published.csv"
    header, row, _ = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([header, *[row.replace("toy", "x") for _ in range(40)]]), "utf-8")
    result = run("validate", folder)
    assert result.exit_code == 1
    heading, *problems = result.stderr.splitlines()
    assert heading == f"Error: {len(problems)} problems in the corridor tables"
    assert len(problems) > 50
    assert "more" not in problems[-1]


def test_validate_notes_an_edited_file_of_a_folder_of_ones_own(run: Run, folder: Path) -> None:
    with (folder / "sources.toml").open("a", encoding="utf-8") as file:
        file.write(f'files = {{ "nodes.csv" = "{"0" * 64}" }}\n')
    result = run("validate", folder)
    assert result.exit_code == 0
    assert "Note: nodes.csv: differs from its record" in result.stderr


def test_validate_refuses_a_shipped_file_that_was_edited(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (folder / "sources.toml").open("a", encoding="utf-8") as file:
        file.write(f'files = {{ "nodes.csv" = "{"0" * 64}" }}\n')
    monkeypatch.setattr(io, "shipped", lambda: folder)
    result = run("validate")
    assert result.exit_code == 1
    assert "nodes.csv: differs from its record in sources.toml under toy" in result.stderr


def test_validate_published_prints_every_pair_and_the_share_that_agrees(run: Run) -> None:
    result = run("validate", toy.FOLDER, "--published", "--format", "csv")
    first, second = rows(result)
    assert (first["km"], first["network_km"], first["within"]) == ("308", "310", "yes")
    assert second["remark"] == "not compared: no node"
    assert result.stderr.startswith(
        "rail: 1 of 1 figures (100 %), 1 of 1 pairs of places (100 %) within 2 % or 3 km"
    )


def test_schema_as_markdown_is_the_data_dictionary(run: Run) -> None:
    assert run("schema", "--format", "md").stdout == dictionary.markdown()


def test_schema_of_one_table_lists_its_columns(run: Run) -> None:
    columns = json.loads(run("schema", "border_times", "--format", "json").stdout)
    assert [row["column"] for row in columns] == list(TABLES["border_times"].names)
    assert run("schema", "borders").exit_code == 2
    assert "'border_times'" in run("schema", "borders").stderr


def test_sources_lists_who_published_what_under_which_terms(run: Run) -> None:
    (row,) = rows(run("sources", "--data", toy.FOLDER, "--format", "csv"))
    assert (row["publisher"], row["licence"], row["rows"]) == ("the tests", "MIT", "66")
    (row,) = rows(run("sources", "--data", toy.FOLDER, "--table", "flows", "--format", "csv"))
    assert row["rows"] == "3"


def test_one_source_is_shown_field_by_field(run: Run) -> None:
    lines = run("sources", "toy", "--data", toy.FOLDER).stdout.splitlines()
    assert lines[0].split() == ["field", "value"]
    assert ["licence", "MIT"] in [line.split() for line in lines]


def test_an_unknown_source_is_a_usage_error(run: Run) -> None:
    result = run("sources", "hearsay", "--data", toy.FOLDER)
    assert result.exit_code == 2
    assert "'hearsay' is not a source; see 'corridor sources'" in result.stderr


def test_export_writes_the_segments_unless_a_table_is_named(run: Run, tmp_path: Path) -> None:
    for table, name in [((), "segment_id"), (("closures",), "closure_id")]:
        out = tmp_path / "x.csv"
        result = run("export", *table, "--data", toy.FOLDER, "-o", out)
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr == f"{out}: written\n"
        assert out.read_text("utf-8").startswith(name)


def test_export_to_a_workbook_takes_every_table(run: Run, tmp_path: Path) -> None:
    assert run("export", "--data", toy.FOLDER, "-o", tmp_path / "x.xlsx").exit_code == 0
    assert openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames == list(TABLES)


def test_export_to_a_geopackage_takes_what_is_on_the_map(run: Run, tmp_path: Path) -> None:
    assert run("export", "--data", toy.FOLDER, "-o", tmp_path / "x.gpkg").exit_code == 0
    assert sorted(gpd.list_layers(tmp_path / "x.gpkg")["name"]) == [
        "crossings",
        "nodes",
        "segments",
    ]


def test_what_is_exported_as_csv_is_a_folder_that_reads(run: Run, tmp_path: Path) -> None:
    for name in ("segments.geojson", "sources.toml"):
        shutil.copy(toy.FOLDER / name, tmp_path)
    for name in TABLES:
        if name != "sources":
            run("export", name, "--data", toy.FOLDER, "-o", tmp_path / f"{name}.csv")
    assert io.inspect(tmp_path)[1] == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("-o", "x.doc"), "the extension says what to write; known are .csv"),
        (("-o", "nowhere/x.csv"), "the folder nowhere does not exist"),
        (("flows", "-o", "x.geojson"), "this table has no geometry for geojson"),
        (("trains", "-o", "x.csv"), "'trains' is not one of 'countries', 'nodes'"),
        ((), "Missing option '-o'"),
    ],
)
def test_export_says_what_it_cannot_do_and_writes_nothing(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("export", *arguments, "--data", toy.FOLDER)
    assert result.exit_code == (1 if "nowhere" in told else 2)
    assert told in result.stderr
    assert list(tmp_path.iterdir()) == []
