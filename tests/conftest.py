"""What many tests share: the toy corridor, a copy of it to damage, and the command line."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

import toy
from browser import Browser, started
from corridor import io, study
from corridor.cli import main
from corridor.itinerary import Route
from corridor.tables import Corridor, Request

# The same examples on every run, and no clock: a slow machine is no failure.
settings.register_profile("steady", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def corridor() -> Corridor:
    """The toy corridor, without shapes."""
    return toy.corridor()


@pytest.fixture(scope="session")
def drawn() -> Corridor:
    """The toy corridor, with shapes."""
    return toy.corridor(geometry=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the toy folder that a test may damage."""
    return Path(shutil.copytree(toy.FOLDER, tmp_path / "toy"))


@pytest.fixture
def run() -> Callable[..., Result]:
    """Run ``corridor`` with arguments; an error that is not ours escapes with its traceback."""

    def command(*args: object) -> Result:
        return CliRunner().invoke(main, [str(arg) for arg in args], catch_exceptions=False)

    return command


@pytest.fixture(scope="session")
def shipped() -> Corridor:
    """The corridor that comes with the package, with shapes."""
    return io.read()


@pytest.fixture(scope="session")
def main_route(shipped: Corridor) -> Route:
    """The trip the map command shows on the shipped corridor."""
    return study.solve(shipped, Request(origin="minsk", destination="karachi"))


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium, started once."""
    with started(tmp_path_factory.mktemp("browser")) as chromium:
        yield chromium


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Draw a corridor with any options into a file; what was drawn before is drawn no more."""
    folder = tmp_path_factory.mktemp("pages")
    known: dict[tuple[object, ...], tuple[Path, object]] = {}

    def drawn_page(corridor: Corridor, options: dict[str, Any]) -> Path:
        from corridor import webmap

        plain = (str, int, type(None))
        marks = ((name, v if isinstance(v, plain) else id(v)) for name, v in options.items())
        key = (id(corridor), *sorted(marks))
        if key not in known:
            path = folder / f"{len(known)}.html"
            webmap.draw(corridor, **options).save(path)
            known[key] = path, (corridor, options)  # kept, or its id could come again
        return known[key][0]

    return drawn_page


@pytest.fixture
def page(browser: Browser, drawn: Corridor, pages: Callable[..., Path]) -> Callable[..., Browser]:
    """Draw a corridor, the toy unless another is given, with any options, and open it."""

    def opened(
        corridor: Corridor | None = None,
        width: int = 1440,
        height: int = 900,
        **options: Any,  # noqa: ANN401 - those of draw
    ) -> Browser:
        browser.open(pages(corridor or drawn, options), width, height)
        return browser

    return opened
