"""Tables of trade for reading: names for codes, millions of US$, periods in words.

It arranges what ``bilateral`` and ``panel`` found and computes nothing.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import click
import pandas as pd

from corridor import commodities, report
from corridor.cli import grids
from corridor.cli.grids import Cell, Grid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corridor.tables import Corridor

MARKS = {"both": "■", "importer": "◨", "exporter": "◧", "reconciled": "▣"}
CUSTOMS, PART = "c", "*"
WORDS = {"statement": "s", "payments": "p", "press": "n"}
BASES = {"statement": "an official's word", "press": "news"}
FISCAL = {"fiscal": " of a fiscal year"}
TIMES = {"calendar": "", "fiscal": "f"}
LETTERS = (
    "s an official's word, p payments through banks, n news, else customs; f a fiscal year, "
    "* part of a year, or period not said"
)
COVERED = (
    "■ both sides  ◨ importer  ◧ exporter  ▣ reconciled by a third; small letters: "
    f"{LETTERS}; · nobody reported"
)
NOTE = (
    f"US$ million. {LETTERS}; · nobody reported, which is not zero. Totals over all routes and "
    "modes, not corridor traffic."
)
TREND = (
    "The trend has bars for full years of the basis that most of them have; a letter, c for "
    "customs, or * stands for a year of another, which is no rise and no fall beside them."
)
KILO = 1e3
NARROWEST = 4  # a year as heading
MOST_NAMED = 6


def overview(corridor: Corridor, told: pd.DataFrame) -> None:
    """Print the figure shown of each flow and year, with a trend over all years."""
    shown = told[told["shown"] & told["value_usd"].notna()]
    names = _names(corridor)
    years = list(range(int(shown["year"].min()), int(shown["year"].max()) + 1))
    values: dict[Any, Any] = {
        (row.exporter, row.importer, row.year): (row.value_usd, _marked(row))
        for row in shown.itertuples()
    }
    width = max(NARROWEST, *(len(text) for _, text in values.values())) + 2
    flows = list(dict.fromkeys(zip(shown["exporter"], shown["importer"], strict=True)))
    labels = max((len(names[code]) for flow in flows for code in flow), default=0)
    held = years[-grids.room(2 * labels + len(years) + 6, width) :]
    keys = [(*flow, year) for flow in flows for year in held]
    heat = dict(
        zip(keys, grids.strengths([values.get(key, (None,))[0] for key in keys]), strict=True)
    )
    rows = []
    for flow in flows:
        own = (shown["exporter"] == flow[0]) & (shown["importer"] == flow[1])
        trend = _trend(shown[own], years)
        cells = [_amount(values.get((*flow, year)), heat[*flow, year]) for year in held]
        rows.append([*(Cell(names[code]) for code in flow), Cell(trend), *cells])
    span = f"{years[0]}-{years[-1]}" if len(years) > 1 else "trend"
    head = ["exporter", "importer", span, *map(str, held)]
    grids.show(Grid(head, rows, labels=3))


def _kind(basis: object, period: object) -> str:
    """Return the letter of what a figure counts in a full year, a star for a part of one."""
    return WORDS.get(str(basis), CUSTOMS) if period in TIMES else PART


def _trend(shown: pd.DataFrame, years: Sequence[int]) -> str:
    """Return bars of the full years of one basis, that of most; of other years the letter.

    Years that count another thing, or a part of a year, are no rise and no fall.
    """
    rows = shown[shown["value_usd"].notna()].set_index("year")
    kinds = dict(zip(rows.index, map(_kind, rows["basis"], rows["period"]), strict=True))
    full = [kind for kind in kinds.values() if kind != PART]
    most = max((CUSTOMS, *WORDS.values()), key=full.count) if full else ""
    series = [rows["value_usd"][year] if kinds.get(year) == most else None for year in years]
    return "".join(
        bar if kinds.get(year, most) == most else kinds[year]
        for year, bar in zip(years, grids.spark(series), strict=True)
    )


def say(text: str) -> None:
    """Print a note on stderr, in lines of a page's width."""
    click.echo(textwrap.fill(text, grids.WIDTH, break_on_hyphens=False), err=True)


def _amount(value: tuple[float, str] | None, strength: float | None) -> Cell:
    return Cell(grids.NONE) if value is None else Cell(value[1], strength)


def _marked(row: Any) -> str:  # noqa: ANN401 - a row of any frame
    return grids.millions(row.value_usd) + _marks(row.basis, row.period)


def _marks(basis: object, period: object) -> str:
    """Return the letters that say on what a figure rests; none for customs and a calendar year."""
    return WORDS.get(str(basis), "") + TIMES.get(str(period), PART)


def pair(corridor: Corridor, told: pd.DataFrame, among: list[str]) -> None:
    """Print every figure between two countries, each way, the one shown marked."""
    names = _names(corridor)
    for exporter, importer in (tuple(among), tuple(reversed(among))):
        way = told[(told["exporter"] == exporter) & (told["importer"] == importer)]
        report.write_text(f"{names[exporter]} to {names[importer]}\n")
        if way.empty:
            report.write_text("nobody reported, which is not zero\n\n")
            continue
        shown = way[way["shown"]]
        years = range(int(shown["year"].min()), int(shown["year"].max()) + 1)
        trend = _trend(shown, years)
        report.write_text(f"{years[0]} {trend} {years[-1]}\n")
        report.write(_reports(way))
        report.write_text("\n")


def _reports(way: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "year": way["year"],
            "US$ m": [_value(one) for one in way["value_usd"]],
            "kt": [_kilotonnes(one) for one in way["tonnes"]],
            "report of": way["reporter"],
            "basis": way["basis"],
            "time": _times(way),
            "grade": way["grade"],
            "source": way["source_id"],
            "shown": way["shown"].map({True: "shown", False: ""}),
        }
    )
    one = way["codes"].eq("TOTAL").all()
    return table if one else table.assign(codes=way["codes"])


def _value(value_usd: float) -> str | None:
    return None if pd.isna(value_usd) else grids.millions(value_usd)


def _kilotonnes(tonnes: float) -> str | None:
    return None if pd.isna(tonnes) else grids.figure(tonnes / KILO)


def _times(rows: pd.DataFrame) -> list[str]:
    """Return the time each figure is of, as 'calendar' or from month to month."""
    spans = zip(rows["period"], rows["from_date"], rows["to_date"], strict=True)
    return [
        period if pd.isna(first) else f"{first:%b %Y} - {last:%b %Y}"
        for period, first, last in spans
    ]


def goods(corridor: Corridor, flows: pd.DataFrame) -> None:
    """Print of which goods there are figures too, by flow and year."""
    names = _names(corridor)
    parts = flows[flows["commodity"] != commodities.ALL]
    groups = parts["commodity"].map(commodities.group)
    told: dict[tuple[str, str], list[str]] = {}
    for key, years in parts.groupby(["exporter", "importer", groups])["year"]:
        exporter, importer, group = map(str, key)
        told.setdefault((exporter, importer), []).append(f"{group} {_spans(years.unique())}")
    for (exporter, importer), said in told.items():
        line = f"{names[exporter]} to {names[importer]}, goods alone: {', '.join(said)}"
        report.write_text(textwrap.fill(line, grids.WIDTH) + "\n")
    if told:
        report.write_text("'--commodity' shows them, e.g. --commodity grain\n\n")


def turnovers(corridor: Corridor, among: list[str], years: range | None) -> None:
    """Print what was said of all goods between two countries, both ways together."""
    one, other = sorted(among)
    table = corridor.turnovers
    rows = table[(table["country_a"] == one) & (table["country_b"] == other)]
    if years is not None:
        rows = rows[rows["year"].isin(list(years))]
    if rows.empty:
        return
    rows = rows.sort_values("year", kind="stable")
    report.write_text("Both directions together, as stated\n")
    said = {
        "year": rows["year"],
        "US$ m": [_value(value) for value in rows["value_usd"]],
        "said by": rows["reporter"].map(_names(corridor)),
        "basis": rows["basis"],
        "time": _times(rows),
        "source": rows["source_id"],
        "note": rows["note"],
    }
    report.write(pd.DataFrame(said))


def mirror(corridor: Corridor, table: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of ``panel.mirror`` that a page has room for."""
    return pd.DataFrame(
        {
            **_flow(corridor, table),
            "year": table["year"],
            "exporter US$ m": [_value(value) for value in table["exporter_value_usd"]],
            "importer US$ m": [_value(value) for value in table["importer_value_usd"]],
            "ratio": table["ratio"].round(3),
            "time": _times(table),
            "sources": table["exporter_source_id"] + " / " + table["importer_source_id"],
        }
    )


def balance(corridor: Corridor, table: pd.DataFrame) -> pd.DataFrame:
    """Return ``panel.balance`` in names and millions, with the letters each figure rests on."""
    names = _names(corridor)
    ends = {name: table[name].map(names) for name in ("country", "partner")}
    figures = {
        f"{name} US$ m": _millions_column(table[f"{name}_usd"])
        for name in ("exports", "imports", "balance", "turnover")
    }
    for name in ("exports", "imports"):
        held = (figures[f"{name} US$ m"], table[f"{name}_basis"], table[f"{name}_period"])
        marked = [text and text + _marks(*told) for text, *told in zip(*held, strict=True)]
        figures[f"{name} US$ m"] = marked
    return pd.DataFrame({**ends, "year": table["year"], **figures, "full year": table["full_year"]})


def mixed(corridor: Corridor, table: pd.DataFrame) -> list[str]:
    """Return a warning of each flow of ``panel.balance`` whose years rest on different bases."""
    names, found = _names(corridor), []
    for ends, pair in table.groupby(["country", "partner"], sort=False):
        for way, (start, end) in (("exports", ends), ("imports", reversed(ends))):
            rows = pair[pair[f"{way}_usd"].notna()]
            told = zip(rows[f"{way}_basis"], rows[f"{way}_period"], strict=True)
            kinds = [BASES.get(basis, basis) + FISCAL.get(period, "") for basis, period in told]
            years = rows["year"].groupby(pd.Series(kinds, rows.index, dtype=object), sort=False)
            if len(years) > 1:
                said = "; ".join(f"{kind} {_spans(held)}" for kind, held in years)
                found.append(f"  {names[str(start)]} to {names[str(end)]}: {said}")
    if not found:
        return []
    more = len(found) - MOST_NAMED
    tail = [f"  and {more} more; name a pair with --pair"] if more > 0 else []
    title = "WARNING: years beside each other rest on different bases and do not make a series:"
    return [title, *found[:MOST_NAMED], *tail]


def _spans(years: Iterable[int]) -> str:
    """Return years as words: '2010-2012, 2015'."""
    known = sorted(map(int, years))
    starts = [year for year in known if year - 1 not in known]
    ends = [year for year in known if year + 1 not in known]
    pairs = zip(starts, ends, strict=True)
    return ", ".join(str(one) if one == end else f"{one}-{end}" for one, end in pairs)


def _millions_column(values: pd.Series) -> list[str | None]:
    signs = ["" if pd.isna(value) or value >= 0 else "\N{MINUS SIGN}" for value in values]
    amounts = [_value(abs(value)) for value in values]
    return [
        amount and (sign if amount.strip("0.") else "") + amount
        for sign, amount in zip(signs, amounts, strict=True)
    ]


def coverage(corridor: Corridor, table: pd.DataFrame) -> None:
    """Print a mark for each flow and year: whose reports there are, and of what kind."""
    names = _names(corridor)
    years = sorted(set(table["year"]))
    rows = []
    for ends, flow in table.groupby(["exporter", "importer"], sort=False):
        exporter, importer = map(str, ends)
        cells = [
            Cell(_mark(*one))
            for one in zip(flow["sides"], flow["basis"], flow["period"], strict=True)
        ]
        some = Cell(f"{(flow['reports'] > 0).sum()}/{len(flow)}")
        rows.append([Cell(names[exporter]), Cell(names[importer]), *cells, some])
    head = ["exporter", "importer", *(str(year)[2:] for year in years), "years"]
    grids.show(Grid(head, rows, labels=2))
    say(COVERED)


def _mark(sides: object, basis: object, period: object) -> str:
    if not isinstance(sides, str):
        return grids.NONE
    return ("" if str(basis) in WORDS else MARKS[sides]) + _marks(basis, period)


def _flow(corridor: Corridor, table: pd.DataFrame) -> dict[str, pd.Series]:
    return {name: table[name].map(_names(corridor)) for name in ("exporter", "importer")}


def _names(corridor: Corridor) -> dict[str, str]:
    """Return the English name of each country; another one goes by its code."""
    return dict(zip(corridor.countries["country"], corridor.countries["name"], strict=True))
