"""The toy corridor with trade on it, small enough to solve by hand.

In 2022 Kazakhstan sells goods for 400 million US$ to Uzbekistan, at 400 US$/t 1 Mt: half of
it goes by rail, a quarter by road. Uzbekistan sends 50,000 t back by road, and in nine
months goods for 30 million US$ to Afghanistan, at 500 US$/t. What a month and a half of
Kazakh sales to Afghanistan would make in a year is not known.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import toy
from corridor import io

if TYPE_CHECKING:
    from corridor.tables import Corridor

TABLES = {
    "flows": """
exporter,importer,year,period,from_date,to_date,commodity,value_usd,tonnes,weighed_usd,reporter,basis,grade,source_id,note
KAZ,UZB,2022,calendar,,,TOTAL,400000000,,,importer,customs,observed,toy,
KAZ,UZB,2022,calendar,,,TOTAL,390000000,,,exporter,customs,observed,toy,
UZB,KAZ,2022,calendar,,,TOTAL,100000000,50000,,exporter,customs,observed,toy,
UZB,AFG,2022,part,2022-01-01,2022-09-30,TOTAL,30000000,,,exporter,customs,reported,toy,
KAZ,AFG,2022,part,2022-01-01,2022-02-15,TOTAL,9000000,,,exporter,customs,reported,toy,
KAZ,UZB,2021,calendar,,,TOTAL,200000000,,,importer,customs,observed,toy,
KAZ,UZB,2021,calendar,,,1001,50000000,250000,,importer,customs,observed,toy,
""",
    "gateways": """
country,partner,mode,node_id,part,grade,source_id,note
KAZ,,,alpha,1,assumed,toy,
UZB,,,gamma,1,assumed,toy,
AFG,,,omega,1,assumed,toy,
""",
    "shares": """
exporter,importer,mode,low,share,high,grade,source_id,note
KAZ,UZB,rail,0.4,0.5,0.6,derived,toy,
KAZ,UZB,road,,0.25,,assumed,toy,
UZB,KAZ,road,,1,,derived,toy,
UZB,AFG,road,,1,,derived,toy,
""",
    "unit_values": """
commodity,exporter,importer,low,usd_t,high,grade,source_id,note
TOTAL,,,100,500,900,assumed,toy,
TOTAL,KAZ,UZB,,400,,derived,toy,
grain,,,,250,,derived,toy,
""",
    "counts": """
count_id,crossings,direction,value,unit,days,year,period,to_date,remark,grade,source_id,note
road-both,beta-road,both,100,trucks,2,2022,two days,,,observed,toy,
rail-ab,beta-rail,ab,700000,t,365,2022,the year,,,observed,toy,
road-ba,beta-road,ba,10,trucks,1,2022,a day,,the day of a reopening,observed,toy,
both-t,beta-road|beta-rail,both,800000,t,365,2022,the year,,,derived,toy,
""",
}
PARAMETERS = """counted_t,rail,,,,t,1500,2000,2500,,,derived,toy,
counted_t,road,,,,t,15,18,20,,,derived,toy,
logit_spread,,,,,1,0.1,0.1,0.1,,,assumed,toy,
delay_alpha,,,,,1,0.15,0.15,0.15,,,reported,toy,
delay_beta,,,,,1,4,4,4,,,reported,toy,
"""
# A thousandth of the value an hour, so that sums can be done in the head.
DAY, LONG_DAY = "time_value_pct_day,,,,,% of value a day,0.5,1,2", "% of value a day,1,2.4,3"


def folder(into: Path) -> Path:
    """Write the tables to a new folder and return it."""
    made = into / "toy-trade"
    shutil.copytree(toy.FOLDER, made)
    for name, text in TABLES.items():
        (made / f"{name}.csv").write_text(text.lstrip(), encoding="utf-8")
    path = made / "parameters.csv"
    text = path.read_text("utf-8").replace(DAY, f"time_value_pct_day,,,,,{LONG_DAY}")
    path.write_text(text + PARAMETERS, encoding="utf-8")
    return made


def corridor(into: Path) -> Corridor:
    """Return the corridor of such a folder."""
    return io.read(folder(into), geometry=False)
