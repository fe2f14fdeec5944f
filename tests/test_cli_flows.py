"""corridor assign and corridor criticality, as they are typed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

import toy_trade
from corridor.cli import main


def run(*arguments: str, code: int = 0) -> Result:
    """Run ``corridor`` with arguments, which must end with that exit code."""
    done = CliRunner().invoke(main, list(arguments), catch_exceptions=False)
    assert done.exit_code == code, done.stderr
    return done


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(toy_trade.folder(tmp_path_factory.mktemp("trade")))


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_page_shows_trade_crossings_segments_counts_and_notes(folder: str) -> None:
    page = run("assign", "--year", "2022", "--data", folder).stdout
    titles = [line for line in page.splitlines() if line and line[0].isupper() and "  " not in line]
    assert titles[0] == (
        "Trade of 2022 on the network, all-or-nothing, least time: 0.9 Mt, US$ 0.4 bn, 0.3 bn tkm"
    )
    for title in ("Crossings, 2022", "Counted a day at borders, and the model beside it", "Notes"):
        assert title in titles
    assert "KAZ > UZB" in page
    assert "- WARNING" in page
    assert "Not compared, a day: the day of a reopening" in page
    (scaled,) = [line for line in page.splitlines() if line.startswith("UZB > AFG")]
    assert scaled.split()[3:6] == ["40.1", "273", "d"]
    assert " d " not in next(line for line in page.splitlines() if line.startswith("KAZ > UZB"))
    assert max(map(len, page.splitlines())) <= 100


def test_a_count_says_its_whole_period_and_from_which_country_to_which(tmp_path: Path) -> None:
    folder = toy_trade.folder(tmp_path)
    counts = folder / "counts.csv"
    table = rows(counts.read_text("utf-8"))
    period = "Mizan 1403 (22 September - 21 October 2024)"
    lines = [
        line | {"period": period, "direction": way}
        for line, way in zip([table[0]] * 3, ("ab", "ba", "both"), strict=True)
    ]
    for number, line in enumerate(lines):
        line["count_id"] = f"{line['count_id']}-{number}"
    with counts.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(table[0]))
        writer.writeheader()
        writer.writerows(lines)
    page = run("assign", "--year", "2022", "--data", str(folder)).stdout
    told = [line[len(period) :].strip() for line in page.splitlines() if line.startswith(period)]
    assert [line.split("  ")[0] for line in told] == ["KAZ > UZB", "UZB > KAZ", "both"]
    assert max(map(len, page.splitlines())) <= 100


def test_csv_has_the_segments_and_the_notes_go_to_stderr(folder: str) -> None:
    done = run("assign", "--year", "2022", "--data", folder, "--format", "csv")
    table = rows(done.stdout)
    assert list(table[0])[:4] == ["segment_id", "direction", "year", "tonnes"]
    assert {row["year"] for row in table} == {"2022"}
    assert "WARNING" in done.stderr


def test_loads_go_straight_into_the_map(folder: str, tmp_path: Path) -> None:
    loads, page = tmp_path / "loads.csv", tmp_path / "map.html"
    run("assign", "--year", "2021-2022", "--data", folder, "-o", str(loads))
    run("map", "--data", folder, "--loads", str(loads), "-o", str(page))
    assert '"loads":{"segment":' in page.read_text("utf-8")


def test_a_workbook_has_a_sheet_for_each_table(folder: str, tmp_path: Path) -> None:
    out = tmp_path / "assigned.xlsx"
    run("assign", "--data", folder, "-o", str(out))
    book = openpyxl.load_workbook(out, read_only=True)
    assert book.sheetnames == ["segments", "crossings", "counts", "pairs", "balance"]
    book.close()


@pytest.mark.parametrize("table", ["segments", "crossings", "counts", "pairs", "balance"])
def test_each_table_can_be_had_alone(folder: str, table: str) -> None:
    done = run("assign", "--data", folder, "--year", "2022", "--table", table, "--format", "csv")
    assert rows(done.stdout)


def test_a_share_is_a_number_or_a_file(folder: str, tmp_path: Path) -> None:
    asked = ("assign", "--year", "2022", "--data", folder, "--table", "pairs", "--format", "csv")
    assert {row["share"] for row in rows(run(*asked, "--share", "0.1").stdout)} == {"0.1"}
    mine = tmp_path / "mine.csv"
    mine.write_text("exporter,importer,share\nKAZ,UZB,0.3\n", encoding="utf-8")
    shares = [
        (row["exporter"], row["share"]) for row in rows(run(*asked, "--share", str(mine)).stdout)
    ]
    assert ("KAZ", "0.3") in shares
    assert ("UZB", "1") in shares
    mine.write_text("exporter,importer,Mode,share\nKAZ,UZB,rail,1\n", encoding="utf-8")
    wrong = run(*asked, "--share", str(mine), code=1).stderr
    assert "1 problem in mine.csv" in wrong
    assert "mine.csv, row 1, column Mode: is not a column of shares; did you mean 'mode'?" in wrong
    mine.write_text("exporter,importer,share\n", encoding="utf-8")
    assert "mine.csv names no pair" in run(*asked, "--share", str(mine), code=1).stderr


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (("--year", "20x"), 2, "neither a year, as 2023, nor a span"),
        (("--year", "2022-2020"), 2, "neither a year, as 2023, nor a span"),
        (("--year", "1995"), 1, "no trade of 1995 can be put on the network"),
        (("--share", "1.5"), 2, "1.5 is not a number above 0 and at most 1, nor a file of"),
        (("--share", "-0.1"), 2, "-0.1 is not a number above 0"),
        (("--share", "0"), 2, "0 is not a number above 0"),
        (("--share", "nan"), 2, "nan is not a number above 0"),
        (("--share", "inf"), 2, "inf is not a number above 0"),
        (("--commodity", "foo"), 2, "'foo' is not TOTAL, an HS code as 10 or 2709, or of grain,"),
        (("--share", "nowhere.csv"), 1, "nowhere.csv: the file does not exist"),
        (("--rule", "magic"), 2, "'magic' is not one of"),
        (("--rule", "capacity", "--minimise", "distance"), 2, "minimise time"),
        (("--commodity", "9999"), 1, "flows.csv has no value of 9999"),
    ],
)
def test_what_cannot_be_is_an_error_that_says_why(
    folder: str, asked: tuple[str, ...], code: int, said: str
) -> None:
    done = run("assign", "--data", folder, *asked, code=code)
    assert said in done.stderr


def test_an_empty_table_of_flows_is_named_rather_than_the_commodity(tmp_path: Path) -> None:
    folder = toy_trade.folder(tmp_path)
    flows = folder / "flows.csv"
    flows.write_text(flows.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    for command in ("assign", "criticality"):
        done = run(command, "--data", str(folder), code=1)
        assert "flows.csv holds no figure of trade" in done.stderr


def test_a_date_off_the_record_of_closures_is_told(folder: str) -> None:
    for command in (
        ("assign", "--year", "2022"),
        ("criticality", "--year", "2022"),
        ("crossings",),
    ):
        for day, told in (("1950-01-01", True), ("2025-11-01", False)):
            done = run(*command, "--as-of", day, "--data", folder)
            said = " ".join((done.stdout + done.stderr).split())
            assert ("The record of closures speaks of" in said) is told


def test_criticality_ranks_each_fate_apart(folder: str) -> None:
    page = run("criticality", "--year", "2022", "--data", folder).stdout
    for title in (
        "Crossings out of service, 2022. Cut off: no path is left by any mode",
        "Crossings out of service, 2022. Changes mode: only another mode has a path",
        "One hour saved at a crossing, 2022",
        "Segments out of service, 2022. Cut off",
    ):
        assert title in page
    done = run(
        "criticality", "--year", "2022", "--data", folder, "--kind", "crossing", "--format", "csv"
    )
    table = {row["id"]: row for row in rows(done.stdout)}
    assert set(table) == {"beta-rail", "beta-road", "delta-road"}
    assert table["delta-road"]["rank_cut_off"] == "1"
    assert table["beta-rail"]["rank_cut_off"] == ""
