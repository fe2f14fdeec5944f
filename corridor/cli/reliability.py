"""The command that says how reliable a route is. Parse, one library call, print."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from corridor.cli.shared import Figure, data_folder, example, output, trip
from corridor.cli.whatif import one_scenario

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Unpack

    import pandas as pd

    from corridor.cli.reading import Part
    from corridor.cli.shared import Asked
    from corridor.uncertainty import Simulation

FOR_READING = ("table", "md")
# 4 bytes a draw are kept: 200 MB.
MOST_DRAWS = 50_000_000
MOST_WORKERS = 64
# Parts that only diversions have are listed from this share of the variance on.
LEAST_SHARE = 0.001
PARTS = {
    "speed_kmh": "running",
    "stops_h_1000km": "stops on the way",
    "dwell_h": "border",
    "transfer_h": "transfer",
}


@click.command(
    epilog=example(
        "corridor reliability Tashkent Karachi --arrive-within 14",
        "corridor reliability Minsk Tashkent --mode rail --draws 1000000 --seed 7 --workers 2",
        "corridor reliability Tashkent Kabul --scenario afghan-borders-halved --format json",
    )
)
@trip
@click.option(
    "--draws",
    type=click.IntRange(1, MOST_DRAWS),
    default=100_000,
    show_default=True,
    metavar="N",
    help="How many trips to draw.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    metavar="S",
    help="The same seed gives the same figures.",
)
@click.option(
    "--arrive-within",
    "days",
    type=Figure(0, min_open=True),
    metavar="DAYS",
    help="Give the probability of taking at most so many days.",
)
@click.option(
    "--closures/--no-closures",
    default=True,
    help="Let trips meet the closures on record, or find every border open.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    default=1,
    show_default=True,
    metavar="N",
    help="Threads that share the work; the figures are the same.",
)
@one_scenario
@data_folder
@output
def reliability(  # noqa: PLR0913 - each is an option
    draws: int,
    seed: int,
    days: float | None,
    *,
    closures: bool,
    workers: int,
    scenario: str | None,
    data: Path | None,
    out: Path | None,
    fmt: str | None,
    **asked: Unpack[Asked],
) -> None:
    """Draw the days of the best route FROM one place TO another.

    Each figure scatters between its low and high, each trip leaves on a day of the record
    of closures and waits or diverts where a crossing is shut. Gives P10 to P95, mean, CV,
    buffer and planning time index, and what makes the days vary. As csv or xlsx it is the
    summary; json holds all. Exit code 3: there is no route.
    """
    from corridor import io, report, scenario_files, scenarios, study, uncertainty
    from corridor import reliability as telling
    from corridor.cli import reading
    from corridor.cli.progress import progress
    from corridor.tables import Request

    kind = report.kind_of(out, fmt)
    corridor = io.read(data, geometry=False)
    if scenario is not None:
        corridor = scenarios.apply(corridor, scenario_files.read(scenario, data))
    route = study.solve(corridor, study.named(corridor, Request(**asked)))
    with progress("drawing", draws) as bar:
        found = uncertainty.simulated(route, draws, seed, workers, closures=closures, progress=bar)
    if kind == "json":
        text = json.dumps(telling.document(found, days), ensure_ascii=False, indent=1)
        report.write_text(text + "\n", out)
    elif kind not in FOR_READING:
        report.write(_summary(found, days), out, fmt)
    elif out is None:
        reading.print_parts(_parts(found, days), kind)
    else:
        report.write_text(reading.joined(_parts(found, days), kind), out)


def _summary(found: Simulation, days: float | None) -> pd.DataFrame:
    import pandas as pd

    if days is None:
        return found.summary
    row = {"measure": f"arriving_within_{days:g}_d", "value": found.arriving_within(days)}
    return pd.concat([found.summary, pd.DataFrame([{**row, "unit": ""}])], ignore_index=True)


def _parts(found: Simulation, days: float | None) -> Iterator[Part]:
    import pandas as pd

    from corridor import reliability as telling
    from corridor import uncertainty
    from corridor.cli.reading import Heading, listed, trip
    from corridor.units import HOURS_PER_DAY

    hours = found.quantile(uncertainty.LEVELS)
    half, nine = (hours[level] / HOURS_PER_DAY for level in (0.5, 0.9))
    drawn = f"{len(found.hours):,} draws, seed {found.seed}"
    yield Heading(f"{trip(found.route)}: P50 {half:.1f} days, P90 {nine:.1f} days ({drawn})")
    names = [f"P{100 * level:.0f}" for level in hours.index]
    told = found.measures
    rows = pd.DataFrame(
        {
            "measure": [*names, "mean", "standard deviation", "the route's own hours"],
            "days": [*hours / HOURS_PER_DAY, *_days(told, "mean_h", "sd_h", "route_h")],
            "time_h": [*hours, told["mean_h"], told["sd_h"], told["route_h"]],
        }
    )
    if found.met.any():
        calm = found.quantile(uncertainty.LEVELS, open_only=True)
        rows["days if every border is open"] = [*calm / HOURS_PER_DAY, *[None] * 3]
    yield rows
    if days is not None:
        yield f"Arriving within {days:g} days: {found.arriving_within(days):.1%}"
    yield Heading("Reliability")
    yield pd.DataFrame(
        {
            "measure": ["CV", "buffer index", "planning time index"],
            "value": [told["cv"], told["buffer_index"], told["planning_time_index"]],
            "what it is": [
                "standard deviation / mean",
                "(P95 - mean) / mean",
                f"P95 / {told['free_flow_h']:.0f} h of running without delay",
            ],
        }
    )
    yield Heading("What makes it vary")
    yield _components(found.components)
    if len(found.outages.record):
        yield Heading("Closures on record")
        yield _record(found)
    yield from listed((*telling.notes(found), *found.route.notes))


def _days(told: dict[str, float], *names: str) -> list[float]:
    from corridor.units import HOURS_PER_DAY

    return [told[name] / HOURS_PER_DAY for name in names]


def _components(table: pd.DataFrame) -> pd.DataFrame:
    shown = table[(table["time_h"] > 0) | (table["share"] >= LEAST_SHARE)]
    hours = {"low_h": "low h", "time_h": "mean h", "high_h": "high h"}
    return (
        shown[["component", "of", *hours]]
        .assign(component=shown["component"].replace(PARTS))
        .rename(columns=hours)
        .assign(share_pct=100 * shown["share"], open_pct=100 * shown["share_open"])
    )


def _record(found: Simulation) -> pd.DataFrame:
    import pandas as pd

    crossings = found.route.corridor.crossings.set_index("crossing_id")["name"]
    record = found.outages.record
    return pd.DataFrame(
        {
            "crossing": record["id"].map(crossings).fillna(record["id"]),
            "closures": record["closures"],
            "days shut": record["days"],
            "share_pct": 100 * record["share"],
            "end": ["not known" if unended else "known" for unended in record["unended"]],
        }
    )
