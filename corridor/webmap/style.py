"""The look of the map in one mapping: colours, widths, panes, from which zoom on.

The page's script draws with it, its style sheet takes its colours from it and the legend
shows it, so a line and its entry in the legend cannot differ. Widths are in pixels.
"""

from __future__ import annotations

from typing import Any

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
}

STYLE: dict[str, Any] = {
    "colours": COLOURS,
    "lines": {
        "rail": {"width": "3.2px", "casing": "6.2px", "centre": "1.1px"},
        "road": {"width": "2.2px", "casing": "5px"},
        "sea-link": {"width": "2.2px", "casing": "5px"},
        "closed": {"width": "1.6px", "casing": "4px"},
    },
    "dashes": {"centre": "6 8", "planned": "7 6", "sea-link": "1 6", "closed": "3 4"},
    "borders": {"corridor": 1.1, "tint": 6, "other": 0.8, "coast": 0.7, "dash": "4 4"},
    "routes": ["#24323d", "#6b3f8f", "#2b7355"],
    "panes": {
        "base": 150,
        "trade": 400,
        "route": 403,
        "casing": 405,
        "lines": 410,
        "touch": 420,
        "labels": 450,
        "towns": 590,
        "crossings": 600,
    },
    "from_zoom": {"city": 0, "town": 5.5, "port": 5.5, "terminal": 6.5, "station": 7.5},
    "trade": {"widest": 8.0, "narrowest": 0.7, "opacity": 0.42},
    "long_wait_h": 24,
}


def custom_properties() -> str:
    """Return the colours and line widths as a CSS rule, one custom property each."""
    properties = dict(COLOURS)
    for mode, line in STYLE["lines"].items():
        properties |= {f"{mode}-{part}": value for part, value in line.items()}
    lines = [f"  --{name}: {value};" for name, value in properties.items()]
    return "\n".join([":root {", *lines, "}"])
