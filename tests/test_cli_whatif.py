"""The commands reliability, compare, breakeven and scenarios, as typed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import corridor as co
import toy
from corridor import reliability, uncertainty
from corridor.cli import main, progress

TOY = ["--data", str(toy.FOLDER)]
SLOW = '[[edit]]\nscale = "border_times.dwell_h"\nby = 4\nwhere = { crossing_id = "beta-road" }\n'


def run(*arguments: str) -> Result:
    """Return what a command on the toy corridor ends with."""
    return CliRunner().invoke(main, [*arguments, *TOY], catch_exceptions=False)


@pytest.fixture
def slow(tmp_path: Path) -> str:
    """The path of a scenario file."""
    path = tmp_path / "slow.toml"
    path.write_text(SLOW, "utf-8")
    return str(path)


def test_the_page_gives_days_indices_causes_closures_and_doubts() -> None:
    page = run("reliability", "Alpha", "Omega", "--draws", "20000", "--arrive-within", "5").stdout
    assert page.startswith("Alpha to Omega, multimodal, least time: P50 2.")
    for part in (
        "(20,000 draws, seed 1)",
        "Arriving within 5 days: ",
        "buffer index",
        "P95 / 22 h of running without delay",
        "Delta (road), entry",
        "Closures on record",
        "not known",
        "lower bound",
    ):
        assert part in page
    assert max(map(len, page.splitlines())) <= 100


def test_the_object_says_how_it_was_drawn_and_what_from() -> None:
    asked = ("reliability", "Alpha", "Omega", "--draws", "5000", "--seed", "9")
    found = json.loads(run(*asked, "--arrive-within", "3", "--format", "json").stdout)
    assert (found["draws"], found["seed"]) == (5000, 9)
    assert list(found["quantiles_h"]) == ["p10", "p50", "p80", "p90", "p95"]
    assert found["route_h"] == 64
    assert 0 < found["arriving_within"]["probability"] < 1
    assert found["closures"]["record"][0]["id"] == "delta-road"
    assert sum(part["share"] for part in found["components"]) == pytest.approx(1, abs=0.001)
    assert found["sources"] == ["toy"]


def test_the_same_seed_prints_the_same_and_workers_change_nothing() -> None:
    asked = ("reliability", "Alpha", "Gamma", "--draws", "40000", "--format", "csv")
    first, again = run(*asked).stdout, run(*asked, "--workers", "3").stdout
    assert first == again
    assert run(*asked, "--seed", "2").stdout != first
    rows = {row["measure"]: row for row in csv.DictReader(io.StringIO(first))}
    assert rows["p50_d"]["unit"] == "d"
    assert float(rows["p10_h"]["value"]) < float(rows["p90_h"]["value"])


def test_closures_can_be_left_out_and_a_scenario_put_in(slow: str) -> None:
    asked = ("reliability", "Alpha", "Gamma", "--mode", "road", "--draws", "2000")
    page = run(*asked, "--no-closures", "--scenario", slow).stdout
    assert "Alpha to Gamma, road, least time: P50 0.9 days" in page
    assert "if every border is open" not in page


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["reliability", "Alpha", "Omega", "--draws", "0"], 2, "--draws"),
        (["reliability", "Alpha", "Omega", "--arrive-within", "-1"], 2, "--arrive-within"),
        (["reliability", "Alpha", "Omega", "--workers", "0"], 2, "--workers"),
        (["reliability", "Alpha", "Omega", "--format", "geojson"], 2, "no geometry"),
        (["reliability", "Alpha", "Omega", "--scenario", "x"], 1, "unknown scenario 'x'"),
        (["reliability", "Alpha", "Sigma"], 3, "no route"),
        (["compare", "Alpha", "Omega"], 2, "name a --scenario or a --date"),
        (["compare", "Alpha", "Omega", "--date", "1.2.2025"], 2, "--date"),
        (["compare", "Alpha", "Sigma", "--date", "2025-01-01"], 3, "no route"),
        (
            ["compare", "Alpha", "Omega", "--date", "2025-01-01", "--as-of", "2025-01-01"],
            2,
            "without --as-of",
        ),
        (["breakeven", "Alpha", "Gamma", "--vary", "beta-road.dwell_h"], 2, "--against"),
        (
            ["breakeven", "Alpha", "Gamma", "--vary", "beta-road.dwell_h", "--against", "x=y"],
            2,
            "write mode=rail",
        ),
        (
            ["breakeven", "A", "B", "--vary", "x", "--against", "y", "--between", "5", "5"],
            2,
            "takes the lower value first",
        ),
    ],
)
def test_what_is_wrong_ends_with_its_exit_code(
    arguments: list[str], code: int, message: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == code, result.output
    assert message in result.stderr


def test_scenarios_and_days_are_compared_for_reading_and_for_a_script(slow: str) -> None:
    page = run("compare", "Alpha", "Gamma", "--scenario", slow).stdout.splitlines()
    heads = ["scenario", "km", "+", "km", "days", "+", "days", "US$/t", "+", "US$/t", "by"]
    assert page[0].split() == heads
    # By rail 16.1 US$/t instead of 37.75 by road.
    figures = ["310", "-20", "0.800", "0.246", "16.10", "-21.65"]
    assert page[3].split() == ["slow", *figures, "beta-rail"]
    days = ("--date", "2025-06-01", "--date", "2025-12-01")
    result = run("compare", "Alpha", "Omega", *days)
    assert "no route" in result.stdout
    assert "base: no route from Alpha to Omega on 2025-12-01" in result.stderr
    rows = json.loads(run("compare", "Alpha", "Omega", *days, "--format", "json").stdout)
    assert [row["as_of"] for row in rows] == ["2025-06-01", "2025-12-01"]
    assert [row["time_h"] for row in rows] == [pytest.approx(64), None]


def test_a_tie_is_told_in_words_as_an_object_and_as_a_row() -> None:
    asked = ("breakeven", "Alpha", "Gamma", "--vary", "beta-road.dwell_h", "--against", "mode=rail")
    page = run(*asked).stdout
    assert "Now 3 h; searched from 0 to 2400 h." in page
    assert "They tie at 8.9 h, compared in hours." in page
    assert "Below it the best route of now wins, above it the alternative (mode=rail)." in page
    assert json.loads(run(*asked, "--format", "json").stdout)["threshold"] == 8.9
    (row,) = csv.DictReader(io.StringIO(run(*asked, "--format", "csv").stdout))
    assert float(row["threshold"]) == pytest.approx(8.9)
    assert (row["below"], row["above"], row["other"]) == ("best", "other", "beta-rail")


def test_where_there_is_no_tie_the_answer_says_so() -> None:
    asked = ("breakeven", "Alpha", "Gamma", "--vary", "beta-road.dwell_h", "--against", "mode=rail")
    page = run(*asked, "--between", "0", "5").stdout
    assert "No tie within that range" in page
    assert "At 5 the best route of now wins, by 3.90 hours." in page
    page = run(*asked[:-1], "mode=road", "--minimise", "distance").stdout
    assert "No tie: it makes no difference" in page


def test_the_scenarios_there_are_can_be_listed() -> None:
    page = CliRunner().invoke(main, ["scenarios"], catch_exceptions=False).stdout
    assert "torkham-closed" in page
    rows = json.loads(CliRunner().invoke(main, ["scenarios", "--format", "json"]).stdout)
    assert {row["scenario"] for row in rows} >= {"trans-afghan-east-647", "ghulam-khan-only"}
    assert all(row["note"] for row in rows)


def test_the_page_and_the_object_tell_the_same_doubts() -> None:
    route = co.route(toy.corridor(), "Alpha", "Omega")
    found = uncertainty.simulated(route, 1000)
    notes = reliability.notes(found)
    assert reliability.document(found)["notes"][: len(notes)] == list(notes)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def test_progress_is_shown_on_a_terminal_only_and_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = {}
    for seconds in (0.0, 1000.0):
        screen = Terminal()
        monkeypatch.setattr("sys.stderr", screen)
        monkeypatch.setattr(progress, "SHOWN_AFTER_S", seconds)
        monkeypatch.setenv("TERM", "xterm")
        with progress.progress("drawing", 10) as advance:
            assert advance is not None
            advance(5)
        shown[seconds] = "drawing" in screen.getvalue()
    assert shown == {0.0: True, 1000.0: False}
    monkeypatch.setattr("sys.stderr", io.StringIO())
    with progress.progress("drawing", 10) as advance:
        assert advance is None
