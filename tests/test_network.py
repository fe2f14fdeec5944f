"""Links, what keeps a request off them, and the graph."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

import toy
from corridor import network
from corridor.tables import Corridor, Request

CORRIDOR = toy.corridor()
TRIP = Request(origin="alpha", destination="omega")


def barred(request: Request, corridor: Corridor = CORRIDOR) -> dict[str, set[str]]:
    """Return the ids of links that something keeps the request off, by what it is."""
    links = network.links(corridor)
    found = network.obstacles(links, corridor, request)
    return {what: set(links.loc[found == what, "id"]) for what in set(found) - {""}}


def test_a_segment_and_a_crossing_run_both_ways_and_a_transfer_one() -> None:
    counts = network.links(CORRIDOR).groupby(["kind", "id"]).size()
    assert (counts[["segment", "crossing"]] == 2).all()
    # Gamma has two rows: rail to road, and road to rail.
    assert counts["transfer", "gamma"] == 2


def test_the_hours_of_a_link_add_up() -> None:
    links = network.links(CORRIDOR)
    pd.testing.assert_series_equal(
        links["time_h"], links[network.HOURS].sum(axis=1), check_names=False
    )


def test_the_way_back_takes_the_dwell_of_the_other_direction() -> None:
    dwell = network.links(CORRIDOR).set_index(["id", "direction"])["dwell_h"].to_dict()
    assert (dwell["beta-rail", "ab"], dwell["beta-rail", "ba"]) == (6, 8)


def test_links_do_not_depend_on_the_order_of_rows() -> None:
    turned = CORRIDOR
    for name in ("segments", "crossings", "transfers", "border_times", "parameters", "nodes"):
        rows = CORRIDOR.table(name).iloc[::-1].reset_index(drop=True)
        turned = toy.edited(turned, name, rows)
    pd.testing.assert_frame_equal(network.links(turned), network.links(CORRIDOR))


def test_the_structural_network_holds_closed_crossings_but_nothing_planned() -> None:
    assert barred(TRIP) == {"planned": {"rail-uz-gamma-delta"}}


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        ("2024-01-11", False),
        ("2024-01-12", True),  # first day of the first closure
        ("2024-01-22", True),  # its last day
        ("2024-01-23", False),
        ("2025-10-11", False),
        ("2025-10-12", True),  # first day of the second, which has no end
        ("2031-01-01", True),
    ],
)
def test_closures_apply_from_their_first_day_to_their_last(day: str, *, closed: bool) -> None:
    found = barred(replace(TRIP, as_of=dt.date.fromisoformat(day)))
    assert ("delta-road" in found.get("closed", set())) == closed


def test_a_segment_is_out_before_the_year_it_opens() -> None:
    segments = CORRIDOR.segments.copy()
    segments.loc[segments["segment_id"] == "road-uz-beta-gamma", "open_year"] = 2024
    corridor = replace(CORRIDOR, segments=segments)
    before, since = (replace(TRIP, as_of=dt.date(year, 6, 1)) for year in (2023, 2024))
    assert "road-uz-beta-gamma" in barred(before, corridor)["planned"]
    assert "road-uz-beta-gamma" not in barred(since, corridor)["planned"]


def test_a_closed_segment_nobody_dated_is_closed_on_every_day() -> None:
    segments = CORRIDOR.segments.copy()
    segments.loc[segments["segment_id"] == "road-uz-beta-gamma", "status"] = "closed"
    corridor = replace(CORRIDOR, segments=segments)
    for day in (None, dt.date(2020, 1, 1)):
        assert "road-uz-beta-gamma" in barred(replace(TRIP, as_of=day), corridor)["closed"]


def test_avoiding_a_country_bars_its_segments_and_the_way_in() -> None:
    found = barred(replace(TRIP, avoid_countries=("AFG",)))["avoided"]
    assert found == {"delta-road", "road-af-delta-omega", "rail-af-omega-sigma"}


def test_a_mode_bars_the_other_and_every_change_into_it() -> None:
    found = barred(replace(TRIP, mode="rail"))["mode"]
    assert {"beta-road", "road-kz-alpha-beta", "gamma"} <= found
    assert "beta-rail" not in found


def test_a_crossing_between_two_gauges_does_not_change_them() -> None:
    crossings = CORRIDOR.crossings.copy()
    crossings.loc[crossings["crossing_id"] == "beta-rail", "gauge_b_mm"] = 1435
    links = network.links(replace(CORRIDOR, crossings=crossings))
    passing = links[links["id"] == "beta-rail"]
    assert (passing["from_gauge_mm"] == passing["gauge_mm"]).all()
    assert set(passing["gauge_mm"]) == {1435, 1520}


def test_costs_are_whole_millionths_so_ties_are_true() -> None:
    links = pd.DataFrame({"time_h": [0.1, 0.2, 0.3], "distance_km": [1.0, 2.0, 3.0]})
    first, second, third = network.costs(links, "time")
    assert (first[0] + second[0], first[1] + second[1]) == third[:2] == (300_000, 3_000_000)
    assert network.costs(links, "distance")[0] == (1_000_000, 100_000, 1)
