"""What many tests share: the toy corridor, a copy of it to damage, and the command line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

import toy
from corridor.cli import main
from corridor.tables import Corridor

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
