"""A progress bar on a terminal, once work has taken a second. Nothing here does any work."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SHOWN_AFTER_S = 1.0


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[int], None] | None]:
    """Yield what to call with each amount done; None where no terminal would show a bar.

    The bar stands on stderr, so that what is piped stays clean, and goes when done.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total, visible=False)
        begun = time.monotonic()

        def advance(amount: int) -> None:
            shown = time.monotonic() - begun > SHOWN_AFTER_S
            bar.update(task, advance=amount, visible=shown)

        yield advance
