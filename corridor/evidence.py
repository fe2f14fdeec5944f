"""Tables of evidence from outside: printed figures that judge the model, own logs that update it.

No route is computed from them. Published distances, indicators and door-to-door cases are
held against the model; a log of own trips changes border times where its owner says so.
"""

from __future__ import annotations

from corridor.declare import (
    ISO3,
    Column,
    Table,
    among,
    grade,
    key,
    km,
    mode,
    moment,
    note,
    number,
    refer,
    source,
    text,
    year,
)

DIRECTIONS = ("outbound", "inbound")
CONFIDENCE = among(
    "confidence",
    ("A", "B", "C"),
    "A official or operator; B trade press, encyclopedia; C press or derived.",
)

PUBLISHED = Table(
    name="published",
    key=("published_id",),
    optional=True,
    doc="A published distance between two places, held against the model; it enters no route.",
    columns=(
        text("published_id", "Id of the figure."),
        text("from_name", "Origin as printed."),
        text("to_name", "Destination as printed."),
        mode(),
        refer("from_node", "nodes", "Node it begins at, if there is one.", required=False),
        refer("to_node", "nodes", "Node it ends at, if there is one.", required=False),
        text("via", "Nodes the figure runs by, parted by '|'.", required=False),
        km("km", "Published distance.", required=True),
        text("figure_kind", "Route, tariff, train or chainage km, as printed.", required=False),
        text("line_status", "State of the line as printed.", required=False),
        CONFIDENCE,
        text("remark", "Why it is not compared, or why it differs.", required=False),
        source(),
        note(),
    ),
)

INDICATORS = Table(
    name="indicators",
    key=("indicator_id",),
    optional=True,
    doc="A published trade facilitation indicator, held against the model; it enters no route.",
    columns=(
        key("indicator_id", "Stable id: what, mode, of what, direction, year."),
        among(
            "indicator",
            ("TFI1", "TFI2", "TFI3", "SWOD", "SWD"),
            "TFI1 hours and TFI2 payments at a border post, TFI3 cost of a section, TFI4 speed "
            "without (SWOD) and with delays (SWD).",
        ),
        among("scope", ("region", "corridor", "country", "crossing"), "What it is an average of."),
        text("of", "Region, corridor or border post as printed.", required=False),
        refer("crossing_id", "crossings", "The crossing, if it is one of these.", required=False),
        text("country", "Country; of a border post its side.", pattern=ISO3, required=False),
        mode(),
        among("direction", ("all", *DIRECTIONS), "Leaving or entering the country, or both."),
        year(),
        Column(name="value", kind="number", least=0, doc="Published figure."),
        among("unit", ("h", "US$", "US$/500 km/20 t", "km/h"), "Unit of the figure."),
        grade(),
        CONFIDENCE,
        source(),
        note(),
    ),
)

CASES = Table(
    name="cases",
    key=("case_id",),
    optional=True,
    doc="A published journey from door to door, held against the model; it enters no route.",
    columns=(
        key("case_id"),
        text("name", "The journey as printed."),
        mode(),
        among("cargo", ("truck", "feu", "wagon"), "What was carried."),
        refer("from_node", "nodes", "Where the model's journey begins."),
        refer("to_node", "nodes", "Where it ends."),
        text("via", "Nodes it runs by, parted by '|'.", required=False),
        Column(
            name="whole",
            kind="flag",
            doc="Whether the model holds the whole journey; if not, paces are compared.",
        ),
        km("km", "Published length of the journey."),
        number("days", "d", "Published duration; of a range the lower end.", required=True),
        number("days_high", "d", "Upper end of a published range."),
        number("usd_feu", "US$", "Published price of a 40-foot container."),
        among(
            "stands_for",
            ("best case", "mean"),
            "A pilot run or a premium service is a best case; an average is the mean.",
        ),
        year(),
        CONFIDENCE,
        source(),
        note(),
    ),
)

# A stay longer than a leap year is a slip of the pen, and so is a payment above this in US$.
LONGEST_H, MOST_PAID_USD = 8784, 1_000_000

# What a driver notes at a post, after the form of CAREC's CPMM.
ACTIVITIES = (
    "waiting",
    "border security",
    "customs",
    "health",
    "phytosanitary",
    "veterinary",
    "immigration",
    "traffic police",
    "police checkpoint",
    "transport inspection",
    "weighing",
    "vehicle registration",
    "repair",
    "escort",
    "loading",
    "gauge change",
    "toll",
    "rest",
    "other",
)

TRIPS = Table(
    name="trips",
    key=("trip", "place", "side", "direction", "activity", "arrival", "hours"),
    doc="One event of an own trip: an activity at a border post, or a stop on the way.",
    columns=(
        text("trip", "Number or name of the journey, one way."),
        text("place", "Crossing, by name or id; or a place on the way."),
        text("side", "Country whose post it is; empty on the way.", required=False),
        among("direction", DIRECTIONS, "Leaving or entering that country.", required=False),
        among("activity", ACTIVITIES, "What was done."),
        moment("arrival", "When it began, by the clock of the place."),
        moment("departure", "When it ended."),
        Column(
            name="hours",
            kind="number",
            unit="h",
            least=0,
            most=LONGEST_H,
            required=False,
            doc="How long it took, where no departure is noted.",
        ),
        Column(
            name="payment_usd",
            kind="number",
            unit="US$",
            least=0,
            most=MOST_PAID_USD,
            required=False,
            doc="What was paid, officially or not; 0: nothing.",
        ),
        note(),
    ),
)
