"""A real browser without a network, for tests of the page: Chromium driven by Selenium.

Where the system allows it the browser runs in a network namespace of its own, so that a
request could not be answered; in any case every request is logged. Without a browser the
tests are skipped and say so; with CORRIDOR_BROWSER_REQUIRED=1 they fail.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest
from selenium import webdriver
from selenium.common import WebDriverException
from selenium.webdriver import ActionChains
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ALONE = (["unshare", "-n"], ["unshare", "-r", "-n"])
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
)
READY = "return document.documentElement.dataset.settled === 'true'"
SECONDS = 20
AXE = Path(__file__).parent / "js" / "node_modules" / "axe-core" / "axe.min.js"
AXE_SECONDS = 180
RUN_AXE = """
const done = arguments[0];
const told = (v) => [v.id, v.help, v.nodes.map((node) => node.target.join(" "))];
axe.run({resultTypes: ["violations"]}).then((found) => done(found.violations.map(told)));
"""


@dataclass
class Browser:
    """A page open in Chromium, and what it asked for and complained about."""

    driver: webdriver.Chrome
    alone: bool
    path: Path = Path()

    def open(self, page: Path, width: int = 1440, height: int = 900) -> None:
        """Load a page at a size and wait until it has drawn itself."""
        self.path = page
        self.driver.get("about:blank")
        self.resize(width, height)
        self._log("performance")
        self._log("browser")
        self.driver.get(page.resolve().as_uri())
        WebDriverWait(self.driver, SECONDS).until(lambda _: self.run(READY))

    def resize(self, width: int, height: int) -> None:
        """Set the size of the view in CSS pixels."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def run(self, script: str, *args: object) -> Any:  # noqa: ANN401 - whatever the script returns
        """Return what a script returns."""
        return self.driver.execute_script(script, *args)

    def requests(self) -> list[str]:
        """Return every address asked for since ``open`` but the page and inline data."""
        sent = [json.loads(entry["message"])["message"] for entry in self._log("performance")]
        urls = [
            message["params"]["request"]["url"]
            for message in sent
            if message["method"] == "Network.requestWillBeSent"
        ]
        return [url for url in urls[1:] if not url.startswith(("data:", "chrome:"))]

    def complaints(self) -> list[str]:
        """Return what the console got since ``open``."""
        return [str(entry["message"]) for entry in self._log("browser")]

    def press(self, *keys: str) -> None:
        """Send keys to what has the focus."""
        for key in keys:
            ActionChains(self.driver).send_keys(key).perform()

    def violations(self) -> list[Any]:
        """Return what axe-core finds wrong; it comes from npm (``npm ci --prefix tests/js``)."""
        if not AXE.is_file():
            _missing("axe-core is not installed: npm ci --prefix tests/js")
        self.run(AXE.read_text("utf-8"))
        driver: Any = self.driver
        driver.set_script_timeout(AXE_SECONDS)
        found: list[Any] = driver.execute_async_script(RUN_AXE)
        return found

    def _log(self, kind: str) -> list[dict[str, Any]]:
        driver: Any = self.driver  # its logs are not typed
        entries: list[dict[str, Any]] = driver.get_log(kind)
        return entries


@contextmanager
def started(folder: Path) -> Iterator[Browser]:
    """Yield Chromium, its profile in ``folder``; skip or fail if there is none."""
    binary = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    service = shutil.which("chromedriver")
    if binary is None or service is None:
        _missing("Chromium and chromedriver are not installed")
    prefix = next((command for command in ALONE if _works(command)), [])
    script = folder / "chromium"
    script.write_text(f'#!/bin/sh\nexec {" ".join([*prefix, str(binary)])} "$@"\n', "utf-8")
    script.chmod(0o755)
    options = webdriver.ChromeOptions()
    options.binary_location = str(script)
    for argument in (*ARGUMENTS, f"--user-data-dir={folder / 'profile'}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    try:
        driver = webdriver.Chrome(options=options, service=Service(service))
    except WebDriverException as error:
        _missing(f"Chromium does not start: {error.msg}")
    try:
        yield Browser(driver, alone=bool(prefix))
    finally:
        driver.quit()


def _works(command: list[str]) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run([*command, "true"], check=False, capture_output=True).returncode == 0


def _missing(reason: str) -> NoReturn:
    if os.environ.get("CORRIDOR_BROWSER_REQUIRED") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def wait(browser: Browser, condition: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is true
    """Return what a condition gives once it is true; a slow machine is no failure."""
    return WebDriverWait(browser.driver, SECONDS).until(lambda _: condition())


def find(browser: Browser, css: str) -> list[WebElement]:
    return browser.driver.find_elements(By.CSS_SELECTOR, css)


def popup_text(browser: Browser) -> str:
    (popup,) = find(browser, ".leaflet-popup .about")
    return str(popup.get_property("innerText"))


def visit(browser: Browser, table: int, name: str) -> None:
    """Press the button of a list in the panel."""
    more = find(browser, ".more > summary")[0]
    if more.is_displayed() and not browser.run("return arguments[0].parentElement.open", more):
        more.click()
    lists = find(browser, ".list")[-3:]
    summary = lists[table].find_element(By.TAG_NAME, "summary")
    if not browser.run("return arguments[0].parentElement.open", summary):
        summary.click()
    buttons = lists[table].find_elements
    found = wait(
        browser,
        lambda: [
            button
            for button in buttons(By.TAG_NAME, "button")
            if button.get_property("textContent") == name
        ],
    )
    found[0].click()


def overlaps(boxes: list[dict[str, float]], others: list[dict[str, float]]) -> list[Any]:
    return [
        (a, b)
        for a in boxes
        for b in others
        if a is not b
        and a["left"] < b["right"] - 1
        and b["left"] < a["right"] - 1
        and a["top"] < b["bottom"] - 1
        and b["top"] < a["bottom"] - 1
    ]


BOXES = """
return [...document.querySelectorAll(arguments[0])].map((node) => {
  const box = node.getBoundingClientRect();
  return {left: box.left, right: box.right, top: box.top, bottom: box.bottom};
}).filter((box) => box.right > box.left);
"""


RIBBONS = """
return [...document.querySelectorAll("path.ribbon")]
  .filter((path) => path.style.display !== "none")
  .map((path) => path.getAttribute("d").match(/-?[\\d.]+/g).map(Number))
  .map((at) => Math.hypot(at[0] - at[at.length - 2], at[1] - at[at.length - 1]));
"""


def ribbons(browser: Browser) -> list[float]:
    """Return how wide each ribbon is where it begins, to a quarter of a pixel."""
    widths: list[float] = browser.run(RIBBONS)
    return [round(4 * width) / 4 for width in widths]


THE_MAP = "Object.values(window).find((value) => value instanceof L.Map)"


def place_on_screen(browser: Browser, lat: float, lon: float) -> tuple[float, float]:
    """Return where a place of the map lies in the view [px]."""
    at = browser.run(
        f"const at = {THE_MAP}.latLngToContainerPoint([arguments[0], arguments[1]]);"
        "return [at.x, at.y];",
        lat,
        lon,
    )
    return float(at[0]), float(at[1])


def point_at(browser: Browser, lat: float, lon: float, *, click: bool = False) -> None:
    """Move the mouse to a place of the map, and press it if asked."""
    x, y = place_on_screen(browser, lat, lon)
    actions: Any = ActionChains(browser.driver)  # its pointer is not typed
    actions.w3c_actions.pointer_action.move_to_location(round(x), round(y))
    if click:
        actions.w3c_actions.pointer_action.click()
    actions.perform()
