"""A group of commands that are loaded when called.

It is the one place that catches ``CorridorError``: the message goes to stderr and the
process ends with the error's exit code.
"""

from __future__ import annotations

import importlib
from typing import Any, NamedTuple

import click

from corridor.errors import CorridorError


class Entry(NamedTuple):
    """Where a command lives, as module and attribute, and its one line of help."""

    module: str
    attribute: str
    help: str


class Commands(click.Group):
    """A group that imports a command's module only when the command is asked for."""

    def __init__(self, *args: Any, entries: dict[str, Entry], **kwargs: Any) -> None:  # noqa: ANN401 - Click's
        super().__init__(*args, **kwargs)
        self.entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        """Return the command names in the order of the table."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - Click's signature
        """Return the command called ``cmd_name``, or None."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        command: click.Command = getattr(importlib.import_module(entry.module), entry.attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - Click's signature
        """Write the list of commands without loading any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in self.entries.items()])

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - Click's signature
        """Run the command; end with an error's message and exit code if it raises ours."""
        try:
            return super().invoke(ctx)
        except CorridorError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(error.exit_code)
