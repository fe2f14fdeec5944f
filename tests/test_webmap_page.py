"""The page as a reader meets it: in a real browser, without a network, by mouse and keyboard."""

from __future__ import annotations

import base64
import dataclasses
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import folium
import pandas as pd
import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from browser import BOXES, THE_MAP, Browser, find, overlaps, popup_text, visit, wait
from corridor import study, webmap
from corridor.tables import Corridor, Request

HOSTILE = (
    "{{7*7}} {% x",
    "${window.hacked=1}`",
    "</script><img src=x onerror=window.hacked=1>",
    "<b onmouseover=window.hacked=1>bold</b>&lt;i&gt;",
    "a\u2028b\u2029c\u202eright to left \u0645\u0631\u0632",
    "'\"><svg onload=window.hacked=1>",
    "javascript:window.hacked=1",
    "long" * 2500,
)
Open = Callable[..., Browser]


def test_the_page_asks_for_nothing_and_complains_of_nothing(page: Open) -> None:
    browser = page()
    assert browser.requests() == []
    assert browser.complaints() == []
    assert browser.run("return performance.getEntriesByType('resource').length") == 0


def test_the_shipped_page_is_small_asks_for_nothing_and_complains_of_nothing(
    page: Open, shipped: Corridor
) -> None:
    browser = page(shipped)
    assert browser.requests() == []
    assert browser.complaints() == []
    assert browser.path.stat().st_size < 700_000


def test_the_page_says_when_it_is_ready(page: Open) -> None:
    browser = page()
    marks = "return performance.getEntriesByName('corridor-ready').map((mark) => mark.startTime)"
    (ready_ms,) = browser.run(marks)
    assert 0 < ready_ms < 20_000


@pytest.mark.parametrize("name", ["rail", "road", "planned", "arcs", "crossings", "towns"])
def test_a_box_of_the_legend_hides_its_layer_and_brings_it_back(page: Open, name: str) -> None:
    browser = page()
    css = {
        "rail": "path.line-rail:not(.line-planned)",
        "road": "path.line-road",
        "planned": "path.line-planned",
        "arcs": "path.arc",
        "crossings": ".crossing",
        "towns": ".town",
    }[name]
    css = f".leaflet-map-pane {css}"
    assert find(browser, css)
    (box,) = find(browser, f'input[data-layer="{name}"]')
    box.click()
    assert not find(browser, css)
    box.click()
    assert find(browser, css)
    assert browser.complaints() == []


def test_the_keyboard_reaches_a_crossing_and_opens_what_is_known(page: Open) -> None:
    browser = page()
    (first,) = find(browser, '.crossing[tabindex="0"]')
    for _ in range(60):
        ActionChains(browser.driver).send_keys(Keys.TAB).perform()
        if browser.driver.switch_to.active_element == first:
            break
    assert browser.driver.switch_to.active_element == first
    ActionChains(browser.driver).send_keys(Keys.ENTER).perform()
    assert "Kazakhstan → Uzbekistan" in popup_text(browser)
    ActionChains(browser.driver).send_keys(Keys.ESCAPE).perform()
    wait(browser, lambda: not find(browser, ".leaflet-popup .about"))
    assert browser.driver.switch_to.active_element == first


@pytest.mark.parametrize("css", [".town", ".touch", "path.arc", ".crossing"])
def test_arrow_keys_go_from_one_thing_to_the_next_of_its_kind(page: Open, css: str) -> None:
    browser = page()
    (first,) = find(browser, f'.leaflet-map-pane {css}[tabindex="0"]')
    browser.run("arguments[0].focus()", first)
    ActionChains(browser.driver).send_keys(Keys.ARROW_DOWN).perform()
    second = browser.driver.switch_to.active_element
    assert second != first
    assert second.get_attribute("role") == "button"
    assert second.get_attribute("aria-label")
    ActionChains(browser.driver).send_keys(Keys.ENTER).perform()
    assert popup_text(browser)


def test_a_crossing_shows_both_sides_and_both_directions(page: Open, drawn: Corridor) -> None:
    browser = page()
    visit(browser, 0, "Delta (road)")
    text = popup_text(browser)
    rows = [
        [
            str(cell.get_property("textContent")).strip()
            for cell in row.find_elements(By.CSS_SELECTOR, "th, td")
        ]
        for row in find(browser, ".about .waits tbody tr")
    ]
    assert rows == [
        ["Uzbekistan", "10.0 5–20", "100", "2022 derived"],
        ["Afghanistan", "20.0 10–40", "–", "assumed"],
        ["both sides", "30.0 15–60", "–", ""],
        ["Afghanistan", "24.0 12–48", "–", "assumed"],
        ["Uzbekistan", "12.0 6–24", "110", "2022 derived"],
        ["both sides", "36.0 18–72", "–", ""],
    ]
    assert "closed since 12 October 2025" in text
    assert "Restricted since" not in text
    assert "Closed since 12 January 2024, until 22 January 2024" in text
    assert "no end known; still so on 16 February 2026" in text
    assert text.index("12 January 2024") < text.index("12 October 2025", text.index("Closures"))
    find(browser, ".about .told > summary")[0].click()
    wait(browser, lambda: "Uzbekistan: Hours: A corridor small enough" in popup_text(browser))
    assert str(drawn.sources["title"].iloc[0]) in text


def test_on_a_small_screen_a_sheet_stands_in_for_the_popup(page: Open) -> None:
    browser = page(width=390, height=844)
    visit(browser, 0, "Beta (rail)")
    (sheet,) = find(browser, ".sheet")
    assert "Kazakhstan → Uzbekistan" in str(sheet.get_property("innerText"))
    (mark,) = (
        node
        for node in find(browser, ".crossing")
        if str(node.get_attribute("aria-label")).startswith("Beta") and node.is_displayed()
    )

    def clear_of_the_sheet() -> bool:  # the map glides there; how fast is no matter
        return bool(mark.rect["y"] + mark.rect["height"] < sheet.rect["y"])

    wait(browser, clear_of_the_sheet)
    ActionChains(browser.driver).send_keys(Keys.ESCAPE).perform()
    assert not sheet.is_displayed()


def test_a_segment_shows_the_figures_of_its_row(page: Open) -> None:
    browser = page()
    visit(browser, 1, "Alpha – Beta")
    text = popup_text(browser)
    for figure in ("110 km, along the mapped network", "2 h", "55 km/h", "2.2 h", "1520 mm"):
        assert figure in text
    assert "25 kV AC" in text


def test_a_trade_arc_names_both_reports_and_their_ratio(page: Open) -> None:
    browser = page()
    (arc,) = (
        a for a in find(browser, "path.arc") if "Kazakhstan →" in str(a.get_attribute("aria-label"))
    )
    browser.run("arguments[0].focus()", arc)
    ActionChains(browser.driver).send_keys(Keys.ENTER).perform()
    text = popup_text(browser)
    assert "US$ 4 bn (customs, observed)" in text
    assert "US$ 3.9 bn (customs, observed) shown on the map" in text
    assert "0.98" in text
    assert "not corridor traffic" in text


def test_the_legend_names_the_pairs_nobody_reported(page: Open) -> None:
    browser = page()
    (missing,) = find(browser, ".no-data")
    missing.find_element(By.TAG_NAME, "summary").click()
    said = "Kazakhstan → Afghanistan"
    wait(browser, lambda: said in missing.text)
    assert "4 pairs" in missing.text
    assert missing.find_elements(By.CSS_SELECTOR, "summary .hatch-line")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (390, 844)])
def test_no_panel_hides_the_corridor_in_the_first_view(page: Open, width: int, height: int) -> None:
    browser = page(width=width, height=height)
    marks = browser.run(BOXES, ".crossing, .leaflet-map-pane .town")
    assert marks
    assert min(box["left"] for box in marks) >= 0
    assert max(box["right"] for box in marks) <= width
    assert min(box["top"] for box in marks) >= 0
    assert max(box["bottom"] for box in marks) <= height
    assert not overlaps(marks, browser.run(BOXES, ".panel, .tools"))


@pytest.mark.parametrize("zoom", [3, 4.5, 6, 7.5, 9])
def test_no_name_covers_another_or_a_marker(page: Open, shipped: Corridor, zoom: float) -> None:
    browser = page(shipped)
    browser.run(f"{THE_MAP}.setView([41, 68], arguments[0], {{animate: false}})", zoom)
    names = browser.run(BOXES, ".name")
    assert names
    assert not overlaps(names, names)
    assert not overlaps(names, browser.run(BOXES, ".leaflet-map-pane :is(.town span, .diamond)"))


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_hostile_names_are_inert_and_shown_as_they_are(
    page: Open, drawn: Corridor, lang: str
) -> None:
    nasty = hostile(drawn)
    route = study.solve(nasty, Request(origin="alpha", destination="omega", mode="road"))
    ids = nasty.segments["segment_id"]
    loads = pd.DataFrame({"segment_id": ids, "direction": "ab", "year": 2022, "tonnes": 5.0})
    changes = pd.DataFrame({"segment_id": ids[:1], "change": ["lost"]})
    browser = page(nasty, route=[route, route], loads=loads, changes=changes, lang=lang)
    visit(browser, 0, HOSTILE[2])
    assert HOSTILE[2] in str(find(browser, ".about h2")[0].get_property("textContent"))
    first, last = drawn.segments.iloc[1][["from_node", "to_node"]]
    names = dict(zip(drawn.nodes["node_id"], nasty.nodes["name"], strict=True))
    visit(browser, 1, f"{names[first]} – {names[last]}")
    browser.run("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    find(browser, 'input[data-layer="arcs"]')[0].click()
    for text in ("script", "7", "window", "ong"):
        find(browser, ".search-box")[0].clear()
        find(browser, ".search-box")[0].send_keys(text)
        assert find(browser, ".found li")
    (chart,) = find(browser, ".chart")
    for key in (Keys.HOME, Keys.END, Keys.PAGE_DOWN):
        chart.send_keys(key)
    for css in (".crossing", ".leaflet-map-pane .town", ".touch", "path.arc"):
        for node in find(browser, css):
            browser.run("arguments[0].focus()", node)
            ActionChains(browser.driver).send_keys(Keys.ENTER).perform()
    assert browser.run("return window.hacked") is None
    assert not find(browser, "body img, body b[onmouseover], body svg[onload]")
    assert browser.requests() == []
    assert browser.complaints() == []
    assert HOSTILE[2] in str(browser.run("return document.title"))
    shown = str(browser.run("return document.body.textContent"))
    for text in HOSTILE:
        assert text in shown
    assert browser.run("return document.documentElement.scrollWidth <= innerWidth")


def hostile(corridor: Corridor) -> Corridor:
    """Return the corridor with every text that is free replaced by a hostile one."""
    free = {
        "nodes": ("name", "name_ru"),
        "segments": ("ref", "note"),
        "crossings": ("name", "name_ru", "note"),
        "countries": ("name", "name_ru"),
        "closures": ("note",),
        "sources": ("title", "publisher", "licence"),
        "flows": ("note",),
    }
    tables: dict[str, Any] = {}
    for name, columns in free.items():
        table = corridor.table(name).copy()
        for column in columns:
            table[column] = [HOSTILE[(i + 2) % len(HOSTILE)] for i in range(len(table))]
        tables[name] = table
    return dataclasses.replace(corridor, **tables)


def test_a_hostile_title_is_a_title(browser: Browser, drawn: Corridor, tmp_path: Path) -> None:
    for text in HOSTILE:
        webmap.draw(drawn, title=text).save(tmp_path / "map.html")
        browser.open(tmp_path / "map.html")
        heading = find(browser, "h1")[0].get_property("textContent")
        assert heading == text
        assert browser.run("return window.hacked") is None
        assert browser.complaints() == []


def test_a_stock_marker_added_by_the_user_appears_without_a_network(
    browser: Browser, drawn: Corridor, tmp_path: Path
) -> None:
    m = webmap.draw(drawn)
    folium.Marker([42.0, 68.0]).add_to(m)
    folium.Circle([43.0, 69.0], radius=50_000, color="#ff0000").add_to(m)
    m.save(tmp_path / "map.html")
    browser.open(tmp_path / "map.html")
    (icon,) = find(browser, "img.leaflet-marker-icon")
    assert browser.run("return arguments[0].naturalWidth", icon) == 25
    assert find(browser, 'path[stroke="#ff0000"]')
    assert browser.requests() == []
    assert browser.complaints() == []


def test_layers_of_foliums_own_work_without_a_network(
    browser: Browser, drawn: Corridor, tmp_path: Path
) -> None:
    m = webmap.draw(drawn)
    group = folium.FeatureGroup("Mine").add_to(m)
    marker = folium.Marker([42.0, 68.0], popup="Hello <b>you</b>", tooltip="A place of mine")
    marker.add_to(group)
    folium.Marker([43.0, 68.0], icon=folium.Icon(color="darkpurple"), popup="pin").add_to(group)
    folium.CircleMarker([42.0, 69.0], color="#ff0001", popup="round").add_to(m)
    stock: Any = folium  # half of it is not typed
    stock.PolyLine([[42.0, 66.0], [43.0, 67.0]], color="#ff0002", tooltip="line").add_to(m)
    zone = {"type": "Polygon", "coordinates": [[[66, 41], [67, 41], [67, 42], [66, 41]]]}
    feature = {"type": "Feature", "properties": {"name": "A zone"}, "geometry": zone}
    fields = {"tooltip": folium.GeoJsonTooltip(["name"]), "popup": folium.GeoJsonPopup(["name"])}
    collection = {"type": "FeatureCollection", "features": [feature]}
    stock.GeoJson(collection, name="Zone", **fields).add_to(m)
    folium.LayerControl(collapsed=False).add_to(m)
    m.save(tmp_path / "map.html")
    browser.open(tmp_path / "map.html")
    name = marker.get_name().rpartition("_")[0]
    browser.run(f"window[Object.keys(window).find((key) => key.startsWith('{name}'))].openPopup()")
    popup = find(browser, ".leaflet-popup-content")[0]
    assert str(popup.get_property("innerText")).strip() == "Hello you"
    assert find(browser, ".leaflet-popup-content b")
    assert find(browser, 'path[fill="#5b396b"]')
    assert find(browser, 'path[stroke="#ff0001"]')
    assert find(browser, 'path[stroke="#ff0002"]')
    boxes = find(browser, ".leaflet-control-layers-overlays label")
    assert [box.text.strip() for box in boxes] == ["Mine", "Zone"]
    boxes[0].click()
    assert not find(browser, 'path[fill="#5b396b"]')
    assert browser.requests() == []
    assert browser.complaints() == []


def test_a_route_is_highlighted_and_told_in_figures(
    browser: Browser, drawn: Corridor, tmp_path: Path
) -> None:
    route = study.solve(drawn, Request(origin="alpha", destination="omega", mode="road"))
    webmap.draw(drawn, route).save(tmp_path / "map.html")
    browser.open(tmp_path / "map.html")
    assert find(browser, "path.route")
    assert find(browser, "path.faded")
    text = str(find(browser, ".route-summary")[0].get_property("innerText"))
    assert "Alpha – Omega" in text
    assert "900 km" in text
    assert f"{route.totals['time_h'] / 24:.1f} days" in text


def test_borders_can_be_left_out(browser: Browser, drawn: Corridor, tmp_path: Path) -> None:
    webmap.draw(drawn, borders=False).save(tmp_path / "map.html")
    browser.open(tmp_path / "map.html")
    colours = browser.run(
        "return [...document.querySelectorAll('.leaflet-base-pane path')]"
        ".map((path) => [path.getAttribute('stroke'), path.getAttribute('fill')]).flat()"
    )
    assert "#8c8069" not in colours
    assert "#eae8e2" not in colours
    assert "#f5f0e4" in colours


def test_tiles_are_asked_for_only_when_chosen_and_the_policy_lets_them(page: Open) -> None:
    browser = page()
    assert not find(browser, ".leaflet-tile")
    find(browser, 'input[name="base"]')[1].click()
    wait(browser, lambda: find(browser, ".leaflet-tile"))
    assert "CARTO" in str(find(browser, ".credits")[0].get_property("textContent"))
    assert all(".basemaps.cartocdn.com/" in url for url in browser.requests())
    assert not [text for text in browser.complaints() if "Content Security Policy" in text]
    find(browser, 'input[name="base"]')[0].click()
    assert not find(browser, ".leaflet-tile")


def test_a_printed_page_is_one_sheet_of_a3(page: Open) -> None:
    browser = page()
    printed = browser.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    pdf = base64.b64decode(printed["data"])
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert [(round(float(w)), round(float(h))) for w, h in boxes] == [(1191, 842)]


def test_paper_has_legend_and_chart_but_no_controls_and_afterwards_all_is_as_before(
    page: Open, drawn: Corridor
) -> None:
    route = study.solve(drawn, Request(origin="alpha", destination="omega", mode="road"))
    browser = page(width=390, height=844, route=route)
    view = (
        f"const m = {THE_MAP}; const [at, size] = [m.getCenter(), m.getSize()];"
        "return [m.getZoom(), at.lat, at.lng, size.x, size.y]"
    )
    before = browser.run(view)
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        browser.run("window.dispatchEvent(new Event('beforeprint'))")
        assert browser.run(view)[3:] == [1512, 1047]
        for css in (".chart", ".borders", ".legend .line-rail", ".year-now", ".credits"):
            assert find(browser, css)[0].is_displayed(), css
        for css in (".search", ".tools", ".play", ".years input", ".legend input", ".list"):
            assert not find(browser, css)[0].is_displayed(), css
        marks = browser.run(BOXES, ".leaflet-route-pane path")
        assert not overlaps(marks, browser.run(BOXES, ".panel:not([hidden])"))
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    browser.run("window.dispatchEvent(new Event('afterprint'))")
    assert browser.run(view) == pytest.approx(before, abs=1e-6)
    assert not browser.run("return document.querySelector('.more').open")
