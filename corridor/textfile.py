"""The text of a file, or why it has none.

Files are hostile: the size is bounded, text must be UTF-8 and hold no control character.
"""

from __future__ import annotations

import stat
from pathlib import Path

from corridor.errors import Problem

# The shipped tables are about 2 MB in all; nothing a person keeps by hand comes near.
MOST_BYTES = 64_000_000

# The control characters no text file has; tab, line feed and carriage return are text.
_CONTROL = bytes(code for code in range(32) if chr(code) not in "\t\n\r")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def text_of(path: Path) -> tuple[str, list[Problem]]:
    """Return a file's text, or the problem that it cannot be read."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            return "", [Problem(path.name, 0, "", "", "is not a file; a table is one CSV file")]
        if about.st_size > MOST_BYTES:
            rule = f"is {about.st_size / 1e6:.0f} MB; at most {MOST_BYTES / 1e6:.0f} MB is read"
            return "", [Problem(path.name, 0, "", "", rule)]
        data = path.read_bytes()
    except FileNotFoundError:
        return "", [Problem(path.name, 0, "", "", f"is missing from {path.absolute().parent}")]
    except OSError as error:
        return "", [Problem(path.name, 0, "", "", f"cannot be read: {error.strerror}")]
    return _decoded(data, path.name)


def _decoded(data: bytes, file: str) -> tuple[str, list[Problem]]:
    """Return UTF-8 text without control characters, or the problem with the first that is not."""
    if data.startswith(_UTF16):
        return "", [Problem(file, 0, "", "", "is UTF-16, not UTF-8; save it as 'CSV UTF-8'")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        value = repr(data[error.start : error.start + 1])[2:-1]
        row = data.count(b"\n", 0, error.start) + 1
        return "", [Problem(file, row, "", value, "is not UTF-8; save the file as UTF-8")]
    if len(data.translate(None, _CONTROL)) != len(data):
        at = next(place for place, code in enumerate(data) if code in _CONTROL)
        row = data.count(b"\n", 0, at) + 1
        return "", [Problem(file, row, "", chr(data[at]), "is a control character, not text")]
    return text, []


__all__ = ["MOST_BYTES", "text_of"]
