"""Files of trade from outside: BACI, UN Comtrade, our own schema; and where they go."""

from __future__ import annotations

import csv
import json
import tomllib
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from comtrade_server import record
from corridor import io
from corridor.errors import DataError
from corridor.schema import TABLES
from corridor.trade import baci, codes, comtrade, keeping, reading

Run = Callable[..., Result]

THREE = ("KAZ", "UZB", "AFG")
KAZ, UZB, AFG, IND = 398, 860, 4, 699
HEADER = b"t,i,j,k,v,q\n"
ROWS = b"""2021,398,860,100199,1000.5,4000
2021,398,860,110100,10,
2021,860,4,271600,3,0
2021,398,156,100199,77,5
2021,4,398,080620,0.25,.125
"""


def sums(
    text: bytes, level: baci.Level = "chapter", years: tuple[int, ...] = ()
) -> dict[tuple[Any, ...], tuple[float, float, float]]:
    """Return value, tonnes and weighed value by exporter, importer, year and commodity."""
    found = baci.Sums(THREE, level, years)
    for _ in found.add(BytesIO(text), "year.csv"):
        pass
    rows = found.flows("baci")
    if rows.empty:
        return {}
    keys = zip(*(rows[name] for name in ("exporter", "importer", "year", "commodity")), strict=True)
    values = zip(*(rows[name] for name in ("value_usd", "tonnes", "weighed_usd")), strict=True)
    return dict(zip(keys, values, strict=True))


def same(one: dict[Any, Any], other: dict[Any, Any]) -> None:
    """Two sums are the same, missing where missing."""
    assert list(one) == list(other)
    np.testing.assert_array_equal(list(one.values()), list(other.values()))


def test_baci_is_added_up_to_chapters_and_totals_between_the_countries_wanted() -> None:
    got = sums(HEADER + ROWS)
    assert list(got) == [
        ("AFG", "KAZ", 2021, "TOTAL"),
        ("AFG", "KAZ", 2021, "08"),
        ("KAZ", "UZB", 2021, "TOTAL"),
        ("KAZ", "UZB", 2021, "10"),
        ("KAZ", "UZB", 2021, "11"),
        ("UZB", "AFG", 2021, "TOTAL"),
        ("UZB", "AFG", 2021, "27"),
    ]
    assert got["AFG", "KAZ", 2021, "08"][:2] == (250, 0.125)
    assert got["KAZ", "UZB", 2021, "TOTAL"] == (1_010_500, 4000, 1_000_500)


def test_a_weight_of_zero_or_none_beside_a_value_is_missing() -> None:
    got = sums(HEADER + ROWS)
    assert np.isnan(got["UZB", "AFG", 2021, "TOTAL"][1])
    assert np.isnan(got["KAZ", "UZB", 2021, "11"][1])


@pytest.mark.parametrize(("level", "codes_"), [("total", 1), ("heading", 3), ("hs6", 3)])
def test_baci_goes_down_as_far_as_asked(level: baci.Level, codes_: int) -> None:
    kept = [key for key in sums(HEADER + ROWS, level) if key[:2] == ("KAZ", "UZB")]
    assert len(kept) == codes_


def test_years_not_asked_for_are_left_out() -> None:
    assert sums(HEADER + ROWS, years=(2020,)) == {}
    assert len(sums(HEADER + ROWS, years=(2021, 2022))) == 7


def test_padded_cells_quotes_and_windows_ends_of_line_are_read_alike() -> None:
    plain = sums(HEADER + ROWS)
    padded = ROWS.replace(b",4,", b",  4,").replace(b",10,\n", b",  10.000,        NA\n")
    same(sums(HEADER + padded), plain)
    windows = (HEADER + ROWS).replace(b"\n", b"\r\n").replace(b"100199", b'"100199"')
    same(sums(windows), plain)
    same(sums((HEADER + ROWS).rstrip(b"\n")), plain)


cell = st.sampled_from([KAZ, UZB, AFG, 156, 643, 56])
row = st.tuples(
    st.sampled_from([2020, 2021]),
    cell,
    cell,
    st.sampled_from(["010121", "100199", "271012", "970600"]),
    st.integers(0, 10_000),
    st.one_of(st.none(), st.integers(0, 500)),
)


@given(rows=st.lists(row, max_size=60, unique_by=lambda one: one[:4]), piece=st.integers(1, 200))
def test_sums_are_those_of_the_whole_table_whatever_the_pieces(
    rows: list[tuple[int, int, int, str, int, int | None]], piece: int
) -> None:
    lines = ["t,i,j,k,v,q", *(",".join("" if c is None else str(c) for c in one) for one in rows)]
    found = baci.Sums(THREE, "chapter", ())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(baci, "PIECE_BYTES", piece)
        text = ("\n".join(lines) + "\n").encode()
        assert [*found.add(BytesIO(text), "x"), len(text)][-1] == len(text)
    names = codes.numbers(THREE)
    expected: dict[tuple[Any, ...], float] = {}
    for year, exporter, importer, code, value, _ in rows:
        if exporter in names and importer in names and exporter != importer:
            for commodity in ("TOTAL", code[:2]):
                key = (names[exporter], names[importer], year, commodity)
                expected[key] = expected.get(key, 0) + 1000 * value
    flows = found.flows("x")
    got = {
        (row.exporter, row.importer, row.year, row.commodity): row.value_usd
        for row in flows.itertuples()
    }
    assert got == expected
    assert found.rows == len(rows)


def test_goods_that_stand_twice_are_told_and_never_doubled() -> None:
    with pytest.raises(DataError, match=r"HS 080620 from AFG to KAZ in 2021 stands twice, and 4"):
        sums(HEADER + ROWS + ROWS)
    found = baci.Sums(THREE, "chapter", ())
    list(found.add(BytesIO(HEADER + ROWS), "one.csv"))
    with pytest.raises(DataError, match=r"two\.csv: HS 080620"):
        list(found.add(BytesIO(HEADER + ROWS), "two.csv"))
    assert sums(HEADER + ROWS + ROWS, years=(2020,)) == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"year,i,j\n", "the columns are year,i,j, not t,i,j,k,v,q"),
        (HEADER + b"2021,398,860,100199,1\n", "row 2: has 5 cells; the header has 6"),
        (HEADER + ROWS + b"2021,398,860,100199,1,2,3\n", "row 7: has 7 cells"),
        (HEADER + b"2021,398,860,100199,1\n2021,398,860,100199,1,2,3\n", "row 2: has 5 cells"),
        (HEADER + ROWS + b"2021,KAZ,860,100199,1,2\n", "row 7: 'KAZ' is not the number of a"),
        (HEADER + b"2021,398,1860,100199,1,2\n", "row 2: '1860' is not the number of a country"),
        (HEADER + b"2021,398,,100199,1,2\n", "row 2: '' is not the number of a country"),
        (HEADER + ROWS + b"2021,398,860,100199,much,2\n", "row 7: '2021,398,860,100199,much,2'"),
        (HEADER + b"2021,398,860,100199,-1,2\n", "row 2: .* is not year, exporter"),
        (HEADER + b"2021,398,860,100199,1,some\n", "row 2: .* is not year, exporter"),
        (HEADER + b"2021,398,860,wheat,1,2\n", "row 2: .* is not year, exporter"),
        (HEADER + b"2021,398,860,100199,inf,2\n", "row 2: .* is not year, exporter"),
        (HEADER + ROWS + b"2021,398,860,100199,1e308,2\n", "row 7: .*1e308.* at most 1e.12"),
        (HEADER + ROWS + b"2021,398,860,100199,1,1e308\n", "row 7: .*1e308.* at most 1e.12"),
        (HEADER + b"x" * 5_000_000, "row 2: has no end within 4096 bytes"),
    ],
)
def test_a_damaged_baci_file_is_told_with_its_row(text: bytes, words: str) -> None:
    with pytest.raises(DataError, match=words):
        sums(text)


def zipped(path: Path, **members: bytes) -> Path:
    """Write a zip of members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def test_a_zip_of_baci_is_read_year_by_year_and_names_its_release(tmp_path: Path) -> None:
    names = {
        "BACI_HS92_Y2021_V202501.csv": HEADER + ROWS,
        "BACI_HS92_Y2022_V202501.csv": HEADER + ROWS.replace(b"2021", b"2022"),
        "country_codes_V202501.csv": b"country_code,country_name\n4,Afghanistan\n",
    }
    path = zipped(tmp_path / "b.zip", **names)
    told: list[int] = []
    assert reading.kind(path) == "baci"
    read = reading.read_baci(path, THREE, (), "total", told.append)
    assert read.source is not None
    assert read.source.source_id == "baci-hs92-v202501"
    assert read.source.licence == "Etalab Open Licence 2.0"
    assert read.flows["year"].tolist() == [2021, 2021, 2021, 2022, 2022, 2022]
    assert sum(told) == reading.size(path)
    assert read.notes == ("10 rows read, 8 between the countries of the corridor",)


def test_of_a_zip_only_the_years_asked_for_are_unpacked(tmp_path: Path) -> None:
    names = {
        "BACI_HS92_Y2021_V202501.csv": HEADER + ROWS,
        "BACI_HS92_Y2022_V202501.csv": b"damaged",
    }
    path = zipped(tmp_path / "b.zip", **names)
    assert len(reading.read_baci(path, THREE, (2021,), "total", int).flows) == 3
    assert reading.size(path, (2021,)) == len(HEADER + ROWS)


def test_releases_of_baci_are_never_mixed(tmp_path: Path) -> None:
    names = {f"BACI_HS92_Y2021_V{v}.csv": HEADER + ROWS for v in ("202401", "202501")}
    with pytest.raises(DataError, match="several releases"):
        reading.read_baci(zipped(tmp_path / "b.zip", **names), THREE, (), "total", int)


def test_a_damaged_zip_and_one_without_baci_are_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no file named like BACI_HS92"):
        reading.read_baci(zipped(tmp_path / "a.zip", x=b"1"), THREE, (), "total", int)
    whole = zipped(tmp_path / "b.zip", **{"BACI_HS92_Y2021_V1.csv": HEADER + ROWS * 2000})
    damaged = bytearray(whole.read_bytes())
    damaged[60:300] = bytes(240)
    whole.write_bytes(damaged)
    with pytest.raises(DataError, match="damaged"):
        reading.read_baci(whole, THREE, (), "total", int)
    (tmp_path / "c.zip").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(DataError, match="is not a whole zip"):
        reading.read_baci(tmp_path / "c.zip", THREE, (), "total", int)


def test_numbers_of_countries_are_m49_but_for_those_that_report_with_others() -> None:
    six = {112: "BLR", 643: "RUS", 398: "KAZ", 860: "UZB", 4: "AFG", 586: "PAK"}
    assert codes.numbers(six.values()) == six
    assert codes.numbers(["IND", "USA"]) == {356: "IND", 699: "IND", 840: "USA", 842: "USA"}
    assert (codes.number("IND"), codes.number("AFG")) == (699, 4)
    with pytest.raises(DataError, match="'XXX' is no country of ISO 3166-1"):
        codes.numbers(["XXX"])


RECORDS = [
    record(KAZ, UZB, 2023, "X", primaryValue=3.1e9, netWgt=5e9, isNetWgtEstimated=True),
    record(KAZ, UZB, 2023, "X", cmdCode="10", primaryValue=5e8, netWgt=0),
    record(UZB, KAZ, 2023, "M", primaryValue=3.0e9, netWgt=None),
    record(UZB, KAZ, 2023, "RX", primaryValue=1.0),
    record(UZB, KAZ, 2023, "M", motCode=3200, primaryValue=2.0),
    record(UZB, 0, 2023, "M", primaryValue=9e9),
    record(UZB, KAZ, 2023, "M", period="202305", primaryValue=2.5e8),
]


def as_csv(path: Path, records: list[dict[str, Any]], *, trailing: bool = False) -> Path:
    """Write records as the web site exports them."""
    with path.open("w", newline="", encoding="latin-1") as file:
        rows = csv.writer(file)
        rows.writerow([*records[0], "reporterDesc"])
        for one in records:
            rows.writerow([*one.values(), "Côte d'Ivoire", *([""] if trailing else [])])
    return path


def check_records(read: reading.Read) -> None:
    """The figures of ``RECORDS``, whichever file they came in."""
    rows = read.flows
    assert rows["reporter"].tolist() == ["exporter", "exporter", "importer", "importer"]
    assert rows["period"].tolist() == ["calendar", "calendar", "calendar", "part"]
    assert rows["value_usd"].tolist() == [3.1e9, 5e8, 3.0e9, 2.5e8]
    assert rows["tonnes"].isna().tolist() == [False, True, True, True]
    assert rows["tonnes"].iloc[0] == 5e6
    assert "estimated" in rows["note"].iloc[0]
    assert str(rows["from_date"].iloc[3].date()) == "2023-05-01"
    assert str(rows["to_date"].iloc[3].date()) == "2023-05-31"
    assert read.notes == (
        "7 records, 4 kept",
        "1 passed over: re-exports, re-imports and other flows",
        "1 passed over: parts by second partner, customs procedure or mode",
        "1 passed over: other countries",
    )


@pytest.mark.parametrize("trailing", [False, True])
def test_an_export_of_comtrade_as_csv_is_read_with_or_without_its_comma_too_many(
    tmp_path: Path, *, trailing: bool
) -> None:
    path = as_csv(tmp_path / "TradeData.csv", RECORDS, trailing=trailing)
    assert reading.kind(path) == "comtrade"
    check_records(reading.read_comtrade(path, THREE, (), int))


@pytest.mark.parametrize("wrapped", [False, True])
def test_an_answer_of_comtrade_as_json_is_read_as_list_or_envelope(
    tmp_path: Path, *, wrapped: bool
) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps({"data": RECORDS, "error": ""} if wrapped else RECORDS))
    assert reading.kind(path) == "comtrade"
    check_records(reading.read_comtrade(path, THREE, (), int))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"primaryValue": None}, "has no primaryValue"),
        ({"primaryValue": -1}, "primaryValue '-1' is not a number from 0 to 1e.15"),
        ({"primaryValue": "NaN"}, "is not a number from 0 to 1e.15"),
        ({"primaryValue": {"a": 1}}, "is not a number from 0 to 1e.15"),
        ({"primaryValue": "1e308"}, "'1e308' is not a number from 0 to 1e.15"),
        ({"netWgt": 1e300}, "netWgt '1e.300' is not a number from 0 to 1e.15"),
        ({"netWgt": "heavy"}, "netWgt 'heavy' is not a number"),
        ({"period": "23"}, "period '23' is not a year YYYY or a month YYYYMM"),
        ({"period": "202313"}, "is not a year YYYY or a month"),
        ({"cmdCode": "wheat"}, "cmdCode 'WHEAT' is no HS code"),
        ({"reporterCode": "KAZ"}, "reporterCode 'KAZ' is not a number of a country"),
    ],
)
def test_a_record_that_is_none_is_told_with_its_number(change: dict[str, Any], words: str) -> None:
    records = comtrade.Records(THREE)
    with pytest.raises(DataError, match=f"x, record 2: .*{words}"):
        comtrade.add_all(records, [RECORDS[0], record(KAZ, AFG, 2023, "X") | change], "x")


def test_two_values_for_one_figure_are_an_error_and_the_same_twice_is_none() -> None:
    records = comtrade.Records(THREE)
    comtrade.add_all(records, [RECORDS[0], RECORDS[0]], "x")
    assert len(records.flows()) == 1
    with pytest.raises(DataError, match="gives 7 US\\$ for a figure that stood as 3100000000"):
        comtrade.add_all(records, [RECORDS[0] | {"primaryValue": 7}], "x")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b'{"data": [', "is not whole JSON"),
        (b'{"count": 2}', "holds no list of records"),
        (b"[1]", "holds no list of records"),
        (b'[{"a": 1}]', "is no export of UN Comtrade; it lacks period"),
        (b"[" * 100_000, "is not whole JSON"),
        (b"reporterCode,partnerCode\n1,2\n", "it lacks period, flowCode, cmdCode"),
        (b"", "is none of what can be read"),
        (b"a,b\n1,2\n", "is none of what can be read"),
        (b"\x00\xff", "is none of what can be read"),
    ],
)
def test_a_file_that_is_none_of_ours_is_told(tmp_path: Path, text: bytes, words: str) -> None:
    path = tmp_path / "file.dat"
    path.write_bytes(text)

    def read() -> None:
        assert reading.kind(path) == "comtrade"
        reading.read_comtrade(path, THREE, (), int)

    with pytest.raises(DataError, match=words):
        read()


def test_a_ragged_row_of_comtrade_is_told(tmp_path: Path) -> None:
    path = as_csv(tmp_path / "x.csv", RECORDS)
    path.write_bytes(path.read_bytes() + b"C,A,2023\r\n")
    with pytest.raises(DataError, match=r"x.csv, row 9: has 3 cells; the header has 20"):
        reading.read_comtrade(path, THREE, (), int)


def test_new_figures_stand_beside_others_and_replace_their_own(folder: Path) -> None:
    held = io.read(folder, geometry=False).flows
    again = held.iloc[[1]].assign(value_usd=5.0)
    other = held.iloc[[1]].assign(source_id="other")
    got = keeping.merged(held, pd.concat([again, other]))
    assert list(got.columns) == list(TABLES["flows"].names)
    assert got["value_usd"].tolist() == [4e9, 5.0, 1.4e9, 3.9e9]
    assert got["source_id"].tolist() == ["toy", "toy", "toy", "other"]


@pytest.fixture
def baci_file(tmp_path: Path) -> Path:
    """A small BACI file."""
    path = tmp_path / "BACI_HS92_Y2021_V202501.csv"
    path.write_bytes(HEADER + ROWS)
    return path


def test_import_adds_to_a_corridor_of_ones_own_which_stays_sound(
    run: Run, folder: Path, baci_file: Path
) -> None:
    before = (folder / "flows.csv").read_text()
    result = run("trade", "import", baci_file, "--into", folder)
    assert result.exit_code == 0, result.stderr
    assert "10 rows, 7 new" in result.stderr
    assert run("validate", folder).exit_code == 0
    rows = (folder / "flows.csv").read_text().splitlines()
    assert len(rows) == len(before.splitlines()) + 7
    assert "AFG,KAZ,2021,calendar,,,08,250,0.125,,reconciled,customs,derived" in rows[5]
    entry = tomllib.loads((folder / "sources.toml").read_text())["baci-hs92-v202501"]
    assert entry["licence"] == "Etalab Open Licence 2.0"
    again = run("trade", "import", baci_file, "--into", folder)
    assert again.exit_code == 0, again.stderr
    assert (folder / "flows.csv").read_text().splitlines() == rows


def test_import_never_writes_into_the_shipped_corridor(run: Run, baci_file: Path) -> None:
    before = (io.shipped() / "flows.csv").read_bytes()
    result = run("trade", "import", baci_file, "--into", io.shipped())
    assert result.exit_code == 1
    assert "is the shipped corridor; copy the folder" in result.stderr
    assert (io.shipped() / "flows.csv").read_bytes() == before


def test_import_prints_csv_that_is_imported_again_as_it_is(
    run: Run, baci_file: Path, tmp_path: Path
) -> None:
    printed = run("trade", "import", baci_file)
    assert printed.exit_code == 0, printed.stderr
    own = tmp_path / "own.csv"
    own.write_text(printed.stdout)
    again = run("trade", "import", own)
    assert again.exit_code == 0, again.stderr
    assert again.stdout == printed.stdout


def test_import_of_our_own_schema_tells_every_wrong_cell(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(
        "exporter,importer,year,period,commodity,value_usd,reporter,basis,grade,source_id\n"
        "KAZ,UZB,2022,calendar,wheat,1,exporter,customs,observed,x\n"
        "KAZ,UZB,2022,part,TOTAL,1,exporter,customs,observed,x\n"
        "KAZ,UZB,2022,calendar,TOTAL,-1,somebody,customs,observed,x\n"
    )
    result = run("trade", "import", own)
    assert result.exit_code == 1
    assert "own.csv, row 2, column commodity: 'wheat'" in result.stderr
    assert "own.csv, row 4, column value_usd: '-1'" in result.stderr
    assert "own.csv, row 4, column reporter: 'somebody'" in result.stderr
    own.write_text("\n".join(own.read_text().splitlines()[0::2][:2]) + "\n")
    undated = run("trade", "import", own)
    assert undated.exit_code == 1
    assert "own.csv, row 2, column period: 'part' needs a from_date" in undated.stderr


@pytest.mark.parametrize(
    ("value", "tonnes", "code", "said"),
    [
        ("269268000", "0", 0, "weights of 0 beside a value, not known and left empty: 1"),
        ("269268000", "1e15", 1, "own.csv, row 2, column tonnes: '1e15' is not a number of t"),
        ("", "", 1, "own.csv, row 2, column value_usd: is missing, and so is tonnes"),
        ("0", "0", 0, "1 kept"),
    ],
)
def test_our_own_schema_keeps_the_rules_of_weights(
    run: Run, tmp_path: Path, value: str, tonnes: str, code: int, said: str
) -> None:
    own = tmp_path / "own.csv"
    names = (
        "exporter,importer,year,period,commodity,value_usd,tonnes,reporter,basis,grade,source_id"
    )
    row = f"UZB,PAK,2023,calendar,TOTAL,{value},{tonnes},importer,customs,observed,uz-stat"
    own.write_text(f"{names}\n{row}\n")
    result = run("trade", "import", own)
    assert result.exit_code == code, result.stderr
    assert said in result.stderr
    if code == 0:
        kept = "" if value != "0" else "0"
        assert f",TOTAL,{value},{kept}," in result.stdout


def test_import_of_our_own_schema_needs_the_sources_it_names(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own.csv"
    text = (folder / "flows.csv").read_text().replace(",toy", ",elsewhere")
    own.write_text(text)
    before = (folder / "flows.csv").read_bytes()
    result = run("trade", "import", own, "--into", folder)
    assert result.exit_code == 1
    assert "own.csv, row 2, column source_id: 'elsewhere' is not in sources" in result.stderr
    assert (folder / "flows.csv").read_bytes() == before
    own.write_text(text.replace("elsewhere", "toy").replace("2022", "2021"))
    assert run("trade", "import", own, "--into", folder).exit_code == 0
    assert len(io.read(folder, geometry=False).flows) == 6


def test_import_of_nothing_is_an_error_and_writes_nothing(
    run: Run, baci_file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    result = run("trade", "import", baci_file, "--years", "1999", "-o", out)
    assert result.exit_code == 1
    assert "No record does not mean no trade" in result.stderr
    assert not out.exists()
    both = run("trade", "import", baci_file, "--into", tmp_path, "-o", out)
    assert both.exit_code == 1
