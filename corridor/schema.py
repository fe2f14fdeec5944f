"""The tables of a corridor: columns, units and allowed values, declared once.

The reader, the checks and the data dictionary all come from this declaration. It says
what a table looks like; it never reads a file and knows no rule that spans two tables
(those are ``tables.CHECKS``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "integer", "flag", "date"]

MODES = ("rail", "road", "sea")
GAUGES = (1000, 1067, 1435, 1520, 1600, 1676)
STATUSES = ("open", "restricted", "closed", "construction", "planned")
GRADES = ("observed", "reported", "derived", "assumed")


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


def _source() -> Column:
    return Column(name="source_id", refers="sources", doc="Where the row comes from.")


def _country(doc: str = "ISO 3166-1 alpha-3 code.") -> Column:
    return Column(name="country", refers="countries", pattern=r"[A-Z]{3}", doc=doc)


def _lon(name: str = "lon", *, required: bool = True) -> Column:
    return Column(
        name=name,
        kind="number",
        unit="deg",
        least=-180,
        most=180,
        required=required,
        doc="Longitude, WGS 84.",
    )


def _lat(name: str = "lat", *, required: bool = True) -> Column:
    return Column(
        name=name,
        kind="number",
        unit="deg",
        least=-90,
        most=90,
        required=required,
        doc="Latitude, WGS 84.",
    )


def _km(name: str, doc: str, *, required: bool = False) -> Column:
    return Column(name=name, kind="number", unit="km", above=0, required=required, doc=doc)


def _hours(name: str, doc: str, *, required: bool = True) -> Column:
    return Column(name=name, kind="number", unit="h", least=0, required=required, doc=doc)


def _gauge(name: str, doc: str, **rules: object) -> Column:
    rules.setdefault("required", False)
    return Column(name=name, kind="integer", unit="mm", among=GAUGES, doc=doc, **rules)  # type: ignore[arg-type]


def _mode(name: str = "mode", doc: str = "Mode of transport.") -> Column:
    return Column(name=name, among=MODES, doc=doc)


def _grade() -> Column:
    return Column(
        name="grade",
        among=GRADES,
        doc="How firm the figure is: observed, reported, derived (by a stated rule) or assumed.",
    )


def _year(name: str = "year", doc: str = "Year the figure is of.") -> Column:
    return Column(name=name, kind="integer", least=1900, most=2100, required=False, doc=doc)


def _note() -> Column:
    return Column(name="note", required=False, doc="Remark: reasoning, conflict, caveat.")


COUNTRIES = Table(
    name="countries",
    key=("country",),
    doc="A country and the box it lies in.",
    columns=(
        Column(name="country", pattern=r"[A-Z]{3}", doc="ISO 3166-1 alpha-3 code."),
        Column(name="name", doc="English name."),
        Column(name="name_ru", required=False, doc="Russian name."),
        Column(name="on_corridor", kind="flag", doc="Whether it is a country of the corridor."),
        _lon("west"),
        _lat("south"),
        _lon("east"),
        _lat("north"),
        _source(),
    ),
)

NODES = Table(
    name="nodes",
    key=("node_id",),
    geometry="point",
    doc="A station, town, terminal, port or border station.",
    columns=(
        Column(name="node_id", pattern=r"[a-z0-9-]+", doc="Stable id, e.g. 'tashkent'."),
        Column(name="name", doc="English name."),
        Column(name="name_ru", required=False, doc="Russian name."),
        Column(name="aliases", required=False, doc="Other names, parted by '|'."),
        _country(),
        Column(
            name="kind",
            among=("city", "town", "station", "terminal", "port", "border"),
            doc="What stands there; 'border' is one side of a crossing.",
        ),
        _lon(),
        _lat(),
        Column(name="unlocode", required=False, pattern=r"[A-Z]{2}[A-Z2-9]{3}", doc="UN/LOCODE."),
        Column(name="esr_code", required=False, pattern=r"\d{5,6}", doc="ESR code of the station."),
        Column(
            name="elevation_m",
            kind="number",
            unit="m",
            required=False,
            least=-430,
            most=9000,
            doc="Height above sea level.",
        ),
        _source(),
    ),
)

SEGMENTS = Table(
    name="segments",
    key=("segment_id",),
    geometry="line",
    doc="One line or road between two nodes, inside one country.",
    columns=(
        Column(
            name="segment_id", pattern=r"[a-z0-9-]+", doc="Stable id, e.g. 'rail-uz-karshi-guzar'."
        ),
        Column(name="from_node", refers="nodes", doc="Node at kilometre zero."),
        Column(name="to_node", refers="nodes", doc="Node at the other end."),
        _mode(),
        _country("Country the segment lies in, ISO 3166-1 alpha-3."),
        _km("length_km", "Length the model uses, along the line.", required=True),
        Column(
            name="length_kind",
            among=("published", "network", "geodesic"),
            doc="Where length_km comes from.",
        ),
        _km("network_km", "Length along the mapped network; independent of any published figure."),
        _km("drawn_km", "Geodesic length of the drawn line."),
        _gauge("gauge_mm", "Track gauge; empty for road.", when=("mode", "rail")),
        Column(
            name="tracks", kind="integer", least=1, most=8, required=False, doc="Parallel tracks."
        ),
        Column(
            name="electrified",
            required=False,
            among=("no", "3 kV DC", "25 kV AC", "partly"),
            doc="Traction current; empty where no source says.",
        ),
        Column(name="status", among=STATUSES, doc="State; only open and restricted carry traffic."),
        _year("open_year", "Year of opening, past or planned."),
        Column(name="ref", required=False, doc="Road or line number: AH, E, national."),
        _source(),
        _note(),
    ),
)

CROSSINGS = Table(
    name="crossings",
    key=("crossing_id",),
    doc="A border crossing point of one mode: two border stations of zero distance.",
    columns=(
        Column(name="crossing_id", pattern=r"[a-z0-9-]+", doc="Stable id, e.g. 'torkham-road'."),
        Column(name="name", doc="English name, both sides."),
        Column(name="name_ru", required=False, doc="Russian name."),
        Column(name="node_a", refers="nodes", doc="Border node of side a."),
        Column(name="node_b", refers="nodes", doc="Border node of side b."),
        _mode(),
        Column(
            name="regime",
            among=("EAEU-internal", "full control", "none"),
            doc="Inside the EAEU there is no customs control.",
        ),
        _gauge("gauge_a_mm", "Gauge of the track on side a."),
        _gauge("gauge_b_mm", "Gauge of the track on side b."),
        Column(
            name="capacity_per_day",
            kind="number",
            least=0,
            required=False,
            doc="Trucks or trains a day, both directions, as last reported.",
        ),
        Column(
            name="status",
            among=STATUSES,
            doc="State last recorded. A closed crossing has its dates in closures.",
        ),
        Column(
            name="status_since",
            kind="date",
            required=False,
            doc="Date the state began or was last confirmed.",
        ),
        Column(name="coord_quality", required=False, doc="How well the position is known."),
        _source(),
        _note(),
    ),
)

BORDER_TIMES = Table(
    name="border_times",
    key=("crossing_id", "direction", "side"),
    doc="Dwell and fees on one side of a crossing in one direction; both sides add up.",
    columns=(
        Column(name="crossing_id", refers="crossings", doc="The crossing."),
        Column(name="direction", among=("ab", "ba"), doc="From side a to side b, or back."),
        Column(name="side", among=("a", "b"), doc="The side the hours are spent on."),
        _hours("dwell_h", "Mean hours halted: queue, clearance, reloading (CPMM TFI1)."),
        _hours("dwell_low_h", "Low figure."),
        _hours("dwell_high_h", "High figure."),
        Column(
            name="fee_usd",
            kind="number",
            unit="US$",
            least=0,
            required=False,
            doc="Payments per truck or wagon, official and not (CPMM TFI2).",
        ),
        _year(),
        _grade(),
        _source(),
        _note(),
    ),
)

CLOSURES = Table(
    name="closures",
    key=("closure_id",),
    doc="A dated closure or restriction of a crossing or segment.",
    columns=(
        Column(name="closure_id", pattern=r"[a-z0-9-]+", doc="Stable id."),
        Column(name="what", doc="Id of the crossing or segment."),
        Column(name="from_date", kind="date", doc="First day, inclusive."),
        Column(
            name="to_date",
            kind="date",
            required=False,
            doc="Last day, inclusive; empty: not known to have ended.",
        ),
        Column(
            name="confirmed",
            kind="date",
            required=False,
            doc="Last day a source says it still held.",
        ),
        Column(
            name="kind",
            among=("closed", "restricted"),
            doc="closed: no traffic; restricted: traffic with limits.",
        ),
        _source(),
        _note(),
    ),
)

TRANSFERS = Table(
    name="transfers",
    key=("node_id", "from_mode", "from_gauge_mm", "to_mode", "to_gauge_mm"),
    doc="A change of mode or gauge at a node; without a row nothing passes.",
    columns=(
        Column(name="node_id", refers="nodes", doc="Where."),
        _mode("from_mode", "Mode arriving."),
        _gauge("from_gauge_mm", "Gauge arriving; empty unless rail.", when=("from_mode", "rail")),
        _mode("to_mode", "Mode leaving."),
        _gauge("to_gauge_mm", "Gauge leaving; empty unless rail.", when=("to_mode", "rail")),
        Column(
            name="method",
            among=("transshipment", "crane", "bogie exchange", "drive on"),
            doc="How the cargo changes over.",
        ),
        _hours("hours", "Mean hours."),
        _hours("hours_low", "Low."),
        _hours("hours_high", "High."),
        Column(
            name="cost_usd_t",
            kind="number",
            unit="US$/t",
            least=0,
            required=False,
            doc="Cost per tonne; empty where no source says.",
        ),
        _grade(),
        _source(),
        _note(),
    ),
)

PROJECTS = Table(
    name="projects",
    key=("project_id", "variant"),
    optional=True,
    doc="A planned link, one row for each published variant or conflicting figure.",
    columns=(
        Column(name="project_id", pattern=r"[a-z0-9-]+", doc="Stable id of the project."),
        Column(name="variant", doc="Which variant or whose figure."),
        Column(name="name", doc="English name."),
        Column(name="name_ru", required=False, doc="Russian name."),
        Column(name="segments", required=False, doc="Ids of its drawn segments, parted by '|'."),
        _km("length_km", "Published length."),
        _year("open_year", "Published year of opening."),
        Column(
            name="capex_usd",
            kind="number",
            unit="US$",
            above=0,
            required=False,
            doc="Published cost.",
        ),
        Column(
            name="capacity_t_a",
            kind="number",
            unit="t/a",
            above=0,
            required=False,
            doc="Published capacity.",
        ),
        Column(
            name="status",
            among=("construction", "planned", "superseded"),
            doc="State of the variant.",
        ),
        _source(),
        _note(),
    ),
)

PARAMETERS = Table(
    name="parameters",
    key=("parameter", "mode", "country"),
    doc="One number of the model.",
    columns=(
        Column(name="parameter", pattern=r"[a-z0-9_]+", doc="Name, e.g. 'speed_kmh'."),
        Column(name="mode", among=MODES, required=False, doc="Mode it holds for; empty: all."),
        Column(
            name="country",
            required=False,
            pattern=r"[A-Z]{3}",
            doc="Country it holds for; empty: all.",
        ),
        Column(name="unit", doc="Unit of the three figures."),
        Column(name="low", kind="number", doc="Low figure."),
        Column(name="value", kind="number", doc="Figure the model uses."),
        Column(name="high", kind="number", doc="High figure."),
        _year(),
        _grade(),
        _source(),
        _note(),
    ),
)

FLOWS = Table(
    name="flows",
    key=("exporter", "importer", "year", "period", "commodity", "reporter", "basis", "source_id"),
    optional=True,
    doc="One bilateral trade figure as one reporter gave it.",
    columns=(
        Column(name="exporter", pattern=r"[A-Z]{3}", doc="Exporting country."),
        Column(name="importer", pattern=r"[A-Z]{3}", doc="Importing country."),
        Column(name="year", kind="integer", least=1990, most=2100, doc="Year."),
        Column(name="period", among=("calendar", "fiscal"), doc="Calendar or fiscal year."),
        Column(name="commodity", doc="HS chapter or TOTAL."),
        Column(name="value_usd", kind="number", unit="US$", least=0, required=False, doc="Value."),
        Column(name="tonnes", kind="number", unit="t", least=0, required=False, doc="Net weight."),
        Column(name="reporter", among=("exporter", "importer"), doc="Whose report it is."),
        Column(name="basis", among=("customs", "payments", "press"), doc="What was counted."),
        _source(),
    ),
)

PUBLISHED = Table(
    name="published",
    key=("published_id",),
    optional=True,
    doc="A published distance between two places, held against the model; it enters no route.",
    columns=(
        Column(name="published_id", doc="Id of the figure."),
        Column(name="from_name", doc="Origin as printed."),
        Column(name="to_name", doc="Destination as printed."),
        Column(name="mode", among=MODES, doc="Mode of transport."),
        Column(
            name="from_node",
            required=False,
            refers="nodes",
            doc="Node it begins at, if there is one.",
        ),
        Column(
            name="to_node", required=False, refers="nodes", doc="Node it ends at, if there is one."
        ),
        Column(name="via", required=False, doc="Nodes the figure runs by, parted by '|'."),
        _km("km", "Published distance.", required=True),
        Column(
            name="figure_kind",
            required=False,
            doc="Route, tariff, train or chainage km, as printed.",
        ),
        Column(name="line_status", required=False, doc="State of the line as printed."),
        Column(
            name="confidence",
            among=("A", "B", "C"),
            doc="A official or operator; B trade press, encyclopedia; C press or derived.",
        ),
        Column(name="remark", required=False, doc="Why it is not compared, or why it differs."),
        _source(),
        _note(),
    ),
)

SOURCES = Table(
    name="sources",
    key=("source_id",),
    doc="Where rows come from (kept in sources.toml).",
    columns=(
        Column(name="source_id", pattern=r"[a-z0-9-]+", doc="Stable id."),
        Column(name="title", doc="Title."),
        Column(name="publisher", doc="Who published it."),
        Column(name="url", required=False, doc="Where it was read."),
        Column(name="retrieved", kind="date", required=False, doc="When it was read."),
        Column(name="licence", doc="Terms of use."),
        _grade(),
        Column(name="method", required=False, doc="How rows were made from it."),
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
        PUBLISHED,
        SOURCES,
    )
}
