"""Closures on record and what a trip does about them, solved by hand on the toy corridor.

The record runs from 1 January 2024, the year of the first closure, to 16 February 2026,
the last day anything is confirmed: 366 + 365 + 47 = 778 days. Trips leave at noon.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import corridor as co
import toy
from corridor import outages, study
from corridor.scenarios import Scale, where
from corridor.tables import Request

if TYPE_CHECKING:
    from corridor.tables import Corridor

CORRIDOR = toy.corridor()
OMEGA = Request(origin="alpha", destination="omega", mode="road")
GAMMA = Request(origin="alpha", destination="gamma")


def closed(*spells: tuple[str, str, str | None, str | None]) -> Corridor:
    """Return the toy corridor with other closures: what, first, last and last confirmed day."""
    columns = ["what", "from_date", "to_date", "confirmed"]
    rows = pd.DataFrame(spells, columns=columns).assign(kind="closed", source_id="toy", note=None)
    rows["closure_id"] = [f"c-{number}" for number in range(len(rows))]
    for day in columns[1:]:
        rows[day] = pd.to_datetime(rows[day]).astype("datetime64[us]")
    open_again = toy.edited(CORRIDOR, "crossings", CORRIDOR.crossings.assign(status="open"))
    return toy.edited(open_again, "closures", rows[CORRIDOR.closures.columns])


def found(corridor: Corridor, request: Request = OMEGA) -> outages.Outages:
    return outages.outages(study.alternatives(corridor, request, 1)[0])


def test_the_record_runs_from_the_year_of_the_first_closure_to_the_last_day_confirmed() -> None:
    record = found(CORRIDOR)
    assert record.since == pd.Timestamp("2024-01-01")
    assert record.until == pd.Timestamp("2026-02-16")
    assert len(record.days) == 778
    assert record.record.to_dict("records") == [
        {"id": "delta-road", "closures": 2, "days": 139, "share": 139 / 778, "unended": True}
    ]


def test_a_trip_waits_where_it_arrives_at_a_closure_and_nothing_else_leads_there() -> None:
    # Shut 12 to 22 January 2024. The border is 27.5 h from Alpha: who leaves on the 11th at
    # noon is there on the 12th at 15:30 and waits to the 23rd, 248.5 h.
    days = found(CORRIDOR).days
    waits = days.loc["2024-01-10":"2024-01-22", "wait_h"]
    assert waits.tolist() == [0, *(248.5 - 24 * day for day in range(11)), 0]
    assert set(days["way"]) == {0}
    assert not days.loc[:"2024-12-31", "unended"].any()


def test_a_trip_asked_for_a_date_leaves_on_that_day_alone() -> None:
    days = found(CORRIDOR, replace(OMEGA, as_of=dt.date(2024, 1, 11))).days
    assert days["wait_h"].tolist() == [248.5]
    off_record = found(CORRIDOR, replace(OMEGA, as_of=dt.date(2023, 1, 11)))
    assert off_record.days["wait_h"].tolist() == [0]
    assert off_record.since is None


def test_a_closure_not_known_to_have_ended_lasts_to_its_last_confirmed_day() -> None:
    days = found(CORRIDOR).days
    assert days.loc["2025-10-11", "wait_h"] == 128 * 24 - 15.5
    assert days.loc["2026-02-15", "wait_h"] == 8.5
    assert days.loc["2026-02-16", "wait_h"] == 0
    assert days["unended"].sum() == 128


def test_a_trip_takes_another_way_where_waiting_takes_longer() -> None:
    # By road 13.3 h, the border 3.2 h from Alpha; by rail 19.2 h. Shut 1 to 10 March: who
    # leaves on the 10th would wait from 15:12 to midnight, 8.8 h, and rail is 5.9 h more.
    record = found(
        closed(("beta-road", "2024-03-01", "2024-03-10", None)),
        GAMMA,
    )
    assert [route.totals["time_h"] for route in record.routes] == pytest.approx([13.3, 19.2])
    assert record.days["way"].sum() == 10
    assert record.days["wait_h"].sum() == 0
    assert record.days.loc["2024-03-10", "way"] == 1


def test_a_trip_waits_where_the_other_way_takes_longer() -> None:
    tripled = Scale("border_times", "dwell_h", 3.0, where(crossing_id="beta-rail"))
    slow = co.Scenario("slow", (tripled,))  # rail then takes 31.2 h
    corridor = co.apply(closed(("beta-road", "2024-03-01", "2024-03-10", None)), slow)
    record = found(corridor, GAMMA)
    waited = record.days[record.days["wait_h"] > 0]
    assert waited["wait_h"].tolist() == pytest.approx([8.8])
    assert record.days["way"].sum() == 9


def test_a_trip_keeps_off_all_that_is_shut_at_once() -> None:
    # With both crossings at Beta shut there is no other way: it waits for the one that is
    # quicker, though the road opens later.
    record = found(
        closed(
            ("beta-road", "2024-03-01", "2024-03-10", None),
            ("beta-rail", "2024-03-01", "2024-03-05", None),
        ),
        GAMMA,
    )
    days = record.days
    # On the 1st rail is met at 16:12 (4.2 h) and opens on the 6th: 103.8 h of waiting.
    assert list(days.loc["2024-03-01", ["way", "wait_h"]]) == pytest.approx([1, 103.8])
    assert list(days.loc["2024-03-06", ["way", "wait_h"]]) == [1, 0]


def test_closures_that_overlap_are_one_and_a_shut_segment_counts_too() -> None:
    record = found(
        closed(
            ("road-uz-gamma-delta", "2024-03-01", "2024-03-10", None),
            ("road-uz-gamma-delta", "2024-03-08", "2024-03-12", None),
            ("road-uz-gamma-delta", "2024-03-13", "2024-03-13", None),
        )
    ).record
    assert record[["id", "closures", "days"]].to_numpy().tolist() == [
        ["road-uz-gamma-delta", 1, 13]
    ]


def test_without_closures_on_record_every_day_is_calm() -> None:
    record = found(toy.edited(CORRIDOR, "closures", CORRIDOR.closures.iloc[2:]), GAMMA)
    assert record.since is None
    assert record.days.to_dict("list") == {"way": [0], "wait_h": [0.0], "unended": [False]}
    assert record.record.empty


def test_an_open_closure_nobody_confirmed_counts_for_its_first_day_only() -> None:
    record = found(closed(("delta-road", "2024-03-01", None, None))).record
    assert record[["days", "unended"]].to_numpy().tolist() == [[1, True]]


def test_an_announced_end_waits_but_is_no_part_of_the_record() -> None:
    corridor = closed(("delta-road", "2024-03-01", "2199-12-31", None))
    read = CORRIDOR.sources.assign(retrieved=pd.Timestamp("2026-03-01").as_unit("us"))
    announced = found(toy.edited(corridor, "sources", read))
    assert announced.until == pd.Timestamp("2026-03-01")
    assert announced.record["share"].iloc[0] < 1
    assert announced.days["wait_h"].max() > 24 * 365 * 170
