"""Lines on the page: found under the pointer without elements of their own, on SVG or canvas."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
import shapely
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys

from browser import BOXES, THE_MAP, Browser, find, overlaps, point_at, popup_text, wait
from corridor import study
from corridor.itinerary import Route
from corridor.tables import Corridor, Request
from corridor.webmap import layers

Open = Callable[..., Browser]
# Between Alpha and Beta, on the line of the toy corridor's railway.
ON_THE_LINE = (42.7, 68.5)
OFF_THE_LINES = (39.5, 68.7)
INK = """
const canvas = document.querySelector(".leaflet-lines-pane canvas");
const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
let seen = 0;
for (let i = 3; i < data.length; i += 4) if (data[i] > 0) seen += 1;
return seen;
"""


@pytest.fixture(scope="module")
def dense(drawn: Corridor) -> Corridor:
    """The toy corridor, its lines in so many vertices that they are drawn on canvas."""
    deep, lines = np.random.default_rng(1), []
    for line in drawn.segments.geometry:
        shares = np.linspace(0, 1, 13_000)
        points = shapely.line_interpolate_point(line, shares, normalized=True)
        bends = np.where(np.arange(len(shares)) % 2, 1, -1) * deep.uniform(0.005, 0.01, len(shares))
        bends[[0, -1]] = 0.0
        places = shapely.get_coordinates(points) + np.column_stack([bends, 0 * bends])
        lines.append(shapely.LineString(places))
    segments = drawn.segments.assign(geometry=np.array(lines, dtype=object))
    return dataclasses.replace(drawn, segments=segments)


@pytest.fixture(scope="module")
def short(shipped: Corridor) -> Route:
    """A trip over a small part of the shipped corridor."""
    return study.solve(shipped, Request(origin="tashkent", destination="kabul", mode="road"))


def test_a_line_glows_under_the_pointer_and_tells_its_name(page: Open) -> None:
    browser = page()
    point_at(browser, *ON_THE_LINE)
    wait(browser, lambda: find(browser, ".tip"))
    assert "Alpha – Beta" in find(browser, ".tip")[0].text
    assert find(browser, ".touch-glow")[0].get_attribute("d")
    point_at(browser, *OFF_THE_LINES)
    wait(browser, lambda: not find(browser, ".tip"))
    assert not find(browser, ".touch-glow")[0].get_attribute("d")


def test_a_click_on_a_line_opens_what_is_known_and_beside_it_nothing(page: Open) -> None:
    browser = page()
    point_at(browser, *OFF_THE_LINES, click=True)
    assert not find(browser, ".leaflet-popup")
    point_at(browser, *ON_THE_LINE, click=True)
    assert "110 km" in popup_text(browser)


def test_a_hidden_line_answers_neither_pointer_nor_keyboard(page: Open) -> None:
    browser = page()
    for name in ("rail", "planned", "road"):
        find(browser, f'input[data-layer="{name}"]')[0].click()
    point_at(browser, *ON_THE_LINE, click=True)
    assert not find(browser, ".leaflet-popup")
    assert not find(browser, ".touch[tabindex]")
    find(browser, 'input[data-layer="road"]')[0].click()
    (held,) = find(browser, ".touch[tabindex]")
    browser.run("arguments[0].focus()", held)
    browser.press(Keys.ENTER)
    assert "road" in popup_text(browser)


def test_arrow_keys_come_past_every_line_once_and_to_the_first_again(
    page: Open, drawn: Corridor
) -> None:
    browser = page()
    (first,) = find(browser, ".touch[tabindex]")
    browser.run("arguments[0].focus()", first)
    names = []
    for _ in range(len(drawn.segments) + 1):
        names.append(browser.run("return document.activeElement.getAttribute('aria-label')"))
        browser.press(Keys.ARROW_DOWN)
    assert names[0] == names[-1]
    ends = drawn.segments[["from_node", "to_node"]]
    called = dict(zip(drawn.nodes["node_id"], drawn.nodes["name"], strict=True))
    dash = "\N{EN DASH}"
    expected = [f"{called[a]} {dash} {called[b]}" for a, b in ends.itertuples(index=False)]
    assert sorted(names[:-1]) == sorted(expected)
    assert len(find(browser, '.touch[role="button"]')) == 1


def test_few_vertices_are_drawn_as_paths_and_many_on_canvas_that_answers_alike(
    page: Open, dense: Corridor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layers, "SIMPLIFY_DEG", 0.0)
    browser = page()
    assert find(browser, ".leaflet-lines-pane path.line")
    assert not find(browser, "canvas")
    browser = page(dense)
    assert find(browser, ".leaflet-lines-pane canvas")
    assert not find(browser, ".leaflet-map-pane :is(.line[d], .casing[d])")
    assert browser.complaints() == []
    before = browser.run(INK)
    assert before > 500
    (box,) = find(browser, 'input[data-layer="rail"]')
    box.click()
    wait(browser, lambda: browser.run(INK) < 0.9 * before)
    box.click()
    wait(browser, lambda: browser.run(INK) == before)
    browser.run(f"{THE_MAP}.setView([42.7, 68.5], 9, {{animate: false}})")
    assert browser.run(INK) > 500
    point_at(browser, *ON_THE_LINE, click=True)
    assert "Alpha – Beta" in popup_text(browser)


def test_lines_keep_their_place_when_the_map_moves_and_comes_nearer(page: Open) -> None:
    browser = page()
    places = "return document.querySelector('.leaflet-lines-pane path.line').getAttribute('d')"
    before = browser.run(places)
    for zoom in (5, 8, 11):
        browser.run(f"{THE_MAP}.setView([42.7, 68.5], {zoom}, {{animate: false}})")
        assert browser.run(places) == before
        point_at(browser, *ON_THE_LINE)
        wait(browser, lambda: find(browser, ".tip"))


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_first_view_and_the_home_button_show_the_route_and_not_the_whole_corridor(
    page: Open, shipped: Corridor, short: Route, width: int, height: int
) -> None:
    browser = page(shipped, width, height, route=short)
    zoom = f"return {THE_MAP}.getZoom()"
    first = browser.run(zoom)
    names = {name.get_property("textContent") for name in find(browser, ".name")}
    assert names >= {"Tashkent", "Kabul"}
    browser.run(f"{THE_MAP}.setView([50, 40], 3, {{animate: false}})")
    find(browser, '.tool[aria-label="Show the whole route"]')[0].click()
    assert browser.run(zoom) == first
    browser = page(shipped, width, height)
    assert browser.run(zoom) < first


def test_a_name_cut_off_by_a_panel_is_shown_once_it_can_stand_whole(
    page: Open, shipped: Corridor
) -> None:
    browser = page(shipped)
    names = "return [...document.querySelectorAll('.name')].map((name) => name.textContent)"
    before = set(browser.run(names))
    browser.run(f"{THE_MAP}.panBy([-400, -250], {{animate: false}})")
    wait(browser, lambda: before < set(browser.run(names)))
    boxes = browser.run(BOXES, ".name")
    assert not overlaps(boxes, boxes)


def test_zooming_by_buttons_goes_to_and_fro(page: Open) -> None:
    browser = page()
    zoom = f"return {THE_MAP}.getZoom()"
    zooms = [browser.run(zoom)]
    for name in ("Zoom in", "Zoom out"):
        find(browser, f'.tool[aria-label="{name}"]')[0].click()
        wait(browser, lambda: browser.run(zoom) != zooms[-1])
        zooms.append(browser.run(zoom))
    assert zooms[0] == zooms[2] < zooms[1]


def test_the_pointer_of_a_measuring_reader_opens_nothing(page: Open) -> None:
    browser = page()
    find(browser, ".tool[aria-pressed]")[0].click()
    point_at(browser, *ON_THE_LINE, click=True)
    assert not find(browser, ".leaflet-popup")
    ActionChains(browser.driver).send_keys(Keys.ESCAPE).perform()
