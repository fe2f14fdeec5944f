"""The panel of trade: balances, coverage and goods, solved by hand, and what is shipped."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from corridor import bilateral, io, panel
from corridor.tables import Corridor
from test_bilateral import NINE_MONTHS, TWO, YEAR_TO_JUNE, table

SIX = ("BLR", "RUS", "KAZ", "UZB", "AFG", "PAK")
BACK = {"exporter": "UZB", "importer": "KAZ"}


@pytest.fixture(scope="module")
def plain() -> Corridor:
    """The shipped corridor without shapes."""
    return io.read(geometry=False)


def test_a_balance_is_exports_less_imports_seen_from_each_side() -> None:
    flows = table({"value_usd": 100}, {**BACK, "value_usd": 30, **YEAR_TO_JUNE})
    rows: Any = panel.balance(flows, TWO).itertuples()
    one, other = rows
    assert (one.country, one.partner, one.balance_usd, one.turnover_usd) == ("KAZ", "UZB", 70, 130)
    assert (other.country, other.balance_usd, other.turnover_usd) == ("UZB", -70, 130)
    assert one.full_year
    assert (one.exports_basis, one.exports_period) == ("customs", "calendar")
    assert (one.imports_basis, one.imports_period) == ("customs", "fiscal")


def test_a_balance_of_which_one_side_is_missing_is_missing() -> None:
    flows = table({"value_usd": 100}, {**BACK, "year": 2022, "value_usd": 30, **NINE_MONTHS})
    table_: Any = panel.balance(flows, TWO).set_index(["country", "year"])
    assert pd.isna(table_.loc[("KAZ", 2023), "balance_usd"])
    assert table_.loc[("KAZ", 2022), "imports_usd"] == 30
    assert pd.isna(table_.loc[("KAZ", 2022), "turnover_usd"])
    assert not table_["full_year"].any()


def test_coverage_has_a_row_for_each_flow_and_year_with_data_or_without() -> None:
    flows = table(
        {},
        {"reporter": "importer"},
        {"commodity": "10"},
        {"reporter": "reconciled", "year": 2022},
    )
    found: Any = panel.coverage(flows, TWO, [2022, 2023]).set_index(["exporter", "year"])
    assert len(found) == 4
    assert found.loc[("KAZ", 2023), ["reports", "sides", "codes"]].tolist() == [2, "both", 1]
    assert found.loc[("KAZ", 2022), "sides"] == "reconciled"
    assert found.loc[("UZB", 2023), "reports"] == 0
    assert pd.isna(found.loc[("UZB", 2023), "sides"])


def test_goods_of_the_time_of_the_total_are_named_and_the_rest_of_it_is_not() -> None:
    flows = table(
        {"value_usd": 100},
        {"commodity": "10", "value_usd": 30},
        {"commodity": "1001", "value_usd": 20},
        {"commodity": "07+08", "value_usd": 5},
        {"commodity": "27", "value_usd": 40, **NINE_MONTHS},
    )
    found: Any = panel.by_group(flows, TWO)
    assert dict(zip(found["group"], found["value_usd"], strict=True)) == {
        "fruit-vegetables": 5,
        "grain": 30,
        panel.REST: 65,
    }


@pytest.mark.parametrize(
    ("grain", "found"), [(60, {"grain": 60, panel.REST: 40}), (101, {panel.REST: 100})]
)
def test_goods_of_another_report_stand_inside_the_total_or_not_at_all(
    grain: float, found: dict[str, float]
) -> None:
    press = {"reporter": "importer", "basis": "press", "source_id": "b"}
    flows = table(
        {"value_usd": 100, "basis": "statement", **YEAR_TO_JUNE},
        {"commodity": "1001", "value_usd": grain, **press},
        {"commodity": "27", "value_usd": None, "tonnes": 5, **press},
        {"commodity": "72", "value_usd": 1, **press, **NINE_MONTHS},
    )
    groups = panel.by_group(flows, TWO)
    assert dict(zip(groups["group"], groups["value_usd"], strict=True)) == found
    assert dict(zip(groups["group"], groups["own"], strict=True)) == {
        name: name == panel.REST for name in found
    }
    assert groups["full_year"].all()
    assert panel.unvalued(flows, TWO)["group"].tolist() == ["fuels"]


def test_goods_without_a_total_stand_alone() -> None:
    flows = table({"commodity": "27", "value_usd": 40, **NINE_MONTHS})
    rows: Any = panel.by_group(flows, TWO).itertuples()
    (row,) = rows
    assert (row.group, row.value_usd, row.full_year) == ("fuels", 40, False)


# What the facts print of both reports, and their ratio.
PRINTED = (
    ("RUS", "KAZ", 2021, 18_496e6, 17_605_534_201, 0.952),
    ("RUS", "UZB", 2016, 1_965e6, 2_397_832_380, 1.22),
    ("UZB", "RUS", 2015, 1_821_065_200, 602e6, 0.331),
    ("KAZ", "UZB", 2022, 3_635_821_703, 3_243_509_060, 0.892),
)


@pytest.mark.parametrize("printed", PRINTED)
def test_both_reports_and_their_ratio_are_those_printed(
    plain: Corridor, printed: tuple[str, str, int, float, float, float]
) -> None:
    *flow, sent, received, ratio = printed
    table_: Any = panel.mirror(plain.flows, SIX).set_index(bilateral.FLOW)
    row = table_.loc[tuple(flow)]
    assert row["exporter_value_usd"] == pytest.approx(sent)
    assert row["importer_value_usd"] == pytest.approx(received)
    assert row["ratio"] == pytest.approx(ratio, abs=0.0006)


def test_the_panel_is_of_six_countries_both_ways_from_2010_to_2025(plain: Corridor) -> None:
    assert set(plain.flows["exporter"]) | set(plain.flows["importer"]) == set(SIX)
    assert plain.flows["year"].min() == 2010
    assert plain.flows["year"].max() == 2025
    found: Any = panel.coverage(plain.flows, SIX, range(2010, 2026))
    assert len(found) == 30 * 16
    bare = found.groupby(["exporter", "importer"])["reports"].sum()
    assert bare[bare == 0].index.tolist() == [("BLR", "AFG")]


def test_no_record_of_un_comtrade_is_shipped(plain: Corridor) -> None:
    for name in ("flows", "turnovers"):
        used = plain.sources[plain.sources["source_id"].isin(plain.table(name)["source_id"])]
        assert (
            not used[["source_id", "title", "publisher", "method"]]
            .apply(lambda cells: cells.astype("string").str.contains("comtrade", case=False))
            .any(axis=None)
        )
        assert used["licence"].notna().all()


def test_figures_that_contradict_each_other_are_all_kept(plain: Corridor) -> None:
    known = plain.turnovers
    of_2023 = known[(known["country_a"] == "BLR") & (known["country_b"] == "RUS")]
    values = of_2023.loc[of_2023["year"] == 2023, "value_usd"].div(1e9).tolist()
    assert sorted(values) == [46.5, 49, 53, 54]
    imports = plain.flows.query(
        "exporter == 'AFG' and importer == 'PAK' and year == 2023 and reporter == 'importer'"
    )
    assert sorted(imports["value_usd"]) == [15_277_000, 675_010_000]


def test_three_months_of_customs_do_not_stand_for_a_year_that_the_banks_saw_whole(
    plain: Corridor,
) -> None:
    shown = bilateral.figures(bilateral.reports(plain.flows, ("PAK", "AFG")))
    rows = shown[shown["exporter"] == "PAK"].set_index("year")
    assert rows.loc[2021:2023, "value_usd"].tolist() == [983_295_000, 552_518_000, 658_000_000]
    assert rows.loc[2021:2023, "basis"].tolist() == ["payments", "payments", "customs"]


def test_coal_from_afghanistan_is_not_shown_as_what_the_banks_saw_of_it(plain: Corridor) -> None:
    shown: Any = bilateral.figures(bilateral.reports(plain.flows, SIX)).set_index(bilateral.FLOW)
    row = shown.loc[("AFG", "PAK", 2023)]
    assert (row["value_usd"], row["basis"], row["period"]) == (675_010_000, "customs", "part")


def test_the_sums_of_baci_are_those_of_its_rows(plain: Corridor) -> None:
    root = Path(__file__).parent.parent
    with (root / "data" / "build" / "input" / "flows_baci.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["importer"] == "PAK"]
    chosen = plain.flows[plain.flows["source_id"] == "baci-hs92-v202301"]
    mine: Any = chosen[chosen["importer"] == "PAK"].set_index("commodity")
    assert mine.loc["TOTAL", "value_usd"] == sum(float(row["value_usd"]) for row in rows)
    coal = [float(row["tonnes"]) for row in rows if row["hs6"].startswith("27")]
    assert mine.loc["27", "tonnes"] == pytest.approx(sum(coal))
    uzbek: Any = chosen[chosen["importer"] == "UZB"].set_index("commodity")
    assert uzbek.loc["84", "weighed_usd"] < uzbek.loc["84", "value_usd"]  # some without weight


def test_the_tables_of_trade_are_what_their_script_makes(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent
    build = tmp_path / "data" / "build"
    (build / "input").mkdir(parents=True)
    for name in ("flows.py", "input/flows.csv", "input/flows_baci.csv"):
        (build / name).write_bytes((root / "data" / "build" / name).read_bytes())
    subprocess.run([sys.executable, build / "flows.py"], check=True, capture_output=True)
    for name in ("flows.csv", "turnovers.csv"):
        assert (tmp_path / "data" / name).read_bytes() == (io.shipped() / name).read_bytes()
