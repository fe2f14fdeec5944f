"""The wheel holds the package and its data, and works away from the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOO_LARGE = 5_000_000


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the checkout, offline."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_tables_and_their_licence_and_no_build_scripts(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "corridor/data/segments.csv" in names
    assert "corridor/data/segments.geojson" in names
    assert "corridor/data/LICENSE" in names
    assert "corridor/py.typed" in names
    assert not [name for name in names if "/build/" in name or "/." in name]
    assert not [name for name in names if name.startswith(("tests", "docs", "benchmarks"))]


def test_the_wheel_is_small_enough_to_mail(wheel: Path) -> None:
    assert wheel.stat().st_size < TOO_LARGE


def test_the_unpacked_wheel_answers_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    code = (
        "import json; from corridor import io; path = io.shipped(); "
        "corridor = io.read(geometry=False); print(json.dumps([str(path), len(corridor.nodes)]))"
    )
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "site")}
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    place, nodes = json.loads(ended.stdout)
    assert place == str(tmp_path / "site" / "corridor" / "data")
    assert nodes > 0


def test_the_version_is_said_once_and_the_changelog_and_citation_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert f"## [{project['version']}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"version: {project['version']}\n" in (ROOT / "CITATION.cff").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "bare", "told"),
    [
        (1, 0, "corridor needs Python 3.11 or newer"),
        (0, 1, "sudo apt install python3-venv"),
    ],
)
def test_make_says_what_the_machine_lacks(tmp_path: Path, old: int, bare: int, told: str) -> None:
    python = tmp_path / "python"
    python.write_text(
        f'#!/bin/sh\ncase "$2" in *version_info*) exit {old};; *) exit {bare};; esac\n'
    )
    python.chmod(0o755)
    command = ["make", "-C", str(ROOT), f"PYTHON={python}", f"VENV={tmp_path}/venv", "map"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode != 0
    assert told in ended.stdout
    assert not (tmp_path / "venv").exists()
