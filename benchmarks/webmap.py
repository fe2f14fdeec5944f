"""The map page against its peers: stock folium, bare imports, an empty Leaflet page.

Prints the median of each verb and its ratio to the peer named in the same run. Run
``python benchmarks/webmap.py [FOLDER]``; without a folder the shipped corridor is drawn.
With Chromium and Selenium installed it also opens pages: the shipped one, and one whose
lines have 500,000 vertices.
"""

from __future__ import annotations

import dataclasses
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import folium
import numpy as np
import shapely

from corridor import io, webmap
from corridor.webmap import leaflet

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
VERTICES = 500_000
MARK = "return performance.getEntriesByName('corridor-ready')[0].startTime"
YEARS = """
const slider = document.querySelector(".years input");
const taken = [];
for (let i = 0; i <= slider.max; i += 1) {
  slider.value = i;
  const start = performance.now();
  slider.dispatchEvent(new Event("input"));
  taken.push(performance.now() - start);
}
return taken;
"""


class Page:
    """One corridor drawn by us, and its segments, crossings and nodes by stock folium."""

    rounds = 5

    def setup(self, folder: Path | None) -> None:
        self.folder = folder
        self.corridor = io.read(folder)
        self.out = Path(tempfile.mkdtemp()) / "map.html"

    def time_draw(self) -> None:
        webmap.draw(self.corridor).html()

    def time_stock_folium(self) -> None:
        stock: Any = folium  # half of it is not typed
        m = stock.Map()
        segments = self.corridor.segments
        for name, shape in zip(segments["segment_id"], segments.geometry, strict=True):
            line = [(lat, lon) for lon, lat in shape.coords]
            stock.PolyLine(line, tooltip=name, popup=name).add_to(m)
        for table in (self.corridor.crossings, self.corridor.nodes):
            for point in table.geometry:
                stock.CircleMarker((point.y, point.x), popup="about").add_to(m)
        m.get_root().render()

    def time_command(self) -> None:
        data = [] if self.folder is None else ["--data", str(self.folder)]
        command = [sys.executable, "-m", "corridor", "map", "-o", str(self.out), *data]
        subprocess.run(command, check=True, capture_output=True)

    def time_bare_imports(self) -> None:
        subprocess.run([sys.executable, "-c", "import folium, geopandas"], check=True)


def empty_page(path: Path) -> Path:
    """Write a page of Leaflet alone, with the same mark when it is ready."""
    script = (
        'L.map("m").setView([45, 55], 4); performance.mark("corridor-ready"); '
        'document.documentElement.dataset.settled = "true";'
    )
    style = leaflet.css() + "html, body, #m { height: 100%; margin: 0 }"
    path.write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><style>{style}</style>'
        f'<script>{leaflet.javascript()}</script><div id="m"></div><script>{script}</script>',
        "utf-8",
    )
    return path


def dense_page(page: Page, path: Path) -> Path:
    """Write the corridor with its lines bent so that they have ``VERTICES`` vertices."""
    segments = page.corridor.segments
    each = math.ceil(VERTICES / len(segments))
    wave = np.where(np.arange(each) % 2, 0.004, -0.004)
    lines = []
    for line in segments.geometry:
        points = shapely.get_coordinates(
            shapely.line_interpolate_point(line, np.linspace(0, 1, each), normalized=True)
        )
        lines.append(shapely.LineString(points + np.column_stack([wave, -wave])))
    dense = dataclasses.replace(
        page.corridor, segments=segments.assign(geometry=np.array(lines, dtype=object))
    )
    webmap.draw(dense).save(path)
    return path


def open_pages(page: Page) -> None:
    """Time each page in Chromium until it is ready, the empty one beside it."""
    import browser

    folder = page.out.parent
    pages = {
        "empty": empty_page(folder / "empty.html"),
        "page": page.out,
        f"{VERTICES:,} vertices": dense_page(page, folder / "dense.html"),
    }
    with browser.started(folder) as chromium:
        taken: dict[str, list[float]] = {name: [] for name in pages}
        for _ in range(page.rounds):
            for name, path in pages.items():
                chromium.open(path)
                taken[name].append(chromium.run(MARK))
        chromium.open(page.out)
        years = chromium.run(YEARS)
    empty = statistics.median(taken["empty"])
    for name, path in pages.items():
        ready = statistics.median(taken[name])
        size = path.stat().st_size / 1000
        print(f"{name}: {size:.0f} kB, ready {ready:.0f} ms, ratio to empty {ready / empty:.1f}")
    print(f"a change of year {statistics.median(years):.1f} ms, slowest {max(years):.1f} ms")


def median_s(verb: Callable[[], None], rounds: int) -> float:
    """Return the median of the seconds a verb takes."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        verb()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    """Time each verb beside its peer."""
    page = Page()
    page.setup(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    pairs = (
        (page.time_draw, page.time_stock_folium),
        (page.time_command, page.time_bare_imports),
    )
    for ours, peer in pairs:
        own_s, peer_s = (median_s(verb, page.rounds) for verb in (ours, peer))
        names = [verb.__name__.removeprefix("time_").replace("_", " ") for verb in (ours, peer)]
        print(f"{names[0]} {own_s:.2f} s, {names[1]} {peer_s:.2f} s, ratio {own_s / peer_s:.2f}")
    open_pages(page)


if __name__ == "__main__":
    main()
