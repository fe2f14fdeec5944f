"""How far the mapped network is from published distances, pair by pair.

The judge is ``network_km``, the length along the mapped network, and never ``length_km``,
which may itself be a published figure. Nothing here changes a length.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from corridor import network, routing
from corridor.errors import NoRouteError
from corridor.schema import BUILT, UNBUILT
from corridor.tables import Corridor, Request

# A pair agrees within the larger of a share [%] and a distance [km]: published figures are
# rounded, and counted between platforms or town centres that no two sources place alike.
TOLERANCE = {"rail": (2.0, 3.0), "road": (4.0, 5.0)}
COLUMNS = [
    "published_id",
    "from_name",
    "to_name",
    "mode",
    "from_node",
    "to_node",
    "via",
    "km",
    "used_km",
    "network_km",
    "drawn_km",
    "difference_km",
    "difference_pct",
    "within",
    "confidence",
    "source_id",
    "remark",
]


Figure = Mapping[Hashable, Any]


@dataclass(frozen=True)
class _Way:
    """The segments of a way between two places, and why it cannot be compared, if so."""

    segments: tuple[str, ...] = ()
    trouble: str = ""


def published(corridor: Corridor) -> pd.DataFrame:
    """Return each published distance beside the model's.

    The way between two nodes is the shortest along the mapped network, in the mode of the
    figure, by its ``via`` nodes in order, over lines built; over planned ones too where
    the figure's ``line_status`` says planned. Where a way needs a segment whose
    ``network_km`` is missing, the pair is not compared.

    Parameters
    ----------
    corridor
        Its ``published`` rows are held against its ``segments``.

    Returns
    -------
    DataFrame
        ``COLUMNS``, one row for each published figure, in file order. ``used_km``,
        ``network_km`` and ``drawn_km`` are sums over the same segments [km];
        ``difference_km`` is network less published, ``difference_pct`` that in per cent of
        published; ``within`` says whether it lies in ``TOLERANCE``. All are missing where
        the pair is not compared, and ``remark`` then begins with the reason.
    """
    links = _links(corridor)
    ways = [_way(corridor, links, row) for row in corridor.published.to_dict("records")]
    lengths = corridor.segments.set_index("segment_id")[["length_km", "network_km", "drawn_km"]]
    compared = pd.Series([not way.trouble for way in ways], index=corridor.published.index)
    sums = pd.DataFrame(
        [lengths.loc[list(way.segments)].sum(skipna=False) for way in ways],
        index=corridor.published.index,
        columns=lengths.columns,
    ).astype(float)
    table = corridor.published.assign(
        used_km=sums["length_km"].where(compared),
        network_km=sums["network_km"].where(compared),
        drawn_km=sums["drawn_km"].where(compared),
        remark=list(map(_remark, ways, corridor.published["remark"].tolist())),
    )
    table["difference_km"] = table["network_km"] - table["km"]
    table["difference_pct"] = table["difference_km"] / table["km"] * 100
    table["within"] = _within(table)
    return table[COLUMNS]


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return by mode how many figures and how many pairs of places were compared and agree.

    Two counts, for conflicting figures of one pair cannot all agree: the first counts each
    of them; in the second a pair agrees if one of its figures of the best confidence does.

    Parameters
    ----------
    table
        What ``published`` returned.

    Returns
    -------
    DataFrame
        ``mode``, ``figures``, ``compared``, ``within`` (counts of figures), ``pairs``,
        ``pairs_within`` (counts of pairs compared), ``contested`` (pairs with several
        figures, not all within), ``within_pct`` (of the figures), ``pairs_within_pct``,
        ``median_difference_pct`` (of the sizes of all figures, without sign).
    """
    groups = table.assign(size=table["difference_pct"].abs()).groupby("mode", sort=False)
    pairs = _pairs(table).groupby("mode", sort=False)
    counts = pd.DataFrame(
        {
            "figures": groups.size(),
            "compared": groups["within"].count(),
            "within": groups["within"].sum().astype(int),
            "pairs": pairs.size(),
            "pairs_within": pairs["within"].sum(),
            "contested": pairs["contested"].sum(),
        }
    )
    counted = ["pairs", "pairs_within", "contested"]
    counts[counted] = counts[counted].fillna(0).astype(int)
    counts["within_pct"] = counts["within"] / counts["compared"] * 100
    counts["pairs_within_pct"] = counts["pairs_within"] / counts["pairs"] * 100
    counts["median_difference_pct"] = groups["size"].median()
    return counts.rename_axis("mode").reset_index()


def sentences(table: pd.DataFrame) -> list[str]:
    """Return the summary of a comparison in words, one line a mode."""
    lines = []
    for row in summary(table).to_dict("records"):
        share, km = TOLERANCE.get(row["mode"], (float("nan"), float("nan")))
        if not row["compared"]:
            lines.append(f"{row['mode']}: none of {row['figures']} figures compared")
            continue
        lines.append(
            f"{row['mode']}: {row['within']} of {row['compared']} figures "
            f"({row['within_pct']:.0f} %), {row['pairs_within']} of {row['pairs']} pairs of places "
            f"({row['pairs_within_pct']:.0f} %) within {share:g} % or {km:g} km, median "
            f"{row['median_difference_pct']:.1f} %; pairs with conflicting figures: "
            f"{row['contested']}; figures not compared: {row['figures'] - row['compared']}"
        )
    return lines


def _pairs(table: pd.DataFrame) -> pd.DataFrame:
    """Return each pair of places compared: ``mode``, ``within``, ``contested``.

    ``within``: does one of its figures of the best confidence agree? ``contested``: has it
    figures that agree and others that do not, or several that do not?
    """
    rows = table[table["within"].notna()].fillna({"via": ""})
    ends = [" ".join(sorted(pair)) for pair in zip(rows["from_node"], rows["to_node"], strict=True)]
    pair = [rows["mode"], pd.Series(ends, index=rows.index), rows["via"]]
    agrees = rows["within"].astype(bool)
    best = rows["confidence"] == rows.groupby(pair)["confidence"].transform("min")
    groups = rows.assign(within=agrees & best, outside=~agrees).groupby(pair)
    found = pd.DataFrame(
        {
            "within": groups["within"].any(),
            "contested": groups["outside"].any() & (groups.size() > 1),
        }
    )
    return found.rename_axis(["mode", "ends", "via"]).reset_index()


def _links(corridor: Corridor) -> pd.DataFrame:
    """Return the links with ``way_km``, by which the way is chosen.

    It is ``network_km``; a segment without one counts with the length used, so that the
    way does not go around it, and the pair is then not compared.
    """
    segments = corridor.segments.set_index("segment_id")
    links = network.links(corridor)
    km = links["id"].map(segments["network_km"].fillna(segments["length_km"]))
    return links.assign(way_km=km.where(links["kind"] == "segment", 0.0))


def _way(corridor: Corridor, links: pd.DataFrame, figure: Figure) -> _Way:
    """Return the shortest way between the nodes of a published figure."""
    via: tuple[str, ...] = tuple(str(figure["via"]).split("|")) if pd.notna(figure["via"]) else ()
    if pd.isna(figure["from_node"]) or pd.isna(figure["to_node"]):
        unknown = "from_name" if pd.isna(figure["from_node"]) else "to_name"
        said = pd.notna(figure["remark"])
        return _Way(trouble="not compared" if said else f"{figure[unknown]} is no node here")
    if lost := [place for place in via if place not in set(corridor.nodes["node_id"])]:
        return _Way(trouble=f"via {lost[0]} is no node")
    mode = figure["mode"]
    usable = links[
        links["status"].isin(_statuses(figure))
        & (links["mode"] == mode)
        & (links["from_mode"] == mode)
    ]
    request = Request(origin=str(figure["from_node"]), destination=str(figure["to_node"]), via=via)
    graph = network.graph(usable, request)
    micro = (usable["way_km"] * network.MILLION).round().astype("int64")
    try:
        edges = routing.shortest(graph, [(cost,) for cost in micro])
    except NoRouteError:
        return _Way(trouble=f"no {mode} way joins them over the lines of the model")
    return _measured(corridor, usable.iloc[[graph.link[edge] for edge in edges]])


def _statuses(figure: Figure) -> tuple[str, ...]:
    said = str(figure["line_status"]).lower()
    return (*BUILT, *UNBUILT) if "plan" in said or "construction" in said else BUILT


def _measured(corridor: Corridor, way: pd.DataFrame) -> _Way:
    segments = tuple(way.loc[way["kind"] == "segment", "id"])
    known = corridor.segments.set_index("segment_id")["network_km"].notna()
    unmapped = [segment for segment in segments if not known[segment]]
    if not segments:
        return _Way(trouble="both ends are one place of the model")
    if unmapped:
        return _Way(trouble=f"{', '.join(unmapped)}: network_km is not known")
    return _Way(segments)


def _remark(way: _Way, said: Any) -> Any:  # noqa: ANN401 - text or missing
    parts = [way.trouble, "" if pd.isna(said) else str(said)]
    return ": ".join(part for part in parts if part) or None


def _within(table: pd.DataFrame) -> pd.Series:
    """Return whether each pair agrees; missing where it is not compared or has no measure."""
    share, km = (
        table["mode"].map({mode: pair[n] for mode, pair in TOLERANCE.items()}).astype(float)
        for n in (0, 1)
    )
    agrees = (table["difference_pct"].abs() <= share) | (table["difference_km"].abs() <= km)
    return agrees.astype("boolean").mask(table["difference_km"].isna() | share.isna())
