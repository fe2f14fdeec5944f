"""A path to tables: steps, legs, sums by country, crossings, transfers, notes, sources.

Totals are the sums of the legs, and the legs those of the steps. Nothing here chooses a
path or computes an hour.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from corridor import figures, impedance, measures, network
from corridor.errors import DataError
from corridor.schema import GRADES
from corridor.tables import straight_km
from corridor.units import PERCENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from corridor.tables import Corridor, Request

STEPS = ["kind", "id", "direction", "from_node", "to_node", "from_mode", "from_gauge_mm"]
SUMS = network.SUMMED
STEPS += ["mode", "gauge_mm", "country", *SUMS]
TOTALS = ["distance_km", "time_h", "cost_usd_t", "co2e_kg_t", "gcost_usd_t"]
LEGS = ["leg", "mode", "gauge_mm", "from_node", "from_name", "to_node", "to_name", "countries"]
LEGS += SUMS
# Roads in hills run to about this many times the straight line; more needs a word.
LONG_WAY = 1.8
OFF = "The network holds trunk lines only: a shorter way may run off it."


@dataclass(frozen=True)
class Route:
    """One route: its links in order of travel, and what they add up to when asked.

    Attributes
    ----------
    request
        The trip, places by id.
    steps
        One row per link: ``leg``, ``kind`` (segment, crossing, transfer), ``id``,
        ``direction`` along (ab) or against (ba) the row, both nodes, ``mode`` and
        ``gauge_mm`` it ends in, ``country`` (of a crossing, the one left), and the
        figures of ``network.SUMMED``: kilometres, hours, US$/t, kg CO2e/t.
    corridor
        The tables it was found in.
    rival
        A really different route that is nearly as good, where one was looked for.
    barred
        The route that closures of the trip's date keep it off, where one was looked for.
    """

    request: Request
    steps: pd.DataFrame
    corridor: Corridor = field(repr=False)
    rival: Route | None = field(default=None, repr=False)
    barred: Route | None = field(default=None, repr=False)

    @cached_property
    def legs(self) -> pd.DataFrame:
        """One row per run of links with one mode and gauge, with what precedes it.

        A change of mode or gauge counts to the leg it leads into (``transfer_h``).
        """
        return _legs(self.corridor, self.steps)

    @cached_property
    def totals(self) -> dict[str, float]:
        """Sums of ``legs``: km, h, US$/t, kg CO2e/t, generalised US$/t; NaN if one is missing."""
        return {name: float(self.legs[name].sum(skipna=False)) for name in TOTALS}

    @cached_property
    def cities(self) -> list[str]:
        """Names of the cities, terminals and ports between the ends, in order."""
        nodes = self.corridor.nodes
        city = nodes[nodes["kind"].isin(("city", "terminal", "port"))]
        names = dict(zip(city["node_id"], city["name"], strict=True))
        passed = dict.fromkeys(node for node in self.steps["to_node"] if node in names)
        ends = (self.request.origin, self.request.destination)
        return [names[node] for node in passed if node not in ends]

    @cached_property
    def by_country(self) -> pd.DataFrame:
        """Sums of each country in order of travel; of a border each side counts its own hours."""
        return _by_country(self.corridor, self.request, self.steps, self.crossings)

    @cached_property
    def crossings(self) -> pd.DataFrame:
        """The crossings passed, in order, as ``measures.crossings`` on the trip's date."""
        return _crossings(self.corridor, self.request, self.steps)

    @cached_property
    def transfers(self) -> pd.DataFrame:
        """The changes of mode or gauge, in order: rows of ``transfers`` and the place."""
        return _transfers(self.corridor, self.steps)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """Every number the route was computed from, with grade and source."""
        return figures.behind(self.corridor, self.steps, self.request.cargo)

    @cached_property
    def breakdown(self) -> pd.DataFrame:
        """What each component adds, with its range; see ``figures.breakdown``.

        A last row says how much of the value of time is capital tied up in the cargo.
        """
        capital = impedance.capital_hour_usd_t(self.corridor.parameters, self.request.cargo)
        table = figures.breakdown(self.figures)
        amount = capital * self.totals["time_h"]
        whole = self.figures["time_value_usd_t"].sum()
        if pd.notna(amount) and whole:
            share = PERCENT * amount / whole
            row = {"measure": "time_value_usd_t", "component": "of which capital"}
            table = pd.concat([table, pd.DataFrame([row | {"value": amount, "share_pct": share}])])
        return table.reset_index(drop=True)

    @cached_property
    def ranges(self) -> pd.DataFrame:
        """Hours, US$/t and kg CO2e/t with every part at its low, as used, at its high.

        Rows ``time_h``, ``cost_usd_t``, ``co2e_kg_t``; columns ``low``, ``value``, ``high``.
        Bounds, wider than any quantile of the whole.
        """
        parts = figures.breakdown(self.figures).groupby("measure")[["low", "value", "high"]]
        table = parts.sum().reindex(figures.MEASURED, fill_value=0.0)
        known = pd.Series(self.totals).reindex(figures.MEASURED).notna()
        return table.where(known, axis=0)

    @cached_property
    def load_t(self) -> float:
        """Tonnes of one consignment of the cargo: a truck, a container or a wagon load."""
        return impedance.load_t(self.corridor.parameters, self.request.cargo)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What the reader must know: closures, restrictions, how firm the hours are."""
        others = [_nearly(self.rival)] if self.rival is not None else []
        others += [_barred(self.barred)] if self.barred is not None else []
        firm = _firmness(self.figures, self._length_kinds)
        states = (
            *_notes(self.request, self.limits),
            *network.beyond(self.corridor.closures, self.request.as_of),
        )
        return (*states, *_far_round(self.detour), *firm, *others)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Ids of every source that a figure or a state came from."""
        return tuple(sorted({*self.figures["source_id"], *self.limits["source_id"]}))

    @cached_property
    def geometry(self) -> gpd.GeoDataFrame:
        """The steps with their lines as travelled, points at crossings and transfers.

        Raises
        ------
        DataError
            If the corridor was read without geometry.
        """
        import geopandas as gpd

        if "geometry" not in self.corridor.segments:
            raise DataError("the corridor was read without geometry; read it with geometry=True")
        lines = dict(_shapes(self.corridor.segments, "segment_id"))
        points = dict(_shapes(self.corridor.nodes, "node_id"))
        columns = ("kind", "id", "direction", "from_node")
        shapes = []
        for kind, key, way, node in zip(*(self.steps[name] for name in columns), strict=True):
            shape = lines[key] if kind == "segment" else points[node]
            shapes.append(shape.reverse() if kind == "segment" and way == "ba" else shape)
        return gpd.GeoDataFrame(self.steps, geometry=shapes, crs="EPSG:4326")

    def explain(self) -> pd.DataFrame:
        """Return every figure the route was computed from, with grade and source."""
        return self.figures.copy()

    @cached_property
    def detour(self) -> float | None:
        """How many times the straight line the route runs, if that is worth a word."""
        request = self.request
        stops = pd.Series([request.origin, *request.via, request.destination])
        after = stops[1:].reset_index(drop=True)
        straight = straight_km(self.corridor, stops[:-1], after).sum()
        times = self.totals["distance_km"] / straight if straight else 0.0
        return times if times > LONG_WAY else None

    @cached_property
    def _length_kinds(self) -> pd.Series:
        """Kilometres of the route by ``length_kind``."""
        kind = self.corridor.segments.set_index("segment_id")["length_kind"]
        return self.steps.groupby(self.steps["id"].map(kind))["distance_km"].sum()

    @cached_property
    def limits(self) -> pd.DataFrame:
        """The crossings and segments passed that are closed or restricted, with what is dated."""
        return _limits(self.corridor, self.request, self.steps)


def route(corridor: Corridor, request: Request, way: pd.DataFrame) -> Route:
    """Return the route that runs over ``way``: rows of ``network.links`` in order."""
    steps = way[STEPS].reset_index(drop=True)
    for column in ("from_gauge_mm", "gauge_mm"):
        gauge = steps[column].astype("Int64")
        steps[column] = gauge.mask(gauge == 0)
    change = steps["kind"] == "transfer"
    number = (change & ~change.shift(fill_value=False)).astype(int).cumsum()
    steps.insert(0, "leg", number - number.min() + 1)
    return Route(request, steps, corridor)


def _legs(corridor: Corridor, steps: pd.DataFrame) -> pd.DataFrame:
    place = corridor.nodes.set_index("node_id")[["name", "country"]]
    rows = []
    for leg, run in steps.groupby("leg", sort=False):
        first, last = run.iloc[0], run.iloc[-1]
        passed = place["country"].reindex([first["from_node"], *run["to_node"]])
        rows.append(
            {
                "leg": leg,
                "mode": last["mode"],
                "gauge_mm": last["gauge_mm"],
                "from_node": first["from_node"],
                "from_name": place["name"][first["from_node"]],
                "to_node": last["to_node"],
                "to_name": place["name"][last["to_node"]],
                "countries": "|".join(dict.fromkeys(passed)),
                **run[SUMS].sum(skipna=False),
            }
        )
    return pd.DataFrame(rows, columns=LEGS).astype({"gauge_mm": "Int64"})


def _crossings(corridor: Corridor, request: Request, steps: pd.DataFrame) -> pd.DataFrame:
    passed = steps.loc[steps["kind"] == "crossing", ["id", "direction"]]
    table = measures.crossings(corridor, request.as_of)
    keys = ["crossing_id", "direction"]
    return passed.set_axis(keys, axis=1).merge(table, on=keys, how="left")[measures.CROSSINGS]


def _transfers(corridor: Corridor, steps: pd.DataFrame) -> pd.DataFrame:
    rows = figures.chosen_transfers(corridor, steps)
    names = dict(zip(corridor.nodes["node_id"], corridor.nodes["name"], strict=True))
    rows.insert(1, "name", rows["node_id"].map(names))
    return rows


def _by_side(
    corridor: Corridor, request: Request, steps: pd.DataFrame, crossings: pd.DataFrame
) -> Iterator[pd.DataFrame]:
    """Yield what each side of the crossings passed adds, to its own country."""
    passed = steps[steps["kind"] == "crossing"].reset_index(drop=True)
    loads = impedance.loads_t(passed["mode"], corridor.parameters, request.cargo)
    hour_usd_t = impedance.hour_usd_t(corridor.parameters, request.cargo)
    for end, side in (("from_country", "exit"), ("to_country", "entry")):
        hours, fee_usd_t = crossings[f"{side}_h"], crossings[f"{side}_usd"] / loads
        worth = hours * hour_usd_t
        given = {"country": crossings[end], "dwell_h": hours, "time_h": hours}
        given |= {"fee_usd_t": fee_usd_t, "cost_usd_t": fee_usd_t}
        given |= {"time_value_usd_t": worth, "gcost_usd_t": fee_usd_t + worth}
        nothing = dict.fromkeys((name for name in SUMS if name not in given), 0.0)
        yield pd.DataFrame(given).assign(**nothing)


def _by_country(
    corridor: Corridor, request: Request, steps: pd.DataFrame, crossings: pd.DataFrame
) -> pd.DataFrame:
    parts = [steps.loc[steps["kind"] != "crossing", ["country", *SUMS]]]
    parts += _by_side(corridor, request, steps, crossings)
    together = pd.concat(parts)
    sums = together.groupby("country")[SUMS].sum()
    sums = sums.where(together[SUMS].notna().groupby(together["country"]).all())
    country_of = dict(zip(corridor.nodes["node_id"], corridor.nodes["country"], strict=True))
    order = dict.fromkeys([*steps["from_node"].map(country_of), *steps["to_node"].map(country_of)])
    names = corridor.countries.set_index("country")["name"]
    table = sums.reindex([country for country in order if country in sums.index]).reset_index()
    table.insert(1, "name", table["country"].map(names))
    return table


def _limits(corridor: Corridor, request: Request, steps: pd.DataFrame) -> pd.DataFrame:
    """Return the crossings and segments of the route that are closed or restricted.

    One row each: ``id, title, status, since, to_date, confirmed, note, source_id``.
    """
    crossings = corridor.crossings.rename(columns={"crossing_id": "id", "name": "title"})
    segments = corridor.segments.rename(columns={"segment_id": "id"})
    segments = segments.assign(title="segment " + segments["id"])
    columns = ["id", "title", "source_id"]
    both = pd.concat([crossings[columns], segments[columns]])
    met = steps[["id"]].merge(both, on="id").join(network.states(corridor, request.as_of), on="id")
    met = met[met["status"].isin(("closed", "restricted"))]
    key = {"what": "id", "kind": "status", "from_date": "since"}
    dated = corridor.closures.rename(columns={**key, "source_id": "dated_by"})
    found = met.merge(dated, on=list(key.values()), how="left")
    found["source_id"] = found["dated_by"].fillna(found["source_id"])
    names = ["id", "title", "status", "since", "to_date", "confirmed", "note", "source_id"]
    return found[names]


def _notes(request: Request, limits: pd.DataFrame) -> Iterator[str]:
    for row in limits.to_dict("records"):
        yield _state(request, row)
    if (limits["status"] == "closed").any():
        yield (
            "This is the structural route: it passes crossings recorded closed. "
            "Give a date (--as-of) to apply closures."
        )


def _far_round(times: float | None) -> Iterator[str]:
    if times is not None:
        yield f"This is {times:.1f} times the straight line. {OFF}"


def _firmness(behind: pd.DataFrame, length_kinds: pd.Series) -> Iterator[str]:
    """Say how firm hours, money and kilometres are: by grade, and by kind of length."""
    for measure, name in (("time_h", "Hours"), ("cost_usd_t", "Costs"), ("co2e_kg_t", "CO2e")):
        sums = behind.groupby("grade")[measure].sum().reindex(list(GRADES))
        if shares := _shares(sums):
            yield f"{name} by the grade of their figures: {shares}."
    if shares := _shares(length_kinds):
        yield f"Lengths are {shares}; along the network they run short where the map lost bends."


def _shares(amounts: pd.Series) -> str:
    """Return the parts of a sum in words, as in "40% observed, 60% assumed"."""
    whole = amounts.sum()
    parts = amounts[amounts > 0].items()
    return ", ".join(f"{amount / whole:.0%} {name}" for name, amount in parts)


def _barred(open_way: Route) -> str:
    km, hours = open_way.totals["distance_km"], open_way.totals["time_h"]
    shut = ", ".join(dict.fromkeys(open_way.crossings["name"]))
    return f"Were nothing closed on that date: {km:,.0f} km, {hours:,.0f} h, by {shut}."


def _nearly(rival: Route) -> str:
    km, hours = rival.totals["distance_km"], rival.totals["time_h"]
    way = f", by way of {', '.join(rival.cities)}" if rival.cities else ""
    return f"Nearly as good: {km:,.0f} km, {hours:,.0f} h{way}. Alternatives (-k) show it whole."


def _state(request: Request, row: dict[Any, Any]) -> str:
    recorded = "recorded " if request.as_of is None else ""
    text = f"{row['title']} is {recorded}{row['status']}"
    if pd.notna(row["since"]):
        text += f" since {row['since']:%Y-%m-%d}"
    if pd.notna(row["to_date"]):
        text += f" until {row['to_date']:%Y-%m-%d}"
    if pd.notna(row["confirmed"]):
        text += f", last confirmed {row['confirmed']:%Y-%m-%d}"
    if pd.notna(row["note"]):
        text += f": {row['note']}"
    return f"{text} (source {row['source_id']})."


def _shapes(frame: pd.DataFrame, key: str) -> Iterator[tuple[str, Any]]:
    yield from zip(frame[key], frame["geometry"], strict=True)
