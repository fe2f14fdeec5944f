"""The page in windows of many sizes and on paper: all is in reach and nothing covers another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from browser import BOXES, THE_MAP, Browser, find, overlaps, place_on_screen, visit, wait
from corridor.itinerary import Route
from corridor.tables import Corridor

Open = Callable[..., Browser]

# Desktops, a desktop at 200 and 400 %, tablets and phones both ways, a notebook's cell.
SIZES = [
    (1440, 900),
    (1280, 540),
    (1024, 768),
    (980, 700),
    (844, 390),
    (800, 600),
    (768, 1024),
    (720, 450),
    (600, 800),
    (512, 384),
    (390, 844),
    (375, 667),
    (320, 568),
]
ARRANGED = ".corridor > *"
# The keys that say whether something can be scrolled sideways: it would be cut.
CUT = """
return [...document.querySelectorAll(arguments[0])]
  .filter((node) => node.scrollWidth > node.clientWidth)
  .map((node) => node.textContent.slice(0, 60));
"""


def names(browser: Browser, css: str = ".name") -> set[str]:
    return {str(name.get_property("textContent")) for name in find(browser, css)}


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_covers_another_or_is_out_of_reach(
    page: Open, shipped: Corridor, main_route: Route, width: int, height: int, lang: str
) -> None:
    browser = page(shipped, width, height, route=main_route, lang=lang)
    arranged = browser.run(BOXES, ARRANGED)
    assert not overlaps(arranged, arranged)
    for box in arranged:
        assert box["left"] >= -1
        assert box["top"] >= -1
        assert box["right"] <= width + 1
        assert box["bottom"] <= height + 1
    assert not overlaps(browser.run(BOXES, ".name"), arranged)
    assert browser.run(CUT, ".panel, .figure") == []
    route = browser.run(BOXES, ".leaflet-route-pane path")
    assert not overlaps(route, browser.run(BOXES, ".card"))
    (more,) = find(browser, ".more")
    summary = more.find_element(By.TAG_NAME, "summary")
    if summary.is_displayed():
        summary.click()
    assert find(browser, ".chart")[0].is_displayed()


def test_a_window_of_another_size_is_arranged_anew(
    page: Open, shipped: Corridor, main_route: Route
) -> None:
    browser = page(shipped, route=main_route)
    zoom = f"return {THE_MAP}.getZoom()"
    wide = browser.run(zoom)
    browser = page(shipped, 390, 844, route=main_route)
    browser.resize(1440, 900)
    wait(browser, lambda: browser.run(zoom) == wide)
    assert all(find(browser, css)[0].get_property("open") for css in (".more", ".legend"))
    visit(browser, 0, "Torkham")
    browser.resize(390, 844)
    (sheet,) = find(browser, ".sheet")
    wait(browser, sheet.is_displayed)
    assert "Torkham" in sheet.text
    assert not any(find(browser, css)[0].get_property("open") for css in (".more", ".legend"))
    browser.resize(1024, 768)
    wait(browser, lambda: reachable(browser, ".leaflet-popup-close-button"))


def reachable(browser: Browser, css: str) -> bool:
    """Whether the middle of an element is in view with nothing over it."""
    return bool(
        browser.run(
            "const node = document.querySelector(arguments[0]);"
            "const box = node?.getBoundingClientRect();"
            "return box && node.contains("
            "document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2))",
            css,
        )
    )


@pytest.mark.parametrize("name", ["Spin Boldak - Chaman", "Torkham"])
def test_a_double_click_leaves_no_popup_out_of_reach(
    page: Open, shipped: Corridor, main_route: Route, name: str
) -> None:
    browser = page(shipped, route=main_route)
    (node,) = shipped.crossings.loc[shipped.crossings["name"] == name, "node_a"]
    (at,) = shipped.nodes.loc[shipped.nodes["node_id"] == node, ["lat", "lon"]].to_numpy()
    x, y = place_on_screen(browser, *at.tolist())
    before = browser.run(f"return {THE_MAP}.getZoom()")
    actions: Any = ActionChains(browser.driver)  # its pointer is not typed
    actions.w3c_actions.pointer_action.move_to_location(round(x), round(y))
    actions.w3c_actions.pointer_action.double_click()
    actions.perform()
    wait(browser, lambda: browser.run(f"return {THE_MAP}.getZoom()") > before)
    close = ".leaflet-popup-close-button"
    wait(browser, lambda: reachable(browser, close) or not find(browser, close))


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_a_place_found_is_not_covered_and_escape_opens_no_list(
    page: Open, shipped: Corridor, width: int, height: int
) -> None:
    browser = page(shipped, width, height)
    legend, box = find(browser, ".legend")[0], find(browser, ".search-box")[0]
    if width < 960:
        legend.find_element(By.TAG_NAME, "summary").click()
    box.click()
    box.send_keys("Torkham", Keys.ENTER)
    told = ".sheet .about" if width < 960 else ".leaflet-popup .about"
    wait(browser, lambda: find(browser, told))
    assert legend.get_property("open") == (width > 960)
    browser.press(Keys.ESCAPE)
    wait(browser, lambda: browser.driver.switch_to.active_element == box)
    assert not find(browser, ".found")[0].is_displayed()
    box.click()
    assert find(browser, ".found")[0].is_displayed()


BESIDE_PANELS = {"Minsk", "Tashkent", "Peshawar", "Rawalpindi", "Lahore", "Karachi"}
LOOK = """
return [...document.querySelectorAll(".name, .corridor > *")].map((node) => {
  const box = node.getBoundingClientRect();
  return [node.className, node.textContent.slice(0, 20), box.left, box.top, box.width, box.height];
});
"""


def test_paper_is_the_same_from_any_screen_and_nothing_on_it_is_cut(
    page: Open, shipped: Corridor, main_route: Route
) -> None:
    looks = []
    for width, height in [(1920, 1080), (1024, 768), (844, 390), (390, 844)]:
        browser = page(shipped, width, height, route=[main_route] * 3)
        browser.run("window.dispatchEvent(new Event('beforeprint'))")
        looks.append(sorted(browser.run(LOOK)))
        panels = browser.run(BOXES, ARRANGED)
        assert not overlaps(browser.run(BOXES, ".name"), panels)
        assert not overlaps(panels, panels)
        marks = browser.run(BOXES, ".leaflet-route-pane path")
        assert not overlaps(marks, browser.run(BOXES, ".legend, .years"))
        assert names(browser) >= BESIDE_PANELS
        browser.run("window.dispatchEvent(new Event('afterprint'))")
    assert looks[1:] == looks[:1] * 3
    visit(browser, 0, "Torkham")
    browser.run("window.dispatchEvent(new Event('beforeprint'))")
    (told,) = find(browser, ".leaflet-popup .about")
    assert browser.run("return arguments[0].scrollHeight <= arguments[0].clientHeight", told)
    assert not overlaps(browser.run(BOXES, ".leaflet-popup"), browser.run(BOXES, ".card, .legend"))
    browser.run("window.dispatchEvent(new Event('afterprint'))")
    assert find(browser, ".sheet .about")[0].is_displayed()


# Russian words are the longer ones.
@pytest.mark.parametrize(
    ("width", "height", "lang"),
    [(1440, 900, "ru"), (1024, 768, "ru"), (390, 844, "ru"), (390, 844, "en")],
)
def test_what_is_told_of_a_crossing_is_not_cut(
    page: Open, shipped: Corridor, width: int, height: int, lang: str
) -> None:
    browser = page(shipped, width, height, lang=lang)
    name = "name_ru" if lang == "ru" else "name"
    for crossing in ("Torkham", "Kozlovichi - Kukuryki", "Ayritom - Hairatan"):
        (row,) = (one for _, one in shipped.crossings.iterrows() if one["name"] == crossing)
        visit(browser, 0, row[name])
        wait(browser, lambda: browser.run(BOXES, ".about .badges"))
        assert browser.run(CUT, ".about, .sheet:not([hidden])") == []
        close = browser.run(BOXES, ".leaflet-popup-close-button, .sheet:not([hidden]) .close")
        assert not overlaps(browser.run(BOXES, ".about .badge"), close)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720), (768, 1024)])
def test_the_first_view_names_every_country_of_the_corridor(
    page: Open, shipped: Corridor, main_route: Route, width: int, height: int
) -> None:
    browser = page(shipped, width, height, route=main_route)
    said = {"Belarus", "Russia", "Kazakhstan", "Uzbekistan", "Afghanistan", "Pakistan"}
    assert names(browser, "[class*=name-corridor-country]") == {name.upper() for name in said}


# For each name of a city the gaps [px] to the mark at its place and to the nearest other.
GAPS = f"""
const boxes = (css) => [...document.querySelectorAll(css)]
  .map((node) => node.getBoundingClientRect()).filter((box) => box.width);
const marks = boxes(".leaflet-map-pane :is(.town span, .diamond)");
const gap = (a, b) => Math.hypot(
  Math.max(a.left - b.right, b.left - a.right, 0), Math.max(a.top - b.bottom, b.top - a.bottom, 0));
const places = new Map(arguments[0]);
return boxes(".name-city").map((box, i) => {{
  const name = document.querySelectorAll(".name-city")[i].textContent;
  const at = {THE_MAP}.latLngToContainerPoint(places.get(name) ?? [0, 0]);
  const owns = (mark) =>
    Math.hypot((mark.left + mark.right) / 2 - at.x, (mark.top + mark.bottom) / 2 - at.y) < 11;
  const least = (some) => Math.min(...some.map((mark) => gap(box, mark)));
  const own = marks.filter(owns);
  return own.length ? [name, least(own), least(marks.filter((mark) => !owns(mark)))] : null;
}}).filter(Boolean);
"""


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720), (390, 844)])
def test_no_name_stands_nearer_to_another_mark_than_to_its_own(
    page: Open, shipped: Corridor, main_route: Route, width: int, height: int
) -> None:
    browser = page(shipped, width, height, route=main_route)
    nodes = shipped.nodes.drop_duplicates("name", keep=False)
    places = [[row["name"], [row["lat"], row["lon"]]] for _, row in nodes.iterrows()]
    gaps = browser.run(GAPS, places)
    assert len(gaps) > 5
    rounded_px = 4  # by how much names and marks as drawn fall short of the room they are given
    assert [gap for gap in gaps if gap[1] > gap[2] + rounded_px] == []
