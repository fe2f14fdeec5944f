"""Scenario files: the shipped ones, one of one's own, and what is wrong with a bad one."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import corridor as co
import toy
from corridor import scenario_files, scenarios
from corridor.cli import main
from corridor.errors import DataError
from corridor.tables import Corridor

SLOW = """
title = "Beta slow"
source_id = "toy"

[[edit]]
scale = "border_times.dwell_h"
by = 2
where = { crossing_id = ["beta-road", "beta-rail"], direction = "ab" }

[[edit]]
close = "delta-road"
"""


@pytest.fixture
def file(folder: Path) -> Path:
    """A scenario in a copy of the toy folder."""
    (folder / "scenarios").mkdir()
    path = folder / "scenarios" / "slow.toml"
    path.write_text(SLOW, "utf-8")
    return path


def test_a_scenario_of_ones_own_folder_is_found_by_its_name(file: Path) -> None:
    folder = file.parent.parent
    assert scenario_files.names(folder) == ["slow"]
    found = co.scenario("slow", folder)
    assert (found.name, found.title, len(found.edits)) == ("slow", "Beta slow", 2)
    assert found == scenario_files.read(file)
    edited = co.apply(toy.corridor(), found)
    assert edited.border_times["dwell_h"].iloc[:8].tolist() == [4, 8, 3, 5, 2, 4, 2, 3]
    assert edited.crossings["status"].tolist() == ["open", "restricted", "closed"]


def test_a_folder_without_scenarios_has_none() -> None:
    assert scenario_files.names(toy.FOLDER) == []
    with pytest.raises(DataError, match=r"unknown scenario 'x': the folder has none"):
        scenario_files.read("x", toy.FOLDER)


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(DataError, match="Did you mean 'torkham-closed'"):
        scenario_files.read("torkham-close")
    with pytest.raises(DataError, match="Known are afghan-borders-halved, "):
        scenario_files.read("xyz")
    with pytest.raises(DataError, match=r"unknown scenario '\.\./sources'"):
        scenario_files.read("../sources")


@pytest.mark.parametrize("name", scenario_files.names())
def test_each_shipped_scenario_applies_and_says_what_it_is(shipped: Corridor, name: str) -> None:
    found = scenario_files.read(name)
    assert found.title
    assert found.note
    edited = scenarios.apply(shipped, found)
    changed = [
        table
        for table in ("segments", "crossings", "border_times", "closures", "transfers")
        if not edited.table(table).equals(shipped.table(table))
    ]
    assert changed


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("edit = ", "slow.toml: is not TOML"),
        ("title = 'x'", "slow.toml, column edit: has no edits"),
        ("edit = 3", "has no edits"),
        ("[[edit]]\nclose = ['a']\n[more]\nx = 1", "column more: is not a field"),
        ("title = 3\n[[edit]]\nclose = ['a']", "column title: '3' is not text"),
        ("\n\n[[edit]]\nwhere = { a = 1 }", "row 3, column edit: has not one verb"),
        ("[[edit]]\nopen = 'a'\nclose = 'b'", "has not one verb"),
        ("[[edit]]\nclose = []", "column close: '[]' is not a list of ids"),
        ("[[edit]]\nclose = 'a'\nby = 2", "column by: does not go with close"),
        ("[[edit]]\nscale = 'a.b'", "column scale: 'a.b' needs by beside it"),
        ("[[edit]]\nscale = 'a'\nby = 2", "'a' is not table.column"),
        ("[[edit]]\nscale = 'a.b'\nby = '2'", "column by: '2' is not a number of 0 or more"),
        ("[[edit]]\nscale = 'a.b'\nby = nan", "column by: 'nan' is not a number"),
        ("[[edit]]\nset = 'a.b'\nto = [1]", "column to: '[1]' is not a number, text"),
        ("[[edit]]\nset = 'a.b'\nto = 1\nwhere = 2", "column where: '2' is not { column"),
        ("[[edit]]\nset = 'a.b'\nto = 1\nwhere = { c = [] }", "column c: '[]' is not a value"),
        ("[[edit]]\nadd = 'a'\nrows = [3]", "column add: 'a' is not a table with rows"),
        ("[[edit]]\nadd = 'a'\nrows = [{ b = [1] }]", "column b: '[1]' is not a number"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_place(
    file: Path, text: str, problem: str
) -> None:
    file.write_text(text, "utf-8")
    with pytest.raises(DataError) as caught:
        scenario_files.read(file)
    assert problem in str(caught.value)


def test_all_wrong_edits_are_told_at_once(file: Path) -> None:
    file.write_text("[[edit]]\nclose = 1\n[[edit]]\nopen = 2\n", "utf-8")
    with pytest.raises(DataError) as caught:
        scenario_files.read(file)
    assert [problem.row for problem in caught.value.problems] == [1, 3]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is missing from"):
        scenario_files.read(tmp_path / "none.toml")


def test_a_day_may_be_set(file: Path) -> None:
    file.write_text("[[edit]]\nset = 'crossings.status_since'\nto = 2020-02-03\n", "utf-8")
    edited = scenarios.apply(toy.corridor(), scenario_files.read(file))
    assert set(edited.crossings["status_since"].dt.strftime("%Y-%m-%d")) == {"2020-02-03"}


def test_the_scenarios_of_a_folder_are_checked_with_its_tables(file: Path) -> None:
    assert scenario_files.check(toy.corridor(), file.parent.parent) == []
    file.write_text("[[edit]]\nclose = 'styx'\n", "utf-8")
    (file.parent / "bad.toml").write_text("[[edit]]\nclose = 1\n", "utf-8")
    result = CliRunner().invoke(main, ["validate", str(file.parent.parent)])
    assert result.exit_code == 1
    assert "bad.toml, row 1, column close" in result.stderr
    assert "slow.toml: does not apply: scenario slow, edit 1: styx" in result.stderr
