"""Pictures: the corridor on one sheet, as PNG, SVG or PDF, by matplotlib.

``draw`` makes the figure and ``save`` the file. ``conic`` and ``sheet`` say where a place
lies on the paper, ``pen`` puts ink on it, ``labels`` finds room for names; ``ground``,
``network``, ``trade``, ``furniture``, ``heading`` and ``legend`` are what is drawn, and
``picture`` holds it together. Nothing here computes a figure.
"""

from __future__ import annotations

from corridor.errors import OutputError

try:
    from corridor.charts.draw import draw, save
    from corridor.charts.page import save_page
    from corridor.charts.picture import Look
except ModuleNotFoundError as error:
    if error.name != "matplotlib":
        raise
    remedy = "pip install 'corridor[charts]', or in a checkout pip install '.[charts]'"
    raise OutputError(f"a picture needs matplotlib; install it: {remedy}") from error

__all__ = ["Look", "draw", "save", "save_page"]
