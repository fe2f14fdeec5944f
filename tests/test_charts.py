"""The picture: a true projection, names that do not collide, the same bytes every time."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import re
import struct
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import pytest
import shapely
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

import toy
from corridor import charts, io, palette, study, webmap
from corridor.charts import furniture, labels, legend, network, pen, sheet, trade
from corridor.charts.conic import Conic
from corridor.charts.labels import Ground, Label
from corridor.charts.picture import Picture
from corridor.charts.sheet import Box
from corridor.errors import DataError, FormatError, OutputError
from corridor.itinerary import Route
from corridor.polyline import decode, encode
from corridor.tables import Corridor, Request

Run = Callable[..., Result]
LATITUDE = st.floats(-80, 80)
PLAIN = pen.Type(8.0)
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
BLINDNESS = {
    "none": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


@pytest.fixture(scope="module")
def shipped() -> Corridor:
    """The corridor that is shipped."""
    return io.read()


@pytest.fixture
def route(drawn: Corridor) -> Route:
    """From Alpha over Beta to Omega, past a crossing recorded closed."""
    return study.solve(drawn, Request(origin="alpha", destination="omega"))


def said(figure: Figure) -> list[str]:
    """Return every line of text on a sheet."""
    return [text.get_text() for text in figure.axes[0].texts]


def renamed(given: Corridor, name: str) -> Corridor:
    """Return the corridor with all nodes, crossings and countries of one name."""
    tables = {part: getattr(given, part) for part in ("nodes", "crossings", "countries")}
    return dataclasses.replace(
        given, **{part: table.assign(name=name) for part, table in tables.items()}
    )


# The projection


@given(south=LATITUDE, north=LATITUDE, lon=st.floats(-60, 60), lat=st.floats(-85, 85), mid=LATITUDE)
def test_the_cone_agrees_with_proj(
    south: float, north: float, lon: float, lat: float, mid: float
) -> None:
    if abs(south + north) < 4 or abs(south - north) < 1:
        return  # nearly a cylinder, or one parallel: PROJ sets limits of its own
    ours = Conic(mid, south, north).metres([[mid + lon, lat]])[0]
    proj = pyproj.Proj(
        proj="lcc", lat_1=south, lat_2=north, lat_0=0, lon_0=mid, ellps="WGS84", over=True
    )
    n_zero = Conic(mid, south, north).metres([[mid, 0.0]])[0]
    theirs = np.array(proj(mid + lon, lat))
    assert ours - n_zero == pytest.approx(theirs, rel=1e-6, abs=1.0)


def test_a_length_is_true_along_both_standard_parallels() -> None:
    conic = Conic(50.0, 30.0, 50.0)
    wgs84 = pyproj.Geod(ellps="WGS84")
    for parallel, off in ((30.0, 0.0), (50.0, 0.0), (40.0, 0.0152)):
        start, end = conic.metres([[50.0, parallel], [50.01, parallel]])
        drawn_m = float(np.hypot(*(end - start)))
        true_m = wgs84.inv(50.0, parallel, 50.01, parallel)[2]
        assert drawn_m / true_m == pytest.approx(1 - off, abs=2e-4)


@pytest.mark.parametrize("parallels", [(-10.0, 10.0), (0.0, 0.0), (45.0, 45.0)])
def test_a_corridor_over_the_equator_or_along_one_parallel_is_a_map_too(
    parallels: tuple[float, float],
) -> None:
    points = Conic(0.0, *parallels).metres([[-5.0, parallels[0]], [5.0, parallels[0]]])
    assert np.isfinite(points).all()
    east_m = pyproj.Geod(ellps="WGS84").inv(-5.0, parallels[0], 5.0, parallels[0])[2]
    assert points[1, 0] - points[0, 0] == pytest.approx(east_m, rel=0.02)


def test_the_corridor_fills_the_frame_and_stays_inside() -> None:
    lonlat = [[20.0, 55.0], [75.0, 25.0], [60.0, 40.0]]
    laid = sheet.fit(lonlat, head_mm=20.0)
    places = laid.mm(lonlat)
    inside = laid.frame.around(-sheet.AROUND_MM + 1e-6)
    assert all(inside.holds(Box(x, y, x, y)) for x, y in places.tolist())
    spread = np.ptp(places, axis=0)
    assert spread[1] == pytest.approx(inside.height, abs=1e-3)


def test_the_scale_bar_is_as_long_on_paper_as_it_says() -> None:
    laid = sheet.fit([[20.0, 55.0], [75.0, 25.0]], head_mm=13.0)
    km = furniture.round_km(laid.mm_per_m)
    mm = km * 1000 * laid.mm_per_m
    assert furniture.LONGEST_MM / 2.5 <= mm <= furniture.LONGEST_MM
    parallel = laid.conic.north_deg
    east = pyproj.Geod(ellps="WGS84").fwd(laid.conic.lon_deg, parallel, 90.0, 10_000.0)[0]
    start, end = laid.mm([[laid.conic.lon_deg, parallel], [east, parallel]])
    assert np.hypot(*(end - start)) == pytest.approx(10 * mm / km, rel=1e-3)


@given(st.lists(st.tuples(st.floats(-179, 179), st.floats(-89, 89)), max_size=30))
def test_an_encoded_line_comes_back_rounded(points: list[tuple[float, float]]) -> None:
    for (lon, lat), (lon_back, lat_back) in zip(points, decode(encode(points, 4), 4), strict=True):
        assert lon_back == pytest.approx(lon, abs=0.51e-4)
        assert lat_back == pytest.approx(lat, abs=0.51e-4)


# Names


@given(
    st.lists(
        st.tuples(st.text("aéЖg", min_size=1, max_size=9), st.floats(5, 95), st.floats(5, 95)),
        max_size=25,
    )
)
def test_no_name_covers_another_or_a_mark_or_leaves_the_sheet(
    wanted: list[tuple[str, float, float]],
) -> None:
    edge = Box(0.0, 0.0, 100.0, 100.0)
    marks = [Box(x - 1, y - 1, x + 1, y + 1) for _, x, y in wanted]
    names = [Label(text, PLAIN, (x, y), 0.0, gap=1.6) for text, x, y in wanted]
    boxes = [box for _, box in labels.place(names, Ground(edge, list(marks)))]
    assert all(edge.holds(box) for box in boxes)
    assert not any(box.meets(mark) for box in boxes for mark in marks)
    assert not any(a.meets(b) for n, a in enumerate(boxes) for b in boxes[:n])


def test_of_two_names_with_room_for_one_the_weightier_stands() -> None:
    edge = Box(0.0, 0.0, 22.0, 4.0)
    names = [Label("Lesser", PLAIN, (1.0, 2.0), 1.0), Label("Greater", PLAIN, (1.0, 2.0), 2.0)]
    placed = labels.place(names, Ground(edge))
    assert [label.text for label, _ in placed] == ["Greater"]


def test_a_name_stands_off_the_lines_where_it_can() -> None:
    ground = Ground(Box(0.0, 0.0, 100.0, 100.0))
    ground.mark([np.array([[0.0, 50.0], [100.0, 50.0]])])
    ((_, box),) = labels.place([Label("Town", PLAIN, (50.0, 50.0), 1.0, gap=1.5)], ground)
    assert box.bottom > 50.0


def test_a_name_drawn_only_with_its_mark_needs_room_for_both() -> None:
    taken = Box(48.0, 48.0, 52.0, 52.0)
    label = Label("Town", PLAIN, (50.0, 50.0), 1.0, gap=5.0, mark=Box(49.0, 49.0, 51.0, 51.0))
    edge = Box(0.0, 0.0, 100.0, 100.0)
    assert labels.place([label], Ground(edge, [taken])) == []
    assert len(labels.place([label], Ground(edge))) == 1


def test_on_the_shipped_corridor_every_city_is_named_or_shown(shipped: Corridor) -> None:
    words = said(charts.draw(shipped))
    for city in ("Minsk", "Moscow", "Tashkent", "Kabul", "Karachi", "Quetta", "Termez"):
        assert city in words
    assert "\N{HAIR SPACE}".join("KAZAKHSTAN") in words


# What stands on the sheet


def test_a_route_is_named_with_its_distance_days_and_share_at_borders(
    drawn: Corridor, route: Route
) -> None:
    words = " ".join(said(charts.draw(drawn, route)))
    steps = route.steps
    share = steps.loc[steps["kind"] == "crossing", "time_h"].sum() / route.totals["time_h"]
    assert "Alpha – Omega" in words
    assert f"{route.totals['distance_km']:,.0f} km" in words
    assert f"{route.totals['time_h'] / 24:.1f} days" in words
    assert f"{100 * share:.0f}% of the time at borders" in words


def test_a_route_past_a_closed_crossing_says_so(drawn: Corridor, route: Route) -> None:
    closed = route.crossings.loc[route.crossings["status"] == "closed", "name"].tolist()
    assert closed
    words = " ".join(said(charts.draw(drawn, route)))
    assert f"Recorded closed: {closed[0]} (since 2025-10-12)" in words


def test_the_day_the_crossings_are_drawn_of_is_written(drawn: Corridor) -> None:
    assert "Closures in force on 2025-06-01." in said(charts.draw(drawn, as_of=dt.date(2025, 6, 1)))
    latest = drawn.closures[["from_date", "confirmed"]].max().max()
    words = " ".join(said(charts.draw(drawn)))
    assert f"as last recorded. Latest record: {latest:%Y-%m-%d}." in words


def test_the_sheet_names_its_sources_and_takes_no_position(drawn: Corridor) -> None:
    words = " ".join(said(charts.draw(drawn)))
    assert "© OpenStreetMap contributors (ODbL)" in words
    assert "borders: Natural Earth; no position on legal status" in words


def test_a_russian_sheet_has_no_english_word(shipped: Corridor) -> None:
    request = Request(origin="minsk", destination="karachi")
    route = study.solve(shipped, request)
    words = said(charts.draw(shipped, route, lang="ru", year=2022))
    known = re.compile(r"OpenStreetMap|ODbL|Natural Earth|GeoNames|CC BY")
    assert [text for text in words if re.search("[A-Za-z]{2}", known.sub("", text))] == []


def test_the_legend_lists_only_what_is_drawn(drawn: Corridor) -> None:
    road = drawn.segments[drawn.segments["mode"] == "road"]
    words = said(charts.draw(dataclasses.replace(drawn, segments=road)))
    assert "Road" in words
    assert "Railway" not in words
    assert "Railway" in said(charts.draw(drawn))


def test_every_phrase_of_the_picture_is_said_in_both_languages() -> None:
    from corridor import words

    english, russian = words.of_picture("en"), words.of_picture("ru")
    assert english.keys() == russian.keys()
    for key, phrase in english.items():
        assert sorted(re.findall(r"\{\d\}", phrase)) == sorted(
            re.findall(r"\{\d\}", russian[key])
        ), key


def test_a_closed_crossing_is_drawn_as_such_only_while_it_is(drawn: Corridor) -> None:
    look = {"open": dt.date(2025, 6, 1), "closed": dt.date(2025, 11, 1)}
    found = {
        name: {str(mark.row["status"]) for mark in Picture(drawn, (), {"as_of": day}).marks}
        for name, day in look.items()
    }
    assert "closed" not in found["open"]
    assert "closed" in found["closed"]


def test_crossings_side_by_side_are_one_mark_that_counts_the_others(drawn: Corridor) -> None:
    table = pd.concat([Picture(drawn, (), {}).crossings.iloc[[0]]] * 3, ignore_index=True)
    table["crossing_id"] = ["one", "two", "three"]
    (mark,) = network.crossings_of(table, Picture(drawn, (), {}).sheet, frozenset({"two"}))
    assert mark.row["crossing_id"] == "two"
    assert network.crossing_label(mark).text.endswith(" +2")


def test_a_wait_nobody_knows_is_no_long_wait() -> None:
    assert not network.is_long({"worse_h": float("nan")})
    assert not network.is_long({"worse_h": 24.0})
    assert network.is_long({"worse_h": 24.5})


def test_an_arc_grows_with_the_root_of_its_value_and_bows_right() -> None:
    shown = trade.Trade(2022, pd.DataFrame(), 4e9)
    assert trade.width_pt(shown, 1e9) == pytest.approx(trade.width_pt(shown, 4e9) / 2)
    north = trade.bowed(np.array([0.0, 0.0]), np.array([0.0, 10.0]))
    assert north[:, 0].max() == pytest.approx(1.6)
    assert north[:, 0].min() == 0.0


def test_trade_is_drawn_for_the_year_asked_for_only(drawn: Corridor) -> None:
    heading = "Trade between countries, 2022, US$"
    assert heading in said(charts.draw(drawn, year=2022))
    assert not [text for text in said(charts.draw(drawn)) if "Trade" in text]
    with pytest.raises(DataError, match=r"1999; years: 2022"):
        charts.draw(drawn, year=1999)


def test_widths_in_the_legend_are_round_and_none_larger_than_what_is_drawn() -> None:
    assert legend.round_values(3.9e9) == [2e9, 2e8, 2e7]
    assert legend.round_values(0.0) == []


def test_without_borders_land_is_one_colour(drawn: Corridor, tmp_path: Path) -> None:
    from corridor.palette import COLOURS

    for borders in (True, False):
        charts.save(charts.draw(drawn, borders=borders), tmp_path / "map.svg")
        text = (tmp_path / "map.svg").read_text("utf-8")
        assert (COLOURS["other-land"] in text) is borders
        assert (COLOURS["border-tint"] in text) is borders


# Files


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_another_process_writes_the_same_bytes(
    drawn: Corridor, route: Route, tmp_path: Path, kind: str
) -> None:
    here, there = tmp_path / f"here.{kind}", tmp_path / f"there.{kind}"
    charts.save(charts.draw(drawn, route, year=2022), here)
    script = (
        "import sys; from pathlib import Path; from corridor import charts, io, study; "
        "from corridor.tables import Request; c = io.read(sys.argv[1]); "
        "r = study.solve(c, Request(origin='alpha', destination='omega')); "
        "charts.save(charts.draw(c, r, year=2022), Path(sys.argv[2]))"
    )
    subprocess.run([sys.executable, "-c", script, str(toy.FOLDER), str(there)], check=True)
    assert here.read_bytes() == there.read_bytes()


def test_a_file_says_nothing_of_when_and_by_what_it_was_made(
    drawn: Corridor, tmp_path: Path
) -> None:
    figure = charts.draw(drawn)
    for kind in ("png", "svg", "pdf"):
        charts.save(figure, tmp_path / f"map.{kind}")
        content = (tmp_path / f"map.{kind}").read_bytes().lower()
        assert b"matplotlib" not in content
        assert b"creationdate" not in content
        assert b"dc:date" not in content


def test_what_a_user_has_set_for_matplotlib_changes_nothing(
    drawn: Corridor, tmp_path: Path
) -> None:
    plain, other = tmp_path / "plain.svg", tmp_path / "other.svg"
    charts.save(charts.draw(drawn), plain)
    with mpl.rc_context({"font.size": 30, "lines.linewidth": 9, "svg.fonttype": "none"}):
        charts.save(charts.draw(drawn), other)
        assert mpl.rcParams["font.size"] == 30
    assert plain.read_bytes() == other.read_bytes()


def test_a_picture_is_a_sheet_of_a3_at_200_dots_an_inch(drawn: Corridor, tmp_path: Path) -> None:
    figure = charts.draw(drawn)
    charts.save(figure, tmp_path / "map.png")
    header = (tmp_path / "map.png").read_bytes()[16:24]
    assert struct.unpack(">II", header) == (3307, 2338)
    assert figure.get_size_inches() * 25.4 == pytest.approx([420.0, 297.0])


def test_pyplot_is_not_loaded_and_matplotlib_only_for_a_picture() -> None:
    script = (
        "import sys; from corridor import io, webmap; c = io.read(sys.argv[1]); webmap.draw(c); "
        "assert 'matplotlib' not in sys.modules; from corridor import charts; charts.draw(c); "
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script, str(toy.FOLDER)], check=True)


def test_without_matplotlib_the_remedy_is_told() -> None:
    script = "import sys; sys.modules['matplotlib'] = None; from corridor import charts"
    ended = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True)
    assert b"OutputError: a picture needs matplotlib" in ended.stderr
    assert b"pip install 'corridor[charts]'" in ended.stderr


def test_a_picture_is_written_whole_or_not_at_all(drawn: Corridor, tmp_path: Path) -> None:
    figure = charts.draw(drawn)
    with pytest.raises(OutputError, match="does not exist"):
        charts.save(figure, tmp_path / "nowhere" / "map.png")
    with pytest.raises(FormatError, match=r"\.png, \.svg, \.pdf"):
        charts.save(figure, tmp_path / "map.jpg")
    assert list(tmp_path.iterdir()) == []


# Hostile or poor data


@pytest.mark.parametrize(
    "name",
    [
        r"$\frac{1}{0}$ $x^2",
        "two\nlines\tand\x00nul\u202eright to left",
        "{0} %s {{7*7}} </text><script>alert(1)</script>",
        "A" * 5000,
        "\U0001f682 \u4e2d\u6587 \U000e0041",
        "",
    ],
)
def test_a_name_is_only_text_and_breaks_nothing(
    drawn: Corridor, route: Route, tmp_path: Path, name: str
) -> None:
    hostile = renamed(drawn, name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = charts.draw(
            hostile, dataclasses.replace(route, corridor=hostile), title=name or None
        )
        for kind in ("png", "svg", "pdf"):
            charts.save(figure, tmp_path / f"map.{kind}")
    assert not [text for text in said(figure) if len(text) > 400 or "\n" in text]
    assert b"<script" not in (tmp_path / "map.svg").read_bytes()


def test_a_long_title_is_whole_and_the_map_stands_below_it(drawn: Corridor) -> None:
    title = "Rail and road between Minsk and Karachi: what a closed crossing costs, " * 2
    lines = furniture.title_lines(title)
    assert len(lines) > 1
    assert " ".join(lines) == title.strip()
    assert set(lines) <= set(said(charts.draw(drawn, title=title)))
    assert furniture.head_mm(title, []) > furniture.head_mm("Short", [])


def test_names_of_countries_stand_over_bands_and_ribbons(drawn: Corridor) -> None:
    ids = drawn.segments["segment_id"]
    loads = pd.DataFrame({"segment_id": ids, "direction": "ab", "year": 2022, "tonnes": 5.0})
    changes = pd.DataFrame({"segment_id": ids, "change": "added"})
    axes = charts.draw(drawn, loads=loads, changes=changes).axes[0]
    bands = [one.get_zorder() for one in axes.patches if 2.1 < one.get_zorder() < 2.4]
    names = [text.get_zorder() for text in axes.texts if text.get_zorder() < 3]
    assert bands
    assert names
    assert max(bands) < min(names)


def seen(colour: str, kind: str) -> npt.NDArray[np.float64]:
    """Return a colour as CIE L*a*b*, as the colour-blind of a kind see it (Machado 2009)."""
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    x, y, z = TO_XYZ @ np.clip(np.array(BLINDNESS[kind]) @ linear, 0, 1) / (0.9505, 1, 1.089)
    f = [np.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("kind", ["none", "protanopia", "deuteranopia", "tritanopia"])
def test_the_colours_of_routes_are_told_apart_by_the_colour_blind_too(kind: str) -> None:
    apart = [
        np.linalg.norm(seen(one, kind) - seen(other, kind))
        for one, other in itertools.combinations(palette.ROUTES, 2)
    ]
    assert min(apart) > 20, "2.3 is just noticed"


def test_more_routes_than_colours_are_refused(drawn: Corridor, route: Route, run: Run) -> None:
    many = [route] * (len(palette.ROUTES) + 1)
    for draw in (charts.draw, webmap.draw):
        with pytest.raises(DataError, match="9 routes are too many to tell apart; draw up to 8"):
            draw(drawn, many)
    asked = [part for _ in many for part in ("--route", "alpha", "gamma")]
    result = run("map", "--data", toy.FOLDER, *asked)
    assert result.exit_code == 2
    assert "--route may be given 8 times; there are 9" in result.output


@given(st.text())
def test_any_text_becomes_one_short_line(text: str) -> None:
    line = pen.plain(text)
    assert len(line) <= pen.LONGEST
    assert line.isprintable() or "\N{NO-BREAK SPACE}" in line or line == ""


@given(st.text("Wi ж\n", max_size=300), st.floats(20, 200))
def test_a_fitted_line_is_no_wider_than_its_room(text: str, width_mm: float) -> None:
    assert pen.extent(PLAIN, pen.fitted(PLAIN, text, width_mm))[0] <= width_mm


def test_a_letter_the_font_lacks_is_shown_as_lacking() -> None:
    assert pen.set_in(PLAIN, "a中b") == "a\N{REPLACEMENT CHARACTER}b"


def test_a_corridor_without_shapes_or_segments_is_not_drawn(
    corridor: Corridor, drawn: Corridor
) -> None:
    with pytest.raises(DataError, match="geometry=True"):
        charts.draw(corridor)
    bare = dataclasses.replace(drawn, segments=drawn.segments.iloc[:0])
    with pytest.raises(DataError, match="nothing to draw"):
        charts.draw(bare)


def test_a_corridor_of_one_short_line_without_crossings_is_a_map(drawn: Corridor) -> None:
    line = shapely.LineString([[68.0, 43.0], [68.001, 43.0]])
    first = drawn.segments.iloc[:1]
    short = first.assign(geometry=gpd.GeoSeries([line], index=first.index, crs="EPSG:4326"))
    nodes = drawn.nodes[drawn.nodes["node_id"] == "alpha"]
    tables: dict[str, Any] = {
        name: getattr(drawn, name).iloc[:0] for name in ("crossings", "closures", "border_times")
    }
    tiny = dataclasses.replace(drawn, segments=short, nodes=nodes, **tables)
    assert "Crossings in their state as last recorded." in said(charts.draw(tiny))


# The command


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_extension_says_whether_a_page_or_a_picture_is_drawn(
    run: Run, tmp_path: Path, kind: str
) -> None:
    out = tmp_path / f"map.{kind}"
    result = run("map", "--data", toy.FOLDER, "--route", "Alpha", "Omega", "-o", out)
    assert result.exit_code == 0, result.output
    assert "one sheet of A3" in result.stderr
    start = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[kind]
    assert out.read_bytes().startswith(start)


def test_an_unknown_extension_or_an_option_of_the_page_is_refused(run: Run, tmp_path: Path) -> None:
    result = run("map", "--data", toy.FOLDER, "-o", tmp_path / "map.jpg")
    assert result.exit_code == 2
    assert ".html, .htm, .png, .svg, .pdf" in result.stderr
    result = run("map", "--data", toy.FOLDER, "--online", "-o", tmp_path / "map.png")
    assert result.exit_code == 2
    assert "--online goes with a page" in result.stderr
    assert list(tmp_path.iterdir()) == []
