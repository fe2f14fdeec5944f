"""Print each dependency at the oldest version ``pyproject.toml`` admits, one a line.

The lines are a constraints file for pip: what is installed with it is what users of old
versions have.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

# Of the age of the oldest matplotlib: newer ones warn of names it still calls.
OF_THAT_AGE = ("pyparsing==3.1.0",)


def pinned(project: dict[str, object]) -> list[str]:
    """Return ``name==version`` for each requirement ``name>=version``, and its companions."""
    extras = project["optional-dependencies"]
    assert isinstance(extras, dict)
    wanted = [project["dependencies"], *(extras[name] for name in ("parquet", "charts", "build"))]
    oldest = [
        requirement.replace(">=", "==")
        for group in wanted
        for requirement in group
        if re.search(">=", requirement)
    ]
    return [*oldest, *OF_THAT_AGE]


if __name__ == "__main__":
    document = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))
    sys.stdout.write("\n".join(pinned(document["project"])) + "\n")
