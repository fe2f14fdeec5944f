"""The command line: one group that finds its commands by name and loads them when called.

It knows each command's module and its line of help, so that ``corridor --help`` loads
nothing heavy. It computes nothing.
"""

from __future__ import annotations

import click

from corridor.cli.group import Commands, Entry
from corridor.cli.shared import example

COMMANDS = {
    "map": Entry("corridor.cli.map", "map_", "Draw the corridor as one HTML page."),
    "route": Entry("corridor.cli.routes", "route", "Find the best route between two places."),
    "metrics": Entry("corridor.cli.routes", "metrics", "Sum lengths and hours of the network."),
    "crossings": Entry("corridor.cli.routes", "crossings", "List border crossings by delay."),
    "indicators": Entry(
        "corridor.cli.indicators", "indicators", "Hold CPMM indicators against published ones."
    ),
    "observe": Entry(
        "corridor.cli.indicators", "observe", "Update border times from a log of own trips."
    ),
    "reliability": Entry(
        "corridor.cli.reliability", "reliability", "Draw the days of a route: P50, P90, P95."
    ),
    "compare": Entry("corridor.cli.whatif", "compare", "Compare scenarios or dates on one trip."),
    "breakeven": Entry(
        "corridor.cli.whatif", "breakeven", "Find the number at which two routes tie."
    ),
    "scenarios": Entry("corridor.cli.whatif", "scenarios", "List the scenarios there are."),
    "tcd": Entry("corridor.cli.tcd", "tcd", "Draw time and cost over distance."),
    "trade": Entry("corridor.cli.trade", "trade", "Show, import and fetch bilateral trade."),
    "validate": Entry("corridor.cli.data", "validate", "Check a folder of tables."),
    "schema": Entry("corridor.cli.data", "schema", "Print what each table holds."),
    "sources": Entry("corridor.cli.data", "sources", "List where the figures come from."),
    "export": Entry("corridor.cli.data", "export", "Write tables for Excel, GIS or a script."),
}


@click.group(
    cls=Commands,
    entries=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=example("corridor route Minsk Karachi --minimise time"),
)
@click.version_option(package_name="corridor", prog_name="corridor")
def main() -> None:
    """Model a trade corridor: distances, times, border crossings, maps."""


__all__ = ["COMMANDS", "main"]
