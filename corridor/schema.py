"""The tables of a corridor: columns, units and allowed values, declared once.

The reader, the checks and the data dictionary all come from this declaration. It says
what a table looks like; it never reads a file and knows no rule that spans two tables
(those are ``checks.CHECKS``).
"""

from __future__ import annotations

from corridor.declare import (
    BUILT,
    CARGOES,
    GAUGES,
    GRADES,
    HS,
    IN_USE,
    ISO3,
    MODES,
    STATUSES,
    TRACTIONS,
    UNBUILT,
    Column,
    Kind,
    Table,
    among,
    basis,
    country,
    date,
    gauge,
    grade,
    hours,
    key,
    km,
    lat,
    lon,
    mode,
    names,
    note,
    number,
    period,
    refer,
    signed,
    source,
    text,
    year,
)
from corridor.evidence import CASES, INDICATORS, PUBLISHED
from corridor.schema_flows import COUNTS, GATEWAYS, SHARES, UNIT_VALUES

COUNTRIES = Table(
    name="countries",
    key=("country",),
    doc="A country and the box it lies in.",
    columns=(
        text("country", "ISO 3166-1 alpha-3 code.", pattern=ISO3),
        *names(),
        Column(name="on_corridor", kind="flag", doc="Whether it is a country of the corridor."),
        lon("west"),
        lat("south"),
        lon("east"),
        lat("north"),
        source(),
    ),
)

NODES = Table(
    name="nodes",
    key=("node_id",),
    geometry="point",
    doc="A station, town, terminal, port or border station.",
    columns=(
        key("node_id", "Stable id, e.g. 'tashkent'."),
        *names(),
        text("aliases", "Other names, parted by '|'.", required=False),
        country(),
        among(
            "kind",
            ("city", "town", "station", "terminal", "port", "border"),
            "What stands there; 'border' is one side of a crossing.",
        ),
        lon(),
        lat(),
        text("unlocode", "UN/LOCODE.", pattern=r"[A-Z]{2}[A-Z2-9]{3}", required=False),
        text("esr_code", "ESR code of the station.", pattern=r"\d{5,6}", required=False),
        Column(
            name="elevation_m",
            kind="number",
            unit="m",
            required=False,
            least=-430,
            most=9000,
            doc="Height above sea level.",
        ),
        source(),
    ),
)

SEGMENTS = Table(
    name="segments",
    key=("segment_id",),
    geometry="line",
    doc="One line or road between two nodes, inside one country.",
    columns=(
        key("segment_id", "Stable id, e.g. 'rail-uz-karshi-guzar'."),
        refer("from_node", "nodes", "Node at kilometre zero."),
        refer("to_node", "nodes", "Node at the other end."),
        mode(),
        country("Country the segment lies in, ISO 3166-1 alpha-3."),
        km("length_km", "Length the model uses, along the line.", required=True),
        among("length_kind", ("published", "network", "geodesic"), "Where length_km comes from."),
        km("network_km", "Length along the mapped network; independent of any published figure."),
        km("drawn_km", "Geodesic length of the drawn line."),
        km("straight_km", "Geodesic between the ends of the drawn line: the floor of a length."),
        gauge("gauge_mm", "Track gauge; empty for road.", when=("mode", "rail")),
        Column(
            name="tracks", kind="integer", least=1, most=8, required=False, doc="Parallel tracks."
        ),
        among(
            "electrified",
            ("no", "3 kV DC", "25 kV AC", "partly"),
            "Traction current; empty where no source says.",
            required=False,
        ),
        among("status", STATUSES, "State; only open and restricted carry traffic."),
        year("open_year", "Year of opening, past or planned."),
        text("ref", "Road or line number: AH, E, national.", required=False),
        source(),
        note(),
    ),
)

CROSSINGS = Table(
    name="crossings",
    key=("crossing_id",),
    doc="A border crossing point of one mode: two border stations of zero distance.",
    columns=(
        key("crossing_id", "Stable id, e.g. 'torkham-road'."),
        *names("English name, both sides."),
        refer("node_a", "nodes", "Border node of side a."),
        refer("node_b", "nodes", "Border node of side b."),
        mode(),
        among(
            "regime",
            ("EAEU-internal", "full control", "none"),
            "Inside the EAEU there is no customs control.",
        ),
        gauge("gauge_a_mm", "Gauge of the track on side a."),
        gauge("gauge_b_mm", "Gauge of the track on side b."),
        number(
            "capacity_per_day",
            "",
            "Trucks a day, both ways together, or pairs of trains a day, as last reported.",
        ),
        among(
            "status", STATUSES, "State last recorded. A closed crossing has its dates in closures."
        ),
        date("status_since", "Date the state began or was last confirmed."),
        text("coord_quality", "How well the position is known.", required=False),
        source(),
        note(),
    ),
)

BORDER_TIMES = Table(
    name="border_times",
    key=("crossing_id", "direction", "side"),
    doc="Dwell and fees on one side of a crossing in one direction; both sides add up.",
    columns=(
        refer("crossing_id", "crossings", "The crossing."),
        among("direction", ("ab", "ba"), "From side a to side b, or back."),
        among("side", ("a", "b"), "The side the hours are spent on."),
        hours("dwell_h", "Mean hours halted: queue, clearance, reloading (CPMM TFI1)."),
        hours("dwell_low_h", "Low figure."),
        hours("dwell_high_h", "High figure."),
        year(),
        grade(),
        source(),
        number("fee_usd", "US$", "Payments per truck or wagon, official and not (CPMM TFI2)."),
        number("fee_low_usd", "US$", "Low figure."),
        number("fee_high_usd", "US$", "High figure."),
        year("fee_year", "Year the fee is of."),
        among("fee_grade", GRADES, "How firm the fee is.", required=False),
        refer(
            "fee_source_id",
            "sources",
            "Where the fee comes from; empty: year, grade and source of the hours hold for it.",
            required=False,
        ),
        note(),
    ),
)

CLOSURES = Table(
    name="closures",
    key=("closure_id",),
    doc="A dated closure or restriction of a crossing or segment.",
    columns=(
        key("closure_id"),
        text("what", "Id of the crossing or segment."),
        date("from_date", "First day, inclusive.", required=True),
        date("to_date", "Last day, inclusive; empty: not known to have ended."),
        date("confirmed", "Last day a source says it still held."),
        among(
            "kind", ("closed", "restricted"), "closed: no traffic; restricted: traffic with limits."
        ),
        source(),
        note(),
    ),
)

TRANSFERS = Table(
    name="transfers",
    key=("node_id", "from_mode", "from_gauge_mm", "to_mode", "to_gauge_mm"),
    doc="A change of mode or gauge at a node; without a row nothing passes.",
    columns=(
        refer("node_id", "nodes", "Where."),
        mode("from_mode", "Mode arriving."),
        gauge("from_gauge_mm", "Gauge arriving; empty unless rail.", when=("from_mode", "rail")),
        mode("to_mode", "Mode leaving."),
        gauge("to_gauge_mm", "Gauge leaving; empty unless rail.", when=("to_mode", "rail")),
        among(
            "method",
            ("transshipment", "crane", "bogie exchange", "drive on"),
            "How the cargo changes over.",
        ),
        hours("hours", "Mean hours."),
        hours("hours_low", "Low."),
        hours("hours_high", "High."),
        number("cost_usd_t", "US$/t", "Cost per tonne."),
        number("cost_low_usd_t", "US$/t", "Low."),
        number("cost_high_usd_t", "US$/t", "High."),
        grade(),
        source(),
        note(),
    ),
)

PROJECTS = Table(
    name="projects",
    key=("project_id", "variant"),
    optional=True,
    doc="A planned link, one row for each published variant or conflicting figure.",
    columns=(
        key("project_id", "Stable id of the project."),
        text("variant", "Which variant or whose figure."),
        *names(),
        text("segments", "Ids of its drawn segments, parted by '|'.", required=False),
        km("length_km", "Published length."),
        year("open_year", "Published year of opening."),
        number("capex_usd", "US$", "Published cost.", above=0),
        number("capacity_t_a", "t/a", "Published capacity.", above=0),
        among("status", ("construction", "planned", "superseded"), "State of the variant."),
        source(),
        note(),
    ),
)

PARAMETERS = Table(
    name="parameters",
    key=("parameter", "mode", "country", "cargo", "traction", "year", "source_id"),
    doc="One number of the model, or a figure that disagrees with it and is kept beside it.",
    columns=(
        text("parameter", "What it is; each has its one unit.", pattern=r"[a-z0-9_]+"),
        mode("mode", "Mode it holds for; empty: all.", required=False),
        text("country", "Country it holds for; empty: all.", pattern=ISO3, required=False),
        among("cargo", CARGOES, "Cargo it holds for; empty: all.", required=False),
        among("traction", TRACTIONS, "Traction it holds for; empty: any.", required=False),
        text("unit", "Unit of the three figures."),
        signed("low", "Low figure."),
        signed("value", "Figure the model uses."),
        signed("high", "High figure."),
        Column(
            name="used",
            kind="flag",
            required=False,
            doc="'no' for a figure that disagrees with the one used and is kept beside it.",
        ),
        year(),
        grade(),
        source(),
        note(),
    ),
)

FLOWS = Table(
    name="flows",
    key=(
        *("exporter", "importer", "year", "period", "from_date", "to_date"),
        *("commodity", "reporter", "basis", "source_id"),
    ),
    optional=True,
    doc="One figure of trade from one country to another, as one reporter gave it.",
    columns=(
        text("exporter", "Exporting country.", pattern=ISO3),
        text("importer", "Importing country.", pattern=ISO3),
        *period(),
        text(
            "commodity",
            "TOTAL, or an HS code of 2, 4 or 6 digits; several joined by '+'.",
            pattern=HS,
        ),
        number("value_usd", "US$", "Value; exporters' FOB, importers' CIF where not noted."),
        number("tonnes", "t", "Net weight."),
        number("weighed_usd", "US$", "Value of the part that tonnes weigh; empty: all of it."),
        among(
            "reporter",
            ("exporter", "importer", "reconciled"),
            "Whose report it is; reconciled: made from both by a third.",
        ),
        basis(),
        grade(),
        source(),
        note(),
    ),
)

TURNOVERS = Table(
    name="turnovers",
    key=(
        *("country_a", "country_b", "year", "period", "from_date", "to_date"),
        *("reporter", "basis", "source_id"),
    ),
    optional=True,
    doc="Trade of two countries in both directions together, as one side stated it.",
    columns=(
        text("country_a", "First of the two by the alphabet.", pattern=ISO3),
        text("country_b", "The other one.", pattern=ISO3),
        *period(),
        number("value_usd", "US$", "Exports and imports added.", required=True),
        text("reporter", "Country whose side said it.", pattern=ISO3),
        basis(),
        grade(),
        source(),
        note(),
    ),
)

SOURCES = Table(
    name="sources",
    key=("source_id",),
    doc="Where rows come from (kept in sources.toml).",
    columns=(
        key("source_id"),
        text("title", "Title."),
        text("publisher", "Who published it."),
        text("url", "Where it was read.", required=False),
        date("retrieved", "When it was read."),
        text("licence", "Terms of use."),
        grade(),
        text("method", "How rows were made from it.", required=False),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        COUNTRIES,
        NODES,
        SEGMENTS,
        CROSSINGS,
        BORDER_TIMES,
        CLOSURES,
        TRANSFERS,
        PROJECTS,
        PARAMETERS,
        FLOWS,
        TURNOVERS,
        GATEWAYS,
        SHARES,
        UNIT_VALUES,
        COUNTS,
        PUBLISHED,
        INDICATORS,
        CASES,
        SOURCES,
    )
}

__all__ = [
    "BUILT",
    "GAUGES",
    "GRADES",
    "IN_USE",
    "MODES",
    "STATUSES",
    "TABLES",
    "UNBUILT",
    "Column",
    "Kind",
    "Table",
]
