"""The commands route, metrics and crossings, as typed."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

import toy
from corridor import measures, report
from corridor.cli import COMMANDS, main, reading

if TYPE_CHECKING:
    from pathlib import Path

TOY = ["--data", str(toy.FOLDER)]


def run(*arguments: str) -> Result:
    """Return what a command on the toy corridor ends with."""
    return CliRunner().invoke(main, [*arguments, *TOY], catch_exceptions=False)


def told(*arguments: str) -> dict[str, Any]:
    """Return the JSON object of a route."""
    result = run("route", *arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_route_is_one_object_whose_totals_are_the_sums_of_its_legs() -> None:
    found = told("Альфа", "Omega", "--minimise", "distance")
    assert list(found) == [
        "schema_version",
        "origin",
        "destination",
        "request",
        "load_t",
        "totals",
        "ranges",
        "by_country",
        "legs",
        "crossings",
        "transfers",
        "sources",
        "notes",
        "breakdown",
        "alternatives",
    ]
    assert found["origin"]["node_id"] == "alpha"
    assert found["totals"] == {
        "distance_km": 880.0,
        "time_h": 75.9,
        "cost_usd_t": None,
        "co2e_kg_t": 59.4,
        "gcost_usd_t": None,
    }
    for figure, value in found["totals"].items():
        parts = [leg[figure] for leg in found["legs"]]
        assert (None if None in parts else round(sum(parts), 3)) == value
    assert [leg["mode"] for leg in found["legs"]] == ["rail", "road"]
    assert found["legs"][0]["gauge_mm"] == 1520
    assert found["legs"][1]["gauge_mm"] is None
    assert found["crossings"][1]["since"] == "2025-10-12"


def test_alternatives_stand_in_the_same_object() -> None:
    found = told("Alpha", "Omega", "-k", "3")
    assert [other["totals"]["distance_km"] for other in found["alternatives"]] == [880.0]


def test_explain_adds_every_figure() -> None:
    figures = told("Alpha", "Gamma", "--explain")["figures"]
    assert {figure["grade"] for figure in figures} <= {"reported", "assumed", "derived"}
    assert sum(figure["time_h"] or 0 for figure in figures) == pytest.approx(13.3)


def test_the_page_names_totals_borders_and_closures() -> None:
    page = run("route", "Alpha", "Omega", "--explain").stdout
    assert page.startswith("Alpha to Omega, multimodal, least time: 900 km, 64 h (2.7 days), ")
    for part in (
        "By country",
        "closed since 2025-10-12",
        "By way of Gamma.",
        "Figures",
        "Sources: toy",
    ):
        assert part in page
    assert "\x1b" not in page
    figures = page.index("Figures")
    assert max(map(len, page[:figures].splitlines())) <= 100


def test_options_reach_the_request() -> None:
    found = told(
        *("Gamma", "Omega", "--mode", "road", "--via", "Дельта", "--as-of", "2025-06-01"),
        *("--avoid-crossing", "Beta", "--avoid-country", "kz"),
    )
    assert found["request"] == {
        "origin": "gamma",
        "destination": "omega",
        "mode": "road",
        "minimise": "time",
        "cargo": "truck",
        "via": ["delta-uz"],
        "avoid_countries": ["KAZ"],
        "avoid_crossings": ["beta-rail", "beta-road"],
        "as_of": "2025-06-01",
    }


def test_without_a_route_the_exit_code_is_3_and_nothing_is_printed_but_why() -> None:
    result = run("route", "Alpha", "Omega", "--as-of", "2025-11-01")
    assert result.exit_code == 3
    assert result.stdout == ""
    assert "Delta (road) is closed since 2025-10-12" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Alpa", "Gamma"], "unknown place 'Alpa'. Did you mean Alpha (alpha)?"),
        (["Alpha", "Gamma", "--avoid-country", "Narnia"], "unknown country 'Narnia'"),
        (["Alpha", "Gamma", "--avoid-crossing", "Styx"], "unknown crossing 'Styx'"),
        (["Alpha", "Gamma", "--as-of", "01.02.2025"], "--as-of"),
        (["Alpha", "Gamma", "-k", "0"], "-k"),
        (["Alpha", "Gamma", "--mode", "sea"], "--mode"),
        (["Alpha"], "Missing argument 'TO'"),
        (["Alpha", "Alpha"], "are one place, alpha"),
    ],
)
def test_what_is_mistyped_ends_with_exit_code_2(arguments: list[str], message: str) -> None:
    result = run("route", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_folder_that_is_none_ends_with_exit_code_1(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["metrics", "--data", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert "is not a folder" in result.stderr


def test_a_route_as_csv_has_a_row_for_each_link() -> None:
    lines = run("route", "Alpha", "Omega", "-k", "2", "--format", "csv").stdout.splitlines()
    assert lines[0].startswith("route,step,leg,kind,id,direction,from_node,from_name,to_node")
    assert [line.split(",")[:2] for line in lines[1:]] == [
        *(["1", str(step)] for step in range(1, 7)),
        *(["2", str(step)] for step in range(1, 8)),
    ]


def test_a_route_as_geojson_has_a_shape_for_each_link(tmp_path: Path) -> None:
    file = tmp_path / "route.geojson"
    assert run("route", "Alpha", "Gamma", "--mode", "rail", "-o", str(file)).exit_code == 0
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    kinds = [feature["geometry"]["type"] for feature in features]
    assert kinds == ["LineString", "Point", "LineString"]
    assert features[0]["properties"]["id"] == "rail-kz-alpha-beta"


def test_a_route_as_markdown_parts_tables_from_text() -> None:
    page = run("route", "Alpha", "Gamma", "--format", "md").stdout
    assert page.startswith("## Alpha to Gamma")
    assert "\n\n| mode | from | to | km |" in page


def test_metrics_keep_planned_kilometres_apart() -> None:
    result = run("metrics", "--by", "country", "--format", "json")
    rows = json.loads(result.stdout)
    assert rows[-1]["country"] == "total"
    assert (rows[-1]["length_km"], rows[-1]["planned_km"]) == (1330.0, 400.0)


@pytest.mark.parametrize("by", ["colour", "country,country", "segment,mode", ""])
def test_metrics_by_what_they_cannot_be_summed_by_is_a_usage_error(by: str) -> None:
    result = run("metrics", "--by", by)
    assert result.exit_code == 2
    assert "country, mode, status, gauge" in result.stderr


def test_crossings_are_listed_by_delay_and_filtered() -> None:
    rows = json.loads(run("crossings", "--format", "json").stdout)
    assert [row["dwell_h"] for row in rows] == [36, 30, 8, 6, 5, 3]
    rows = json.loads(
        run("crossings", "--country", "Kazakhstan", "--mode", "rail", "--format", "json").stdout
    )
    assert {row["crossing_id"] for row in rows} == {"beta-rail"}
    assert "open" in run("crossings", "--as-of", "2025-06-01", "--country", "AFG").stdout


def test_hours_nobody_knows_are_shown_as_unknown() -> None:
    corridor = toy.corridor()
    times = corridor.border_times[corridor.border_times["crossing_id"] != "beta-rail"]
    table = measures.crossings(toy.edited(corridor, "border_times", times))
    page = report.text(reading.crossings(table), "table")
    assert "nan" not in page
    assert page.splitlines()[-1].split()[-4:] == ["-", "-", "-", "-"]


@pytest.mark.parametrize("command", ["route", "metrics", "crossings"])
def test_help_ends_with_an_example_as_it_is_typed(command: str) -> None:
    text = CliRunner().invoke(main, [command, "--help"]).stdout
    assert text.splitlines()[-1].strip().startswith(f"corridor {command} ")


def test_the_list_of_commands_says_what_each_does() -> None:
    text = CliRunner().invoke(main, ["--help"]).stdout
    for name, entry in COMMANDS.items():
        assert f"{name} " in text
        assert entry.help in text


def test_the_same_question_gives_the_same_bytes_in_another_process() -> None:
    command = [sys.executable, "-m", "corridor", "route", "Альфа", "Omega", "-k", "3", *TOY]
    first, second = (
        subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
        for _ in range(2)
    )
    assert first == second
    assert "Delta (road)" in first
