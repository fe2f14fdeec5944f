"""Tables behind the page: the profile of a route, loads, changes, wording."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

import corridor as co
from corridor import overlays, ribbons, study, webmap, words
from corridor.errors import DataError
from corridor.profile import profile
from corridor.tables import Corridor, Mode, Request

SCRIPTS = Path(webmap.__file__).parent
LOAD = {"segment_id": "rail-kz-alpha-beta", "direction": "ab", "year": 2022, "tonnes": 5.0}


def test_the_profile_adds_up_to_the_route_with_a_row_for_each_border_side(drawn: Corridor) -> None:
    route = study.solve(drawn, Request(origin="alpha", destination="omega"))
    parts = profile(route)
    assert parts["distance_km"].sum() == pytest.approx(route.totals["distance_km"])
    assert parts["time_h"].sum() == pytest.approx(route.totals["time_h"])
    assert (parts["low_h"] <= parts["time_h"]).all()
    assert (parts["time_h"] <= parts["high_h"]).all()
    assert len(parts[parts["kind"] == "border"]) == 2 * len(route.crossings)


def test_bounds_are_the_sums_of_low_and_of_high_figures(drawn: Corridor) -> None:
    route = study.solve(drawn, Request(origin="alpha", destination="gamma", mode="rail"))
    parts = profile(route)
    low = 110 / 60 + 0.01 * 110 + (1 + 2) + 200 / 50 + 0.01 * 200
    high = 110 / 40 + 0.03 * 110 + (4 + 8) + 200 / 20 + 0.03 * 200
    assert parts[["low_h", "high_h"]].sum().tolist() == pytest.approx([low, high])


def test_figures_a_route_does_not_have_are_not_on_the_page(drawn: Corridor) -> None:
    far, near = (
        webmap.draw(
            drawn, study.solve(drawn, Request(origin="alpha", destination=end, mode="road"))
        )
        for end in ("omega", "gamma")
    )
    assert "cost_usd_t" not in far.payload["routes"][0]
    shown = near.payload["routes"][0]
    assert shown["cost_usd_t"] == pytest.approx(37.75)
    assert shown["p50_days"] < shown["p90_days"]
    assert shown["steps"]["p90_h"][-1] == pytest.approx(24 * shown["p90_days"], abs=0.01)


def test_a_figure_without_a_range_adds_itself_to_both_bounds(drawn: Corridor) -> None:
    bare = drawn.border_times.assign(dwell_low_h=float("nan"), dwell_high_h=float("nan"))
    without = dataclasses.replace(drawn, border_times=bare)
    route = study.solve(without, Request(origin="alpha", destination="gamma", mode="rail"))
    parts = profile(route)
    borders = parts[parts["kind"] == "border"]
    assert borders["low_h"].tolist() == borders["high_h"].tolist() == [2, 4]


@pytest.mark.parametrize(
    ("wrong", "words_of_it"),
    [
        ({"segment_id": "nowhere"}, "row 2, column segment_id: 'nowhere' is no segment"),
        ({"segment_id": None}, "row 2, column segment_id: may not be empty"),
        ({"direction": "north"}, "column direction: 'north' is not one of ab, ba"),
        ({"year": 2022.5}, "column year: '2022.5' is not a whole number from 1990 to 2100"),
        ({"year": "soon"}, "column year: 'soon' is not a whole number"),
        ({"tonnes": -1}, "column tonnes: '-1' is not a number of t from 0 to 1e+12"),
        ({"tonnes": 1e308}, "column tonnes: '1e+308' is not a number of t from 0 to 1e+12"),
        ({"tonnes": "1,5"}, "write decimals with a point"),
        ({"tonnes": None}, "loads: no row has tonnes, so there is nothing to draw"),
    ],
)
def test_a_load_that_is_not_as_said_is_told(
    drawn: Corridor, wrong: dict[str, object], words_of_it: str
) -> None:
    with pytest.raises(DataError, match=re.escape(words_of_it)):
        co.draw(drawn, loads=pd.DataFrame([LOAD | wrong]))


def test_a_load_given_twice_and_a_missing_column_are_told(drawn: Corridor) -> None:
    with pytest.raises(DataError, match="stands in row 2 already; it may stand once"):
        co.draw(drawn, loads=pd.DataFrame([LOAD, LOAD]))
    with pytest.raises(DataError, match="column year: is missing from the header"):
        co.draw(drawn, loads=pd.DataFrame([LOAD]).drop(columns="year"))


def test_an_empty_load_is_no_data_and_zero_is_zero(drawn: Corridor) -> None:
    rows = [LOAD, LOAD | {"direction": "ba", "tonnes": None}, LOAD | {"year": 2023, "tonnes": 0}]
    loads = co.draw(drawn, loads=pd.DataFrame(rows)).payload["loads"]
    assert loads["direction"] == ["ab", "ab"]
    assert loads["tonnes"] == [5, 0]
    assert loads["years"] == [2022, 2023]


def test_loads_may_be_worth_something_too(drawn: Corridor) -> None:
    rows = [LOAD | {"value_usd": 7.0}, LOAD | {"direction": "ba", "value_usd": None}]
    loads = co.draw(drawn, loads=pd.DataFrame(rows)).payload["loads"]
    assert loads["value_usd"] == [7, None]
    assert "value_usd" not in co.draw(drawn, loads=pd.DataFrame([LOAD])).payload["loads"]
    with pytest.raises(DataError, match="value_usd"):
        co.draw(drawn, loads=pd.DataFrame([LOAD | {"value_usd": -1.0}]))


@pytest.mark.parametrize(
    ("start", "end", "mode"),
    [
        ("brest", "orenburg", "rail"),
        ("minsk", "moscow", "road"),
        ("tashkent", "karshi", "rail"),
        ("minsk", "lahore", "road"),
        ("kabul", "karachi", "road"),
    ],
)
def test_a_journey_towards_the_far_end_is_onward_all_the_way(
    shipped: Corridor, start: str, end: str, mode: Mode
) -> None:
    onward = ribbons.onward(shipped)
    for ends, way in (((start, end), True), ((end, start), False)):
        request = Request(origin=ends[0], destination=ends[1], mode=mode)
        steps = study.solve(shipped, request).steps
        ridden = steps[steps["kind"] == "segment"]
        senses = [
            onward[key] == (direction == "ab")
            for key, direction in zip(ridden["id"], ridden["direction"], strict=True)
        ]
        assert set(senses) == {way}


def test_where_ways_part_the_two_that_carry_most_go_on_as_one_ribbon(drawn: Corridor) -> None:
    tonnes = pd.Series(
        {
            "road-kz-alpha-beta": 5.0,
            "road-uz-beta-gamma": 1.0,
            "road-uz-gamma-delta": 4.0,
            "rail-kz-alpha-beta": 0.0,
        }
    )
    (run,) = ribbons.runs(drawn, tonnes)
    assert [piece.segment_id for piece in run] == list(tonnes.index[:3]), "over the crossing too"
    alone = drawn.segments.iloc[[2]].assign(segment_id="second-road")
    both = dataclasses.replace(
        drawn, segments=pd.concat([drawn.segments, alone], ignore_index=True)
    )
    first, other = ribbons.runs(both, pd.concat([tonnes, pd.Series({"second-road": 3.0})]))
    assert first == run
    assert [piece.segment_id for piece in other] == ["second-road"]


def test_the_year_shown_first_is_the_latest_of_the_loads(drawn: Corridor) -> None:
    rows = pd.DataFrame([LOAD | {"year": year} for year in (2022, 2023)])
    for asked, first in ((None, 2023), (2022, 2022)):
        assert co.draw(drawn, loads=rows, year=asked).payload["loads"]["begin"] == first


def test_a_change_that_is_none_is_told(drawn: Corridor) -> None:
    changes = pd.DataFrame({"segment_id": ["rail-kz-alpha-beta"], "change": ["gone"]})
    with pytest.raises(DataError, match="'gone' is not one of added, lost, changed"):
        co.draw(drawn, changes=changes)


def test_files_of_loads_and_changes_reach_the_page(
    run: Callable[..., Result], folder: Path, tmp_path: Path
) -> None:
    loads, changes, out = (tmp_path / name for name in ("loads.csv", "changes.csv", "map.html"))
    pd.DataFrame([LOAD]).to_csv(loads, index=False)
    changes.write_text("segment_id,change\nrail-kz-alpha-beta,added\n", "utf-8")
    result = run("map", "--data", folder, "-o", out, "--loads", loads, "--changes", changes)
    assert result.exit_code == 0
    assert '"change":["added"]' in out.read_text("utf-8")


def test_a_file_of_loads_that_is_wrong_is_told_whole_and_nothing_is_written(
    run: Callable[..., Result], folder: Path, tmp_path: Path
) -> None:
    loads, out = tmp_path / "mine.csv", tmp_path / "map.html"
    rows = ["rail-kz-alpha-beta,up,2022,5", "rail-kz-alpha-beta,ab,soon,-1", "nowhere,ab,2022,"]
    loads.write_text("\n".join(["segment_id,direction,year,tonnes,note", *(f"{r}," for r in rows)]))
    result = run("map", "--data", folder, "-o", out, "--loads", loads)
    assert result.exit_code == 1
    assert "problems in mine.csv" in result.stderr
    for part in (
        "mine.csv, row 2, column direction: 'up' is not one of ab, ba",
        "mine.csv, row 3, column year: 'soon' is not a whole number",
        "mine.csv, row 3, column tonnes: '-1' is not a number of t",
    ):
        assert part in result.stderr
    loads.write_text("\n".join(["segment_id,direction,year,tonnes", rows[2]]))
    result = run("map", "--data", folder, "-o", out, "--loads", loads)
    assert "mine.csv, row 2, column segment_id: 'nowhere' is no segment" in result.stderr
    loads.write_text("a,b\n1,2\n")
    result = run("map", "--data", folder, "-o", out, "--loads", loads)
    assert "mine.csv, row 1, column segment_id: is missing from the header" in result.stderr
    assert not out.exists()


def test_the_example_tables_of_the_docs_are_drawn(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    examples, out = Path(__file__).parent.parent / "docs" / "examples", tmp_path / "map.html"
    names = ("loads", "changes", "criticality")
    given = [part for name in names for part in (f"--{name}", examples / f"{name}.csv")]
    result = run("map", "-o", out, *given)
    assert result.exit_code == 0, result.stderr
    assert '"loads":{"segment":' in out.read_text("utf-8")


@pytest.mark.parametrize("name", ["loads", "changes", "criticality"])
def test_the_docs_name_every_column_of_the_tables_of_ones_own(name: str) -> None:
    declared = getattr(overlays, name.upper())
    text = (Path(__file__).parent.parent / "docs" / "map.md").read_text("utf-8")
    first_cells = re.findall(r"^\| ([^|]*) \|", text, flags=re.MULTILINE)
    named = {name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)}
    assert {column.name for column in declared.columns} <= named


def test_an_unknown_keyword_of_draw_is_no_silent_mistake(drawn: Corridor) -> None:
    with pytest.raises(TypeError, match="colour"):
        co.draw(drawn, colour="red")  # type: ignore[call-arg] # the mistake under test


def test_both_languages_say_the_same_things_with_the_same_blanks() -> None:
    english, russian = (
        words.read(language) | words.of_criticality(language) for language in ("en", "ru")
    )
    assert english.keys() == russian.keys()
    blanks = re.compile(r"\{\d\}")
    for key, text in english.items():
        assert sorted(blanks.findall(text)) == sorted(blanks.findall(russian[key])), key


def test_every_phrase_the_scripts_ask_for_is_there() -> None:
    code = "\n".join(path.read_text("utf-8") for path in SCRIPTS.glob("*.js"))
    asked = set(re.findall(r'say\("([a-z_]+)"', code))
    assert asked
    assert asked <= words.read("en").keys() | words.of_criticality("en").keys()


def test_a_page_in_russian_has_the_names_of_the_base_map_in_russian(drawn: Corridor) -> None:
    payload = webmap.draw(drawn, lang="ru").payload
    names = [row["name"] for row in payload["base"]["countries"] if "name" in row]
    assert names
    assert [name for name in names if name.isascii()] == []
    assert "Каспийское море" in json.dumps(payload["base"]["seas"], ensure_ascii=False)
