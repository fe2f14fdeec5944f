"""What the heading and the foot say: title, figures of each route, the day it all is of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from corridor.charts import network
from corridor.charts.furniture import Line
from corridor.charts.wording import names, number, say
from corridor.itinerary import Route
from corridor.units import HOURS_PER_DAY
from corridor.words import Language

if TYPE_CHECKING:
    import datetime as dt

    from corridor.tables import Corridor


def title(corridor: Corridor, lang: Language) -> str:
    """Return the first and last country of the corridor, as in "Belarus - Pakistan corridor"."""
    on_it = corridor.countries["on_corridor"].fillna(value=False).astype(bool)
    found = names(corridor.countries[on_it], lang).tolist()
    return say(lang, "title_of", found[0], found[-1]) if found else say(lang, "title_plain")


def rows(corridor: Corridor, routes: Sequence[Route], lang: Language) -> list[Line]:
    """Return the lines on routes: colour, ends and figures, and what is closed on the way."""
    called = dict(zip(corridor.nodes["node_id"], names(corridor.nodes, lang), strict=True))
    found = []
    for count, route in enumerate(routes):
        ends = f"{called[route.request.origin]} – {called[route.request.destination]}"  # noqa: RUF001 - a dash is meant
        closed = _closed(route, lang)
        warning = say(lang, "passes_closed", "; ".join(closed)) if closed else ""
        colour = network.route_colour(count)
        found.append(Line(figures(route, lang), ends, colour, warning))
    return found


def figures(route: Route, lang: Language) -> str:
    """Return how far and how long a route is, where the time goes, and how firm it is."""
    request, steps = route.request, route.steps
    km, hours = route.totals["distance_km"], route.totals["time_h"]
    modes = route.legs["mode"].unique()
    mode = modes[0] if len(modes) == 1 else "multimodal"
    trip = say(lang, f"mode_{mode}"), say(lang, f"minimise_{request.minimise}")
    parts = [
        say(lang, "route_kind", *trip),
        say(lang, "n_km", number(lang, km)),
        say(lang, "n_days", number(lang, hours / HOURS_PER_DAY, 1)),
    ]
    if hours > 0:
        border = steps.loc[steps["kind"] == "crossing", "time_h"].sum() / hours
        behind = route.figures.groupby("grade")["time_h"].sum()
        assumed = behind.get("assumed", 0.0) / hours
        parts.append(say(lang, "at_borders", number(lang, 100 * border)))
        parts.append(say(lang, "assumed", number(lang, 100 * assumed)))
    return " · ".join(parts)


def state(corridor: Corridor, as_of: dt.date | None, lang: Language) -> str:
    """Return of which day the crossings are drawn; without one, of when the last record is."""
    if as_of is not None:
        return say(lang, "as_of", f"{as_of:%Y-%m-%d}")
    closures = corridor.closures
    dates = [closures[name] for name in ("from_date", "confirmed")]
    latest = pd.concat([*dates, corridor.crossings["status_since"]]).dropna()
    if latest.empty:
        return say(lang, "as_recorded")
    return f"{say(lang, 'as_recorded')} {say(lang, 'latest', f'{latest.max():%Y-%m-%d}')}"


def _closed(route: Route, lang: Language) -> list[str]:
    passed = route.crossings[route.crossings["status"] == "closed"]
    since = passed["since"].tolist()
    return [
        say(lang, "closed_since", name, f"{day:%Y-%m-%d}") if pd.notna(day) else name
        for name, day in zip(names(passed, lang), since, strict=True)
    ]
