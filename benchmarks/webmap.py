"""The map page against its peers: stock folium, and the bare imports it stands on.

Prints the median of each verb and its ratio to the peer named in the same run. Run
``python benchmarks/webmap.py [FOLDER]``; without a folder the shipped corridor is drawn.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import folium

from corridor import io, webmap


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
    print(f"page {page.out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
