"""The page around the map: one self-contained HTML file, the same bytes for the same map.

``CorridorMap`` is a folium.Map whose figure is a ``Page``: language, title, a policy that
lets no other script run, Leaflet and our own script and style inlined. Data text never
passes through a template; it lies in the JSON block alone. Layers are added elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import html
import os
import re
from pathlib import Path
from typing import Any

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from jinja2 import Template

from corridor import files, words
from corridor.webmap import block, leaflet
from corridor.webmap.style import STYLE, custom_properties

HERE = Path(__file__).parent
# In the order they run: each file is one concern and uses those before it.
SCRIPTS = (
    "words",
    "dom",
    "polyline",
    "plane",
    "world",
    "base",
    "network",
    "arcs",
    "choice",
    "figures",
    "trade",
    "loads",
    "years",
    "places",
    "labels",
    "bars",
    "about",
    "story",
    "popup",
    "touch",
    "keyboard",
    "profile",
    "chart",
    "legend",
    "lists",
    "panel",
    "search",
    "measure",
    "locator",
    "view",
    "home",
    "room",
    "draw",
)
# Only on a page with such a table.
OVERLAY_SCRIPTS = {"loads": "ribbons", "criticality": "criticality"}
STYLES = ("page", "panel", "tools", "marks", "forced", "print")
TILE_HOSTS = "https://*.basemaps.cartocdn.com https://tile.openstreetmap.org"
# What stock folium objects call, and the links of folium that define it; without a network
# corridor-stock.js stands in for all but what itself asks for a file.
_ASKS = "$.ajax"
_STOCK = (
    ("$(", ("jquery",)),
    (_ASKS, ("jquery",)),
    (
        "L.AwesomeMarkers",
        (
            "awesome_markers",
            "awesome_markers_font_css",
            "awesome_markers_css",
            "awesome_rotate_css",
            "glyphicons_css",
        ),
    ),
)
LEAFLET_OPTIONS = {
    "center": [45.0, 55.0],
    "zoom": 4,
    "minZoom": 2.5,
    "maxZoom": 13,
    "zoomSnap": 0.25,
    "zoomDelta": 0.5,
    "zoomControl": False,
    "attributionControl": False,
}
_ID = re.compile(r"(?<=_)[0-9a-f]{32}\b")


class Raw(Element):
    """Text put on the page as it is: no template engine reads it."""

    _template = Template("{{this.text}}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Raw"
        self.text = text


class Content(Element):
    """All that corridor draws: script, style and the JSON block, added as the page is made."""

    def __init__(self, map_name: str, payload: dict[str, Any], *, online: bool) -> None:
        super().__init__()
        self._name = "Content"
        self.map_name = map_name
        self.payload = payload
        self.online = online

    def scripts(self) -> list[str]:
        """Return the inline scripts in the order they run."""
        more = [name for table, name in OVERLAY_SCRIPTS.items() if table in self.payload]
        own = "\n".join(_read(f"corridor-{name}.js") for name in (*SCRIPTS, *more))
        ours = f'(() => {{\n"use strict";\n{own}\nwindow.drawCorridor = drawCorridor;\n}})();'
        return [_guarded(text) for text in ([] if self.online else [leaflet.javascript()]) + [ours]]

    def styles(self) -> list[str]:
        """Return the inline style sheets."""
        own = [custom_properties(), *(_read(f"corridor-{name}.css") for name in STYLES)]
        return ([] if self.online else [leaflet.css()]) + ["\n".join(own)]

    def render(self, **_: object) -> str:
        """Put everything into the figure the map stands in."""
        figure: Any = self.get_root()
        parts = [f"<style>{text}</style>" for text in self.styles()]
        if self.online:
            parts += [_link("leaflet.css"), _link("leaflet.js")]
        parts += [f"<script>{text}</script>" for text in self.scripts()]
        figure.header.add_child(Raw("\n".join(parts)), name="corridor")
        figure.html.add_child(Raw(block.script(self.payload)), name="corridor_data")
        figure.script.add_child(Raw(f"drawCorridor({self.map_name});"), name="corridor_draw")
        return ""


class Page(Figure):
    """The HTML document: head with language, title and policy; body with the map."""

    def __init__(self, m: CorridorMap, content: Content) -> None:
        super().__init__()
        self.header.add_child(Raw(""), name="meta_http")  # our head names the charset
        self.map = m
        self.content = content
        self.add_child(m)

    def render(self, **kwargs: object) -> str:
        """Return the document."""
        self.map.render(**kwargs)
        self._add_stock(self.script.render(**kwargs))
        parts = [part.render(**kwargs) for part in (self.header, self.html, self.script)]
        head, body, script = _renumbered(parts, _random_ids(self))
        script = f"\n{script}\n"
        title = html.escape(str(self.content.payload["title"]))
        lines = (
            "<!DOCTYPE html>",
            f'<html lang="{self.content.payload["lang"]}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{self._policy(script)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>",
            head,
            "</head>",
            "<body>",
            "<noscript>This map is drawn by a script in this file; allow it to run.</noscript>",
            body,
            f"<script>{script}</script>",
            "</body>",
            "</html>\n",
        )
        return "\n".join(lines)

    def _policy(self, script: str) -> str:
        """Return the content security policy: only our own scripts, no request at all.

        Stock folium objects bring scripts and links of their own; with them on the map
        the policy allows inline scripts and https.
        """
        if self.map.stock:
            everything = "'unsafe-inline' 'unsafe-eval' data: blob: https:"
            return f"default-src {everything}; base-uri 'none'"
        online = " https://cdn.jsdelivr.net" if self.content.online else ""
        scripts = " ".join(_hash(text) for text in (*self.content.scripts(), script))
        styles = " ".join(_hash(text) for text in self.content.styles())
        return (
            f"default-src 'none'; script-src {scripts}{online}; style-src {styles}{online}; "
            f"img-src data: {TILE_HOSTS}; base-uri 'none'; form-action 'none'"
        )

    def _add_stock(self, script: str) -> None:
        """Add what stock folium objects call, as links or what stands in for them."""
        if self.map.stock:
            style = f"<style>{_read('corridor-stock.css')}</style>"
            self.header.add_child(Raw(style), name="corridor_stock_style")
        called = [names for mark, names in _STOCK if mark in script]
        if not self.content.online and _ASKS not in script:
            if called:
                stand_in = f"<script>{_guarded(_read('corridor-stock.js'))}</script>"
                self.header.add_child(Raw(stand_in), name="corridor_stock")
            return
        links = {**dict(folium.Map.default_js), **dict(folium.Map.default_css)}
        for names in called:
            for name in names:
                kind = CssLink if name.endswith("_css") else JavascriptLink
                self.header.add_child(kind(links[name]), name=name)


class CorridorMap(folium.Map):
    """A folium.Map that shows a corridor; add folium layers to it as to any other.

    Parameters
    ----------
    title
        Heading of the page.
    lang
        Language of the page.
    online
        Link Leaflet from its CDN and start on map tiles, instead of a page that needs
        no network.
    """

    # Only what the page needs is linked: see Page.
    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium's own attribute
    default_css: list[tuple[str, str]] = []  # noqa: RUF012 - folium's own attribute

    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="folium-map" id="{{ this.get_name() }}"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map("{{ this.get_name() }}", {{ this.leaflet|tojson }});
        {% if this.objects_to_stay_in_front %}
        window.addEventListener("load", () => {
            const front = () => {
                {% for layer in this.objects_to_stay_in_front %}
                {{ layer.get_name() }}.bringToFront();
                {% endfor %}
            };
            {{ this.get_name() }}.on("overlayadd", front);
            front();
        });
        {% endif %}
        {% endmacro %}
        """
    )

    def __init__(self, title: str, *, lang: words.Language = "en", online: bool = False) -> None:
        super().__init__(location=[45.0, 55.0], tiles=None)
        self.leaflet = LEAFLET_OPTIONS
        self.payload: dict[str, Any] = {
            "title": title,
            "lang": lang,
            "words": words.read(lang),
            "online": online,
            "style": STYLE,
        }
        content = Content(self.get_name(), self.payload, online=online)
        self.add_child(content)
        self.stock: list[Element] = []  # what the user adds
        Page(self, content)

    def add_child(
        self, child: Element, name: str | None = None, index: int | None = None
    ) -> CorridorMap:
        """Add a folium object; the page's policy then makes room for its scripts."""
        super().add_child(child, name=name, index=index)
        if not isinstance(child, Content):
            self.stock.append(child)
        return self

    def render(self, **kwargs: object) -> str:
        """Put the map into its figure, without the styles and switches folium adds."""
        plain: Any = super(folium.Map, self)
        plain.render(**kwargs)
        return ""

    def html(self) -> str:
        """Return the page as text."""
        text: str = self.get_root().render()
        return text

    def save(self, outfile: Any, close_file: bool = True, **kwargs: Any) -> None:  # noqa: ANN401, FBT001, FBT002 - branca's signature
        """Write the page to a file, whole or not at all.

        Parameters
        ----------
        outfile
            A path, or a binary file object as branca takes it.
        close_file
            Whether to close a file object afterwards.
        **kwargs
            Handed on to branca for a file object.
        """
        if not isinstance(outfile, (str, bytes, os.PathLike)):
            super().save(outfile, close_file=close_file, **kwargs)
            return
        content = self.html().encode("utf-8")
        with files.written(Path(os.fsdecode(outfile))) as draft:
            draft.write_bytes(content)


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _guarded(text: str) -> str:
    """Return a script that cannot end its own element."""
    return re.sub(r"</(?=script)", r"<\\/", text, flags=re.IGNORECASE)


def _link(name: str) -> str:
    checked = f'integrity="{leaflet.integrity(name)}" crossorigin=""'
    if name.endswith(".css"):
        return f'<link rel="stylesheet" href="{leaflet.CDN}/{name}" {checked}>'
    return f'<script src="{leaflet.CDN}/{name}" {checked}></script>'


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _random_ids(element: Element) -> set[str]:
    """Return the ids of an element and of all that hang on it."""
    seen: set[str] = set()
    left: list[Any] = [element]
    while left:
        one = left.pop()
        if isinstance(one, Element):
            name = one.get_name()
            if name not in seen:
                seen.add(name)
                left += vars(one).values()
        elif isinstance(one, dict):
            left += one.values()
        elif isinstance(one, (list, tuple)):
            left += one
    return {name.rpartition("_")[2] for name in seen}


def _renumbered(parts: list[str], ids: set[str]) -> list[str]:
    """Return the texts with random ids replaced by numbers in order of appearance."""
    number: dict[str, str] = {}

    def named(found: re.Match[str]) -> str:
        if found[0] not in ids:
            return found[0]
        return number.setdefault(found[0], str(len(number)))

    return [_ID.sub(named, text) for text in parts]
