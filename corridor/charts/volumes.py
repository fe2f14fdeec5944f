"""Trade in bars: by group of commodities, and the reports of both sides in pairs.

One panel per flow, years along the foot, each panel to its own scale in US$ million. Bars
of part of a year are hatched, goods that another report than the total gives are dotted. A
year nobody reported has a dot at the foot, never a bar of no height. Nothing here computes
a figure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from corridor import panel
from corridor.commodities import GROUPS, MIXED
from corridor.errors import DataError
from corridor.palette import COLOURS

# Okabe and Ito's colours, told apart by the colour-blind, and greys for what is no group.
GROUP_COLOURS = dict(
    zip(
        (*GROUPS, MIXED, panel.REST),
        (
            *("#e69f00", "#009e73", "#f0e442", "#24323d", "#8c6d5a", "#cc79a7"),
            *("#56b4e9", "#0072b2", "#d55e00", "#8a8f93", "#d9d3c6"),
        ),
        strict=True,
    )
)
SIDES = {"exporter": COLOURS["southbound"], "importer": COLOURS["northbound"]}
PANEL_INCH = (3.3, 2.1)
HEAD_INCH = 1.15
HATCH, DOTS = "////", "...."
MOST_WEIGHED = 3
_APART: dict[str, Any] = {
    "edgecolor": "white",
    "linewidth": 0,
    "label": "goods by another report than the total",
}
NARROWEST_INCH = 9.0
LEGEND_ACROSS = {"narrow": 6, "wide": 11}
NOTE = (
    "US$ million, each panel to its own scale. Hatched: part of a year, or period not said. Dot: "
    "{}, which is not zero. Totals over all routes and modes."
)

Names = Mapping[str, str]


def stacked(flows: pd.DataFrame, among: Sequence[str], names: Names) -> Figure:
    """Return what is shown of each flow and year as bars stacked by group of commodities.

    Parameters
    ----------
    flows
        ``schema.FLOWS``.
    among
        Countries between which flows are drawn.
    names
        Name of each country by its code.

    Returns
    -------
    Figure
        On a canvas of its own; ``charts.save`` writes it.

    Raises
    ------
    DataError
        If no value is known.
    """
    table = panel.by_group(flows, among)
    note = NOTE.format("nobody reported")
    figure, panels = _sheet(table, names, "Bilateral trade by group of commodities", note)
    for axes, flow in panels:
        foot = pd.Series(0.0, index=sorted(set(flow["year"])))
        for group in [name for name in GROUP_COLOURS if name in set(flow["group"])]:
            bars = flow[flow["group"] == group]
            values = bars["value_usd"] / 1e6
            below = [foot[year] for year in bars["year"]]
            drawn = axes.bar(
                bars["year"], values, 0.8, below, color=GROUP_COLOURS[group], linewidth=0
            )
            _hatch(drawn, bars["full_year"])
            _hatch(drawn, bars["own"], DOTS)
            foot = foot.add(pd.Series(values.to_numpy(), bars["year"]), fill_value=0)
    drawn_groups = [name for name in GROUP_COLOURS if name in set(table["group"])]
    apart = [] if table["own"].all() else [Patch(facecolor="#8a8f93", hatch=DOTS, **_APART)]
    _legend(figure, {_label(name): GROUP_COLOURS[name] for name in drawn_groups}, apart)
    wide, tall = figure.get_size_inches()
    told = _weighed(panel.unvalued(flows, among), names)
    figure.text(0.15 / wide, 0.03 / tall, told, fontsize=6, color=COLOURS["muted"])
    return figure


def _weighed(goods: pd.DataFrame, names: Names) -> str:
    """Return in words what only weights are known of, where it is little enough to be read."""
    told: dict[str, list[str]] = {}
    columns = (goods[name] for name in ("exporter", "importer", "group", "year"))
    for exporter, importer, group, year in zip(*columns, strict=True):
        said = f"{_label(group)} of {names[exporter]} to {names[importer]}"
        told.setdefault(said, []).append(str(year))
    if not told or len(told) > MOST_WEIGHED:
        return ""
    parts = "; ".join(f"{said} {', '.join(years)}" for said, years in told.items())
    return f"Known by weight alone, and not drawn: {parts}."


def mirrored(table: pd.DataFrame, names: Names) -> Figure:
    """Return exporter's and importer's figures of the same time as bars in pairs.

    Parameters
    ----------
    table
        As ``panel.mirror`` gives it; the ratio stands above each pair.
    names
        Name of each country by its code.
    """
    note = NOTE.format("not reported by both for the same time")
    title = "The same trade as exporter and importer reported it"
    figure, panels = _sheet(table, names, title, note)
    for axes, flow in panels:
        whole = flow["period"] != "part"
        for shift, (side, colour) in zip((-0.2, 0.2), SIDES.items(), strict=True):
            values = flow[f"{side}_value_usd"] / 1e6
            _hatch(axes.bar(flow["year"] + shift, values, 0.4, color=colour, linewidth=0), whole)
        tops = flow[["exporter_value_usd", "importer_value_usd"]].max(axis=1) / 1e6
        for year, top, ratio in zip(flow["year"], tops, flow["ratio"], strict=True):
            if not math.isnan(ratio):
                axes.annotate(f"{ratio:.2f}", (year, top), (0, 2), **_SMALL)
    _legend(figure, {f"{side}'s report": colour for side, colour in SIDES.items()})
    return figure


def _label(group: str) -> str:
    return "other food" if group == "other-food" else group.replace("-", " and ")


_SMALL: dict[str, Any] = {
    "textcoords": "offset points",
    "ha": "center",
    "fontsize": 5.5,
    "color": COLOURS["ink"],
}


def _sheet(
    table: pd.DataFrame, names: Names, title: str, note: str
) -> tuple[Figure, list[tuple[Axes, pd.DataFrame]]]:
    """Return a figure with one empty panel per flow, and each panel with its rows."""
    if table.empty:
        raise DataError("there is no value to draw; weights alone make no bars")
    flows = list(table.groupby(["exporter", "importer"]))
    across = min(len(flows), max(2, math.ceil(math.sqrt(len(flows) * 0.8))))
    down = math.ceil(len(flows) / across)
    wide = max(PANEL_INCH[0] * across, NARROWEST_INCH)
    tall = PANEL_INCH[1] * down + HEAD_INCH
    figure = Figure(figsize=(wide, tall), facecolor="white")
    FigureCanvasAgg(figure)
    grid = figure.subplots(down, across, squeeze=False)
    figure.subplots_adjust(
        left=0.55 / wide,
        right=1 - 0.15 / wide,
        bottom=0.85 / tall,
        top=1 - 0.75 / tall,
        wspace=0.22,
        hspace=0.42,
    )
    figure.text(0.15 / wide, 1 - 0.3 / tall, title, fontsize=12, color=COLOURS["ink"])
    figure.text(0.15 / wide, 0.14 / tall, note, fontsize=6, color=COLOURS["muted"])
    years = range(int(table["year"].min()), int(table["year"].max()) + 1)
    panels = []
    for axes, (flow, rows) in zip(grid.flat, flows, strict=False):
        exporter, importer = map(str, flow)
        _frame(axes, f"{names[exporter]} to {names[importer]}", years)
        missing = sorted(set(years) - set(rows["year"]))
        axes.plot(missing, [0] * len(missing), ".", color=COLOURS["muted"], ms=2.5, clip_on=False)
        panels.append((axes, rows.assign(year=rows["year"].astype(int))))
    for axes in grid.flat[len(flows) :]:
        axes.set_axis_off()
    return figure, panels


def _frame(axes: Axes, title: str, years: range) -> None:
    """Give a panel its title and quiet axes."""
    axes.set_title(title, fontsize=8, loc="left", color=COLOURS["ink"], pad=8)
    axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(COLOURS["muted"])
    axes.tick_params(labelsize=6, colors=COLOURS["muted"], length=0)
    axes.grid(axis="y", color=COLOURS["rule"], linewidth=0.5)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}"))
    axes.margins(y=0.12)


def _hatch(
    bars: Any,  # noqa: ANN401 - matplotlib's container
    plain: pd.Series,
    hatch: str = HATCH,
) -> None:
    """Hatch the bars that are not plain: by default those not of a whole year."""
    for bar, is_plain in zip(bars, plain, strict=True):
        if not is_plain:
            bar.set(hatch=(bar.get_hatch() or "") + hatch, edgecolor="white", linewidth=0)


def _legend(figure: Figure, colours: Mapping[str, str], more: Sequence[Patch] = ()) -> None:
    patches = [*(Patch(facecolor=colour, label=name) for name, colour in colours.items()), *more]
    wide, tall = figure.get_size_inches()
    across = LEGEND_ACROSS["narrow" if wide <= 3 * PANEL_INCH[0] else "wide"]
    figure.legend(
        handles=patches,
        loc="lower left",
        bbox_to_anchor=(0.1 / wide, 0.22 / tall),
        ncols=min(len(patches), across),
        fontsize=6.5,
        frameon=False,
    )
