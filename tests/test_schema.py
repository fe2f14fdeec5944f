"""The declaration of the tables holds together, and the data dictionary says the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from corridor import dictionary
from corridor.conform import allowed
from corridor.declare import Column
from corridor.schema import TABLES, Table

DOCS = Path(__file__).parent.parent / "docs"
# A column that ends in one of these holds that unit and says so.
UNIT_OF = {"_km": "km", "_mm": "mm", "_h": "h", "_usd": "US$", "_m": "m", "_usd_t": "US$/t"}


def columns() -> list[tuple[Table, Column]]:
    """Return every column with its table."""
    return [(table, column) for table in TABLES.values() for column in table.columns]


@pytest.mark.parametrize(("table", "column"), columns(), ids=lambda part: part.name)
def test_a_column_says_what_it_holds_in_the_unit_its_name_ends_in(
    table: Table, column: Column
) -> None:
    assert column.doc.endswith(".")
    ending = max((end for end in UNIT_OF if column.name.endswith(end)), key=len, default="")
    if ending:
        assert column.unit == UNIT_OF[ending], table.name


@pytest.mark.parametrize(("table", "column"), columns(), ids=lambda part: part.name)
def test_a_column_refers_to_the_key_of_a_table_there_is(table: Table, column: Column) -> None:
    if column.refers:
        assert len(TABLES[column.refers].key) == 1, table.name


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_key_is_made_of_columns_and_every_row_but_a_sources_names_its_source(
    table: Table,
) -> None:
    assert set(table.key) <= set(table.names)
    assert len(set(table.names)) == len(table.names)
    assert "source_id" in table.names


def test_the_data_dictionary_in_the_docs_is_the_schema() -> None:
    assert (DOCS / "data-dictionary.md").read_text("utf-8") == dictionary.markdown()


def test_the_dictionary_has_a_row_for_every_column() -> None:
    table = dictionary.columns()
    assert list(zip(table["table"], table["column"], strict=True)) == [
        (table.name, column.name) for table, column in columns()
    ]


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (Column(name="a", doc="", kind="number", unit="km", above=0), "a number of km above 0"),
        (Column(name="a", doc="", kind="number", least=0), "a number of 0 or more"),
        (Column(name="a", doc="", kind="integer", least=1, most=8), "a whole number from 1 to 8"),
        (Column(name="a", doc="", kind="integer", among=(1435, 1520)), "one of 1435, 1520"),
        (Column(name="a", doc="", kind="date"), "a date YYYY-MM-DD"),
        (Column(name="a", doc="", kind="flag"), "yes or no"),
        (Column(name="a", doc="", refers="nodes"), "an id in nodes"),
        (Column(name="a", doc="", pattern="[a-z]+"), "text of the pattern [a-z]+"),
        (Column(name="a", doc=""), "any text"),
    ],
)
def test_what_is_allowed_is_said_in_words(column: Column, words: str) -> None:
    assert allowed(column) == words
