"""Text becomes typed cells, or a problem: never a guess."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor.conform import conform, line
from corridor.declare import Column, Table

TABLE = Table(
    name="things",
    key=("thing",),
    doc="A thing.",
    columns=(
        Column(name="thing", doc="Id.", pattern="[a-z]+"),
        Column(name="size_km", doc="Size.", kind="number", unit="km", above=0, required=False),
        Column(name="tracks", doc="Tracks.", kind="integer", least=1, required=False),
        Column(name="open", doc="Open.", kind="flag", required=False),
        Column(name="since", doc="Since.", kind="date", required=False),
        Column(name="note", doc="Note.", required=False),
    ),
)


def typed(**cells: str) -> pd.Series:
    """Return one typed row; the cells are sound."""
    frame, problems = conform(TABLE, {"thing": ["a"]} | {k: [v] for k, v in cells.items()}, "t")
    assert problems == []
    return frame.iloc[0]


def rules(**cells: list[str]) -> list[str]:
    """Return the problems of a table of these columns, as text."""
    _, problems = conform(TABLE, cells, "things.csv")
    return list(map(str, problems))


def test_cells_are_typed_as_declared_and_missing_stays_missing() -> None:
    frame, problems = conform(
        TABLE,
        {
            "thing": ["a", "b"],
            "size_km": ["1.5", ""],
            "tracks": ["2", ""],
            "open": ["yes", ""],
            "since": ["2025-10-12", ""],
            "note": [" x ", ""],
        },
        "things.csv",
    )
    assert problems == []
    assert list(frame.columns) == list(TABLE.names)
    assert frame.iloc[0].tolist() == ["a", 1.5, 2, True, pd.Timestamp("2025-10-12"), "x"]
    assert frame.drop(columns="thing").iloc[1].isna().all()
    assert frame.dtypes.drop(["thing", "note"]).astype(str).to_dict() == {
        "size_km": "float64",
        "tracks": "Int64",
        "open": "boolean",
        "since": "datetime64[us]",
    }


def test_a_column_left_out_is_missing_in_every_row_unless_it_is_required() -> None:
    frame, problems = conform(TABLE, {"thing": ["a", "b"]}, "things.csv")
    assert problems == []
    assert frame["size_km"].isna().all()
    assert rules(size_km=["1"]) == [
        "things.csv, row 1, column thing: is missing from the header: Id."
    ]


@given(st.floats(min_value=0, exclude_min=True, allow_infinity=False))
def test_every_number_written_is_the_number_read(value: float) -> None:
    assert typed(size_km=repr(value))["size_km"] == value


@given(st.text(st.characters(codec="utf-8"), max_size=8))
def test_a_cell_is_a_number_only_if_python_and_a_planner_agree(text: str) -> None:
    frame, problems = conform(TABLE, {"thing": ["a"], "size_km": [text]}, "t")
    value = frame["size_km"][0]
    if math.isnan(value):
        assert problems or not text.strip()
    else:
        assert value == float(text)
        assert value > 0
        assert text.strip().isascii()


@pytest.mark.parametrize("text", ["1520", "1520.0", " 1520 ", "+1520", "1.52e3"])
def test_a_whole_number_may_come_as_a_spreadsheet_writes_it(text: str) -> None:
    assert typed(tracks=text)["tracks"] == 1520


@pytest.mark.parametrize("text", ["1.5", "0", "9007199254740993", "1e300", "½", "0x10", "1 520"])
def test_a_whole_number_is_never_rounded_to_fit(text: str) -> None:
    (message,) = rules(thing=["a"], tracks=[text])
    assert "is not a whole number of 1 or more" in message


def test_text_that_a_spreadsheet_marked_with_an_apostrophe_is_the_text() -> None:
    assert typed(note="'=SUM(A1)")["note"] == "=SUM(A1)"
    assert typed(note="'s-Hertogenbosch")["note"] == "'s-Hertogenbosch"


def test_an_id_that_stands_twice_is_told_with_the_row_it_stood_in_first() -> None:
    assert rules(thing=["a", "b", "a"]) == [
        "things.csv, row 4, column thing: 'a' stands in row 2 already; it may stand once"
    ]


def test_ids_that_are_wrong_are_not_told_again_as_doubled() -> None:
    assert rules(thing=["A1", "A2"]) == [
        "things.csv, row 2, column thing: 'A1' is not text of the pattern [a-z]+",
        "things.csv, row 3, column thing: 'A2' is not text of the pattern [a-z]+",
    ]


def test_labels_carry_the_lines_of_the_file() -> None:
    frame, problems = conform(TABLE, {"thing": ["a", "!"]}, "things.csv", labels=[0, 7])
    assert list(frame.index) == [0, 7]
    assert problems[0].row == line(7) == 9


def test_a_long_wrong_value_is_shortened_in_the_message() -> None:
    (message,) = rules(thing=["a"], size_km=["9" * 500 + "x"])
    assert len(message) < 200
