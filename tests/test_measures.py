"""Sums over the network and the state of crossings."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

import toy
from corridor import measures
from corridor.errors import DataError

CORRIDOR = toy.corridor()


def with_segment(segment: str, column: str, value: str | float) -> pd.DataFrame:
    """Return the toy's segments with one cell changed."""
    segments = CORRIDOR.segments.copy()
    segments.loc[segments["segment_id"] == segment, column] = value
    return segments


def test_lengths_are_summed_by_country_with_what_is_planned_beside_them() -> None:
    table = measures.summary(CORRIDOR, ("country",)).set_index("country")
    assert table["length_km"].to_dict() == {"AFG": 270, "KAZ": 230, "UZB": 830, "total": 1330}
    assert table["planned_km"].to_dict() == {"AFG": 0, "KAZ": 0, "UZB": 400, "total": 400}
    assert table["segments"].to_dict() == {"AFG": 2, "KAZ": 2, "UZB": 3, "total": 7}


def test_hours_are_those_of_the_segments_in_use() -> None:
    # Rail: 110 km at 55, 200 at 40, 120 at 30 km/h: 2 + 5 + 4 h. Road: 2 + 5 + 10 + 5 h.
    table = measures.summary(CORRIDOR, ("mode",)).set_index("mode")
    assert table["running_h"].to_dict() == {"rail": 11, "road": 22, "total": 33}
    # 20 h and 10 h of stops on 1,000 km: 430 km of rail, 900 km of road.
    assert table["stops_h"].tolist() == pytest.approx([8.6, 9.0, 17.6])


def test_by_status_nothing_is_added_up() -> None:
    table = measures.summary(CORRIDOR, ("status",))
    assert table["status"].tolist() == ["open", "planned"]
    assert table["length_km"].tolist() == [1330, 400]
    assert table["running_h"].isna().tolist() == [False, True]


def test_a_closed_segment_counts_as_closed_and_not_as_length() -> None:
    segments = with_segment("road-uz-gamma-delta", "status", "closed")
    table = measures.summary(toy.edited(CORRIDOR, "segments", segments), ("country", "mode"))
    row = table[(table["country"] == "UZB") & (table["mode"] == "road")].iloc[0]
    assert (row["segments"], row["length_km"], row["closed_km"]) == (1, 210, 420)


def test_a_group_with_nothing_in_use_still_shows_what_is_planned() -> None:
    segments = with_segment("rail-uz-beta-gamma", "status", "construction")
    table = measures.summary(toy.edited(CORRIDOR, "segments", segments), ("country", "mode"))
    row = table[(table["country"] == "UZB") & (table["mode"] == "rail")].iloc[0]
    assert (row["segments"], row["planned_km"]) == (0, 600)


def test_a_sum_of_which_one_part_is_unknown_is_unknown() -> None:
    segments = with_segment("road-uz-gamma-delta", "network_km", float("nan"))
    table = measures.summary(toy.edited(CORRIDOR, "segments", segments), ("country",))
    assert table.set_index("country")["network_km"].isna().to_dict() == {
        "AFG": False,
        "KAZ": False,
        "UZB": True,
        "total": True,
    }


def test_no_length_undercuts_the_straight_line() -> None:
    table = measures.summary(CORRIDOR, ("segment",))
    assert len(table) == len(CORRIDOR.segments)
    assert (table["length_km"] >= table["straight_km"]).all()
    # Gamma to Beta: 1 degree of longitude, 1.4 of latitude, 176.4 km.
    assert table["straight_km"].iloc[1] == pytest.approx(176.4, abs=0.1)


def test_road_has_no_gauge_and_stays_a_group_of_its_own() -> None:
    table = measures.summary(CORRIDOR, ("gauge",))
    assert table["length_km"].tolist() == [310, 120, 900, 1330]
    assert table["gauge_mm"].isna().tolist() == [False, False, True, False]


def test_a_parameter_nobody_gave_is_named() -> None:
    parameters = CORRIDOR.parameters[CORRIDOR.parameters["parameter"] != "stops_h_1000km"]
    with pytest.raises(DataError, match="no row for stops_h_1000km of rail in AFG"):
        measures.summary(toy.edited(CORRIDOR, "parameters", parameters))


def test_crossings_stand_in_order_of_delay() -> None:
    table = measures.crossings(CORRIDOR)
    assert table["dwell_h"].tolist() == [36, 30, 8, 6, 5, 3]
    first = table.iloc[0]
    assert (first["from_country"], first["to_country"]) == ("AFG", "UZB")
    assert (first["exit_h"], first["entry_h"]) == (24, 12)
    assert (first["dwell_low_h"], first["dwell_high_h"]) == (18, 72)


def test_a_crossing_takes_the_weaker_grade_and_the_older_year_of_its_sides() -> None:
    table = measures.crossings(CORRIDOR).set_index(["crossing_id", "direction"])
    assert table["grade"]["delta-road", "ab"] == "assumed"
    assert table["year"]["delta-road", "ab"] == 2022


@pytest.mark.parametrize(
    ("day", "status", "since"),
    [
        (None, "closed", "2025-10-12"),
        ("2024-01-22", "closed", "2024-01-12"),
        ("2025-10-11", "open", None),
        ("2026-03-01", "closed", "2025-10-12"),
    ],
)
def test_a_crossing_is_in_the_state_of_the_day(
    day: str | None, status: str, since: str | None
) -> None:
    as_of = None if day is None else dt.date.fromisoformat(day)
    row = measures.crossing_states(CORRIDOR, as_of).loc[2]
    assert row["status"] == status
    assert (None if pd.isna(row["since"]) else f"{row['since']:%Y-%m-%d}") == since


def test_a_restriction_nobody_dated_holds_from_the_day_it_was_recorded() -> None:
    closures = CORRIDOR.closures[CORRIDOR.closures["what"] != "beta-road"]
    corridor = toy.edited(CORRIDOR, "closures", closures)
    days = (dt.date(2025, 8, 3), dt.date(2025, 8, 4), dt.date(2030, 1, 1))
    found = [measures.crossing_states(corridor, day)["status"][1] for day in days]
    assert found == ["open", "restricted", "restricted"]
