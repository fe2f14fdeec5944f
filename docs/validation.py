"""The page that holds the model against published journeys and indicators.

Every figure of the page comes from the shipped tables and the model; a test makes it again
and compares. Run it after either has changed.

Run: python docs/validation.py
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import corridor as co
from corridor import cases, indicators
from corridor.units import HOURS_PER_DAY

if TYPE_CHECKING:
    import pandas as pd

    from corridor.tables import Corridor

PAGE = Path(__file__).with_name("validation.md")
# A gap of more than this is worth a line of its own.
LARGE_PCT = 25.0
NAMES = {
    "TFI1": "TFI1, hours at a border post, one side",
    "TFI2": "TFI2, US$ at a border post, one side",
    "TFI3": "TFI3, US$ for 500 km and 20 t",
    "SWOD": "TFI4, speed without delay, km/h",
    "SWD": "TFI4, speed with delay, km/h",
}
PREFACE = """# How near the model comes

This page is written by `python docs/validation.py` from the shipped tables; a test fails when it
is out of date. It holds the model against journeys and indicators that somebody published. **No
number of the model was set to meet one of these journeys.** Many of its numbers *are* published
indicators, though, and a figure cannot confirm itself: the tables say which.

## Journeys from door to door

The model's hours are the fastest way by the places named, whatever is closed today, without
loading at the ends. Its P5, P25 and P95 are percentiles of 20,000 draws of that trip with every
border open, as `corridor reliability` makes them. A pilot run or a premium service is a best case
and belongs between P5 and P25; an average belongs at the mean. Where the model holds only a part
of a journey, the printed time is cut to that part at the printed pace.
"""
INDICATORS = """## Indicators

The model's value and the latest published one, country by country, as `corridor indicators` shows
them; it also has them by crossing, for each year, and for the whole corridor. CPMM averages
logged trips. The model has no trips, so stated samples stand for them: for TFI1 and TFI2 each
side of each crossing, once; for TFI3 and TFI4 the ways between each city, terminal or port of a
country and each crossing of its border, with the country's own side of the border. CPMM weighs by
the trips it happened to log, and does not print how many passed where. *Used* says whether the
model rests on the printed figure: *yes*, it is the figure; *part*, it is one of those behind it
or comes from the same sample; *no*, no figure behind the model is of its source and year, though
often of the same reports in other years. Belarus and Russia are not covered by CPMM: what stands
there is modelled, and for Russia's railway beside what the railway itself prints.
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(co.load(geometry=False)), encoding="utf-8")
    print(f"{PAGE.name}: written")


def page(corridor: Corridor) -> str:
    """Return the page as Markdown."""
    journeys = cases.cases(corridor)
    table = indicators.indicators(corridor)
    ours = corridor.countries.loc[corridor.countries["on_corridor"], "name"]
    table = table[table["of"].isin(ours)]
    parts = [
        PREFACE,
        "\n".join(_journeys(journeys)),
        "\n".join(_notes(corridor, journeys)),
        "\n".join(_paces(journeys)),
        INDICATORS,
        *("\n".join(_indicator(table, name)) for name in NAMES),
        "\n".join(_apart(table)),
    ]
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _journeys(table: pd.DataFrame) -> Iterator[str]:
    yield from _head(
        "journey", "year", "stands for", "printed km", "printed days", "model km",
        "to compare, days", "model mean, days", "P5 - P25 - P95", "so",
    )  # fmt: skip
    for row in table.to_dict("records"):
        yield _line(
            row["name"],
            row["year"],
            row["stands_for"],
            _km(row["km"]),
            _range(row["published_h"], row["published_high_h"]),
            _km(row["model_km"]),
            _range(row["expected_h"], row["expected_high_h"]),
            _days(row["mean_h"]),
            " - ".join(_days(row[name]) for name in ("p5_h", "p25_h", "p95_h")),
            row["verdict"],
        )


def _notes(corridor: Corridor, table: pd.DataFrame) -> Iterator[str]:
    url = dict(zip(corridor.sources["source_id"], corridor.sources["url"], strict=True))
    for row in table.to_dict("records"):
        source = f"[{row['source_id']}]({url[row['source_id']]})"
        yield f"- **{row['name']}**: {row['note']}. Confidence {row['confidence']}, {source}."


def _paces(table: pd.DataFrame) -> Iterator[str]:
    yield "Paces, and prices of the consignment (a 20 t truck, a 40-foot container):\n"
    yield from _head(
        "journey", "printed km a day", "model km a day", "printed US$ a km", "model US$ a km",
        "price used",
    )  # fmt: skip
    known = table[table["km"].notna() | table["published_usd_km"].notna()]
    for row in known.to_dict("records"):
        priced = not math.isnan(row["published_usd_km"])
        yield _line(
            row["name"],
            _km(row["km"] / row["published_h"] * HOURS_PER_DAY),
            _km(row["model_km"] / row["mean_h"] * HOURS_PER_DAY),
            f"{row['published_usd_km']:.2f}" if priced else "-",
            f"{row['model_usd_km']:.2f}",
            ("part" if row["used"] else "no") if priced else "-",
        )


def _indicator(table: pd.DataFrame, name: str) -> Iterator[str]:
    yield f"### {NAMES[name]}\n"
    yield from _head(
        "country", "mode", "direction", "model", "counted", "printed", "year", "difference",
        "used", "source",
    )  # fmt: skip
    both_ways = table["direction"] == "all"
    rows = table[(table["indicator"] == name) & (table["published"].notna() | both_ways)]
    for row in rows.to_dict("records"):
        compared = row["basis"] == "compared"
        yield _line(
            row["of"],
            row["mode"],
            row["direction"],
            _number(row["model"]),
            "-" if math.isnan(row["n"]) else f"{row['n']:.0f}",
            _number(row["published"]),
            "-" if row["basis"] == "modelled" else row["year"],
            f"{row['difference_pct']:+.0f} %".replace("-0 %", "+0 %") if compared else "-",
            row["used"] if compared else row["basis"],
            row["source_id"] if row["basis"] != "modelled" else "-",
        )


def _apart(table: pd.DataFrame) -> Iterator[str]:
    """Yield a summary: how many figures are independent of the model, and the large gaps."""
    compared = table[table["basis"] == "compared"]
    counts = compared["used"].value_counts()
    free, part, same = (int(counts.get(name, 0)) for name in ("no", "part", "yes"))
    yield "### What that shows\n"
    yield (
        f"Of {len(compared)} published figures {same} are the model's own and {part} stand "
        f"behind it in part; {free} do not. More than {LARGE_PCT:.0f} % apart are:\n"
    )
    far = compared[compared["difference_pct"].abs() > LARGE_PCT]
    for row in far.to_dict("records"):
        yield (
            f"- {row['indicator']}, {row['of']}, {row['mode']}, {row['direction']}: model "
            f"{_number(row['model'])}, printed {_number(row['published'])} ({row['year']}; "
            f"{row['used']})."
        )


def _head(*names: str) -> Iterator[str]:
    yield _line(*names)
    yield _line(*("---" for _ in names))


def _line(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _number(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:,.1f}".removesuffix(".0")


def _km(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:,.0f}"


def _days(hours: float) -> str:
    return f"{hours / HOURS_PER_DAY:.1f}"


def _range(low: float, high: float) -> str:
    return _days(low) if math.isnan(high) else f"{_days(low)} - {_days(high)}"


if __name__ == "__main__":
    main()
