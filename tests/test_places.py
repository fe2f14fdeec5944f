"""Names to ids."""

from __future__ import annotations

import pandas as pd
import pytest

import toy
from corridor import places
from corridor.errors import PlaceError
from corridor.tables import Corridor

CORRIDOR = toy.corridor()


def renamed(table: str, key: str, rows: str | list[str], **values: str) -> Corridor:
    """Return the toy with other values in some rows of a table."""
    frame = CORRIDOR.table(table).copy()
    for column, value in values.items():
        frame.loc[frame[key].isin([rows] if isinstance(rows, str) else rows), column] = value
    return toy.edited(CORRIDOR, table, frame)


@pytest.mark.parametrize(
    "text",
    ["alpha", "ALPHA", "Альфа", "альфа", "Alfa", "alpha tovarnaya", "KZALP", "kzalp", "700001"],
)
def test_a_place_is_found_by_id_name_alias_and_code_in_any_case(text: str) -> None:
    assert places.find(CORRIDOR, text) == "alpha"


@pytest.mark.parametrize(
    "text", ["Mazari Sharif", "mazār-i-sharīf", "Mazar’i‘Sharif", "MAZARISHARIF"]
)
def test_accents_hyphens_apostrophes_and_spaces_do_not_count(text: str) -> None:
    corridor = renamed("nodes", "node_id", "omega", name="Mazar-i-Sharif")
    assert places.find(corridor, text) == "omega"


def test_the_two_dots_of_yo_do_not_count() -> None:
    corridor = renamed("nodes", "node_id", "gamma", name_ru="Орёл")
    assert places.find(corridor, "орел") == places.find(corridor, "ОРЁЛ") == "gamma"


def test_a_full_name_beats_the_beginning_of_another() -> None:
    corridor = renamed("nodes", "node_id", "sigma", name="Gamma Junction")
    assert places.find(corridor, "gamma") == "gamma"
    assert places.find(corridor, "gamma j") == "sigma"


def test_a_name_beats_the_alias_of_another_place() -> None:
    corridor = renamed("nodes", "node_id", "sigma", aliases="Gamma")
    assert places.find(corridor, "Gamma") == "gamma"


def test_a_town_beats_a_border_station_of_the_same_name() -> None:
    corridor = renamed("nodes", "node_id", "omega", name="Delta")
    assert places.find(corridor, "Delta") == "omega"


def test_two_sides_of_one_crossing_mean_its_side_a() -> None:
    corridor = renamed("nodes", "node_id", "delta-af", name="Delta")
    assert places.find(corridor, "Delta") == "delta-uz"


def test_a_name_of_two_towns_is_refused_and_both_are_named() -> None:
    corridor = renamed("nodes", "node_id", ["omega", "sigma"], name="Twin")
    with pytest.raises(PlaceError, match=r"Twin \(omega\), Twin \(sigma\)"):
        places.find(corridor, "Twin")


def test_a_near_miss_is_answered_with_the_place_meant() -> None:
    with pytest.raises(PlaceError, match=r"unknown place 'Gama'. Did you mean Gamma \(gamma\)"):
        places.find(CORRIDOR, "Gama")


@pytest.mark.parametrize("text", ["", " - ", "q", "Karachi", "ga"])
def test_what_no_place_is_called_is_refused(text: str) -> None:
    with pytest.raises(PlaceError, match="unknown place"):
        places.find(CORRIDOR, text)


@pytest.mark.parametrize("text", ["KAZ", "kz", "Kazakhstan", "КАЗАХСТАН", "Kaza"])
def test_a_country_is_found_by_either_iso_code_and_by_name(text: str) -> None:
    assert places.country(CORRIDOR, text) == "KAZ"


def test_an_unknown_country_is_refused_with_a_suggestion() -> None:
    with pytest.raises(PlaceError, match=r"Did you mean Uzbekistan \(UZB\)"):
        places.country(CORRIDOR, "Usbekistan")


def test_a_crossing_is_found_by_id_and_by_name_in_russian() -> None:
    assert places.crossings(CORRIDOR, "delta-road") == ("delta-road",)
    assert places.crossings(CORRIDOR, "дельта") == ("delta-road",)


def test_a_name_of_several_crossings_means_all_of_them() -> None:
    assert places.crossings(CORRIDOR, "Beta") == ("beta-rail", "beta-road")
    assert places.crossings(CORRIDOR, "Beta (rail)") == ("beta-rail",)


@pytest.mark.parametrize("name", ["Delta - Dellta", "Delta – Dellta", "Delta / Dellta (road)"])
def test_a_crossing_is_found_by_the_name_of_one_side(name: str) -> None:
    corridor = renamed("crossings", "crossing_id", "delta-road", name=name)
    assert places.crossings(corridor, "Dellta") == ("delta-road",)


def test_the_mode_in_brackets_is_no_name_of_a_crossing() -> None:
    with pytest.raises(PlaceError, match="unknown crossing"):
        places.crossings(CORRIDOR, "road")


def test_every_node_is_found_by_its_own_id() -> None:
    ids: pd.Series = CORRIDOR.nodes["node_id"]
    assert [places.find(CORRIDOR, node) for node in ids] == ids.tolist()
