"""The page's own arithmetic, by the tests in ``js/``: they run in Node without a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "js"
SCRIPTS = Path(__file__).parent.parent / "corridor" / "webmap"
LONGEST = 400


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.test.mjs")), ids=lambda path: path.stem)
def test_the_arithmetic_of_the_page_holds(path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        if os.environ.get("CORRIDOR_BROWSER_REQUIRED") == "1":
            pytest.fail("Node is not installed")
        pytest.skip("Node is not installed")
    ended = subprocess.run([node, "--test", path], check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout


def test_every_script_and_sheet_is_one_readable_concern() -> None:
    files = [*SCRIPTS.glob("*.js"), *SCRIPTS.glob("*.css")]
    assert files
    for path in files:
        text = path.read_text("utf-8")
        assert text.startswith("/* "), path.name
        assert len(text.splitlines()) < LONGEST, path.name
        assert "innerHTML" not in text, path.name
        assert "insertAdjacentHTML" not in text, path.name
