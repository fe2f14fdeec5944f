"""A corridor drawn on one sheet of A3: every layer in its order, and the file it goes to.

The same data gives the same bytes: no clock, no random id, fonts by file, and none of the
settings a user may have made for matplotlib.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from corridor import files
from corridor.charts import (
    furniture,
    ground,
    heading,
    labels,
    legend,
    network,
    overlays,
    pen,
    trade,
)
from corridor.charts.picture import Look, Picture
from corridor.charts.sheet import HEIGHT_MM, WIDTH_MM, Box
from corridor.charts.wording import number, say
from corridor.errors import DataError, FormatError
from corridor.itinerary import Route
from corridor.overlays import several
from corridor.palette import COLOURS

if TYPE_CHECKING:
    from typing import Unpack

    from corridor.tables import Corridor

DPI = 200
MM_PER_INCH = 25.4
# What each kind of file would say of the moment and the program it was made by.
SILENT: dict[str, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
SETTINGS = {
    "svg.hashsalt": "corridor",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "text.hinting": "no_hinting",  # letters stand as they are measured, in every kind of file
}
SCALE_BOX_MM = (104.0, 10.0)
# How many times worse it is to cover the line of a route than another.
ON_ROUTE = 3


def draw(corridor: Corridor, route: Route | Sequence[Route] = (), **look: Unpack[Look]) -> Figure:
    """Return the corridor as a matplotlib Figure of one A3 sheet, 420 x 297 mm.

    Parameters
    ----------
    corridor
        Read with geometry.
    route
        A route to highlight, its figures in the heading, or several.
    **look
        ``year``, ``loads``, ``changes``, ``criticality``, ``as_of``, ``lang``, ``title``,
        ``borders``; see ``Look``. Without ``as_of``, crossings are drawn in their state on
        the date the first route was asked for, and without that as last recorded.

    Returns
    -------
    Figure
        On a canvas of its own; pyplot does not know it. ``save`` writes it.

    Raises
    ------
    DataError
        If the corridor was read without geometry or has no segment, routes are too many,
        nobody reported trade for ``year``, or a table to lay over is not as declared.
    """
    if "geometry" not in corridor.segments:
        raise DataError("the corridor was read without geometry; read it with geometry=True")
    if corridor.segments.empty:
        raise DataError("segments.csv has no row, so there is nothing to draw")
    routes = tuple(several(route))
    with settings():
        figure, axes = _paper()
        _draw(axes, Picture(corridor, routes, look))
    return figure


def save(figure: Figure, out: Path) -> None:
    """Write a figure of ``draw`` whole or not at all, its kind by the extension.

    Parameters
    ----------
    figure
        As ``draw`` returns it.
    out
        A file ending in .png (3307 x 2338 pixels), .svg or .pdf.

    Raises
    ------
    FormatError
        If the extension is another.
    OutputError
        If the file cannot be written.
    """
    kind = out.suffix.lower().lstrip(".")
    if kind not in SILENT:
        allowed = ", ".join(f".{name}" for name in SILENT)
        raise FormatError(f"{out}: the extension says what to draw; known are {allowed}")
    with settings(), files.written(out) as draft:
        figure.savefig(draft, format=kind, dpi=DPI, metadata=SILENT[kind])


@contextmanager
def settings() -> Iterator[None]:
    """Hold matplotlib to its own defaults, whatever a user has set."""
    ours: dict[Any, Any] = dict(mpl.rcParamsDefault.items())
    ours = {name: value for name, value in ours.items() if "backend" not in name} | SETTINGS
    with mpl.rc_context(ours):
        yield


def _paper() -> tuple[Figure, Axes]:
    """Return an empty sheet whose coordinates are millimetres."""
    figure = Figure(figsize=(WIDTH_MM / MM_PER_INCH, HEIGHT_MM / MM_PER_INCH), facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH_MM), ylim=(0, HEIGHT_MM), autoscale_on=False)
    axes.set_axis_off()
    return figure, axes


def _draw(axes: Axes, picture: Picture) -> None:
    """Draw everything, bottom to top."""
    frame, lang = picture.sheet.frame, picture.lang
    furniture.draw_heading(axes, picture.title, picture.rows)
    pen.area(axes, [pen.ring(frame)], COLOURS["sea"], 0)
    borders = picture.look.get("borders", True)
    ground.draw(axes, picture.land, picture.on_corridor, borders=borders)
    if picture.loads:
        aside = network.aside_mm(len(picture.routes))
        overlays.draw_loads(axes, picture.loads, picture.lines, picture.runs, aside)
    if picture.losses:
        aside = 2 * network.aside_mm(len(picture.routes))
        overlays.draw_criticality(
            axes, picture.losses, picture.lines, picture.crossing_places, aside
        )
    if picture.changes is not None:
        overlays.draw_changes(axes, picture.changes, picture.lines)
    network.draw_routes(axes, picture.routes, picture.lines)
    network.draw_lines(axes, picture.corridor.segments, picture.lines, picture.chosen)
    taken = _draw_cards(axes, picture)
    if picture.flows:
        taken += trade.draw(axes, picture.flows, picture.anchors, picture.sheet)
    _draw_places(axes, picture, taken)
    furniture.draw_edge(axes, picture.sheet)
    credit = [say(lang, "osm"), *picture.base["attribution"], say(lang, "geonames")]
    state = heading.state(picture.corridor, picture.as_of, lang)
    furniture.draw_credits(axes, state, " · ".join(credit))


def _draw_cards(axes: Axes, picture: Picture) -> list[Box]:
    """Draw legend and scale bar where they hide least, and return the room they take."""
    lang, frame = picture.lang, picture.sheet.frame
    kinds = set(network.kinds_of(picture.corridor.segments))
    entries = legend.lines(kinds, lang, faded=bool(picture.chosen))
    entries += legend.places(picture.marks, set(picture.corridor.nodes["kind"]), lang)
    entries += legend.flows(picture.flows, lang) if picture.flows else []
    entries += legend.loads(picture.loads, lang) if picture.loads else []
    entries += legend.changes(picture.changes, lang) if picture.changes is not None else []
    entries += legend.losses(picture.losses, lang) if picture.losses else []
    seen = [*picture.lines.values(), *(np.array([mark.place]) for mark in picture.marks)]
    card = furniture.emptiest(furniture.legend_size(entries), frame, seen)
    furniture.draw_legend(axes, entries, card)
    bar = furniture.emptiest(SCALE_BOX_MM, frame, [*seen, pen.ring(card)])
    conic = picture.sheet.conic
    parallels = (number(lang, deg, 1) for deg in (conic.south_deg, conic.north_deg))
    remark = say(lang, "scale", *parallels)
    furniture.draw_scale(axes, picture.sheet, bar, remark, lang)
    return [card, bar]


def _draw_places(axes: Axes, picture: Picture, taken: list[Box]) -> None:
    """Draw crossings and towns, and the names of all there is room for."""
    for mark in picture.marks:
        status, long = str(mark.row["status"]), network.is_long(mark.row)
        network.draw_crossing(axes, mark.place, status, long=long)
    weighty = [mark for mark in picture.towns if mark.weighty]
    shown = [mark for mark in weighty if network.apart(mark, picture.marks)]
    hidden = [mark for mark in weighty if mark not in shown]
    minor = {network.town_label(mark): mark for mark in picture.towns if not mark.weighty}
    wanted = [network.city_label(mark) for mark in shown]
    wanted += [network.city_label(mark, network.HIDDEN_GAP_MM) for mark in hidden]
    wanted += [network.crossing_label(mark) for mark in picture.marks]
    wanted += ground.names(picture.land, picture.called, picture.on_corridor)
    boxes = [*taken, *(mark.box for mark in (*picture.marks, *shown))]
    surface = labels.Ground(picture.sheet.frame.around(-1.0), boxes)
    surface.mark(picture.lines.values())
    surface.mark((picture.lines[key] for key in picture.chosen), ON_ROUTE)
    placed = labels.place([*wanted, *minor], surface)
    for mark in (*shown, *(minor[label] for label, _ in placed if label in minor)):
        network.draw_town(axes, mark)
    for label, box in placed:
        level = 2.45 if label.room else 10.0  # over bands and ribbons, under routes and lines
        pen.write_in(axes, box, label.text, label.kind, zorder=level)
