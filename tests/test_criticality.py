"""What is lost when a crossing or segment is out: solved by hand, and never mixed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import corridor as co
import toy
import toy_trade
from corridor.errors import DataError
from corridor.tables import Corridor

TO_AFGHANISTAN = 30e6 * 365 / 273 / 500


@pytest.fixture(scope="module")
def trading(tmp_path_factory: pytest.TempPathFactory) -> Corridor:
    """The toy corridor with trade on it."""
    return toy_trade.corridor(tmp_path_factory.mktemp("trade"))


@pytest.fixture(scope="module")
def table(trading: Corridor) -> pd.DataFrame:
    return co.criticality(trading, year=2022).set_index("id")


@pytest.fixture(scope="module")
def shipped() -> pd.DataFrame:
    return co.criticality(co.load(geometry=False), year=2023)


def test_without_its_only_border_the_trade_with_afghanistan_is_cut_off(table: pd.DataFrame) -> None:
    row = table.loc["delta-road"]
    assert row["cut_off_t"] == pytest.approx(TO_AFGHANISTAN)
    assert row["cut_off_usd"] == pytest.approx(30e6 * 365 / 273)
    assert row["cut_off_pct"] == pytest.approx(100 * TO_AFGHANISTAN / (800_000 + TO_AFGHANISTAN))
    assert (row["diverted_t"], row["other_mode_t"], row["added_th"]) == (0, 0, 0)
    assert row["rank_cut_off"] == 1
    assert pd.isna(row["rank_diverted"])


def test_what_has_a_path_by_another_mode_only_changes_over(table: pd.DataFrame) -> None:
    road, rail = table.loc["beta-road"], table.loc["beta-rail"]
    assert road["other_mode_t"] == 300_000
    assert road["other_mode_h"] == pytest.approx(19.2 - 13.3)
    assert rail["other_mode_t"] == 500_000
    assert rail["other_mode_h"] == pytest.approx(13.3 - 19.2)
    # By rail 110 + 200 km at 0.05 US$/tkm and 50 or 60 US$ of fees on 50 t; by road 120 km at
    # 0.1 and 210 km at 0.12 US$/tkm and 11 or 15 US$ on 20 t.
    assert road["other_mode_cost_usd"] < 0 < rail["other_mode_cost_usd"]
    by_road, by_rail = 12 + 25.2 + 11 / 20, 5.5 + 10 + 30 / 50
    assert rail["other_mode_cost_usd"] == pytest.approx(500_000 * (by_road - by_rail))
    assert (rail["cut_off_t"], rail["diverted_t"]) == (0, 0)
    assert (rail["rank_other_mode"], road["rank_other_mode"]) == (1, 2)


def test_what_has_another_path_by_its_mode_is_diverted_and_takes_longer(trading: Corridor) -> None:
    segments = trading.segments
    detour = segments[segments["segment_id"] == "road-uz-gamma-delta"].assign(
        segment_id="road-uz-detour", length_km=500.0
    )
    longer = toy.edited(trading, "segments", pd.concat([segments, detour], ignore_index=True))
    row = co.criticality(longer, year=2022).set_index("id").loc["road-uz-gamma-delta"]
    hours = 80 / 42 + 80 * 0.01
    assert row["diverted_t"] == pytest.approx(TO_AFGHANISTAN)
    assert (row["cut_off_t"], row["other_mode_t"]) == (0, 0)
    assert (row["added_h"], row["added_km"]) == (pytest.approx(hours), pytest.approx(80))
    assert row["added_th"] == pytest.approx(TO_AFGHANISTAN * hours)
    # 2.4 % of the value a day is 0.1 % an hour.
    assert row["added_time_usd"] == pytest.approx(30e6 * 365 / 273 * hours / 1000)


def test_an_hour_saved_is_worth_its_part_of_the_value_that_passes(table: pd.DataFrame) -> None:
    assert table.loc["beta-rail", "hour_usd"] == pytest.approx(200e6 / 1000)
    assert table.loc["beta-road", "hour_usd"] == pytest.approx((100e6 + 100e6) / 1000)


def test_each_outage_parts_what_passes_into_three_and_leaves_nothing_over(
    shipped: pd.DataFrame,
) -> None:
    for unit, whole in (("t", "tonnes"), ("usd", "value_usd")):
        parts = shipped[[f"{fate}_{unit}" for fate in ("cut_off", "other_mode", "diverted")]]
        assert parts.sum(axis=1).to_list() == pytest.approx(shipped[whole].to_list())


def test_no_detour_by_the_same_mode_is_faster(shipped: pd.DataFrame) -> None:
    assert (shipped["added_th"] >= -1e-6).all()
    assert (shipped["added_h"].dropna() >= -1e-9).all()


def test_ranks_count_each_kind_by_one_measure(shipped: pd.DataFrame) -> None:
    measures = {"cut_off": "cut_off_t", "other_mode": "other_mode_t", "diverted": "added_th"}
    for kind in ("crossing", "segment"):
        rows = shipped[shipped["kind"] == kind]
        for fate, measure in measures.items():
            ranked = rows[rows[f"rank_{fate}"].notna()].sort_values(f"rank_{fate}")
            assert ranked[measure].is_monotonic_decreasing
            assert (rows.loc[rows[f"rank_{fate}"].isna(), measure] <= 0).all()


def test_the_same_loads_as_the_assignment_pass(shipped: pd.DataFrame) -> None:
    found = co.assign(co.load(geometry=False), year=2023)
    sums = found.links[found.links["kind"] != "transfer"].groupby("id")["tonnes"].sum()
    ours = shipped.set_index("id")["tonnes"]
    assert ours.reindex(sums.index).to_list() == pytest.approx(sums.to_list())


def test_an_outage_that_nobody_notices_is_there_with_zeros(table: pd.DataFrame) -> None:
    row = table.loc["rail-af-omega-sigma"]
    assert (row["tonnes"], row["hour_usd"]) == (0, 0)
    assert pd.isna(row["rank_cut_off"])


def test_without_a_value_of_time_criticality_says_what_it_needs(
    trading: Corridor, tmp_path: Path
) -> None:
    kept = trading.parameters[trading.parameters["parameter"] != "time_value_pct_day"]
    bare = toy.edited(trading, "parameters", kept.reset_index(drop=True))
    with pytest.raises(DataError, match="time_value_pct_day in parameters"):
        co.criticality(bare, year=2022)
    assert not list(tmp_path.iterdir())
