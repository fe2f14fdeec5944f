"""A group of commands that are loaded when called.

It is the one place that catches ``CorridorError``: the message goes to stderr and the
process ends with the error's exit code.
"""

from __future__ import annotations

import difflib
import errno
import importlib
import sys
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

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; of a name that is none say which it comes near to."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = difflib.get_close_matches(args[0], self.entries, 1)
            if near and not args[0].startswith("-"):
                ctx.fail(f"no such command {args[0]!r}; did you mean {near[0]!r}?")
            raise error from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - Click's signature
        """Write the list of commands without loading any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in self.entries.items()])

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - Click's
        """Run as a program; a disk that fills is no bug, whatever was being printed."""
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            click.echo(f"Error: the output cannot be written: {error.strerror}", err=True)
            sys.exit(1)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - Click's signature
        """Run the command; end with an error's message and exit code if it raises ours."""
        try:
            return super().invoke(ctx)
        except CorridorError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(error.exit_code)
