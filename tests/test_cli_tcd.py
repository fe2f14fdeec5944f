"""The command tcd: charts, points, pages and what it refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

import toy

Run = Callable[..., Result]
TRIP = ("Alpha", "Gamma", "--data", toy.FOLDER)
NASTY = "</svg><script>alert(1)</script> {{7*7}} $x$ & <b>"


def test_without_a_file_the_points_are_printed(run: Run) -> None:
    result = run("tcd", *TRIP, "--mode", "road")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("route")
    assert len(lines) == 2 + 5


def test_the_points_hold_the_band_of_hours_and_money(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "points.json"
    assert run("tcd", *TRIP, "--mode", "road", "-o", out).exit_code == 0
    last = json.loads(out.read_text("utf-8"))[-1]
    assert (last["distance_km"], last["time_h"]) == (330, pytest.approx(13.3))
    assert last["time_p10_h"] < last["time_h"] < last["time_p90_h"]
    assert last["cost_p10_usd_t"] < last["cost_usd_t"] < last["cost_p90_usd_t"]


def test_several_trips_stand_in_one_table(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "points.csv"
    done = run("tcd", *TRIP, "--compare", "mode=rail", "--compare", "as-of=2025-06-01", "-o", out)
    assert done.exit_code == 0
    totals = pd.read_csv(out).groupby("route", sort=False)["distance_km"].max()
    assert totals.to_dict() == {
        "road, time": 330,
        "rail": 310,
        "on 2025-06-01": 330,
    }


@pytest.mark.parametrize("kind", ["png", "svg", "pdf", "html"])
def test_the_same_chart_is_the_same_bytes(run: Run, tmp_path: Path, kind: str) -> None:
    files = [tmp_path / f"{name}.{kind}" for name in ("one", "two")]
    for file in files:
        assert run("tcd", *TRIP, "--compare", "mode=rail", "-o", file).exit_code == 0
    one, two = (file.read_bytes() for file in files)
    assert one == two


def test_a_hostile_name_is_only_text_on_the_page(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    assert run("tcd", *TRIP, "--title", NASTY, "-o", out).exit_code == 0
    page = out.read_text("utf-8")
    assert "<script" not in page
    assert "49" not in re.findall(r"<h1>(.*?)</h1>", page)[0]
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in page


def test_a_chart_whose_figures_are_missing_says_so(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "cost.svg"
    far = ("Alpha", "Omega", "--data", toy.FOLDER, "--measure", "cost")
    assert run("tcd", *far, "-o", out).exit_code == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("mode", "not name=value"),
        ("speed=9", "not name=value"),
        ("as-of=soon", "not a date"),
        ("mode=flying", "is not one of"),
    ],
)
def test_a_change_that_is_none_is_named(run: Run, change: str, said: str) -> None:
    result = run("tcd", *TRIP, "--compare", change)
    assert result.exit_code == 2
    assert said in result.stderr


def test_too_many_lines_are_refused(run: Run) -> None:
    many = [part for _ in range(5) for part in ("--compare", "mode=rail")]
    result = run("tcd", *TRIP, *many)
    assert result.exit_code == 2
    assert "too many for one chart" in result.stderr
