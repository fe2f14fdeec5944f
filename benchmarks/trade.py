"""Import of a BACI-shaped file of ten million rows against ``pandas.read_csv`` of it.

Each runs in a process of its own, in turn, so that the peak memory is its own. Prints the
median seconds of the work, without imports and start of Python, the peak memory, and the
ratio. Run ``python benchmarks/trade.py [ROWS]``; the file is made in a temporary folder.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROUNDS = 3
ROWS = 10_000_000
BATCH = 500_000
SIX = ("BLR", "RUS", "KAZ", "UZB", "AFG", "PAK")
TAIL = """
import json, resource
print(json.dumps([time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""
OURS = f"""
import sys, time
from pathlib import Path
import numpy, pandas
from corridor.trade import reading
start = time.perf_counter()
read = reading.read_baci(Path(sys.argv[1]), {SIX!r}, (), "chapter", lambda _: None)
assert len(read.flows)
"""
PEER = """
import sys, time
import pandas as pd
start = time.perf_counter()
table = pd.read_csv(sys.argv[1], usecols=["t", "i", "j", "k", "v", "q"])
assert len(table)
"""


def make(path: Path, rows: int) -> None:
    """Write a file of BACI's shape: values and weights by a lognormal law, 3 % without one."""
    from iso3166 import countries

    rng = np.random.default_rng(1)
    numbers = np.array(sorted(int(country.numeric) for country in countries))
    pairs = rng.permutation(len(numbers) ** 2)
    with path.open("w", encoding="ascii") as file:
        file.write("t,i,j,k,v,q\n")
        for done in range(0, rows, BATCH):
            size = min(BATCH, rows - done)
            row = np.arange(done, done + size)
            turn, pair = np.divmod(row, len(pairs))  # each pair in turn, of other goods each time
            ends = numbers[np.array(np.divmod(pairs[pair], len(numbers)))].tolist()
            codes = (10_121 + 5_003 * (turn % 191)).tolist()
            values = np.exp(rng.normal(3, 3, size))
            weights = values * np.exp(rng.normal(0, 2, size))
            given = rng.random(size) > 0.03  # noqa: PLR2004 - as the docstring says
            lines = [
                f"2021,{i},{j},{code:06d},{value:.3f},{f'{weight:.3f}' if known else ''}\n"
                for i, j, code, value, weight, known in zip(
                    *ends, codes, values.tolist(), weights.tolist(), given.tolist(), strict=True
                )
            ]
            file.writelines(lines)


def measure(code: str, path: Path) -> tuple[float, float]:
    """Return the seconds of the work and the peak memory [MB] of a process."""
    command = [sys.executable, "-c", code + TAIL, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, kilobytes = json.loads(done.stdout)
    return seconds, kilobytes / 1024


def main() -> None:
    """Measure both in turn."""
    if len(sys.argv) > 2:  # noqa: PLR2004 - ROWS and FILE
        make(Path(sys.argv[2]), int(sys.argv[1]))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "BACI_HS92_Y2021_V0.csv"
        # In a process of its own: a child begins with the peak memory of its parent.
        subprocess.run([sys.executable, __file__, str(rows), str(path)], check=True)
        taken: dict[str, list[tuple[float, float]]] = {OURS: [], PEER: []}
        for _ in range(ROUNDS):
            for code, found in taken.items():
                found.append(measure(code, path))
        size = path.stat().st_size / 1e6
    (own_s, own_mb), (peer_s, peer_mb) = (
        (statistics.median(s for s, _ in found), max(mb for _, mb in found))
        for found in taken.values()
    )
    print(f"{rows:,} rows, {size:.0f} MB")
    print(f"import {own_s:.2f} s, peak {own_mb:.0f} MB")
    print(f"pandas.read_csv {peer_s:.2f} s, peak {peer_mb:.0f} MB, ratio {own_s / peer_s:.2f}")


if __name__ == "__main__":
    main()
