"""Each row leads to its source, and a shipped file that was touched is noticed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corridor import io, provenance
from corridor.tables import Corridor


def record(folder: Path, name: str, sha256: str) -> None:
    """Record a hash under the toy's one source."""
    with (folder / "sources.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[toy.files]\n"{name}" = "{sha256}"\n')


def test_every_row_of_a_table_counts_to_one_source(corridor: Corridor) -> None:
    counted = provenance.uses(corridor)
    assert counted["rows"].tolist() == [3, 8, 8, 3, 12, 3, 2, 22, 3, 2]
    assert counted.loc[counted["table"] == "border_times", "rows"].tolist() == [12]


def test_a_source_is_listed_with_the_rows_and_tables_that_rest_on_it(corridor: Corridor) -> None:
    (row,) = provenance.sources(corridor).to_dict("records")
    assert (row["source_id"], row["rows"]) == ("toy", 66)
    assert row["tables"].startswith("countries, nodes, segments, crossings")


def test_the_sources_of_one_table_count_its_rows_only(corridor: Corridor) -> None:
    assert provenance.sources(corridor, table="segments")["rows"].tolist() == [8]
    assert provenance.sources(corridor, table="projects").empty


def test_the_sources_of_a_result_are_those_it_names(corridor: Corridor) -> None:
    assert provenance.sources(corridor, ["toy"])["title"].tolist() == [
        "A corridor small enough to solve by hand"
    ]
    assert provenance.sources(corridor, []).empty
    with pytest.raises(KeyError, match="hearsay"):
        provenance.sources(corridor, ["hearsay"])


def test_a_source_nobody_rests_on_is_listed_with_no_rows(corridor: Corridor) -> None:
    lone = replace(corridor, sources=corridor.sources.assign(source_id=["lone"]))
    assert provenance.sources(lone)["rows"].tolist() == [0]


def test_a_folder_without_records_needs_none(folder: Path) -> None:
    assert provenance.changed(folder) == []


def test_a_file_as_recorded_is_no_problem(folder: Path) -> None:
    record(folder, "nodes.csv", provenance.sha256(folder / "nodes.csv"))
    assert io.inspect(folder)[1] == []
    assert provenance.changed(folder) == []


def test_a_file_that_was_edited_is_told(folder: Path) -> None:
    record(folder, "nodes.csv", provenance.sha256(folder / "nodes.csv"))
    with (folder / "nodes.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    (problem,) = provenance.changed(folder)
    assert str(problem).startswith("nodes.csv: differs from its record in sources.toml under toy")


@pytest.mark.parametrize(
    ("name", "told"),
    [("lost.csv", "but is missing"), ("../toy/../../etc/passwd", "lies outside the folder")],
)
def test_a_record_of_a_file_that_is_not_there_is_told(folder: Path, name: str, told: str) -> None:
    record(folder, name, "0" * 64)
    (problem,) = provenance.changed(folder)
    assert told in str(problem)


def test_the_shipped_files_are_as_recorded() -> None:
    assert provenance.changed(io.shipped()) == []
