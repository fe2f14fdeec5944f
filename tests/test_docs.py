"""What the documents say is so: commands run, links lead somewhere, names exist."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result

import corridor as co
from corridor import io
from corridor.cli import COMMANDS, main

NO_ROUTE = 3
ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
READ_AS_TEXT = {page.name: page.read_text("utf-8") for page in PAGES}


def blocks(language: str) -> Iterator[tuple[str, str]]:
    """Yield page and text of each block of code in a language."""
    for name, text in READ_AS_TEXT.items():
        for block in re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            yield name, block


def lines(program: str) -> list[tuple[str, str]]:
    """Return page and line of each call of a program, in blocks of shell."""
    return [
        (name, line)
        for name, block in blocks("sh")
        for line in block.splitlines()
        if line.split()[:1] == [program]
    ]


def found(name: str) -> click.Command:
    """Return a command by its name, or by that of its group and its own."""
    command: click.Command | None = main
    for word in name.split():
        assert isinstance(command, click.Group), name
        command = command.get_command(click.Context(command), word)
    assert command is not None, name
    return command


NAMES = [
    *COMMANDS,
    *(f"{name} {own}" for name in COMMANDS for own in getattr(found(name), "entries", ())),
]


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with a corridor, a log of trips and examples."""
    tables = shutil.ignore_patterns("build", "network", "scenarios")
    shutil.copytree(io.shipped(), tmp_path / "my-corridor", ignore=tables)
    shutil.copyfile(ROOT / "docs" / "trips.csv", tmp_path / "trips.csv")
    shutil.copytree(ROOT / "docs" / "examples", tmp_path / "docs" / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("page", "line"), lines("corridor"))
def test_every_command_in_the_docs_runs(
    run: Callable[..., Result], workplace: Path, page: str, line: str
) -> None:
    before = set(workplace.iterdir())
    words = shlex.split(line, comments=True)
    result = run(*words[1:])
    expected = NO_ROUTE if "# no route" in line else 0
    assert result.exit_code == expected, f"{page}: {line}\n{result.stderr}"
    named = [words[at + 1] for at, word in enumerate(words) if word in ("-o", "--into")]
    outputs = {workplace / name for name in named}
    assert set(workplace.iterdir()) - before == outputs


@pytest.mark.parametrize(("page", "block"), list(blocks("python")))
def test_every_script_in_the_docs_runs(workplace: Path, page: str, block: str) -> None:
    assert workplace.is_dir()
    exec(compile(block, page, "exec"), {})  # noqa: S102 - it is our own documentation


@pytest.mark.parametrize(("page", "line"), lines("make"))
def test_every_make_target_in_the_docs_is_one(page: str, line: str) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert line.split()[1] in targets, page


@pytest.mark.parametrize("name", READ_AS_TEXT)
def test_commands_named_in_running_text_exist(name: str) -> None:
    named = re.findall(r"`corridor ([a-z]+)", READ_AS_TEXT[name])
    assert set(named) <= set(COMMANDS)
    for command, option in re.findall(r"`corridor ([a-z]+)[^`]*? (--[a-z-]+)", READ_AS_TEXT[name]):
        assert option in options(command), f"corridor {command} {option}"


def options(command: str) -> set[str]:
    """Return the options of a command, those of its own commands among them."""
    names = [name for name in NAMES if name.split()[0] == command]
    return {name for one in names for parameter in found(one).params for name in parameter.opts}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = READ_AS_TEXT[page.name]
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (page.parent / target).exists(), target


def test_every_page_of_the_docs_can_be_reached_from_the_readme() -> None:
    reached = "\n".join(READ_AS_TEXT.values())
    for page in (ROOT / "docs").glob("*.md"):
        assert f"{page.name})" in reached


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help_that_ends_with_an_example_that_parses(
    run: Callable[..., Result], name: str
) -> None:
    result = run(*name.split(), "--help")
    assert result.exit_code == 0
    *_, example = result.stdout.strip().splitlines()
    assert example.strip().startswith(f"corridor {name}")
    words = len(name.split())
    found(name).make_context(name, shlex.split(example)[1 + words :])


def test_the_public_names_are_there_and_documented() -> None:
    assert sorted(co.__all__) == co.__all__ == dir(co)
    for name in co.__all__:
        assert getattr(co, name).__doc__, name


def test_every_room_of_the_house_is_in_the_plan() -> None:
    """The import contract lists the modules there are, and architecture.md names them."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    rooms = {room for row in contract["contracts"][0]["layers"] for room in row.split(" | ")}
    package = ROOT / "corridor"
    modules = {path.stem for path in package.glob("*.py")} | {
        path.parent.name for path in package.glob("*/__init__.py")
    }
    assert rooms == modules - {"__init__"}
    plan = READ_AS_TEXT["architecture.md"]
    assert [room for room in sorted(rooms - {"__main__"}) if f"`{room}" not in plan] == []


def test_the_dependencies_are_explained_with_the_bounds_that_hold() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    page = READ_AS_TEXT["dependencies.md"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["parquet"], *extras["charts"]]
    wanted += extras["build"]
    for requirement in wanted:
        name, sign, version = re.split("(>=|==)", requirement)
        bound = {">=": "≥", "==": "="}[sign] + f" {version}"
        assert re.search(rf"\[{name}\]\([^)]*\) {re.escape(bound)}[ ,]", page), requirement
