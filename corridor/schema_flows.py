"""The tables that turn trade between countries into traffic on the network, and judge it.

Where a country's trade enters the network, which part of it runs there at all, what a
tonne of it is worth, and what was counted at borders. Declared like the tables of
``schema``, which lists them with its own.
"""

from __future__ import annotations

from corridor.declare import (
    ISO3,
    MODES,
    Column,
    Table,
    among,
    date,
    grade,
    mode,
    note,
    number,
    refer,
    source,
    text,
)

SHARE_MODES = (*MODES[:2], "multimodal")
COUNTED = ("t", "trucks", "wagons", "trains")


def _part(name: str, doc: str, *, required: bool = True) -> Column:
    """Declare a part of a whole, 0 to 1."""
    return Column(name=name, kind="number", unit="1", least=0, most=1, required=required, doc=doc)


def _country(name: str, doc: str, *, required: bool = True) -> Column:
    return text(name, doc, pattern=ISO3, required=required)


GATEWAYS = Table(
    name="gateways",
    key=("country", "partner", "mode", "node_id"),
    optional=True,
    doc="A node where trade of a country enters and leaves the network.",
    columns=(
        _country("country", "Whose trade, ISO 3166-1 alpha-3."),
        _country(
            "partner", "Trade with this country only; empty: with all others.", required=False
        ),
        mode("mode", "Trade by this mode only; empty: by all others.", required=False),
        refer("node_id", "nodes", "The node."),
        _part("part", "Part of that trade that begins or ends here; the parts add up to 1."),
        grade(),
        source(),
        note(),
    ),
)

SHARES = Table(
    name="shares",
    key=("exporter", "importer", "mode"),
    optional=True,
    doc=(
        "Which part of the trade from one country to another runs on this network; the rest "
        "goes by sea, pipeline, wire or lines that are not drawn."
    ),
    columns=(
        _country("exporter", "Exporting country."),
        _country("importer", "Importing country."),
        among(
            "mode",
            SHARE_MODES,
            "How that part goes; multimodal: by rail and road as the route has it.",
        ),
        _part("low", "Low figure.", required=False),
        _part("share", "Part of the tonnes and of the value."),
        _part("high", "High figure.", required=False),
        grade(),
        source(),
        note(),
    ),
)

# What a scenario says in place of ``SHARES``, in a table of one's own.
OWN_SHARES = Table(
    name="shares",
    key=(),
    doc="Which part of the trade from one country to another runs here, as you suppose.",
    columns=(
        text("exporter", "Exporting country, name or code."),
        text("importer", "Importing country, name or code."),
        among("mode", SHARE_MODES, "How that part goes; empty: multimodal.", required=False),
        Column(name="share", kind="number", least=0, most=1, doc="Part of tonnes and value."),
        note(),
    ),
)

UNIT_VALUES = Table(
    name="unit_values",
    key=("commodity", "exporter", "importer"),
    optional=True,
    doc="What a tonne of trade is worth, to weigh what nobody weighed.",
    columns=(
        text("commodity", "TOTAL or a group of commodities."),
        _country("exporter", "Of goods from this country only; empty: from any.", required=False),
        _country("importer", "Of goods to this country only; empty: to any.", required=False),
        number("low", "US$/t", "Low figure.", above=0),
        number("usd_t", "US$/t", "Value of a tonne.", required=True, above=0),
        number("high", "US$/t", "High figure.", above=0),
        grade(),
        source(),
        note(),
    ),
)

COUNTS = Table(
    name="counts",
    key=("count_id",),
    optional=True,
    doc="Traffic somebody counted or stated at borders; held against the model, never into it.",
    columns=(
        text("count_id", "Stable id.", pattern=r"[a-z0-9-]+"),
        text("crossings", "Ids of the crossings counted together, parted by '|'."),
        among(
            "direction",
            ("ab", "ba", "both"),
            "From side a to side b, back, or both ways together.",
        ),
        number("value", "", "How many.", required=True),
        among("unit", COUNTED, "What was counted."),
        number(
            "days", "d", "Days the figure covers: 1 for a figure per day.", required=True, above=0
        ),
        Column(name="year", kind="integer", least=1990, most=2100, doc="Year it is held against."),
        text("period", "Period as printed."),
        date("to_date", "Last day of it, where days are printed."),
        text("remark", "Why it is not compared, where it is not.", required=False),
        grade(),
        source(),
        note(),
    ),
)
