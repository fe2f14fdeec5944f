"""Loads and changes on the sheet: ribbons to scale, beside the line, of one year."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import Result
from matplotlib.figure import Figure

import toy
from corridor import charts
from corridor.charts import overlays
from corridor.errors import DataError
from corridor.tables import Corridor

Run = Callable[..., Result]
LOADS = pd.DataFrame(
    [
        ("rail-kz-alpha-beta", "ab", 2022, 4e6),
        ("rail-kz-alpha-beta", "ba", 2022, 1e6),
        ("rail-kz-alpha-beta", "ab", 2023, 2e6),
        ("rail-uz-beta-gamma", "ab", 2022, 0.0),
    ],
    columns=["segment_id", "direction", "year", "tonnes"],
)


def said(figure: Figure) -> list[str]:
    """Return every line of text on a sheet."""
    return [text.get_text() for text in figure.axes[0].texts]


def test_loads_of_the_latest_year_are_drawn_unless_another_is_asked_for(drawn: Corridor) -> None:
    words = said(charts.draw(drawn, loads=LOADS))
    assert "Loads along the line, 2023, million t" in words
    assert {"2 Mt", "1 Mt", "0.4 Mt"} <= set(words)
    words = said(charts.draw(drawn, loads=LOADS, year=2022))
    assert "Loads along the line, 2022, million t" in words
    assert not [text for text in words if "Trade between" in text], "another scale"
    with pytest.raises(DataError, match=r"no row of the year 1999; years: 2022, 2023"):
        charts.draw(drawn, loads=LOADS, year=1999)


def test_a_segment_without_a_row_is_counted_as_unknown_and_zero_is_not(drawn: Corridor) -> None:
    shown = overlays.of_year(LOADS, drawn.segments, 2022)
    in_use = drawn.segments["status"].isin(["open", "restricted"]).sum()
    assert shown.unknown == in_use - 2
    assert overlays.width_mm(shown, 0.0) == 0
    assert f"No data, so no ribbon: {shown.unknown} segments" in said(
        charts.draw(drawn, loads=LOADS, year=2022)
    )


def test_a_ribbon_is_as_wide_as_its_share_of_the_largest_of_all_years() -> None:
    shown = overlays.Loads(2023, {}, 4e6, 0)
    assert overlays.width_mm(shown, 4e6) == overlays.WIDEST_MM
    assert overlays.width_mm(shown, 1e6) == pytest.approx(overlays.WIDEST_MM / 4)


def test_a_ribbon_lies_right_of_travel_and_goes_on_without_a_gap_round_a_bend() -> None:
    ways = [np.array([[0.0, 0.0], [0.0, 70.0]]), np.array([[0.0, 70.0], [42.0, 70.0]])]
    places, across, ends = overlays.course(ways)
    assert ends == [50, 80], "one place at which the first ends and the next begins"
    assert np.allclose(across[0], [1, 0])
    assert np.allclose(across[-1], [0, -1])
    turn = across[ends[0]]
    assert turn[0] == pytest.approx(-turn[1]), "halfway between both"
    assert np.allclose(places[[0, -1]], [[0, 0], [42, 70]])
    _, back, _ = overlays.course([way[::-1] for way in ways[::-1]])
    assert np.allclose(back, -across[::-1])


def test_a_scenario_shows_only_the_kinds_of_change_it_makes(drawn: Corridor) -> None:
    ids = ["rail-uz-gamma-delta", "road-uz-gamma-delta"]
    changes = pd.DataFrame({"segment_id": ids, "change": ["added", "lost"]})
    words = said(charts.draw(drawn, changes=changes))
    assert {"Scenario", "Added", "Lost"} <= set(words)
    assert "Changed" not in words
    with pytest.raises(DataError, match="'gone' is not one of added, lost, changed"):
        charts.draw(drawn, changes=changes.assign(change="gone"))


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_a_picture_of_loads_and_changes_is_the_same_bytes_every_time(
    run: Run, tmp_path: Path, kind: str
) -> None:
    loads, changes = tmp_path / "loads.csv", tmp_path / "changes.csv"
    LOADS.to_csv(loads, index=False)
    changes.write_text("segment_id,change\nroad-uz-gamma-delta,lost\n", "utf-8")
    made = []
    for name in ("one", "other"):
        out = tmp_path / f"{name}.{kind}"
        given = ("--data", toy.FOLDER, "--loads", loads, "--changes", changes)
        result = run("map", *given, "-o", out)
        assert result.exit_code == 0, result.output
        made.append(out.read_bytes())
    assert made[0] == made[1]
