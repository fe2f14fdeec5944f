"""Hours per link."""

from __future__ import annotations

import pandas as pd
import pytest

import toy
from corridor import impedance
from corridor.errors import DataError

CORRIDOR = toy.corridor()
PARAMETERS = CORRIDOR.parameters
NAMES = (impedance.SPEED, impedance.STOPS)


def one_segment(**values: object) -> pd.DataFrame:
    row = {"mode": "rail", "country": "KAZ", "length_km": 110.0} | values
    return pd.DataFrame([row])


def test_running_hours_are_kilometres_by_the_speed_of_mode_and_country() -> None:
    # Rail 110 km at 55 km/h: 2 h. Stops 20 h per 1,000 km over 110 km: 2.2 h.
    hours = impedance.segment_hours(one_segment(), PARAMETERS).iloc[0]
    assert hours["running_h"] == pytest.approx(2.0)
    assert hours["stops_h"] == pytest.approx(2.2)


@pytest.mark.parametrize(
    ("mode", "country", "value"), [("rail", "KAZ", 55), ("rail", "AFG", 30), ("road", "UZB", 42)]
)
def test_the_row_of_the_country_wins_over_the_row_of_the_mode(
    mode: str, country: str, value: float
) -> None:
    label = impedance.chosen(PARAMETERS, "speed_kmh", one_segment(mode=mode, country=country)).iloc[
        0
    ]
    assert PARAMETERS["value"][label] == value


def test_the_row_of_the_mode_wins_over_the_row_for_all() -> None:
    general = PARAMETERS[PARAMETERS["country"].isna()].iloc[[0]].assign(mode=None, value=99.0)
    parameters = pd.concat([PARAMETERS, general], ignore_index=True)
    segments = pd.concat([one_segment(country="AFG"), one_segment(mode="sea", country="AFG")])
    rows = impedance.chosen(parameters, "speed_kmh", segments)
    assert rows.map(parameters["value"]).tolist() == [30.0, 99.0]


def test_a_parameter_nobody_gave_is_missing_and_named() -> None:
    sea = one_segment(mode="sea")
    assert impedance.segment_hours(sea, PARAMETERS).isna().all(axis=None)
    assert impedance.lacking(sea, PARAMETERS, NAMES) == [
        "speed_kmh of sea in KAZ",
        "stops_h_1000km of sea in KAZ",
    ]
    assert impedance.lacking(CORRIDOR.segments, PARAMETERS, NAMES) == []


def test_a_speed_of_zero_is_refused() -> None:
    standstill = PARAMETERS.assign(value=0.0)
    with pytest.raises(DataError, match="speed_kmh must be above 0"):
        impedance.segment_hours(one_segment(), standstill)


def test_dwell_is_the_exit_side_and_the_entry_side_of_its_own_direction() -> None:
    hours = impedance.crossing_hours(CORRIDOR.border_times).to_dict("index")
    there, back = hours["beta-rail", "ab"], hours["beta-rail", "ba"]
    # Out of KAZ: 2 h on side a, then 4 h on side b. Back: 3 h on side b, then 5 h on side a.
    assert (there["exit_h"], there["entry_h"], there["dwell_h"]) == (2, 4, 6)
    assert (back["exit_h"], back["entry_h"], back["dwell_h"]) == (3, 5, 8)
    assert (back["dwell_low_h"], back["dwell_high_h"]) == (3, 15)


def test_a_fee_known_on_one_side_only_is_missing() -> None:
    fees = impedance.crossing_hours(CORRIDOR.border_times)["fee_usd"]
    assert fees["beta-rail", "ab"] == 30
    assert pd.isna(fees["delta-road", "ab"])


@pytest.mark.parametrize(
    ("ties", "value"),
    [
        ({"mode": "rail", "traction": "electric"}, 10),
        ({"mode": "rail", "traction": None}, 30),
        ({"mode": "rail", "traction": "diesel"}, 30),  # no row for diesel: that for any
        ({"mode": "road", "traction": "diesel", "country": "KAZ"}, 90),
    ],
)
def test_the_row_tied_to_the_traction_wins(ties: dict[str, str], value: float) -> None:
    label = impedance.chosen(PARAMETERS, impedance.CO2E, pd.DataFrame([ties])).iloc[0]
    assert PARAMETERS["value"][label] == value


def test_a_railway_without_word_of_its_wires_has_no_traction() -> None:
    lines = pd.DataFrame(
        {
            "mode": ["rail", "rail", "rail", "rail", "road"],
            "country": "KAZ",
            "electrified": ["no", "25 kV AC", "partly", None, None],
        }
    )
    found = impedance.circumstances(lines)["traction"].tolist()
    assert found[:2] == ["diesel", "electric"]
    assert pd.isna(found[2])
    assert pd.isna(found[3])
    assert found[4] == "diesel"
