"""Trade on the page: goods and unit are chosen, and every figure is that of the tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from browser import Browser, find, popup_text, ribbons, visit, wait
from corridor import bilateral
from corridor.tables import Corridor
from test_webmap_page import HOSTILE

Open = Callable[..., Browser]
WIDTHS = """
return Object.fromEntries([...document.querySelectorAll("path.arc")]
  .filter((arc) => arc.style.display !== "none")
  .map((arc) => [arc.getAttribute("aria-label"), Number(arc.getAttribute("stroke-width"))]));
"""
BARS = """
return [...document.querySelectorAll(arguments[0])]
  .map((bar) => [Number(bar.dataset.year), Number(bar.dataset.value)]);
"""
WIDEST, NARROWEST = 8, 0.7
SIX = ("BLR", "RUS", "KAZ", "UZB", "AFG", "PAK")
SIDES = ("exporter", "importer")


def choose(browser: Browser, goods: str, unit: str, how: str = "mouse") -> None:
    """Choose goods and unit in the legend."""
    (select,) = find(browser, ".legend select.goods")
    (radio,) = find(browser, f'.legend input[value="{unit}"]')
    if how == "mouse":
        Select(select).select_by_value(goods)
        radio.click()
        return
    values = [option.get_attribute("value") for option in Select(select).options]
    browser.run("arguments[0].focus()", select)
    browser.press(Keys.HOME, *[Keys.ARROW_DOWN] * values.index(goods))
    browser.press(Keys.TAB)
    if not radio.is_selected():
        browser.press(Keys.ARROW_RIGHT)
    assert radio.is_selected()


def show_year(browser: Browser, year: int) -> None:
    (slider,) = find(browser, ".years input")
    now = int(str(find(browser, ".year-now")[0].get_property("textContent")))
    slider.send_keys(*[Keys.ARROW_RIGHT if year > now else Keys.ARROW_LEFT] * abs(year - now))
    assert find(browser, ".year-now")[0].get_property("textContent") == str(year)


def named(corridor: Corridor, exporter: str, importer: str) -> str:
    names = dict(zip(corridor.countries["country"], corridor.countries["name"], strict=True))
    return f"{names[exporter]} → {names[importer]}"


def shown(corridor: Corridor, goods: str, unit: bilateral.Measure) -> pd.DataFrame:
    """Return what is shown of each flow and year, by the rule and from the tables alone."""
    reports = bilateral.reports(corridor.flows, SIX, goods, unit)
    return reports.drop_duplicates(bilateral.FLOW)


def open_pair(browser: Browser, name: str) -> None:
    """Open a pair from the list of all pairs in the panel."""
    (fold,) = (one for one in find(browser, ".list > summary") if "Trade by pair" in one.text)
    if not browser.run("return arguments[0].parentElement.open", fold):
        fold.click()
    buttons = wait(browser, lambda: find(browser, ".list[open] .link"))
    (button,) = (one for one in buttons if one.get_property("textContent") == name)
    button.click()


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
@pytest.mark.parametrize(
    ("goods", "unit", "year"),
    [("TOTAL", "value_usd", 2023), ("grain", "value_usd", 2023), ("fuels", "tonnes", 2021)],
)
def test_arcs_are_of_the_goods_unit_and_year_chosen_on_one_scale(
    page: Open, shipped: Corridor, how: str, goods: str, unit: bilateral.Measure, year: int
) -> None:
    browser = page(shipped)
    choose(browser, goods, unit, how)
    show_year(browser, year)
    figures = shown(shipped, goods, unit)
    of_year = figures[figures["year"] == year]
    most = figures[unit].max()
    widths = {
        named(shipped, row["exporter"], row["importer"]): max(
            NARROWEST, WIDEST * (row[unit] / most) ** 0.5
        )
        for row in of_year.to_dict("records")
    }
    assert widths
    assert browser.run(WIDTHS) == pytest.approx(widths, abs=0.01)
    missing = len(SIX) * (len(SIX) - 1) - len(widths)
    (box,) = find(browser, ".missing-pairs")
    assert f"{missing} pairs" in str(box.get_property("textContent"))
    assert box.find_elements(By.CSS_SELECTOR, ".hatch-line")
    heading = str(find(browser, ".heading-trade")[0].get_property("textContent"))
    assert heading.endswith("US$" if unit == "value_usd" else "tonnes")
    assert browser.complaints() == []


def test_the_width_scale_of_the_legend_follows_goods_and_unit(
    page: Open, shipped: Corridor
) -> None:
    browser = page(shipped)
    scales = set()
    for goods in ("TOTAL", "fuels"):
        for unit in ("value_usd", "tonnes"):
            choose(browser, goods, unit)
            (scale,) = find(browser, ".scale-trade")
            before = scale.text
            show_year(browser, 2015)
            assert scale.text == before, "one scale for all years"
            scales.add(before)
    assert len(scales) == 4


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_the_popup_of_russia_and_pakistan_tells_rise_wheat_and_oil(
    page: Open, shipped: Corridor, how: str
) -> None:
    browser = page(shipped)
    show_year(browser, 2023)
    (arc,) = find(browser, 'path.arc[aria-label="Russia → Pakistan"]')
    if how == "keyboard":
        browser.run("arguments[0].focus()", arc)
        browser.press(Keys.ENTER)
    else:
        open_pair(browser, "Russia → Pakistan")
    text = popup_text(browser)
    assert "US$ 846 m (official statement, fiscal year: 1 July 2022" in text
    assert "wheat (HS 1001) by year, US$" in text
    assert "crude oil (HS 2709) by year, tonnes" in text
    bars = browser.run(BARS, ".about > .bars .bar")
    figures = shown(shipped, "TOTAL", "value_usd")
    ends = figures[["exporter", "importer"]].isin(["RUS", "PAK"]).all(axis=1)
    columns = ["year", "value_usd"]
    assert sorted(bars) == sorted(figures.loc[ends, columns].to_numpy().tolist())
    part = browser.run(BARS, ".about > .bars .bar-part")
    full = figures["period"].isin(bilateral.FULL)
    assert sorted(part) == sorted(figures.loc[ends & ~full, columns].to_numpy().tolist())
    hatched = {year for year, _ in browser.run(BARS, ".about > .bars .hatched")}
    assert hatched >= set(range(2010, 2026)) - {year for year, _ in bars}


def test_a_turnover_is_told_as_of_both_directions_and_is_no_arc(
    page: Open, shipped: Corridor
) -> None:
    browser = page(shipped)
    show_year(browser, 2022)
    assert "Russia → Pakistan" not in browser.run(WIDTHS), "only a turnover was stated"
    open_pair(browser, "Russia → Pakistan")
    text = popup_text(browser)
    assert "no data" in text
    assert "Both directions together, as stated; not drawn on the map" in text
    bars = dict(browser.run(BARS, ".turnovers .bar"))
    assert bars[2022] == 388_492_000
    table = shipped.turnovers
    of_pair = table[(table["country_a"] == "PAK") & (table["country_b"] == "RUS")]
    assert set(bars) == set(of_pair["year"])
    assert all(value in set(of_pair["value_usd"]) for value in bars.values())
    find(browser, ".turnovers details > summary")[0].click()
    items = wait(browser, lambda: find(browser, ".turnovers li"))
    assert len(items) == len(of_pair)
    assert "US$ 388.5 m (Pakistan, payments, fiscal year" in popup_text(browser)


def test_the_popup_tells_both_reports_and_the_ratio_of_the_tables(
    page: Open, shipped: Corridor
) -> None:
    browser = page(shipped)
    both = bilateral.mirrored(bilateral.reports(shipped.flows, SIX))
    row = both[both["ratio"].notna()].iloc[-1]
    show_year(browser, int(row["year"]))
    open_pair(browser, named(shipped, row["exporter"], row["importer"]))
    lines = wait(browser, lambda: find(browser, ".about .facts tr"))
    parts = [[line.find_element(By.TAG_NAME, tag) for tag in ("th", "td")] for line in lines]
    cells = {
        str(head.get_property("innerText")): str(cell.get_property("innerText"))
        for head, cell in parts
    }
    assert cells["Importer’s ÷ exporter’s"] == f"{row['ratio']:.2f}".rstrip("0").rstrip(".")
    for side in SIDES:
        value = row[f"{side}_value_usd"]
        assert f"{value / 1e6:.4g}" in cells[f"{side.title()}’s report"].replace(",", "") or (
            f"{value / 1e9:.4g}" in cells[f"{side.title()}’s report"]
        )


def test_an_open_popup_follows_year_goods_and_unit(page: Open, shipped: Corridor) -> None:
    browser = page(shipped)
    show_year(browser, 2021)
    open_pair(browser, "Russia → Pakistan")
    assert "US$ 773.9 m" in popup_text(browser)
    find(browser, ".about .told-grain > summary")[0].click()
    wait(browser, lambda: find(browser, ".told-grain li"))
    told = str(find(browser, ".told-grain li")[0].get_property("textContent"))
    assert "→" in told
    assert "undefined" not in told
    show_year(browser, 2023)
    assert "US$ 846 m" in popup_text(browser)
    assert len(find(browser, ".told-grain[open] li")) == 3, "what was unfolded stays so"
    choose(browser, "grain", "tonnes")
    assert "1.6 Mt (press" in popup_text(browser)
    assert "not drawn on the map" not in popup_text(browser), "turnovers are of all goods"
    assert browser.run(BARS, ".about > .bars .bar") == [[2023, 1.6e6], [2024, 1e6]]


def test_a_pair_without_data_is_opened_from_the_legend_and_leads_back(
    page: Open, shipped: Corridor
) -> None:
    browser = page(shipped)
    (summary,) = find(browser, ".missing-pairs > summary")
    browser.run("arguments[0].focus()", summary)
    browser.press(Keys.ENTER)
    button = wait(browser, lambda: find(browser, ".missing-pairs .link"))[0]
    name = str(button.get_property("textContent"))
    assert name not in browser.run(WIDTHS)
    browser.run("arguments[0].focus()", button)
    browser.press(Keys.ENTER)
    assert popup_text(browser).startswith(name)
    assert "no data" in popup_text(browser)
    browser.press(Keys.ESCAPE)
    wait(browser, lambda: browser.driver.switch_to.active_element == button)


def test_an_arc_of_a_later_year_is_reached_by_mouse_and_keyboard(
    page: Open, drawn: Corridor
) -> None:
    later = drawn.flows.iloc[:1].assign(year=2023, exporter="KAZ", importer="AFG", value_usd=5e9)
    corridor = dataclasses.replace(drawn, flows=pd.concat([drawn.flows, later], ignore_index=True))
    browser = page(corridor, year=2022)
    assert "Kazakhstan → Afghanistan" not in browser.run(WIDTHS)
    show_year(browser, 2023)
    assert list(browser.run(WIDTHS)) == ["Kazakhstan → Afghanistan"]
    (arc,) = find(browser, 'path.arc[aria-label="Kazakhstan → Afghanistan"]')
    assert arc.get_attribute("tabindex") == "0"
    browser.run("arguments[0].focus()", arc)
    browser.press(Keys.ENTER)
    assert "US$ 5 bn" in popup_text(browser)


def test_a_page_without_goods_or_weights_offers_no_choice_of_them(page: Open) -> None:
    browser = page()
    assert not find(browser, "select.goods")
    assert not find(browser, 'input[name="unit"]')


def loads_table(**more: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "segment_id": ["rail-kz-alpha-beta", "rail-kz-alpha-beta", "rail-uz-beta-gamma"],
            "direction": ["ab", "ba", "ab"],
            "year": [2022, 2022, 2023],
            "tonnes": [4e6, 1e6, 2e6],
            **more,
        }
    )


def test_ribbons_are_drawn_in_dollars_too_where_the_table_has_them(page: Open) -> None:
    browser = page(loads=loads_table(value_usd=[1e9, 2e9, 5e8]), year=2022)
    assert ribbons(browser) == [13, 3.25]
    assert "million t" in str(find(browser, ".heading-loads")[0].get_property("textContent"))
    find(browser, 'input[value="value_usd"]')[0].click()
    assert ribbons(browser) == [6.5, 13]
    assert "million US$" in str(find(browser, ".heading-loads")[0].get_property("textContent"))
    assert "US$ 110 bn·km" in find(browser, ".year-totals")[0].text
    visit(browser, 1, "Alpha – Beta")
    assert "US$ 1 bn" in popup_text(browser)
    show_year(browser, 2023)
    assert ribbons(browser) == [3.25], "one scale over all years"


def test_a_table_of_loads_without_dollars_says_so_and_stays_in_tonnes(page: Open) -> None:
    browser = page(loads=loads_table(), year=2022)
    assert "This table has no US$" in find(browser, ".legend")[0].text
    find(browser, 'input[value="value_usd"]')[0].click()
    assert ribbons(browser) == [13, 3.25]
    assert "t·km" in find(browser, ".year-totals")[0].text


def test_hostile_remarks_on_trade_are_inert(page: Open, drawn: Corridor) -> None:
    flows = pd.concat([drawn.flows] * len(HOSTILE), ignore_index=True)
    flows["note"] = [text for text in HOSTILE for _ in range(len(drawn.flows))]
    grain = flows.assign(commodity="1001", tonnes=5.0)
    both = pd.DataFrame({"note": HOSTILE}).assign(
        country_a="KAZ", country_b="UZB", year=2022, period="calendar", value_usd=5e9
    )
    both = both.assign(reporter="KAZ", basis="press", grade="reported", source_id="toy")
    never = pd.Series(pd.NaT, both.index)
    turnovers = both.assign(from_date=never, to_date=never)
    corridor = dataclasses.replace(
        drawn, flows=pd.concat([flows, grain], ignore_index=True), turnovers=turnovers
    )
    browser = page(corridor)
    choose(browser, "grain", "tonnes")
    choose(browser, "TOTAL", "value_usd")
    open_pair(browser, "Kazakhstan → Uzbekistan")
    unfold = "document.querySelectorAll('.about details').forEach((box) => { box.open = true; })"

    def unfolded() -> str:
        browser.run(unfold)
        return popup_text(browser) if len(find(browser, ".about li")) > len(HOSTILE) else ""

    told = wait(browser, unfolded)
    content = str(browser.run("return document.querySelector('.about').textContent"))
    assert told
    for text in HOSTILE:
        assert text in content
    assert browser.run("return window.hacked") is None
    assert not find(browser, ".about img, .about b[onmouseover], .about svg[onload]")
    assert browser.complaints() == []


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_nothing_is_wrong_by_axe_with_goods_chosen_and_a_pair_open(
    page: Open, shipped: Corridor, width: int, height: int
) -> None:
    browser = page(shipped, width, height, lang="ru")
    browser.run("document.querySelector('.legend').open = true")
    choose(browser, "fuels", "tonnes")
    choose(browser, "TOTAL", "value_usd")
    if width < 700:
        browser.run("document.querySelector('.legend').open = false")
    (arc,) = find(browser, 'path.arc[aria-label="Россия → Пакистан"]')
    browser.run("arguments[0].focus()", arc)
    browser.press(Keys.ENTER)
    wait(browser, lambda: find(browser, ".about .turnovers"))
    opacity: Any = "return getComputedStyle(document.querySelector('.leaflet-popup')).opacity"
    if width > 700:
        wait(browser, lambda: browser.run(opacity) == "1")
    browser.run("document.querySelectorAll('.about details').forEach((box) => { box.open = true })")
    assert browser.violations() == []


def test_an_arc_answers_the_mouse(page: Open, shipped: Corridor) -> None:
    browser = page(shipped)
    show_year(browser, 2023)
    x, y = browser.run(
        """
        const arc = document.querySelector('path.arc[aria-label="Russia → Pakistan"]');
        const places = Array.from({length: 97}, (_, i) => {
          const point = arc.getPointAtLength((arc.getTotalLength() * (i + 2)) / 100);
          return point.matrixTransform(arc.getScreenCTM());
        });
        const free = places.find(({x, y}) => document.elementFromPoint(x, y) === arc);
        return [free.x, free.y];
        """
    )
    actions: Any = ActionChains(browser.driver)  # its pointer is not typed
    actions.w3c_actions.pointer_action.move_to_location(round(x), round(y))
    actions.w3c_actions.pointer_action.click()
    actions.perform()
    assert popup_text(browser).startswith("Russia → Pakistan")
    assert "US$ 846 m" in popup_text(browser)
