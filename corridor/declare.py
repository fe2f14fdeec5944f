"""The words tables are declared in: Column, Table and the kinds of column that recur.

It knows nothing of any particular table; those are in ``schema``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "integer", "flag", "date", "moment"]

MODES = ("rail", "road", "sea")
GAUGES = (1000, 1067, 1435, 1520, 1600, 1676)
IN_USE = ("open", "restricted")
BUILT = (*IN_USE, "closed")
UNBUILT = ("construction", "planned")
STATUSES = (*BUILT, *UNBUILT)
ISO3 = r"[A-Z]{3}"
_HS = r"\d{2}(\d{2}(\d{2})?)?"
HS = rf"TOTAL|{_HS}(\+{_HS})*"
# More than any corridor holds: what lies above is a slip of the pen, and could not be added up.
MOST = {"h": 1e5, "km": 1e5, "t": 1e12}
MOST_OF_ALL = 1e15
GRADES = ("observed", "reported", "derived", "assumed")
CARGOES = ("truck", "feu", "wagon")
TRACTIONS = ("diesel", "electric")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its kind, unit, meaning and what a value may be.

    ``required`` values may not be missing; ``above``/``least``/``most`` bound numbers;
    ``among`` lists the allowed values; ``refers`` names the table whose key it holds;
    ``when`` makes the column required only where another column has that value.
    """

    name: str
    doc: str
    kind: Kind = "text"
    unit: str = ""
    required: bool = True
    among: tuple[str | int, ...] = ()
    above: float | None = None
    least: float | None = None
    most: float | None = None
    pattern: str = ""
    refers: str = ""
    when: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: what a row is, its key, its columns and the shape it is drawn with."""

    name: str
    doc: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    geometry: Literal["", "point", "line"] = ""
    optional: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Return the column names in order."""
        return tuple(column.name for column in self.columns)


def text(name: str, doc: str, *, pattern: str = "", required: bool = True) -> Column:
    """Declare text, of a pattern if one is given."""
    return Column(name=name, pattern=pattern, required=required, doc=doc)


def among(name: str, values: tuple[str, ...], doc: str, *, required: bool = True) -> Column:
    """Declare one of a few words."""
    return Column(name=name, among=values, required=required, doc=doc)


def refer(name: str, table: str, doc: str, *, required: bool = True) -> Column:
    """Declare the key of a row in another table."""
    return Column(name=name, refers=table, required=required, doc=doc)


def number(
    name: str, unit: str, doc: str, *, required: bool = False, above: float | None = None
) -> Column:
    """Declare a figure of 0 or more, or above a bound if one is given, up to what can be."""
    return Column(
        name=name,
        kind="number",
        unit=unit,
        above=above,
        least=0 if above is None else None,
        most=MOST.get(unit, MOST_OF_ALL),
        required=required,
        doc=doc,
    )


def signed(name: str, doc: str) -> Column:
    """Declare a figure that may lie below 0, never missing."""
    return Column(name=name, kind="number", least=-MOST_OF_ALL, most=MOST_OF_ALL, doc=doc)


def date(name: str, doc: str, *, required: bool = False) -> Column:
    """Declare a day."""
    return Column(name=name, kind="date", required=required, doc=doc)


def moment(name: str, doc: str) -> Column:
    """Declare a day and time of day by the clock of the place."""
    return Column(name=name, kind="moment", required=False, doc=doc)


def key(name: str, doc: str = "Stable id.") -> Column:
    """Declare the id a row goes by: small letters, digits, hyphens."""
    return text(name, doc, pattern=r"[a-z0-9-]+")


def names(doc: str = "English name.") -> tuple[Column, Column]:
    """Declare the English and the Russian name."""
    return text("name", doc), text("name_ru", "Russian name.", required=False)


def country(doc: str = "ISO 3166-1 alpha-3 code.") -> Column:
    """Declare the country a row lies in."""
    return Column(name="country", refers="countries", pattern=ISO3, doc=doc)


def lon(name: str = "lon") -> Column:
    """Declare a longitude."""
    doc = "Longitude, WGS 84."
    return Column(name=name, kind="number", unit="deg", least=-180, most=180, doc=doc)


def lat(name: str = "lat") -> Column:
    """Declare a latitude."""
    doc = "Latitude, WGS 84."
    return Column(name=name, kind="number", unit="deg", least=-90, most=90, doc=doc)


def km(name: str, doc: str, *, required: bool = False) -> Column:
    """Declare a length, above 0 km."""
    return number(name, "km", doc, required=required, above=0)


def hours(name: str, doc: str) -> Column:
    """Declare hours, never missing."""
    return number(name, "h", doc, required=True)


def gauge(name: str, doc: str, when: tuple[str, str] | None = None) -> Column:
    """Declare a track gauge."""
    return Column(
        name=name, kind="integer", unit="mm", among=GAUGES, required=False, doc=doc, when=when
    )


def mode(name: str = "mode", doc: str = "Mode of transport.", *, required: bool = True) -> Column:
    """Declare a mode of transport."""
    return among(name, MODES, doc, required=required)


def year(name: str = "year", doc: str = "Year the figure is of.") -> Column:
    """Declare a year."""
    return Column(name=name, kind="integer", least=1900, most=2100, required=False, doc=doc)


def grade() -> Column:
    """Declare how firm the figures of a row are."""
    doc = "How firm the figure is: observed, reported, derived (by a stated rule) or assumed."
    return among("grade", GRADES, doc)


def source() -> Column:
    """Declare the source of a row."""
    return refer("source_id", "sources", "Where the row comes from.")


def note() -> Column:
    """Declare the remark of a row."""
    return text("note", "Remark: reasoning, conflict, caveat.", required=False)


def period() -> tuple[Column, ...]:
    """Declare what time a figure of trade holds for."""
    words = ("calendar", "fiscal", "part", "unstated")
    said = "Calendar year; another twelve months; months or part of a year; not said."
    return (
        Column(
            name="year",
            kind="integer",
            least=1900,
            most=2100,
            doc="Year the period is, or ends in.",
        ),
        among("period", words, said),
        date("from_date", "First day; needed where the period is fiscal or part."),
        date("to_date", "Last day, likewise."),
    )


def basis() -> Column:
    """Declare what a figure of trade counts, and in whose word."""
    words = ("customs", "statement", "payments", "press")
    said = (
        "Goods as customs or a statistical office counted them; an official's word; payments "
        "through banks; anybody else's word."
    )
    return among("basis", words, said)
