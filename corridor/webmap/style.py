"""The look of the map in one mapping: colours, widths, panes, from which zoom on.

The page's script draws with it, its style sheet takes its colours from it and the legend
shows it, so a line and its entry in the legend cannot differ. Widths are in pixels.
"""

from __future__ import annotations

from typing import Any

from corridor.palette import COLOURS, LONG_WAIT_H, ROUTES

_SANS = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
_SERIF = "Georgia, 'DejaVu Serif', serif"


def _name(font: str, height: int, spacing: float = 0) -> dict[str, Any]:
    """Return how a name is set: CSS font, height of its line and space between letters [px]."""
    return {"font": font, "height": height, "spacing": spacing}


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
    "routes": list(ROUTES),
    "route": {"width": 9, "step": 4, "casing": 2},
    "panes": {
        "base": 150,
        "changes": 398,
        "trade": 400,
        "loads": 402,
        "route": 403,
        "casing": 405,
        "lines": 410,
        "touch": 420,
        "labels": 450,
        "towns": 590,
        "crossings": 600,
        "cursor": 640,
    },
    "from_zoom": {"city": 0, "town": 5.5, "port": 5.5, "terminal": 6.5, "station": 7.5},
    "trade": {"widest": 8.0, "narrowest": 0.7, "opacity": 0.42},
    "loads": {"widest": 13.0, "gap": 2.5, "opacity": 0.85},
    "criticality": {"widest": 16.0, "narrowest": 1.5, "aside": 6.0, "ring": 10.0},
    "changes": {"added": "added", "lost": "wait", "changed": "changed"},
    "names": {
        "city": _name(f"700 13px/1.2 {_SANS}", 16),
        "town": _name(f"500 11.5px/1.2 {_SANS}", 14),
        "crossing-name": _name(f"500 11.5px/1.2 {_SANS}", 14),
        "corridor-country": _name(f"500 13.5px/1.2 {_SERIF}", 15, 2.6),
        "corridor-country-small": _name(f"500 10.5px/1.2 {_SERIF}", 13, 0.8),
        "other-country": _name(f"400 11px/1.2 {_SERIF}", 15, 1.1),
        "sea-name": _name(f"italic 400 11px/1.2 {_SERIF}", 15, 0.8),
    },
    "long_wait_h": int(LONG_WAIT_H),
}


def custom_properties() -> str:
    """Return colours and line widths as custom properties, and a rule for each kind of name."""
    properties = dict(COLOURS)
    for mode, line in STYLE["lines"].items():
        properties |= {f"{mode}-{part}": value for part, value in line.items()}
    lines = [f"  --{name}: {value};" for name, value in properties.items()]
    rules = [
        f".name-{kind} {{ font: {name['font']}; letter-spacing: {name['spacing']}px; }}"
        for kind, name in STYLE["names"].items()
    ]
    return "\n".join([":root {", *lines, "}", *rules])
