"""What a planner knows of the corridor, asked of the shipped one."""

from __future__ import annotations

import datetime as dt

import pytest

import corridor as co

CORRIDOR = co.load(geometry=False)


def test_the_railway_from_brest_to_mazar_by_tashkent_is_5335_km_within_one_per_cent() -> None:
    # 611 + 490 km to Moscow, about 3,379 to Tashkent, 708 to Termez, 147 to Mazar-i-Sharif,
    # as published for each part.
    route = co.route(CORRIDOR, "Брест", "Мазари-Шариф", mode="rail", via="Tashkent")
    assert route.totals["distance_km"] == pytest.approx(5335, rel=0.01)
    assert set(route.legs["gauge_mm"]) == {1520}
    assert route.by_country["country"].tolist() == ["BLR", "RUS", "KAZ", "UZB", "AFG"]


def test_the_railway_from_moscow_to_tashkent_is_about_that_of_the_passenger_train() -> None:
    route = co.route(CORRIDOR, "Москва", "Ташкент", mode="rail", via=("Samara", "Orenburg"))
    assert route.totals["distance_km"] == pytest.approx(3379, rel=0.01)


def test_no_train_runs_from_moscow_to_karachi_and_the_gauge_break_is_named() -> None:
    with pytest.raises(co.NoRouteError, match=r"gauge break .* rail 1520 to rail 1676") as error:
        co.route(CORRIDOR, "Moscow", "Karachi", mode="rail")
    assert "missing link" in str(error.value)
    assert "nearest place within reach by rail: Mazar-i-Sharif" in str(error.value)


def test_since_12_october_2025_nothing_crosses_from_afghanistan_into_pakistan() -> None:
    before = co.route(CORRIDOR, "Minsk", "Karachi", as_of=dt.date(2025, 10, 11))
    assert before.crossings["to_country"].iloc[-1] == "PAK"
    with pytest.raises(co.NoRouteError) as error:
        co.route(CORRIDOR, "Minsk", "Karachi", as_of=dt.date(2025, 10, 12))
    message = str(error.value)
    assert message.count("is closed since 2025-10-12, last confirmed 2026-02-16") == 4
    for crossing in ("Torkham", "Spin Boldak - Chaman", "Ghulam Khan", "Kharlachi"):
        assert crossing in message


def test_the_structural_route_to_karachi_says_its_border_is_recorded_closed() -> None:
    route = co.route(CORRIDOR, "Минск", "Карачи")
    last = route.crossings.iloc[-1]
    assert (last["status"], f"{last['since']:%Y-%m-%d}") == ("closed", "2025-10-12")
    assert any(f"{last['name']} is recorded closed since" in note for note in route.notes)


def test_every_place_and_crossing_is_found_by_its_english_and_russian_name() -> None:
    from corridor import places
    from corridor.errors import PlaceError

    lost = []
    for column in ("name", "name_ru"):
        for name in CORRIDOR.crossings[column].dropna():
            places.crossings(CORRIDOR, name)
        for name in CORRIDOR.nodes.loc[CORRIDOR.nodes["kind"] == "city", column].dropna():
            try:
                places.find(CORRIDOR, name)
            except PlaceError as error:
                lost.append(str(error))
    assert lost == []


@pytest.mark.parametrize("code", ["BY", "RU", "KZ", "UZ", "AF", "PK"])
def test_the_countries_of_the_corridor_go_by_their_two_letters(code: str) -> None:
    from corridor import places

    assert len(places.country(CORRIDOR, code)) == 3


def test_alternatives_to_karachi_are_really_different() -> None:
    routes = co.alternatives(CORRIDOR, "Minsk", "Karachi", k=4)
    assert len(routes) == 4
    hours = [route.totals["time_h"] for route in routes]
    assert hours == sorted(hours)
    for number, route in enumerate(routes):
        for other in routes[:number]:
            run_on = route.steps["id"].isin(other.steps["id"])
            shared = route.steps.loc[run_on, "distance_km"].sum()
            shorter = min(route.totals["distance_km"], other.totals["distance_km"])
            assert shared <= 0.8 * shorter
