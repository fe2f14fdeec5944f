"""What the page is given: tables as data and never as markup, the same bytes every time."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import folium
import pandas as pd
import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

import toy
from corridor import basemap, study, webmap
from corridor.errors import CorridorError, DataError, OutputError
from corridor.palette import COLOURS
from corridor.polyline import encode
from corridor.tables import Corridor, Request
from corridor.webmap import block, layers, leaflet
from corridor.webmap.style import STYLE

Run = Callable[..., Result]
DATA = re.compile(r'<script type="application/json" id="corridor-data">(.*?)</script>', re.DOTALL)


def payload_of(page: str) -> dict[str, Any]:
    found = DATA.findall(page)
    assert len(found) == 1
    payload: dict[str, Any] = json.loads(found[0])
    return payload


def decoded(text: str, decimals: int) -> list[tuple[float, float]]:
    """Return lon, lat as the page decodes them; written apart from the encoder."""
    numbers, value, shift = [], 0, 0
    for character in text:
        five = ord(character) - 63
        value |= (five & 31) << shift
        shift += 5
        if five < 32:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    lat = lon = 0
    points = []
    for step_lat, step_lon in zip(numbers[::2], numbers[1::2], strict=True):
        lat, lon = lat + step_lat, lon + step_lon
        points.append((lon / 10**decimals, lat / 10**decimals))
    return points


def test_two_drawings_of_one_corridor_are_the_same_bytes(drawn: Corridor) -> None:
    assert webmap.draw(drawn).html() == webmap.draw(drawn).html()


def test_one_map_rendered_twice_is_the_same_bytes(drawn: Corridor) -> None:
    m = webmap.draw(drawn)
    folium.Marker([42.0, 68.0]).add_to(m)
    assert m.html() == m.html()


def test_another_process_writes_the_same_bytes(drawn: Corridor, tmp_path: Path) -> None:
    path = tmp_path / "other.html"
    script = (
        "import sys; from corridor import io, webmap; "
        "webmap.draw(io.read(sys.argv[1])).save(sys.argv[2])"
    )
    subprocess.run([sys.executable, "-c", script, str(toy.FOLDER), str(path)], check=True)
    assert path.read_bytes() == webmap.draw(drawn).html().encode()


def test_ids_of_stock_layers_are_numbered_and_the_same_every_time(drawn: Corridor) -> None:
    pages = []
    for _ in range(2):
        m = webmap.draw(drawn)
        folium.Marker([42.0, 68.0], popup="a popup", icon=folium.Icon(color="red")).add_to(m)
        folium.FeatureGroup("group").add_to(m)
        pages.append(m.html())
    assert pages[0] == pages[1]
    assert not re.search(r"_[0-9a-f]{32}\b", pages[0])


def test_an_offline_page_names_no_address_to_load_from(drawn: Corridor) -> None:
    page = webmap.draw(drawn).html()
    assert not re.search(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)\s*=", page)
    assert not re.search(r"url\((?!data:|#)", page)
    assert "sourceMappingURL" not in page
    assert "BSD 2-Clause License" in page


def test_an_online_page_links_leaflet_with_its_hash(drawn: Corridor) -> None:
    page = webmap.draw(drawn, online=True).html()
    for name in ("leaflet.js", "leaflet.css"):
        assert f"leaflet@1.9.4/dist/{name}" in page
        assert leaflet.integrity(name) in page
    assert len(page) < len(webmap.draw(drawn).html()) - 100_000


def test_no_other_framework_is_on_the_page(drawn: Corridor) -> None:
    page = webmap.draw(drawn).html().lower()
    for name in ("jquery", "bootstrap", "font-awesome", "fontawesome", "awesome-markers"):
        assert name not in page


def test_a_stock_popup_brings_only_what_it_calls(drawn: Corridor) -> None:
    def with_popup(*, online: bool = False) -> str:
        m = webmap.draw(drawn, online=online)
        folium.Marker([42.0, 68.0], popup="hello").add_to(m)
        return m.html()

    assert "jquery-3" in with_popup(online=True)
    assert "bootstrap" not in with_popup(online=True)
    assert "https://code." not in with_popup()
    assert "window.$" in with_popup()
    assert "window.$" not in webmap.draw(drawn).html()


def test_the_policy_of_our_own_page_lets_only_hashed_scripts_run(drawn: Corridor) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', webmap.draw(drawn).html())
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy[1]
    assert "connect-src" not in policy[1]


def test_the_document_names_its_language_and_may_be_zoomed(drawn: Corridor) -> None:
    page = webmap.draw(drawn, title="A & B <c>").html()
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "<title>A &amp; B &lt;c&gt;</title>" in page
    assert "user-scalable" not in page
    assert page.count("charset") == 1


def test_text_that_would_end_the_block_is_escaped_and_comes_back_whole() -> None:
    text = "</script><!-- {{7*7}} {% raw %} ${alert(1)} \u2028\u2029 `"
    markup = block.script({"name": text})
    assert markup.count("<") == 2
    assert "\u2028" not in markup
    assert payload_of(markup)["name"] == text


@given(st.text())
def test_any_text_survives_the_block(text: str) -> None:
    expected = text.encode("utf-8", "replace").decode("utf-8")
    assert payload_of(block.script({"a": text}))["a"] == expected


def test_templates_in_data_are_written_as_they_are(drawn: Corridor) -> None:
    nodes = drawn.nodes.assign(name="{{7*191}} {% endfor %} {{ open")
    page = webmap.draw(dataclasses.replace(drawn, nodes=nodes), title="{{7*193}}").html()
    assert payload_of(page)["nodes"]["name"][0] == "{{7*191}} {% endfor %} {{ open"
    assert "1337" not in page
    assert "1351" not in page
    assert "<title>{{7*193}}</title>" in page


def test_a_number_that_is_not_finite_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        block.script({"km": float("inf")})


def test_missing_is_null_in_columns_and_absent_in_rows_never_zero() -> None:
    frame = pd.DataFrame({"a": [1.0, None], "b": [pd.NA, pd.NA]})
    assert block.columns(frame, ("a", "b")) == {"a": [1, None]}
    assert block.rows(frame, ("a", "b")) == [{"a": 1}, {}]


coordinates = st.tuples(st.floats(-180, 180, allow_nan=False), st.floats(-90, 90, allow_nan=False))


@given(st.lists(coordinates, min_size=1))
def test_an_encoded_line_decodes_to_the_rounded_line(line: list[tuple[float, float]]) -> None:
    found = decoded(encode(line, 4), 4)
    assert len(found) == len(line)
    for (lon, lat), (found_lon, found_lat) in zip(line, found, strict=True):
        assert found_lon == pytest.approx(lon, abs=0.51e-4)
        assert found_lat == pytest.approx(lat, abs=0.51e-4)


def test_every_segment_crossing_and_town_is_on_the_map(drawn: Corridor) -> None:
    payload = webmap.draw(drawn).payload
    assert payload["segments"]["segment_id"] == drawn.segments["segment_id"].tolist()
    assert payload["crossings"]["crossing_id"] == drawn.crossings["crossing_id"].tolist()
    assert payload["nodes"]["node_id"] == drawn.nodes["node_id"].tolist()
    assert payload["border_times"]["dwell_h"] == drawn.border_times["dwell_h"].tolist()
    assert decoded(payload["segments"]["line"][0], 4) == [(68.0, 43.0), (69.0, 42.4)]


def test_a_segment_carries_the_hours_its_parameters_give(drawn: Corridor) -> None:
    segments = webmap.draw(drawn).payload["segments"]
    first = {name: values[0] for name, values in segments.items()}
    assert first["running_h"] == pytest.approx(110 / 55)
    assert first["stops_h"] == pytest.approx(20 * 110 / 1000)


def test_the_worse_direction_of_a_crossing_decides_its_colour(drawn: Corridor) -> None:
    crossings = webmap.draw(drawn).payload["crossings"]
    worse = dict(zip(crossings["crossing_id"], crossings["worse_h"], strict=True))
    assert worse == {"beta-rail": 8, "beta-road": 5, "delta-road": 36}
    assert STYLE["long_wait_h"] == 24


def test_crossings_take_the_state_of_the_day_the_route_is_asked_for(drawn: Corridor) -> None:
    m = webmap.draw(drawn)
    assert m.payload["crossings"]["status"] == ["open", "restricted", "closed"]
    layers.add_crossings(m, drawn, dt.date(2025, 9, 1))
    assert m.payload["crossings"]["status"] == ["open", "restricted", "open"]
    assert m.payload["as_of"] == "2025-09-01"


def test_a_route_shows_the_share_of_its_hours_spent_at_borders(drawn: Corridor) -> None:
    route = study.solve(drawn, Request(origin="alpha", destination="gamma", mode="rail"))
    shown = webmap.draw(drawn, route).payload["routes"][0]
    assert shown["distance_km"] == 310
    assert shown["border_h"] == 6
    assert shown["time_h"] == pytest.approx(2 + 5 + 6 + 0.02 * 310)
    assert shown["steps"]["id"] == [
        "rail-kz-alpha-beta",
        "beta-rail",
        "beta-rail",
        "rail-uz-beta-gamma",
    ]
    assert shown["steps"]["side"] == [None, "a", "b", None]


def test_trade_tells_the_figure_shown_first_and_keeps_both(drawn: Corridor) -> None:
    shown = webmap.draw(drawn).payload["trade"]
    assert shown["year"] == 2022
    assert shown["pairs"] == {"exporter": ["KAZ", "UZB"], "importer": ["UZB", "KAZ"]}
    told = reports_of(shown)
    assert told["KAZ", "UZB", "TOTAL", 2022] == [(3.9e9, "importer"), (4e9, "exporter")]
    assert told["UZB", "KAZ", "TOTAL", 2022] == [(1.4e9, "exporter")]
    assert shown["ratios"]["pair"] == [0]
    assert shown["ratios"]["value_usd"] == [pytest.approx(0.975)]


def reports_of(trade: dict[str, Any]) -> dict[tuple[str, str, str, int], list[tuple[float, str]]]:
    """Return value and reporter of the reports on the page by pair, goods and year."""
    told: dict[tuple[str, str, str, int], list[tuple[float, str]]] = {}
    for row in pd.DataFrame(trade["reports"]).to_dict("records"):
        ends = [trade["pairs"][side][row["pair"]] for side in ("exporter", "importer")]
        key = (ends[0], ends[1], trade["goods"][row["goods"]], row["year"])
        told.setdefault(key, []).append((row["value_usd"], row["reporter"]))
    return told


def test_every_year_that_anybody_reported_is_there(drawn: Corridor) -> None:
    later = drawn.flows.iloc[:1].assign(year=2023, value_usd=9e9)
    flows = pd.concat([drawn.flows, later], ignore_index=True)
    shown = webmap.draw(drawn, flows=flows).payload["trade"]
    assert shown["years"] == [2022, 2023]
    years = [(pair, year) for *pair, _, year in reports_of(shown)]
    assert sorted(years) == [
        (["KAZ", "UZB"], 2022),
        (["KAZ", "UZB"], 2023),
        (["UZB", "KAZ"], 2022),
    ]


def test_years_can_be_chosen_and_those_nobody_reported_are_not_offered(drawn: Corridor) -> None:
    later = drawn.flows.assign(year=2023)
    flows = pd.concat([drawn.flows, later], ignore_index=True)
    shown = webmap.draw(drawn, flows=flows, years=range(2023, 2026)).payload["trade"]
    assert shown["years"] == [2023]
    assert "trade" not in webmap.draw(drawn, years=[1999]).payload


def test_a_pair_with_a_report_of_zero_is_a_pair_with_data(drawn: Corridor) -> None:
    flows = drawn.flows.assign(value_usd=0.0)
    shown = webmap.draw(dataclasses.replace(drawn, flows=flows)).payload["trade"]
    assert shown["reports"]["value_usd"] == [0, 0, 0]
    assert "ratios" not in shown or not shown["ratios"].get("value_usd")


def test_the_year_with_most_reports_is_shown_and_the_latest_of_these(drawn: Corridor) -> None:
    rows = [drawn.flows.assign(year=year) for year in (2020, 2021)]
    rows.append(drawn.flows.iloc[:1].assign(year=2023))
    flows = pd.concat(rows, ignore_index=True)
    assert webmap.draw(dataclasses.replace(drawn, flows=flows)).payload["trade"]["year"] == 2021


def test_a_calendar_year_and_customs_figure_goes_before_others(drawn: Corridor) -> None:
    row = drawn.flows.iloc[[0]]
    flows = pd.concat(
        [
            row.assign(period="fiscal", value_usd=1.0),
            row.assign(basis="press", value_usd=2.0),
            row.assign(value_usd=3.0),
        ],
        ignore_index=True,
    )
    m = webmap.draw(dataclasses.replace(drawn, flows=flows))
    told = reports_of(m.payload["trade"])["KAZ", "UZB", "TOTAL", 2022]
    assert [value for value, _ in told] == [3, 1, 2]


def test_a_year_nobody_reported_is_an_error_that_names_the_years(drawn: Corridor) -> None:
    with pytest.raises(DataError, match=r"1999; years: 2022"):
        webmap.draw(drawn, year=1999)


def test_without_flows_there_are_no_arcs_and_no_error(drawn: Corridor) -> None:
    bare = dataclasses.replace(drawn, flows=drawn.flows.iloc[:0])
    assert "trade" not in webmap.draw(bare).payload


def test_arcs_end_where_the_name_of_the_country_stands(drawn: Corridor) -> None:
    named = {row["id"]: row["at"] for row in basemap.read()["countries"] if "id" in row}
    elsewhere = drawn.countries.assign(country=["KAZ", "UZB", "XXX"])
    found = basemap.anchors(basemap.read(), elsewhere)
    assert found["KAZ"] == named["KAZ"]
    assert found["XXX"] == pytest.approx([(29.4 + 38.5) / 2, (60.5 + 74.9) / 2])


def test_only_sources_that_something_drawn_names_are_on_the_page(drawn: Corridor) -> None:
    other = drawn.sources.assign(source_id="unused", title="Named nowhere")
    sources = pd.concat([drawn.sources, other], ignore_index=True)
    payload = webmap.draw(dataclasses.replace(drawn, sources=sources)).payload
    assert list(payload["sources"]) == ["toy"]


def test_a_corridor_without_shapes_is_not_drawn(corridor: Corridor) -> None:
    with pytest.raises(DataError, match="geometry=True"):
        webmap.draw(corridor)


def test_a_page_is_written_whole_or_not_at_all(drawn: Corridor, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_text("the old page", encoding="utf-8")
    m = webmap.draw(drawn)
    m.payload["title_of_what"] = float("nan")
    with pytest.raises(ValueError, match="JSON"):
        m.save(path)
    assert path.read_text(encoding="utf-8") == "the old page"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(OutputError, match="does not exist"):
        webmap.draw(drawn).save(tmp_path / "nowhere" / "map.html")


def test_leaflet_that_is_not_the_one_expected_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(leaflet.SHA256, "leaflet.js", "0" * 64)
    with pytest.raises(CorridorError, match=r"leaflet\.js.*pip install --force-reinstall"):
        leaflet.javascript()


def test_colours_are_written_once_in_the_style_and_nowhere_in_the_sheets() -> None:
    folder = Path(webmap.__file__).parent
    for sheet in folder.glob("*.css"):
        text = sheet.read_text(encoding="utf-8").lower()
        assert not [name for name, colour in COLOURS.items() if colour in text], sheet.name


def test_the_base_map_stores_every_border_once_and_takes_no_position() -> None:
    shown = basemap.read()
    refs = [
        n if n >= 0 else ~n
        for country in shown["countries"]
        for polygon in country["polygons"]
        for ring in polygon
        for n in ring
    ]
    assert set(refs) == set(range(len(shown["arcs"])))
    assert max(refs.count(n) for n in shown["disputed"]) == 2
    assert len(set(shown["arcs"])) == len(shown["arcs"])
    assert shown["attribution"] == ["borders: Natural Earth; no position on legal status"]
    names = {country.get("name") for country in shown["countries"]}
    assert names >= {"Belarus", "Russia", "Kazakhstan", "Uzbekistan", "Afghanistan", "Pakistan"}
    assert not names & {"Crimea", "Siachen Glacier"}


def test_russia_reaches_over_the_antimeridian_in_one_piece() -> None:
    shown = basemap.read()
    russia = next(row for row in shown["countries"] if row.get("id") == "RUS")
    numbers = {n if n >= 0 else ~n for p in russia["polygons"] for ring in p for n in ring}
    lons = [lon for n in numbers for lon, _ in decoded(shown["arcs"][n], 2)]
    assert max(lons) > 185
    assert min(lons) > 19


def test_the_map_command_writes_the_page_and_says_where(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("map", "--data", folder)
    page = tmp_path / "maps" / "corridor.html"
    assert result.exit_code == 0
    assert f"maps/corridor.html ({page.stat().st_size / 1000:,.0f} kB)" in result.output
    assert "browser" in result.output


def test_the_map_command_highlights_each_route_asked_for(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "map.html"
    trips = ("--route", "Alpha", "Gamma", "--route", "Альфа", "omega")
    result = run("map", "--data", folder, "-o", out, "--title", "Two trips", *trips)
    assert result.exit_code == 0
    payload = payload_of(out.read_text(encoding="utf-8"))
    assert payload["title"] == "Two trips"
    assert [route["destination"] for route in payload["routes"]] == ["gamma", "omega"]


def test_the_map_command_draws_crossings_as_of_a_day(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "map.html"
    assert run("map", "--data", folder, "-o", out, "--as-of", "2025-09-01").exit_code == 0
    payload = payload_of(out.read_text(encoding="utf-8"))
    assert payload["crossings"]["status"] == ["open", "restricted", "open"]


@pytest.mark.parametrize(
    ("asked", "code", "words"),
    [
        (("--route", "Alpha", "Nowhere"), 2, "Nowhere"),
        (("--route", "Alpha", "Sigma"), 3, "sigma"),
        (("--route", "Alpha", "Omega", "--as-of", "2026-01-01"), 3, "closed"),
        (("--year", "1999"), 1, "years: 2022"),
        (("--route", "Alpha"), 2, "requires 2 arguments"),
    ],
)
def test_a_map_that_cannot_be_drawn_says_why_and_writes_nothing(
    run: Run, folder: Path, tmp_path: Path, asked: tuple[str, ...], code: int, words: str
) -> None:
    out = tmp_path / "map.html"
    result = run("map", "--data", folder, "-o", out, *asked)
    assert result.exit_code == code
    assert words.lower() in result.output.lower()
    assert not out.exists()


def test_an_online_page_of_ones_own_title_says_that_it_needs_a_network(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "map.html"
    result = run("map", "--data", folder, "-o", out, "--online", "--title", "Mine")
    assert "it needs a network" in result.stderr
    page = out.read_text(encoding="utf-8")
    assert "<title>Mine</title>" in page
    assert "leaflet@1.9.4/dist/leaflet.js" in page
    assert payload_of(page)["online"] is True


def test_without_borders_the_page_is_told_so(run: Run, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "map.html"
    assert run("map", "--data", folder, "-o", out, "--no-borders").exit_code == 0
    assert payload_of(out.read_text(encoding="utf-8"))["base"]["borders"] is False
