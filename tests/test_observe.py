"""Own trips: visits, means and intervals solved by hand, and folders that stay sound."""

from __future__ import annotations

import json
import math
import statistics
import tomllib
from collections.abc import Callable
from pathlib import Path

import click
import pandas as pd
import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

import toy
from corridor import copies, dictionary, io, observe, triplog
from corridor.cli import main
from corridor.conform import conform
from corridor.errors import DataError, OutputError
from corridor.evidence import TRIPS
from corridor.tables import Corridor, Request

Run = Callable[..., Result]
DOCS = Path(__file__).parent.parent / "docs"
HEADER = ",".join(TRIPS.names)
OUT = "Delta,UZB,outbound"


def log(*rows: str) -> pd.DataFrame:
    """Return events typed as the reader types them, each a line of the log."""
    cells = [dict(zip(TRIPS.names, row.split(","), strict=False)) for row in rows]
    columns = {name: [row.get(name, "") for row in cells] for name in TRIPS.names}
    frame, problems = conform(TRIPS, columns, "trips.csv")
    assert problems == []
    return frame


def told(corridor: Corridor, *rows: str) -> list[str]:
    """Return what is wrong with a log, as column and rule."""
    problems = triplog.check(corridor, log(*rows))
    return [f"{problem.row} {problem.column}: {problem.allowed}" for problem in problems]


def hours(*values: float) -> pd.DataFrame:
    """Return a log of trips that left Uzbekistan at Delta after so many hours."""
    return log(*(f"T{n},{OUT},customs,,,{value}," for n, value in enumerate(values)))


def observed(corridor: Corridor, trips: pd.DataFrame, prior: float = 5.0) -> pd.Series:
    """Return the one row of what the trips say."""
    table = observe.observed(corridor, triplog.visits(corridor, trips), prior)
    assert len(table) == 1
    return table.iloc[0]


def test_a_visit_runs_from_the_first_arrival_to_the_last_departure(corridor: Corridor) -> None:
    """Waiting 8 to 10, an idle hour, customs 11 to 14 and 30 minutes: 6.5 h, US$ 12."""
    trips = log(
        f"T1,{OUT},waiting,2025-06-01 08:00,2025-06-01 10:00,,0",
        f"T1,{OUT},customs,2025-06-01 11:00,2025-06-01T14:00,,12",
        f"T1,{OUT},weighing,2025-06-01 14:00,,0.5,0",
    )
    (visit,) = triplog.visits(corridor, trips).to_dict("records")
    assert (visit["crossing_id"], visit["direction"], visit["side"]) == ("delta-road", "ab", "a")
    assert (visit["hours"], visit["payment_usd"], visit["events"]) == (6.5, 12, 3)
    assert visit["last"] == pd.Timestamp("2025-06-01 14:30")


def test_without_times_the_hours_of_a_visit_add_up(corridor: Corridor) -> None:
    trips = log(f"T1,{OUT},waiting,,,3,", f"T1,{OUT},customs,,,1.5,")
    (visit,) = triplog.visits(corridor, trips).to_dict("records")
    assert visit["hours"] == 4.5
    assert math.isnan(visit["payment_usd"])
    assert pd.isna(visit["last"])


@pytest.mark.parametrize(
    ("place", "side", "way", "at"),
    [
        ("Delta", "Uzbekistan", "outbound", ("delta-road", "ab", "a")),
        ("Дельта", "UZB", "inbound", ("delta-road", "ba", "a")),
        ("delta-road", "Афганистан", "inbound", ("delta-road", "ab", "b")),
        ("Beta (road)", "kz", "outbound", ("beta-road", "ab", "a")),
    ],
)
def test_side_and_direction_are_those_of_the_country_named(
    corridor: Corridor, place: str, side: str, way: str, at: tuple[str, str, str]
) -> None:
    table = triplog.visits(corridor, log(f"T1,{place},{side},{way},customs,,,2,"))
    assert tuple(table.iloc[0][triplog.AT]) == at


def test_a_stop_on_the_way_makes_no_visit(corridor: Corridor) -> None:
    trips = log("T1,Gamma,,,rest,,,9,", f"T1,{OUT},customs,,,2,")
    assert triplog.visits(corridor, trips)["hours"].tolist() == [2]


def test_a_fee_counts_only_where_every_event_names_one(corridor: Corridor) -> None:
    trips = log(
        f"T1,{OUT},waiting,,,3,0",
        f"T1,{OUT},customs,,,1,40",
        f"T2,{OUT},waiting,,,3,",
        f"T2,{OUT},customs,,,1,90",
    )
    row = observed(corridor, trips)
    assert (row["paid_trips"], row["mean_usd"], row["before_usd"]) == (1, 40, 100)
    assert row["after_usd"] == pytest.approx((5 * 100 + 40) / 6)


def test_mean_deviation_and_interval_are_those_of_the_sample(corridor: Corridor) -> None:
    """4, 6 and 11 h: mean 7, sd 3.606; t of 2 degrees 4.303, so 7 +- 8.96, cut off at 0."""
    row = observed(corridor, hours(4, 6, 11))
    assert (row["trips"], row["mean_h"]) == (3, 7)
    assert row["sd_h"] == pytest.approx(statistics.stdev([4, 6, 11]))
    assert row["to_h"] == pytest.approx(7 + 4.3027 * 3.60555 / math.sqrt(3), abs=1e-3)
    assert row["from_h"] == 0
    assert (row["shortest_h"], row["longest_h"]) == (4, 11)


def test_one_trip_has_neither_deviation_nor_interval(corridor: Corridor) -> None:
    row = observed(corridor, hours(4))
    assert row[["sd_h", "from_h", "to_h"]].isna().all()
    assert row["after_h"] == pytest.approx((5 * 10 + 4) / 6)


def test_the_figure_before_counts_as_so_many_trips_or_is_replaced(corridor: Corridor) -> None:
    """10 h before as 5 trips, 3 trips of 7 h: 71 / 8; as 0 trips: 7."""
    trips = hours(4, 6, 11)
    assert observed(corridor, trips)["after_h"] == pytest.approx((5 * 10 + 3 * 7) / 8)
    assert observed(corridor, trips, 0)["after_h"] == 7
    with pytest.raises(ValueError, match="counts as 0 to 100,000 trips"):
        observed(corridor, trips, -1)


def test_an_update_changes_its_own_row_alone_and_says_what_it_is_made_of(
    corridor: Corridor,
) -> None:
    visits = triplog.visits(corridor, hours(4, 6, 11))
    times = observe.updated(corridor, visits, "own-trips", 3).border_times
    row = times.to_dict("index")[8]
    assert [row[name] for name in triplog.AT] == ["delta-road", "ab", "a"]
    assert (row["dwell_h"], row["dwell_low_h"], row["dwell_high_h"]) == (8.5, 4.5, 15.5)
    assert (row["grade"], row["source_id"]) == ("observed", "own-trips")
    assert row["note"] == (
        "3 own trips: mean 7.0 h, sd 3.6, 95 % 0.0 to 16.0; 10 h (derived, toy) counted as 3 trips"
    )
    # The fee, which no trip named, stays what it was and keeps its own origin.
    assert (row["fee_usd"], row["fee_grade"], row["fee_source_id"]) == (100, "derived", "toy")
    pd.testing.assert_frame_equal(times.drop(8), corridor.border_times.drop(8))
    assert corridor.border_times.loc[8, "dwell_h"] == 10, "the corridor given stays as it was"


def test_a_fee_follows_the_rule_with_the_trips_that_name_one(corridor: Corridor) -> None:
    """100 US$ before as 2 trips, own ones 40 and 60, a third names none: 75, of 70 to 80."""
    rows = (f"T{n},{OUT},customs,,,{4 + n},{paid}" for n, paid in enumerate((40, 60, "")))
    visits = triplog.visits(corridor, log(*rows))
    row = observe.updated(corridor, visits, "own", 2).border_times.to_dict("index")[8]
    assert (row["fee_low_usd"], row["fee_usd"], row["fee_high_usd"]) == (70, 75, 80)
    assert (row["fee_grade"], row["fee_source_id"]) == ("observed", "own")
    # Nobody gave a fee for the Afghan side: the own ones stand alone.
    entering = log(
        *(f"T{n},Delta,AFG,inbound,customs,,,4,{paid}" for n, paid in enumerate((40, 60)))
    )
    visits = triplog.visits(corridor, entering)
    row = observe.updated(corridor, visits, "own").border_times.to_dict("index")[9]
    assert (row["fee_low_usd"], row["fee_usd"], row["fee_high_usd"]) == (40, 50, 60)
    assert (row["fee_grade"], row["grade"]) == ("observed", "derived")


def test_a_figure_that_own_trips_do_not_outweigh_is_derived_not_observed(
    corridor: Corridor,
) -> None:
    visits = triplog.visits(corridor, hours(4, 6))
    grades = [
        observe.updated(corridor, visits, "own", prior).border_times.loc[8, "grade"]
        for prior in (0, 2, 3)
    ]
    assert grades == ["observed", "observed", "derived"]


@given(
    own=st.lists(st.floats(0.0, 500.0), min_size=1, max_size=20),
    prior=st.floats(0.0, 50.0),
)
def test_an_updated_figure_lies_between_old_and_own_and_between_low_and_high(
    own: list[float], prior: float
) -> None:
    given_corridor = toy.corridor()
    visits = triplog.visits(given_corridor, hours(*(round(value, 3) for value in own)))
    row = observe.updated(given_corridor, visits, "own", prior).border_times.loc[8]
    mean = statistics.fmean(visits["hours"])
    assert min(10, mean) - 0.01 <= row["dwell_h"] <= max(10, mean) + 0.01
    assert row["dwell_low_h"] <= row["dwell_h"] <= row["dwell_high_h"]


def test_the_effect_on_a_route_is_the_change_of_its_dwell(corridor: Corridor) -> None:
    """Gamma to Omega passes Delta outbound: 10 h become 4."""
    after = observe.updated(corridor, triplog.visits(corridor, hours(4)), "own", 0)
    request = Request(origin="Gamma", destination="Омега", mode="road")
    found = observe.effect(corridor, after, request)
    assert found["difference_h"] == pytest.approx(-6)
    assert (found["route"], found["crossings"]) == ("the same", "Delta (road)")
    back = Request(origin="Omega", destination="Gamma", mode="road")
    assert observe.effect(corridor, after, back)["difference_h"] == 0, "the other direction"


def test_the_effect_on_a_route_is_told_in_money_too(corridor: Corridor) -> None:
    """The fee at Beta outbound falls from US$ 5 to 1, on 20 t."""
    visits = triplog.visits(corridor, log("T1,beta-road,KAZ,outbound,customs,,,1,1"))
    after = observe.updated(corridor, visits, "own", 0)
    request = Request(origin="Alpha", destination="Gamma", mode="road")
    found = observe.effect(corridor, after, request)
    assert found["after_usd_t"] - found["before_usd_t"] == pytest.approx(-4 / 20)


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("T1,Styx,UZB,outbound,customs,,,2,", "place: is no crossing and no place: unknown"),
        ("T1,Delta,,outbound,customs,,,2,", "side: may not be empty at a crossing"),
        ("T1,Delta,,,customs,,,2,", "side: may not be empty at a crossing"),
        ("T1,Delta,UZB,,customs,,,2,", "direction: may not be empty at a crossing"),
        ("T1,Delta,KAZ,outbound,customs,,,2,", "side: is no side of Delta; its sides are AFG, UZB"),
        ("T1,Delta,Narnia,outbound,customs,,,2,", "side: is no country: unknown country"),
        ("T1,Beta,UZB,outbound,customs,,,2,", "place: may be beta-rail or beta-road; write one"),
        (f"T1,{OUT},customs,,,,", "departure: may not be empty where no hours are given"),
        (f"T1,{OUT},customs,,2025-06-01 09:00,,", "arrival: may not be empty where a departure"),
        (
            f"T1,{OUT},customs,2025-06-01 10:00,2025-06-01 09:00,,",
            "departure: is before the arrival, 2025-06-01 10:00",
        ),
        (
            f"T1,{OUT},customs,2025-06-01 10:00,2025-06-01 12:00,2,",
            "hours: stands beside a departure; give one of the two",
        ),
    ],
)
def test_what_does_not_hold_together_is_told(corridor: Corridor, row: str, rule: str) -> None:
    assert any(found.startswith(f"2 {rule}") for found in told(corridor, row)), told(corridor, row)
    with pytest.raises(DataError, match=r"problems? in the log"):
        triplog.visits(corridor, log(row))


def test_a_visit_has_times_for_all_its_events_or_for_none(corridor: Corridor) -> None:
    rows = (f"T1,{OUT},waiting,2025-06-01 08:00,2025-06-01 10:00,,", f"T1,{OUT},customs,,,2,")
    assert told(corridor, *rows) == [
        "3 arrival: is given for some events of this visit and not for others; give all or none"
    ]


def test_every_problem_of_a_log_is_told_at_once_each_once(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    rows = [
        "T1,Styx,UZB,outbound,customs,,,2,,",
        "T2,Delta,UZB,out,custom,2025-06-31 10:00,2025-06-01 12:00,,-3,",
        "T3,Delta,UZB,outbound,customs,,,,,",
    ]
    bad.write_text("\n".join([HEADER, *rows]), "utf-8")
    result = run("observe", bad, "--data", toy.FOLDER)
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert lines[0] == "Error: 6 problems in bad.csv"
    places = [line.split(":")[0].strip() for line in lines[1:]]
    assert places == [
        "bad.csv, row 2, column place",
        "bad.csv, row 3, column direction",
        "bad.csv, row 3, column activity",
        "bad.csv, row 3, column arrival",
        "bad.csv, row 3, column payment_usd",
        "bad.csv, row 4, column departure",
    ]


def test_a_log_without_a_column_is_told_of_the_column_alone(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("trip,place,side,direction,arrival\nT1,Styx,,,\n", "utf-8")
    result = run("observe", bad, "--data", toy.FOLDER)
    assert result.stderr.splitlines()[0] == "Error: 1 problem in bad.csv"
    assert "row 1, column activity: is missing from the header" in result.stderr
    missing = run("observe", tmp_path / "none.csv", "--data", toy.FOLDER)
    assert missing.exit_code == 1
    assert missing.stderr == f"Error: {tmp_path / 'none.csv'}: the file does not exist\n"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"", "is empty"),
        (f"{HEADER}\n".encode("utf-16"), "is UTF-16, not UTF-8"),
        (HEADER.replace(",", ";").encode(), "parts its cells by ';'"),
    ],
)
def test_a_log_that_is_no_table_is_blamed_itself_not_the_tables_of_the_corridor(
    run: Run, tmp_path: Path, written: bytes, said: str
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(written)
    result = run("observe", bad, "--data", toy.FOLDER)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0] == "Error: 1 problem in bad.csv"
    assert said in result.stderr


@pytest.mark.parametrize(
    ("row", "where"),
    [
        (f"T1,{OUT},customs,,,1e308,", "column hours: '1e308' is not a number of h from 0 to 8784"),
        (f"T1,{OUT},customs,2025-06-01 10:00,,8785,", "column hours: '8785' is not a number of h"),
        (
            f"T1,{OUT},customs,2024-01-01 10:00,2025-06-01 09:00,,",
            "column departure: '2025-06-01 09:00' is more than 8,784 h, a year, after the arrival",
        ),
        (
            f"T1,{OUT},customs,9999-12-31 10:00,,2,",
            "column arrival: '9999-12-31 10:00' is not of a year from 1900 to 2100",
        ),
        (f"T1,{OUT},customs,,,2,1e308", "column payment_usd: '1e308' is not a number of US$ from"),
    ],
)
def test_a_stay_that_cannot_be_is_refused_with_row_and_column(
    run: Run, tmp_path: Path, row: str, where: str
) -> None:
    path = tmp_path / "trips.csv"
    path.write_text(f"{HEADER}\n{row}" + "," * (HEADER.count(",") - row.count(",")), "utf-8")
    result = run("observe", path, "--data", toy.FOLDER)
    assert result.exit_code == 1
    assert f"trips.csv, row 2, {where}" in result.stderr


def test_events_that_make_a_visit_of_more_than_a_year_are_refused(corridor: Corridor) -> None:
    rule = "makes the visit longer than 8,784 h, a year; is it another trip?"
    untimed = [f"T1,{OUT},{what},,,5000," for what in ("waiting", "customs")]
    assert told(corridor, *untimed) == [f"3 hours: {rule}"]
    days = ("2024-01-01", "2025-06-01")
    timed = [f"T1,{OUT},customs,{day} 08:00,{day} 10:00,," for day in days]
    assert told(corridor, *timed) == [f"3 arrival: {rule}"]


@pytest.mark.parametrize("number", ["nan", "inf", "1e308", "100001", "-1"])
def test_the_figure_before_counts_as_a_number_of_trips_that_can_be(
    run: Run, trips: Path, number: str
) -> None:
    result = run("observe", trips, "--data", toy.FOLDER, "--prior-trips", number)
    assert result.exit_code == 2
    assert "100" in result.stderr
    assert result.stdout == ""
    corridor = io.read(toy.FOLDER, geometry=False)
    visited = triplog.visits(corridor, hours(4))
    with pytest.raises(ValueError, match="counts as 0 to 100,000 trips"):
        observe.observed(corridor, visited, float(number))


@pytest.mark.parametrize("rows", [[], ["T1,Gamma,,,rest,,,9,,"]])
def test_a_log_of_no_crossing_is_refused(run: Run, tmp_path: Path, rows: list[str]) -> None:
    path = tmp_path / "trips.csv"
    path.write_text("\n".join([HEADER, *rows]), "utf-8")
    result = run("observe", path, "--data", toy.FOLDER)
    assert result.exit_code == 1
    assert "no event is at a crossing" in result.stderr


def test_the_command_counts_the_figure_before_as_the_library_does() -> None:
    command = main.get_command(click.Context(main), "observe")
    assert command is not None
    (option,) = (one for one in command.params if one.name == "prior_trips")
    assert option.default == observe.PRIOR_TRIPS
    assert isinstance(option.type, click.FloatRange)
    assert (option.type.min, option.type.max) == (0, observe.MOST_PRIOR_TRIPS)


@pytest.fixture
def trips(tmp_path: Path) -> Path:
    """A log of two trips through Delta."""
    path = tmp_path / "trips.csv"
    rows = [
        f"T1,{OUT},customs,2025-06-01 08:00,2025-06-01 12:00,,40,",
        f"T2,{OUT},customs,2025-07-01 08:00,2025-07-01 14:00,,60,",
    ]
    path.write_text("\n".join([HEADER, *rows, "T2,Gamma,,,rest,,,8,,"]), "utf-8")
    return path


def test_without_a_place_to_write_nothing_is_written(run: Run, trips: Path) -> None:
    before = sorted(trips.parent.rglob("*"))
    result = run("observe", trips, "--data", toy.FOLDER, "--route", "Gamma", "Omega")
    assert result.exit_code == 0
    # 10 h as 5 trips and 2 trips of 5 h make 60 / 7 h.
    assert result.stdout.splitlines()[-1].split()[4] == "-1.43"
    assert "1 event on the way was read and not used" in result.stderr
    assert "nothing was written" in result.stderr
    assert sorted(trips.parent.rglob("*")) == before


def test_into_a_new_folder_goes_a_whole_corridor_that_is_sound(
    run: Run, trips: Path, tmp_path: Path
) -> None:
    target = tmp_path / "mine"
    target.mkdir()
    result = run("observe", trips, "--data", toy.FOLDER, "--into", target, "--prior-trips", 0)
    assert result.exit_code == 0
    found = io.read(target)
    row = found.border_times.loc[8]
    assert (row["dwell_h"], row["fee_usd"], row["year"]) == (5, 50, 2025)
    entry = found.sources.set_index("source_id").loc[row["source_id"]]
    assert entry["grade"] == "observed"
    assert entry["retrieved"] == pd.Timestamp("2025-07-01")
    assert run("validate", target).exit_code == 0
    assert io.read(toy.FOLDER).border_times.loc[8, "dwell_h"] == 10


def test_the_folder_read_may_be_changed_in_place_and_a_second_log_is_a_second_source(
    run: Run, trips: Path, folder: Path
) -> None:
    untouched = (folder / "nodes.csv").stat().st_mtime_ns
    for _ in range(2):
        assert run("observe", trips, "--data", folder, "--into", folder).exit_code == 0
    found = io.read(folder)
    assert {"own-trips", "own-trips-2"} <= set(found.sources["source_id"])
    assert found.border_times.loc[8, "source_id"] == "own-trips-2"
    assert (folder / "nodes.csv").stat().st_mtime_ns == untouched


def test_a_copy_of_the_shipped_corridor_records_no_hash_that_does_not_hold(
    run: Run, tmp_path: Path
) -> None:
    target = tmp_path / "mine"
    result = run("observe", DOCS / "trips.csv", "--into", target)
    assert result.exit_code == 0
    validated = run("validate", target)
    assert validated.exit_code == 0
    assert validated.stderr == f"{target}: no problem found\n"


def test_the_shipped_tables_are_never_written_to(run: Run) -> None:
    before = {path: path.read_bytes() for path in io.shipped().glob("*.*")}
    for to in (("--into", io.shipped()), ("--into", io.shipped() / "mine")):
        result = run("observe", DOCS / "trips.csv", *to)
        assert result.exit_code == 1
        assert "belongs to the shipped corridor" in result.stderr
    assert (
        run("observe", DOCS / "trips.csv", "-o", io.shipped() / "border_times.csv").exit_code == 1
    )
    assert {path: path.read_bytes() for path in io.shipped().glob("*.*")} == before


def test_a_folder_that_holds_anything_else_is_not_written_to(
    run: Run, trips: Path, tmp_path: Path
) -> None:
    result = run("observe", trips, "--data", toy.FOLDER, "--into", tmp_path)
    assert result.exit_code == 1
    assert "is there and holds something" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["trips.csv"]


def test_a_table_alone_comes_with_the_entry_it_needs(run: Run, trips: Path, folder: Path) -> None:
    out = folder / "border_times.csv"
    result = run("observe", trips, "--data", folder, "-o", out)
    assert result.exit_code == 0
    entry = result.stderr[result.stderr.index("[own-trips]") :].split("\n\n")[0]
    sources = folder / "sources.toml"
    sources.write_text(f"{sources.read_text('utf-8')}\n{entry}\n", "utf-8")
    assert io.read(folder).border_times.loc[8, "source_id"] == "own-trips"
    assert run("observe", trips, "--data", toy.FOLDER, "-o", folder / "x.json").exit_code == 2


def test_a_name_that_is_no_toml_is_quoted() -> None:
    text = copies.stated("own", {"title": 'a"]\n[evil]\nx = "1\\', "url": None})
    assert tomllib.loads(text) == {"own": {"title": 'a"][evil]x = "1\\'}}


def test_as_json_observations_and_routes_are_one_object(run: Run, trips: Path) -> None:
    toy_data = ("--data", toy.FOLDER)
    result = run("observe", trips, *toy_data, "--route", "Gamma", "Omega", "--format", "json")
    found = json.loads(result.stdout)
    assert [row["trips"] for row in found["observed"]] == [2]
    assert [row["to_node"] for row in found["routes"]] == ["omega"]
    both = run("observe", trips, *toy_data, "--route", "Gamma", "Omega", "--format", "csv")
    assert both.exit_code == 2


def test_the_page_on_logs_holds_the_table_as_declared() -> None:
    page = (DOCS / "observe.md").read_text("utf-8")
    assert dictionary.section(TRIPS) in page


def test_an_output_that_cannot_be_made_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="does not exist; create it first"):
        copies.write(toy.FOLDER, tmp_path / "no" / "mine", {}, "own", {})
    assert list(tmp_path.iterdir()) == []
