"""What the legend lists: the kinds of line, crossing, town and trade that are on the sheet."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from corridor.charts import furniture, network, overlays
from corridor.charts.furniture import HEADING, SMALL, Draw, Entry
from corridor.charts.network import Mark
from corridor.charts.overlays import Loads, Losses
from corridor.charts.pen import MM_PER_PT, Stroke
from corridor.charts.trade import Trade, draw_arc, width_pt
from corridor.charts.wording import dollars, number, say
from corridor.palette import COLOURS, LONG_WAIT_H
from corridor.words import Language

# What a scale in proportion is shown by; by the root, tens are still told apart.
IN_PROPORTION = (1, 2, 5)
CROSSINGS = {
    "restricted": "mark_restricted",
    "closed": "mark_closed",
    "planned": "mark_planned",
    "construction": "mark_planned",
}


def lines(kinds: Collection[str], lang: Language, *, faded: bool) -> list[Entry]:
    """Return the entries on segments, ``kinds`` as ``network.kinds_of`` has them."""
    rail, road = (network.strokes("planned", mode)[0] for mode in ("rail", "road"))
    samples: dict[str, Draw] = {
        name: furniture.line_sample(network.strokes(name, name)) for name in ("rail", "road", "sea")
    }
    samples["planned"] = furniture.pair_sample(rail, road)
    samples["closed"] = furniture.line_sample(network.strokes("closed", "closed"))
    found = [Entry(say(lang, "network"), kind=HEADING)]
    called = {"planned": "planned_lines", "closed": "closed_lines"}
    found += [
        Entry(say(lang, called.get(name, name)), sample)
        for name, sample in samples.items()
        if name in kinds
    ]
    return found + ([Entry(say(lang, "faded"), kind=SMALL)] if faded else [])


def places(crossings: Collection[Mark], kinds: Collection[str], lang: Language) -> list[Entry]:
    """Return the entries on the crossings drawn and on towns of some kinds."""
    found = [Entry(say(lang, "places"), kind=HEADING)]
    if crossings:
        found.append(Entry(say(lang, "crossing"), furniture.crossing_sample("open")))
    if any(network.is_long(mark.row) for mark in crossings):
        text = say(lang, "wait_over", f"{LONG_WAIT_H:g}")
        found.append(Entry(text, furniture.crossing_sample("open", long=True)))
    statuses = {str(mark.row["status"]) for mark in crossings}
    words = {CROSSINGS[one]: one for one in statuses & CROSSINGS.keys()}
    for word, status in sorted(words.items()):
        found.append(Entry(say(lang, word), furniture.crossing_sample(status)))
    for word, alike in (
        ("kind_city", ("city",)),
        ("port", ("port", "terminal")),
        ("town", ("town", "station", "border")),
    ):
        if set(alike) & set(kinds):
            found.append(Entry(say(lang, word), furniture.town_sample(alike[0])))
    return [*found, Entry(say(lang, "not_all"), kind=SMALL)]


def flows(trade: Trade, lang: Language) -> list[Entry]:
    """Return the entries on trade: directions, and three widths of round values."""
    found = [Entry(say(lang, "trade", str(trade.year)), kind=HEADING)]
    found += [Entry(say(lang, name), _arrow(name)) for name in ("southbound", "northbound")]
    for value in round_values(float(trade.figures["value_usd"].max())):
        stroke = Stroke(COLOURS["muted"], width_pt(trade, value))
        found.append(Entry(dollars(lang, value), furniture.line_sample([stroke])))
    return [*found, Entry(say(lang, "trade_note"), kind=SMALL)]


def loads(shown: Loads, lang: Language) -> list[Entry]:
    """Return the entries on loads: directions, three widths of round values, what is unknown."""
    found = [Entry(say(lang, "loads_of", str(shown.year)), kind=HEADING)]
    for name in ("southbound", "northbound"):
        ribbon = furniture.line_sample(overlays.strokes(name, 1.6))
        found.append(Entry(say(lang, f"loads_{name}"), ribbon))
    for tonnes in round_values(max(shown.tonnes.values()), IN_PROPORTION):
        stroke = Stroke(COLOURS["muted"], overlays.width_mm(shown, tonnes) / MM_PER_PT)
        found.append(Entry(_megatonnes(tonnes, lang), furniture.line_sample([stroke])))
    if shown.unknown:
        found.append(Entry(say(lang, "no_data_loads", str(shown.unknown)), kind=SMALL))
    return [*found, Entry(say(lang, "loads_note"), kind=SMALL)]


def changes(table: pd.DataFrame, lang: Language) -> list[Entry]:
    """Return the entries on what a scenario adds, loses and changes."""
    found = [Entry(say(lang, "scenario"), kind=HEADING)]
    told = set(table["change"])
    for kind, stroke in overlays.BANDS.items():
        if kind in told:
            narrower = Stroke(stroke.colour, 7.0, stroke.dashes, stroke.alpha)
            found.append(Entry(say(lang, f"change_{kind}"), furniture.line_sample([narrower])))
    return found


def losses(shown: Losses, lang: Language) -> list[Entry]:
    """Return the entries on criticality: whose year, which fate, three widths, what it is."""
    key = "critical_heading" if shown.year else "critical_heading_plain"
    found = [Entry(say(lang, key, str(shown.year)), kind=HEADING)]
    band = Stroke(COLOURS[overlays.LOSSES[shown.fate]], 5.0)
    found.append(Entry(say(lang, f"critical_{shown.fate}"), furniture.line_sample([band])))
    for tonnes in round_values(max(shown.tonnes.values()), IN_PROPORTION):
        stroke = Stroke(COLOURS["muted"], overlays.loss_mm(shown, tonnes) / MM_PER_PT)
        found.append(Entry(_megatonnes(tonnes, lang), furniture.line_sample([stroke])))
    return [*found, Entry(say(lang, "critical_note"), kind=SMALL)]


def _megatonnes(tonnes: float, lang: Language) -> str:
    return say(lang, "n_mt", number(lang, tonnes / 1e6, 3).rstrip("0").rstrip(".,"))


def round_values(largest: float, shares: Sequence[int] = (1, 10, 100)) -> list[float]:
    """Return a round value no more than the largest, and so many times smaller ones.

    Examples
    --------
    >>> round_values(36.2e9)
    [20000000000.0, 2000000000.0, 200000000.0]
    """
    if largest < 1:
        return []
    power = 10.0 ** np.floor(np.log10(largest))
    first = float(max(part * power for part in (1, 2, 5) if part * power <= largest))
    return [first / share for share in shares if first / share >= 1]


def _arrow(name: str) -> Draw:
    def draw(axes: Axes, x: float, y: float) -> None:
        line = np.column_stack([np.linspace(x, x + 10.0, 24), np.full(24, y)])
        way = line if name == "southbound" else line[::-1]
        draw_arc(axes, way, COLOURS[name], 3.0, zorder=21)

    return draw
