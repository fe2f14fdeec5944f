"""What importing the package, and each command, does not load."""

from __future__ import annotations

import subprocess
import sys

import pytest

import corridor
import toy
from corridor.cli import COMMANDS

HEAVY = frozenset(
    {"folium", "osmnx", "matplotlib", "geopandas", "shapely", "pandas", "numpy", "rich"}
)


def loaded(code: str) -> set[str]:
    """Return which heavy modules a fresh interpreter holds after ``code``."""
    probe = f"import sys\n{code}\nprint(*({HEAVY!r} & sys.modules.keys()), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, check=True, text=True)
    return set(done.stderr.split())


def command(*arguments: str) -> str:
    """Return code that runs a command and lives on."""
    return f"from corridor.cli import main\nmain({list(arguments)!r}, standalone_mode=False)"


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded("import corridor\nassert corridor.__version__") == set()


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["route", "--help"], ["metrics", "--help"], ["trade", "show", "--help"]],
)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    assert loaded(command(*arguments)) == set()


@pytest.mark.parametrize(
    "question",
    [
        "metrics",
        "crossings",
        "route alpha omega --format json",
        "trade show --format csv",
        "trade mirror",
    ],
)
def test_questions_without_shapes_load_no_more_than_pandas(question: str) -> None:
    code = command(*question.split(), "--data", str(toy.FOLDER))
    assert loaded(code) == {"pandas", "numpy"}


def test_every_public_name_is_there_and_listed() -> None:
    for name in corridor.__all__:
        assert getattr(corridor, name) is not None
    assert dir(corridor) == sorted(corridor.__all__)


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = corridor.nonsense


def test_the_functions_stay_functions_after_use() -> None:
    given = corridor.load(toy.FOLDER, geometry=False)
    assert corridor.metrics(given, by="country")["length_km"].iloc[-1] == 1330
    route = corridor.route(given, "Альфа", "Omega", via="Gamma", as_of="2025-06-01")
    assert route.totals["distance_km"] == 900
    assert len(corridor.alternatives(given, "Alpha", "Omega", avoid_countries=())) == 2
    assert all(callable(getattr(corridor, name)) for name in ("load", "metrics", "route"))


def test_every_command_loads() -> None:
    from corridor.cli import main

    for name in COMMANDS:
        assert main.get_command(main.make_context("corridor", ["schema"]), name) is not None
