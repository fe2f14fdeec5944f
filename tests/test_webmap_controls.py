"""Every control of the page, worked by mouse and by keyboard in a real browser."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.expected_conditions import element_to_be_clickable

from browser import BOXES, THE_MAP, Browser, find, overlaps, popup_text, ribbons, visit, wait
from corridor import study, webmap
from corridor.itinerary import Route
from corridor.tables import Corridor, Request

Open = Callable[..., Browser]
WIDTHS = """
return Object.fromEntries([...document.querySelectorAll("path.arc")]
  .filter((arc) => arc.style.display !== "none")
  .map((arc) => [arc.getAttribute("aria-label"), Number(arc.getAttribute("stroke-width"))]));
"""
SIZES = [(1440, 900), (1024, 768), (390, 844)]


@pytest.fixture(scope="module")
def route(drawn: Corridor) -> Route:
    """Over two borders, 900 km by road."""
    return study.solve(drawn, Request(origin="alpha", destination="omega", mode="road"))


@pytest.fixture
def years(drawn: Corridor) -> Corridor:
    """Three years of trade, one pair with a gap."""
    first = drawn.flows
    second = first.iloc[:2].assign(year=2023, value_usd=[8e9, 9e9])
    third = first.assign(year=2024, value_usd=[1e9, 2e9, 3e9])
    flows = pd.concat([first, second, third], ignore_index=True)
    return dataclasses.replace(drawn, flows=flows)


def text_of(browser: Browser, css: str) -> str:
    (node,) = find(browser, css)
    return str(node.get_property("innerText"))


def test_the_slider_changes_widths_on_one_scale_and_hides_what_has_no_data(
    page: Open, years: Corridor
) -> None:
    browser = page(years, year=2022)
    (slider,) = find(browser, ".years input")
    before = browser.run(WIDTHS)
    assert before["Kazakhstan → Uzbekistan"] == pytest.approx(8 * (3.9 / 9) ** 0.5, abs=0.01)
    slider.send_keys(Keys.ARROW_RIGHT)
    assert text_of(browser, ".year-now") == "2023"
    assert browser.run(WIDTHS) == {"Kazakhstan → Uzbekistan": 8}
    assert "5 pairs" in text_of(browser, ".missing-pairs")
    slider.send_keys(Keys.ARROW_RIGHT)
    assert browser.run(WIDTHS)["Uzbekistan → Kazakhstan"] == pytest.approx(8 / 3**0.5, abs=0.01)
    totals = "south US$ 2 bn · north US$ 3 bn · 2 of 6 pairs known"
    assert text_of(browser, ".year-totals") == totals
    assert browser.complaints() == []


def test_years_play_to_the_last_and_stop(page: Open, years: Corridor) -> None:
    browser = page(years, year=2022)
    (play,) = find(browser, ".play")
    play.click()
    assert play.get_attribute("aria-label") == "Stop"
    wait(browser, lambda: text_of(browser, ".year-now") == "2024")
    wait(browser, lambda: play.get_attribute("aria-label") != "Stop")


def test_a_trade_popup_has_a_bar_a_year_and_hatches_what_is_not_known(
    page: Open, years: Corridor
) -> None:
    browser = page(years, year=2022)
    (arc,) = (
        one
        for one in find(browser, "path.arc")
        if str(one.get_attribute("aria-label")).startswith("Uzbekistan →")
    )
    browser.run("arguments[0].focus()", arc)
    browser.press(Keys.ENTER)
    assert "1.4 bn" in popup_text(browser)
    assert len(find(browser, ".about .bars rect.hatched")) == 1, "2023, one way only"
    values = [bar.get_attribute("data-value") for bar in find(browser, ".about .bars rect.bar")]
    assert sorted(map(float, filter(None, values))) == [1.4e9, 2e9, 3e9, 3.9e9, 9e9]


@pytest.mark.parametrize(
    ("asked", "heading"),
    [
        ("Ташкент", "Tashkent"),
        ("tashkent", "Tashkent"),
        ("mazar i sha", "Mazar-i-Sharif"),
        ("Хайратон", "Hairatan"),
    ],
)
def test_search_finds_a_place_by_any_name_and_goes_there(
    page: Open, shipped: Corridor, asked: str, heading: str
) -> None:
    browser = page(shipped)
    (box,) = find(browser, ".search-box")
    box.send_keys(asked)
    assert box.get_attribute("aria-expanded") == "true"
    box.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    assert heading in str(find(browser, ".about h2")[0].get_property("textContent"))
    browser.press(Keys.ESCAPE)
    wait(browser, lambda: browser.driver.switch_to.active_element == box)


def test_search_says_that_it_finds_nothing(page: Open) -> None:
    browser = page()
    (box,) = find(browser, ".search-box")
    box.send_keys("xyzzy")
    assert text_of(browser, ".found") == "0 found"
    box.send_keys(Keys.ENTER, Keys.ESCAPE)
    assert not find(browser, ".found")[0].is_displayed()


def test_a_found_place_can_be_clicked(page: Open) -> None:
    browser = page()
    find(browser, ".search-box")[0].send_keys("Гамма")
    find(browser, ".found li")[0].click()
    assert "Gamma" in popup_text(browser)


def test_a_distance_is_measured_by_keyboard_and_by_mouse(page: Open) -> None:
    browser = page()
    (button,) = find(browser, ".tool[aria-pressed]")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    browser.run(f"{THE_MAP}.setView([41.3, 69.24], 5, {{animate: false}})")
    browser.press(Keys.ENTER)
    browser.run(f"{THE_MAP}.setView([24.86, 67.0], 5, {{animate: false}})")
    browser.press(Keys.ENTER)
    measured = text_of(browser, ".measured")
    km = float(measured.split()[0].replace(",", ""))
    assert km == pytest.approx(1835.1, abs=5), "the middle of the map is a whole pixel"
    (container,) = find(browser, ".folium-map")
    ActionChains(browser.driver).move_to_element_with_offset(container, 60, -200).click().perform()
    assert text_of(browser, ".measured") != measured
    fill = "return getComputedStyle(document.querySelector('.measure-line')).fill"
    assert browser.run(fill) == "none", "no area hides the map"
    assert not find(browser, ".leaflet-popup")
    browser.press(Keys.ESCAPE)
    assert not find(browser, ".measured")[0].is_displayed()
    assert not find(browser, ".measure-line")


def test_the_locator_shows_where_the_view_lies_once_one_is_near(page: Open) -> None:
    browser = page()
    assert not find(browser, ".locator")[0].is_displayed()
    visit(browser, 0, "Beta (rail)")
    assert find(browser, ".locator")[0].is_displayed()
    (home,) = find(browser, '.tool[aria-label="Show the whole corridor"]')
    home.click()
    assert not find(browser, ".locator")[0].is_displayed()


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_every_button_works_by_mouse_and_by_keyboard(
    page: Open, years: Corridor, route: Route, how: str
) -> None:
    browser = page(years, route=[route, route], year=2022)
    browser.run(
        "window.print = () => { window.printed = true; };"
        "document.documentElement.requestFullscreen = () => { window.filled = true; };"
    )

    def press(css: str) -> None:
        node = find(browser, css)[0]
        browser.run("arguments[0].scrollIntoView({block: 'nearest'})", node)
        if how == "mouse":
            clickable = element_to_be_clickable(node)
            wait(browser, lambda: clickable(browser.driver)).click()
        else:
            browser.run("arguments[0].focus()", node)
            browser.press(Keys.SPACE if node.tag_name == "input" else Keys.ENTER)

    def comes(script: str) -> None:
        wait(browser, lambda: browser.run(f"return {script}"))

    zoom = browser.run(f"return {THE_MAP}.getZoom()")
    press('.tool[aria-label="Zoom in"]')
    comes(f"{THE_MAP}.getZoom() > {zoom}")
    press('.tool[aria-label="Zoom out"]')
    comes(f"{THE_MAP}.getZoom() === {zoom}")
    browser.run(f"{THE_MAP}.setView([0, 0], 3, {{animate: false}})")
    press('.tool[aria-label="Show the whole route"]')
    comes(f"{THE_MAP}.getZoom() === {zoom}")
    press('.tool[aria-label="Full screen"]')
    comes("window.filled === true")
    press('.tool[aria-label="Print"]')
    comes("window.printed === true")
    press(".tool[aria-pressed]")
    comes("document.querySelector('.measured').hidden === false")
    press(".tool[aria-pressed]")
    comes("document.querySelector('.measured').hidden === true")
    for css in (".legend", ".chosen .notes", ".list", ".fold"):
        was = browser.run("return document.querySelector(arguments[0]).open", css)
        press(f"{css} > summary")
        comes(f"document.querySelector('{css}').open !== {str(was).lower()}")
        press(f"{css} > summary")
        comes(f"document.querySelector('{css}').open === {str(was).lower()}")
    for box in browser.run(
        "return [...document.querySelectorAll('.legend input[type=checkbox]')]"
        ".map((box) => box.dataset.layer)"
    ):
        css = f'.legend input[data-layer="{box}"]'
        was = browser.run("return document.querySelector(arguments[0]).checked", css)
        press(css)
        comes(f"document.querySelector('{css}').checked !== {str(was).lower()}")
    press(".route-summary + .route-summary .route-choice")
    comes("document.querySelectorAll('.route-choice')[1].getAttribute('aria-pressed') === 'true'")
    press(".play")
    comes("document.querySelector('.year-now').textContent === '2023'")
    press(".borders .link")
    comes("document.querySelector('.about h2') !== null")
    press(".leaflet-popup-close-button")
    comes("document.querySelector('.leaflet-popup .about') === null")
    assert browser.complaints() == []


def test_a_button_pressed_while_the_map_glides_is_not_lost(page: Open, years: Corridor) -> None:
    browser = page(years)
    middle = f"const at = {THE_MAP}.getCenter(); return [at.lat, at.lng]"
    began = browser.run(middle)
    zooms = browser.driver.execute_async_script(
        f"const [done, map] = [arguments[0], {THE_MAP}];"
        "const zooms = [map.getZoom()];"
        "const names = ['Zoom in', 'Zoom in', 'Zoom out', 'Zoom in', 'Show the whole corridor'];"
        "function step() {"
        "  const name = names.shift();"
        "  if (!name) return done(zooms);"
        '  document.querySelector(`.tool[aria-label="${name}"]`).click();'
        # A glide starts with the next frame and takes fifteen.
        "  requestAnimationFrame(() => requestAnimationFrame(() => {"
        "    zooms.push(map.getZoom());"
        "    step();"
        "  }));"
        "}"
        "step();"
    )
    first = zooms[0]
    assert browser.run(middle) == pytest.approx(began)
    assert zooms == [first, first + 1, first + 2, first + 1, first + 2, first]


def test_steps_of_the_zoom_add_up_before_the_first_is_drawn(page: Open, years: Corridor) -> None:
    browser = page(years)
    zoom = browser.run(f"return {THE_MAP}.getZoom()")
    press = "document.querySelector('.tool[aria-label=\"Zoom in\"]').click();"
    browser.run(press * 3)
    wait(browser, lambda: browser.run(f"return {THE_MAP}.getZoom() === {zoom} + 3"))


def test_figures_a_route_has_are_in_the_panel_and_others_are_not(
    page: Open, drawn: Corridor, route: Route
) -> None:
    # Nobody gave the fees at Delta: the trip has no cost, and no room is kept for one.
    shown = webmap.draw(drawn, route).payload["routes"][0]
    browser = page(route=route)
    texts = [" ".join(node.text.split()) for node in find(browser, ".figure")]
    days = [f"{shown[name]:.1f}".removesuffix(".0") for name in ("p50_days", "p90_days")]
    assert texts[1] == f"Transit time 2.7 days P50–P90 {days[0]}–\u2060{days[1]}"
    assert texts[3:] == ["CO2e 81 kg/t"]
    assert "P10 to P90" in text_of(browser, ".readout")


def test_a_route_whose_money_is_known_says_its_cost(page: Open, drawn: Corridor) -> None:
    near = study.solve(drawn, Request(origin="alpha", destination="gamma", mode="road"))
    texts = [" ".join(node.text.split()) for node in find(page(route=near), ".figure")]
    assert texts[3:] == ["Cost 38 US$/t", "CO2e 30 kg/t"]


def test_the_print_button_prints(page: Open) -> None:
    browser = page()
    browser.run("window.print = () => { window.printed = true; }")
    find(browser, '.tool[aria-label="Print"]')[0].click()
    assert browser.run("return window.printed") is True


def test_the_figures_of_the_panel_are_those_of_the_route(page: Open, route: Route) -> None:
    browser = page(route=route)
    text = text_of(browser, ".route-summary")
    assert "900 km" in text
    assert f"{route.totals['time_h'] / 24:.1f} days" in text
    share = route.crossings["dwell_h"].sum() / route.totals["time_h"]
    assert f"{share:.0%}" in text
    rows = [
        [cell.get_property("textContent") for cell in row.find_elements(By.CSS_SELECTOR, "th, td")]
        for row in find(browser, ".borders tbody tr")
    ]
    assert rows == [
        ["Beta (road) restricted since 4 August 2025", "1.0", "2.0"],
        ["Delta (road) closed since 12 October 2025", "10.0", "20.0"],
    ]


def test_the_chart_has_a_step_for_each_border_side(page: Open, route: Route) -> None:
    browser = page(route=route)
    assert len(find(browser, ".chart-border")) == 4
    assert len(find(browser, ".chart-band")) == 1


def test_hovering_over_the_chart_moves_a_dot_on_the_map(page: Open, route: Route) -> None:
    browser = page(route=route)
    (chart,) = find(browser, ".chart")
    assert not find(browser, ".cursor-dot")
    ActionChains(browser.driver).move_to_element(chart).perform()
    (dot,) = find(browser, ".cursor-dot")
    before = dot.rect
    ActionChains(browser.driver).move_to_element_with_offset(chart, 60, 0).perform()
    assert find(browser, ".cursor-dot")[0].rect != before
    assert "km" in text_of(browser, ".readout")


def test_arrow_keys_walk_along_the_chart(page: Open, route: Route) -> None:
    browser = page(route=route)
    (chart,) = find(browser, ".chart")
    browser.run("arguments[0].focus()", chart)
    browser.press(Keys.END)
    days = route.totals["time_h"] / 24
    assert text_of(browser, ".readout").startswith(f"900 km · {days:.1f} days")
    assert chart.get_attribute("aria-valuenow") == "900"
    browser.press(Keys.ARROW_LEFT)
    assert text_of(browser, ".readout").startswith("891 km")
    browser.press(Keys.HOME)
    assert text_of(browser, ".readout").startswith("0 km · 0 days")


def test_what_to_know_of_a_route_names_titles_and_not_ids(page: Open, route: Route) -> None:
    browser = page(route=route)
    (notes,) = find(browser, ".notes")
    assert not browser.run("return arguments[0].open", notes)
    notes.find_element(By.TAG_NAME, "summary").click()
    wait(browser, lambda: notes.find_elements(By.TAG_NAME, "li"))
    text = str(notes.get_property("textContent"))
    assert "Delta (road)" in text
    assert "closed since 12 October 2025" in text
    assert str(route.corridor.sources["title"].iloc[0]) in text
    assert "structural" in text


def test_several_routes_share_a_chart_and_are_chosen_in_the_panel(
    page: Open, drawn: Corridor, route: Route
) -> None:
    other = study.solve(drawn, Request(origin="alpha", destination="gamma", mode="rail"))
    browser = page(route=[route, other])
    colours = {line.get_attribute("stroke") for line in find(browser, ".chart-line")}
    assert len(colours) == 2
    assert "Delta (road)" in text_of(browser, ".chosen")
    second = find(browser, ".route-choice")[1]
    second.click()
    assert second.get_attribute("aria-pressed") == "true"
    assert "Delta (road)" not in text_of(browser, ".chosen .borders")
    assert "Beta (rail)" in text_of(browser, ".chosen .borders")
    boxes = find(browser, 'input[data-layer^="route-"]')
    lines = len(find(browser, ".leaflet-route-pane path"))
    boxes[1].click()
    assert len(find(browser, ".leaflet-route-pane path")) < lines


def test_loads_are_ribbons_whose_width_is_in_proportion(page: Open, years: Corridor) -> None:
    loads = pd.DataFrame(
        {
            "segment_id": ["rail-kz-alpha-beta"] * 3 + ["rail-uz-beta-gamma"],
            "direction": ["ab", "ba", "ab", "ab"],
            "year": [2022, 2022, 2023, 2022],
            "tonnes": [4e6, 1e6, 2e6, 0.0],
        }
    )
    browser = page(years, loads=loads, year=2022)
    assert ribbons(browser) == [13, 3.25]
    assert browser.run(WIDTHS) == {}, "arcs and ribbons are not shown at once unless asked for"
    assert "t·km" in text_of(browser, ".year-totals")
    visit(browser, 1, "Alpha – Beta")
    text = popup_text(browser)
    assert "4 Mt" in text
    assert "1 Mt" in text
    find(browser, ".years input")[0].send_keys(Keys.ARROW_RIGHT)
    assert ribbons(browser) == [6.5]
    assert text_of(browser, ".year-totals").endswith("back no data"), "missing is not zero"
    visit(browser, 1, "Alpha – Beta")
    assert not find(browser, ".about .bar-part"), "loads are of whole years"
    visit(browser, 1, "Gamma – Delta")
    assert "no data" in popup_text(browser)


def test_of_loads_by_rail_and_road_the_rail_shows_first(page: Open, years: Corridor) -> None:
    ids = years.segments.set_index("mode")["segment_id"].groupby(level=0).first()
    both = [ids["rail"], ids["road"]]
    loads = pd.DataFrame({"segment_id": both, "direction": "ab", "year": 2022, "tonnes": 4e6})
    browser = page(years, loads=loads, year=2022)
    length = years.segments.set_index("segment_id")["length_km"]
    boxes = find(browser, 'input[data-layer^="loads-"]')
    assert [box.get_property("checked") for box in boxes] == [True, False]
    assert len(find(browser, "path.ribbon")) == 2
    first = text_of(browser, ".year-totals")
    assert f"{4e6 * length[ids['rail']] / 1e9:.1f}".removesuffix(".0") in first
    boxes[1].click()
    assert len(find(browser, "path.ribbon")) == 4
    assert text_of(browser, ".year-totals") != first


def test_without_loads_a_segment_says_that_there_are_no_figures(page: Open) -> None:
    browser = page()
    visit(browser, 1, "Alpha – Beta")
    assert "no data by segment" in popup_text(browser)
    assert not find(browser, ".about .bars")


def test_what_a_scenario_changes_is_a_layer(page: Open) -> None:
    ids = ["rail-uz-gamma-delta", "road-uz-gamma-delta", "road-uz-beta-gamma"]
    changes = pd.DataFrame({"segment_id": ids, "change": ["added", "lost", "changed"]})
    browser = page(changes=changes)
    for kind in changes["change"]:
        assert find(browser, f".leaflet-changes-pane .change-{kind}")
    find(browser, 'input[data-layer="change-lost"]')[0].click()
    assert not find(browser, ".leaflet-changes-pane .change-lost")


def test_in_russian_nothing_on_the_page_is_left_in_english(
    page: Open, shipped: Corridor, main_route: Route
) -> None:
    browser = page(shipped, route=main_route, lang="ru")
    assert browser.run("return document.documentElement.lang") == "ru"
    for css in (".card", ".legend", ".years", ".leaflet-control-scale"):
        text = str(find(browser, css)[0].get_property("innerText"))
        words = [word for word in text.split() if word.isascii() and word.isalpha()]
        assert set(words) <= {"CARTO", "Positron", "as", "of"}, css
    km = f"{main_route.totals['distance_km']:,.0f} км".replace(",", "\xa0")
    assert km in text_of(browser, ".route-summary")
    find(browser, ".search-box")[0].send_keys("Карачи", Keys.ENTER)
    assert "Карачи" in popup_text(browser)
    assert browser.complaints() == []


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_is_wrong_by_axe_at_first_sight(
    page: Open, shipped: Corridor, main_route: Route, width: int, height: int
) -> None:
    browser = page(shipped, width, height, route=main_route)
    assert browser.violations() == []


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_is_wrong_by_axe_with_everything_unfolded(
    page: Open, route: Route, width: int, height: int
) -> None:
    browser = page(width=width, height=height, route=route)
    browser.run("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    assert browser.violations() == []


def test_nothing_is_wrong_by_axe_with_every_layer_and_a_popup_in_russian(
    page: Open, years: Corridor, route: Route
) -> None:
    loads = pd.DataFrame(
        [("rail-kz-alpha-beta", "ab", 2022, 4e6)],
        columns=["segment_id", "direction", "year", "tonnes"],
    )
    changes = pd.DataFrame({"segment_id": ["road-uz-beta-gamma"], "change": ["lost"]})
    browser = page(years, route=[route, route], loads=loads, changes=changes, lang="ru")
    visit(browser, 1, "Альфа – Бета")
    opacity = "return getComputedStyle(document.querySelector('.leaflet-popup')).opacity"
    wait(browser, lambda: browser.run(opacity) == "1")
    assert browser.violations() == []


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_names_and_marks_of_the_shipped_page_do_not_collide_at_first_sight(
    page: Open, shipped: Corridor, main_route: Route, width: int, height: int
) -> None:
    browser = page(shipped, width, height, route=main_route)
    names = browser.run(BOXES, ".name")
    marks = browser.run(BOXES, ".leaflet-map-pane :is(.town span, .diamond)")
    assert names
    assert marks
    assert not overlaps(names, names)
    assert not overlaps(names, marks)
    panels = browser.run(BOXES, ".panel:not([hidden]), .tools")
    assert not overlaps(names, panels)
    assert not overlaps(panels, panels)
    shown = {name.get_property("textContent") for name in find(browser, ".name")}
    assert shown >= {"Minsk", "Karachi"}, "the whole route is in view"
    assert browser.run("return document.documentElement.scrollWidth <= innerWidth")


def test_forced_colours_keep_lines_and_marks(page: Open, route: Route) -> None:
    browser = page()
    features = [{"name": "forced-colors", "value": "active"}]
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    try:
        browser = page(route=route)
        assert browser.run("return matchMedia('(forced-colors: active)').matches")
        line = "path.line-rail:not(.line-planned)"
        look = "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]"
        assert browser.run(look, line, "stroke") == "rgb(31, 78, 121)"
        assert browser.run(look, ".folium-map", "backgroundColor") == "rgb(219, 230, 234)"
        assert browser.run(look, ".name", "color") == "rgb(36, 50, 61)"
        card, ink = (browser.run(look, ".card", name) for name in ("backgroundColor", "color"))
        assert {card, ink} <= {"rgb(0, 0, 0)", "rgb(255, 255, 255)"}, "the reader's own"
        ground = browser.run(look, ".chart", "backgroundColor")
        assert ground == "rgb(251, 249, 244)", "lines of the chart stand on what they are made for"
        icon = browser.run(look, ".tool path", "stroke")
        assert icon != browser.run(look, ".tool", "backgroundColor")
        assert browser.run(look, ".tool", "borderTopStyle") == "solid"
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_a_notebook_shows_the_map(browser: Browser, drawn: Corridor, tmp_path: Path) -> None:
    cell = tmp_path / "cell.html"
    cell.write_text(f"<!DOCTYPE html><body>{webmap.draw(drawn)._repr_html_()}</body>", "utf-8")
    browser.driver.get(cell.as_uri())
    (frame,) = find(browser, "iframe")
    browser.driver.switch_to.frame(frame)
    try:
        ready = "return document.documentElement.dataset.ready === 'true'"
        wait(browser, lambda: browser.run(ready))
        assert find(browser, ".crossing")
    finally:
        browser.driver.switch_to.default_content()
