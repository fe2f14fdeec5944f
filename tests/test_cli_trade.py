"""corridor trade: what a reader sees, what a script gets, and what is refused."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import toy
from corridor import io
from corridor.charts import volumes
from corridor.cli import grids

Run = Callable[..., Result]
TOY = ("--data", toy.FOLDER)


def rows(result: Result) -> list[dict[str, str]]:
    """Return what was printed as CSV."""
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(result.stdout.splitlines()))


def words_of(result: Result) -> str:
    """Return the notes in one line, however they were broken."""
    return " ".join(result.stderr.split())


def test_show_has_a_line_for_each_flow_with_its_trend(run: Run) -> None:
    result = run("trade", "show", *TOY)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[0].split() == ["exporter", "importer", "trend", "2022"]
    assert result.stdout.splitlines()[2].split() == ["Kazakhstan", "Uzbekistan", "█", "3,900"]
    assert "not corridor traffic" in result.stderr


def test_show_of_a_pair_has_every_figure_and_marks_the_one_shown(run: Run) -> None:
    result = run("trade", "show", "--pair", "kaz", "Узбекистан", *TOY)
    lines = [line.split() for line in result.stdout.splitlines()]
    assert [
        "2022",
        "3,900",
        "-",
        "importer",
        "customs",
        "calendar",
        "observed",
        "toy",
        "shown",
    ] in (lines)
    assert ["2022", "4,000", "-", "exporter", "customs", "calendar", "observed", "toy"] in lines


def test_show_as_csv_has_every_figure_in_full(run: Run) -> None:
    got = rows(run("trade", "show", "--format", "csv", *TOY))
    assert [(row["value_usd"], row["shown"]) for row in got] == [
        ("3900000000", "yes"),
        ("4000000000", "no"),
        ("1400000000", "yes"),
    ]


def test_years_are_a_year_or_a_span(run: Run) -> None:
    got = rows(run("trade", "show", "--years", "2015-2016", "--format", "csv"))
    assert {row["year"] for row in got} == {"2015", "2016"}
    wrong = run("trade", "show", "--years", "2023-2015")
    assert wrong.exit_code == 2
    assert "is not a year or two" in wrong.stderr


def test_russia_to_pakistan_wheat_is_found_by_code_and_by_group(run: Run) -> None:
    for commodity in ("1001", "grain"):
        pair = ("--pair", "Russia", "Pakistan", "--commodity", commodity)
        got = rows(run("trade", "show", *pair, "--format", "csv"))
        assert [row["value_usd"] for row in got if row["year"] == "2023"] == ["568300000"]


def test_goods_of_a_pair_are_named_where_they_have_figures_of_their_own(run: Run) -> None:
    page = run("trade", "show", "--pair", "Russia", "Pakistan").stdout
    assert "Russia to Pakistan, goods alone: fuels 2023, grain 2023-2024\n" in page
    assert "goods alone" not in run("trade", "show", "--pair", "KAZ", "UZB", *TOY).stdout


def test_a_commodity_that_is_none_is_refused_with_what_is_allowed(run: Run) -> None:
    result = run("trade", "show", "--commodity", "wheat")
    assert result.exit_code == 2
    assert "is not TOTAL, an HS code as 10 or 2709, or of grain, fruit-vegetables" in result.stderr


def test_what_nobody_reported_is_an_error_that_says_it_is_no_zero(run: Run) -> None:
    result = run("trade", "show", "--pair", "BLR", "AFG", "--years", "2015")
    assert result.exit_code == 1
    assert "which does not mean zero" in result.stderr


def test_a_pair_is_two_countries(run: Run) -> None:
    assert run("trade", "show", "--pair", "RUS", "Russia").exit_code == 2
    assert run("trade", "show", "--pair", "RUS", "Narnia").exit_code == 2


def test_mirror_prints_both_sides_their_ratio_and_what_to_expect_of_it(run: Run) -> None:
    result = run("trade", "mirror", "--pair", "RUS", "UZB", "--years", "2016")
    assert "1,965" in result.stdout
    assert "1.22" in result.stdout
    assert "1.0588 to 1.1136 (cbr-mirror)" in result.stderr


def test_balance_stands_once_for_each_pair(run: Run) -> None:
    (row,) = rows(run("trade", "balance", "--format", "csv", *TOY))
    assert (row["country"], row["partner"]) == ("KAZ", "UZB")
    assert float(row["balance_usd"]) == 3.9e9 - 1.4e9
    text = run("trade", "balance", "--pair", "UZB", "KAZ", *TOY).stdout
    assert "\N{MINUS SIGN}2,500" in text


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """The toy corridor with payments of a fiscal year and news of half a year after customs."""
    folder = tmp_path / "mixed"
    shutil.copytree(toy.FOLDER, folder)
    table = list(csv.DictReader((folder / "flows.csv").read_text("utf-8").splitlines()))
    first = next(row for row in table if row["reporter"] == "importer")
    paid = {"year": "2023", "period": "fiscal", "from_date": "2022-07-01", "to_date": "2023-06-30"}
    paid |= {"basis": "payments", "value_usd": "29000000", "tonnes": "1600000"}
    told = {"year": "2024", "period": "part", "from_date": "2024-01-01", "to_date": "2024-06-30"}
    told |= {"basis": "press", "value_usd": "268000000"}
    with (folder / "flows.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(first | paid))
        writer.writeheader()
        writer.writerows([*table, first | paid, first | told])
    return folder


def test_figures_of_other_bases_and_fiscal_years_carry_their_letters(run: Run, mixed: Path) -> None:
    shown = run("trade", "show", "--data", mixed)
    line = next(line for line in shown.stdout.splitlines() if line.startswith("Kazakhstan"))
    assert line.split()[-3:] == ["3,900", "29pf", "268n*"]
    balance = run("trade", "balance", "--data", mixed)
    words = [line.split() for line in balance.stdout.splitlines()]
    assert words[0][-2:] == ["full", "year"]
    assert [(line[2], line[3], line[-1]) for line in words[2:]] == [
        ("2022", "3,900", "yes"),
        ("2023", "29pf", "no"),
        ("2024", "268n*", "no"),
    ]
    for result in (shown, balance):
        assert "s an official's word, p payments through banks, n news" in words_of(result)
        assert "f a fiscal year, * part of a year" in words_of(result)
        assert max(map(len, result.stderr.splitlines()[:3])) <= 100


def test_a_trend_has_bars_of_one_kind_of_year_and_letters_for_the_others(
    run: Run, mixed: Path
) -> None:
    shown = run("trade", "show", "--data", mixed)
    assert next(line.split()[2] for line in shown.stdout.splitlines() if "Kaz" in line) == "█p*"
    assert "bars for full years of the basis that most" in words_of(shown)
    page = run("trade", "show", "--pair", "KAZ", "UZB", "--data", mixed).stdout
    assert "2022 █p* 2024" in page


def test_a_balance_warns_of_years_that_rest_on_different_bases(run: Run, mixed: Path) -> None:
    for kind in ("table", "csv"):
        told = run("trade", "balance", "--data", mixed, "--format", kind).stderr
        assert "WARNING: years beside each other rest on different bases" in told
        assert (
            "Kazakhstan to Uzbekistan: customs 2022; payments of a fiscal year 2023; news 2024"
        ) in told
        assert "Uzbekistan to Kazakhstan:" not in told
    assert "WARNING" not in run("trade", "balance", *TOY).stderr
    assert "WARNING" not in run("trade", "balance", "--data", mixed, "--years", "2022").stderr


def test_weights_are_plain_numbers(run: Run, mixed: Path) -> None:
    page = run("trade", "show", "--pair", "KAZ", "UZB", "--data", mixed).stdout
    assert next(line.split()[:3] for line in page.splitlines() if " payments " in line) == [
        "2023",
        "29",
        "1,600",
    ]


def test_both_ways_together_are_told_of_all_goods_and_of_the_years_asked_for(run: Run) -> None:
    title = "Both directions together, as stated"
    pair = ("trade", "show", "--pair", "Russia", "Pakistan")
    assert title in run(*pair).stdout
    assert title not in run(*pair, "--commodity", "grain").stdout
    asked = run(*pair, "--years", "2023").stdout
    _, told = asked.split(title)
    assert {line.split()[0] for line in told.splitlines()[3:] if line} == {"2023"}


def test_one_year_is_told_as_one(run: Run) -> None:
    told = run("trade", "show", "--years", "2030").stderr
    assert "no figure of TOTAL in 2030 was reported" in told


def test_coverage_says_what_there_is_and_what_not(run: Run) -> None:
    result = run("trade", "coverage", "--years", "2021-2022", *TOY)
    marks = {tuple(line.split()[:2]): line.split()[2:] for line in result.stdout.splitlines()}
    assert marks["Kazakhstan", "Uzbekistan"] == ["·", "■", "1/2"]
    assert marks["Uzbekistan", "Kazakhstan"] == ["·", "◧", "1/2"]
    assert marks["Afghanistan", "Kazakhstan"] == ["·", "·", "0/2"]
    got = json.loads(run("trade", "coverage", "--years", "2022", "--format", "json", *TOY).stdout)
    assert len(got) == 6
    assert [row["reports"] for row in got if row["sides"] is None] == [0, 0, 0, 0]


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
@pytest.mark.parametrize("command", ["show", "mirror"])
def test_charts_are_whole_and_the_same_bytes_on_repeat(
    run: Run, tmp_path: Path, command: str, kind: str
) -> None:
    files = [tmp_path / f"{name}.{kind}" for name in "ab"]
    for file in files:
        result = run("trade", command, "-o", file, *TOY)
        assert result.exit_code == 0, result.stderr
    one, other = (file.read_bytes() for file in files)
    assert one == other
    assert one[:4] in (b"<?xm", b"\x89PNG", b"%PDF")


def test_a_chart_says_which_goods_are_of_another_report_and_which_have_no_value() -> None:
    flows = io.read(geometry=False).flows
    names = {"RUS": "Russia", "PAK": "Pakistan", "KAZ": "Kazakhstan", "UZB": "Uzbekistan"}
    figure = volumes.stacked(flows, ["RUS", "PAK"], names)
    (legend,) = figure.legends
    labels = [text.get_text() for text in legend.get_texts()]
    assert labels == ["grain", "not broken down", "goods by another report than the total"]
    said = "Known by weight alone, and not drawn: fuels of Russia to Pakistan 2023."
    assert said in [text.get_text() for text in figure.texts]
    plain = volumes.stacked(flows, ["KAZ", "UZB"], names).legends[0].get_texts()
    assert "goods by another report than the total" not in [text.get_text() for text in plain]


def test_a_chart_of_one_commodity_is_refused_rather_than_drawn_of_all(
    run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "x.svg"
    result = run("trade", "show", "--pair", "RUS", "PAK", "--commodity", "grain", "-o", out)
    assert result.exit_code == 2
    assert "--commodity goes with a table" in result.stderr
    nothing = run("trade", "show", "--pair", "BLR", "AFG", "--years", "2015", "-o", out)
    assert nothing.exit_code == 1
    assert not out.exists()


def test_a_trend_shows_what_is_missing_as_missing() -> None:
    assert grids.spark([None, None]) == "··"
    assert grids.spark([0.0, 0.0]) == "▁▁"
    assert grids.spark([1, None, 2]) == "▅·█"


def test_heat_is_by_the_logarithm_and_none_where_nothing_is_known() -> None:
    assert grids.strengths([1, 10, None, 100, 0]) == [0, 0.5, None, 1, 0]
    assert grids.strengths([]) == []


def test_on_a_terminal_the_grid_has_the_same_words(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = run("trade", "show", *TOY).stdout
    monkeypatch.setattr("corridor.report.on_terminal", lambda: True)
    shown = run("trade", "show", *TOY).stdout
    assert shown.split() == [word for word in plain.split() if set(word) != {"-"}]
