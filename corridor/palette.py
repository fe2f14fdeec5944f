"""The colours that every drawing of a corridor shares, and the wait that is told as long.

The page and the picture draw with them, so that a reader of one knows the other. Widths,
dashes and sizes are each drawing's own.
"""

from __future__ import annotations

COLOURS = {
    "sea": "#dbe6ea",
    "corridor-land": "#f5f0e4",
    "other-land": "#eae8e2",
    "corridor-border": "#8c8069",
    "border-tint": "#cdbf9f",
    "other-border": "#c9c5bb",
    "coast": "#9fb4bd",
    "ink": "#24323d",
    "muted": "#5b6670",
    "card": "#fbf9f4",
    "rule": "#d9d3c6",
    "focus": "#0a58ca",
    "rail": "#1f4e79",
    "road": "#7d3c14",
    "sea-link": "#3c7288",
    "closed": "#8a8f93",
    "wait": "#c8322b",
    "southbound": "#2f8ab0",
    "southbound-edge": "#1b5f7c",
    "northbound": "#d18f12",
    "northbound-edge": "#8a5a05",
    "added": "#2b7355",
    "changed": "#8e4a9e",
    "link": "#184a75",
}
# Of routes, in their order: told apart by the colour-blind too, so that there are no more.
ROUTES = (
    *("#24323d", "#8e4a9e", "#1a8570", "#a8572b"),
    *("#6000e0", "#c0a000", "#402000", "#a0a0c0"),
)
LONG_WAIT_H = 24.0
