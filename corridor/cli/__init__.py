"""The command line: one group that finds its commands by name and loads them when called.

It knows each command's module and its line of help, so that ``corridor --help`` loads
nothing heavy, and it is the one place that catches ``CorridorError``: the message goes to
stderr and the process ends with the error's exit code. It computes nothing.
"""

from __future__ import annotations

import importlib
from typing import Any, NamedTuple

import click

from corridor.cli.shared import example
from corridor.errors import CorridorError


class Entry(NamedTuple):
    """Where a command lives, as module and attribute, and its one line of help."""

    module: str
    attribute: str
    help: str


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
    "validate": Entry("corridor.cli.data", "validate", "Check a folder of tables."),
    "schema": Entry("corridor.cli.data", "schema", "Print what each table holds."),
    "sources": Entry("corridor.cli.data", "sources", "List where the figures come from."),
    "export": Entry("corridor.cli.data", "export", "Write tables for Excel, GIS or a script."),
}


class Commands(click.Group):
    """A group that imports a command's module only when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        """Return the command names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - Click's signature
        """Return the command called ``cmd_name``, or None."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command: click.Command = getattr(importlib.import_module(entry.module), entry.attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - Click's signature
        """Write the list of commands without loading any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - Click's signature
        """Run the command; end with an error's message and exit code if it raises ours."""
        try:
            return super().invoke(ctx)
        except CorridorError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(error.exit_code)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=example("corridor route Minsk Karachi --minimise time"),
)
@click.version_option(package_name="corridor", prog_name="corridor")
def main() -> None:
    """Model a trade corridor: distances, times, border crossings, maps."""


__all__ = ["COMMANDS", "main"]
