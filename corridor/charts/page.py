"""A chart as one HTML file: the picture drawn into it, and its figures as a table.

Every text is escaped, nothing is a template, and the page may run no script and ask for
nothing: it opens from a memory stick.
"""

from __future__ import annotations

import io
from html import escape
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from corridor import files
from corridor.charts.draw import SILENT, settings
from corridor.charts.wording import number, say
from corridor.palette import COLOURS
from corridor.words import Language

DASH = "\N{EN DASH}"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
STYLE = f"""
body {{ margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: {COLOURS["ink"]};
  background: {COLOURS["card"]}; font: 15px/1.4 system-ui, sans-serif; }}
svg {{ width: 100%; height: auto; background: #fff; border: 1px solid {COLOURS["rule"]}; }}
.scroll {{ overflow-x: auto; }}
table {{ border-collapse: collapse; font-size: 13px; margin-top: 1.5rem; }}
th, td {{ padding: 2px 10px; border-bottom: 1px solid {COLOURS["rule"]}; text-align: left; }}
td.figure {{ text-align: right; font-variant-numeric: tabular-nums; }}
@media print {{ @page {{ size: A4 landscape; margin: 10mm; }} .scroll {{ overflow: visible; }} }}
"""


def save_page(figure: Figure, title: str, table: pd.DataFrame, out: Path, lang: Language) -> None:
    """Write a chart and its table as one HTML file.

    Parameters
    ----------
    figure
        The chart.
    title
        Heading, as text.
    table
        Its figures; missing ones are shown as a dash.
    out
        A file ending in .html.
    lang
        Language of the page.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    name = escape(title)
    label = escape(say(lang, "tcd_table"))
    content = "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{lang}"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{name}</title><style>{STYLE}</style></head><body><main>",
            f"<h1>{name}</h1>",
            f'<div role="img" aria-label="{name}">{_svg(figure)}</div>',
            f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">',
            _table(table, lang),
            "</div></main></body></html>\n",
        ]
    )
    with files.written(out) as draft:
        draft.write_bytes(content.encode("utf-8"))


def _svg(figure: Figure) -> str:
    """Return the figure as an SVG element, without what stands before one in a file."""
    drawn = io.StringIO()
    with settings():
        figure.savefig(drawn, format="svg", metadata=SILENT["svg"])
    text = drawn.getvalue()
    return text[text.index("<svg") :]


def _table(table: pd.DataFrame, lang: Language) -> str:
    heads = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in table.columns)
    rows = (
        "".join(_cell(value, lang) for value in row)
        for row in table.itertuples(index=False, name=None)
    )
    body = "".join(f"<tr>{row}</tr>\n" for row in rows)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>\n{body}</tbody></table>"


def _cell(value: object, lang: Language) -> str:
    if isinstance(value, float):
        return f'<td class="figure">{DASH if pd.isna(value) else number(lang, value, 1)}</td>'
    return f"<td>{'' if pd.isna(value) else escape(str(value))}</td>"  # type: ignore[call-overload]
