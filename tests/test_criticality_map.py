"""Criticality on the map: a layer for each fate, ranked lists, and nothing added up."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

import corridor as co
import toy
import toy_trade
from browser import Browser, find, popup_text, visit
from corridor import charts, overlays
from corridor.errors import DataError
from corridor.tables import Corridor

Open = Callable[..., Browser]
Run = Callable[..., Result]
ROW = {"kind": "segment", "id": "rail-kz-alpha-beta", "year": 2022, "cut_off_t": 5.0}
BANDS = """
return [...document.querySelectorAll(".leaflet-changes-pane :is(.critical, .critical-ring)")]
  .map((node) => [node.classList[0], Number(node.getAttribute("stroke-width"))]);
"""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """What the trade of the toy corridor loses in 2022."""
    return co.criticality(toy_trade.corridor(tmp_path_factory.mktemp("trade")), year=2022)


def text(browser: Browser, css: str) -> str:
    return " ".join(str(find(browser, css)[0].get_property("innerText")).split())


def test_bands_and_rings_show_one_fate_at_first_and_another_when_asked(
    page: Open, table: pd.DataFrame
) -> None:
    browser = page(criticality=table)
    lost = table[table["cut_off_t"] > 0]
    marks = browser.run(BANDS)
    assert sorted(name for name, _ in marks) == sorted(
        {"segment": "critical", "crossing": "critical-ring"}[kind] for kind in lost["kind"]
    )
    boxes = find(browser, 'input[data-layer^="critical-"]')
    assert [box.get_property("checked") for box in boxes] == [True, False]
    assert "one link out of service, 2022" in text(browser, ".legend").lower()
    boxes[1].click()
    assert len(browser.run(BANDS)) == len(lost) + (table["other_mode_t"] > 0).sum()
    assert text(browser, ".year-totals") == "", "outages exclude each other"
    assert browser.complaints() == []


def test_a_band_is_as_wide_as_its_share_of_the_largest_loss(page: Open) -> None:
    rows = [ROW, ROW | {"id": "road-kz-alpha-beta", "cut_off_t": 2.5}]
    rows += [ROW | {"kind": "crossing", "id": "delta-road", "cut_off_t": 5.0}]
    browser = page(criticality=pd.DataFrame(rows))
    bands = sorted(width for name, width in browser.run(BANDS) if name == "critical")
    (ring,) = (width for name, width in browser.run(BANDS) if name == "critical-ring")
    assert ring == 16
    assert bands[1] - bands[0] == 8


def test_a_popup_tells_rank_tonnes_dollars_hours_and_cost_of_each_fate(
    page: Open, table: pd.DataFrame
) -> None:
    browser = page(criticality=table)
    row = table.set_index("id").loc["delta-road"]
    visit(browser, 0, "Delta (road)")
    told = popup_text(browser)
    assert "If it were out of service, 2022, modelled" in told
    assert f"{row['cut_off_t']:,.0f} t" in told
    assert "rank 1 of crossings" in told
    assert "One hour saved is worth a year" in told
    other = table[table["rank_other_mode"] == 1].iloc[0]
    title = f"Changes mode ({(table['other_mode_t'] > 0).sum()})"
    (box,) = [box for box in find(browser, ".list") if title in str(box.get_property("innerText"))]
    browser.run("arguments[0].open = true", box)
    listed = str(box.get_property("innerText"))
    hours = f"{abs(other['other_mode_h']):,.1f}".removesuffix(".0")
    assert re.search(rf"{re.escape(hours)} h (more|less) a tonne", listed)
    assert "transport US$" in listed


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([ROW | {"kind": "node"}], "row 2, column kind: 'node' is not one of segment, crossing"),
        ([ROW | {"kind": "crossing"}], "'rail-kz-alpha-beta' is no crossing of the corridor"),
        ([ROW | {"id": "delta-road"}], "'delta-road' is no segment of the corridor"),
        ([ROW, ROW], "stands in row 2 already"),
        ([ROW | {"cut_off_t": -1}], "column cut_off_t: '-1' is not a number of t from 0"),
        ([ROW | {"cut_off_t": 0}], "no row has anything in cut_off_t, other_mode_t, diverted_t"),
        ([ROW, ROW | {"id": "road-kz-alpha-beta", "year": 2023}], "holds the years 2022, 2023"),
    ],
)
def test_a_table_of_criticality_that_is_none_is_told(
    drawn: Corridor, rows: list[dict[str, object]], said: str
) -> None:
    with pytest.raises(DataError, match=re.escape(said)):
        overlays.criticality(pd.DataFrame(rows), drawn)


def test_what_the_command_writes_the_map_draws_as_page_and_picture(
    run: Run, tmp_path: Path, table: pd.DataFrame, drawn: Corridor
) -> None:
    folder = toy_trade.folder(tmp_path / "data")
    links, page, picture = (tmp_path / name for name in ("links.csv", "map.html", "map.png"))
    assert run("criticality", "--year", 2022, "--data", folder, "-o", links).exit_code == 0
    for out in (page, picture):
        result = run("map", "--data", toy.FOLDER, "--criticality", links, "-o", out)
        assert result.exit_code == 0, result.output
        assert out.stat().st_size > 10_000
    assert '"criticality":{"year":2022,' in page.read_text("utf-8")
    assert "readCriticality" not in co.draw(drawn).html(), "only on a page of criticality"
    words = [one.get_text() for one in charts.draw(drawn, criticality=table).axes[0].texts]
    assert "Cut off: no path is left" in words
    assert "Changes mode" not in words
