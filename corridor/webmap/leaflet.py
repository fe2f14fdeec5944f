"""Leaflet as text to inline: found in the installed package, checked, made self-contained.

The files are those of Leaflet 1.9.4 as ``django-js-lib-leaflet`` ships them; Django is
not needed. Nothing is downloaded, and a file that is not the one expected is refused.
"""

from __future__ import annotations

import base64
import hashlib
import re
from importlib import metadata
from pathlib import Path

from corridor.errors import CorridorError

PACKAGE = "django-js-lib-leaflet"
VERSION = "1.9.4"
CDN = f"https://cdn.jsdelivr.net/npm/leaflet@{VERSION}/dist"
SHA256 = {
    "leaflet.js": "db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a",
    "leaflet.css": "a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6",
}
# Browsers fetch what this comment names as soon as their developer tools are opened.
_SOURCE_MAP = re.compile(r"//# sourceMappingURL=\S+\s*$")


def javascript() -> str:
    """Return Leaflet's script with its licence before it."""
    code = _SOURCE_MAP.sub("", _checked("leaflet.js"))
    return f"/* Leaflet {VERSION}\n\n{licence()}*/\n{code}\n{_icons()}"


def css() -> str:
    """Return Leaflet's style sheet, its images inside it."""
    text = _checked("leaflet.css")
    return re.sub(r"url\(images/([\w-]+\.png)\)", lambda found: f"url({_uri(found[1])})", text)


def licence() -> str:
    """Return the licence of Leaflet."""
    return _file("LICENSE").decode("utf-8")


def integrity(name: str) -> str:
    """Return the subresource integrity value of ``leaflet.js`` or ``leaflet.css``."""
    return "sha256-" + base64.b64encode(bytes.fromhex(SHA256[name])).decode("ascii")


def _icons() -> str:
    """Return the line that gives markers their images, which Leaflet seeks by a path."""
    names = ("marker-icon.png", "marker-icon-2x.png", "marker-shadow.png")
    icon, retina, shadow = map(_uri, names)
    return (
        'L.Icon.Default.imagePath = "";\n'
        f'L.Icon.Default.mergeOptions({{iconUrl: "{icon}", iconRetinaUrl: "{retina}", '
        f'shadowUrl: "{shadow}"}});'
    )


def _uri(name: str) -> str:
    return "data:image/png;base64," + base64.b64encode(_file(name)).decode("ascii")


def _checked(name: str) -> str:
    content = _file(name)
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256[name]:
        message = (
            f"{name} of {PACKAGE} is not that of Leaflet {VERSION} (SHA-256 {found}, expected "
            f"{SHA256[name]}). Reinstall it: pip install --force-reinstall {PACKAGE}"
        )
        raise CorridorError(message)
    # As a browser reads it; a hash of the text then holds.
    return content.decode("utf-8").replace("\r\n", "\n")


def _file(name: str) -> bytes:
    try:
        files = metadata.files(PACKAGE) or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == name and (path := Path(file.locate())).is_file():
            return path.read_bytes()
    message = f"{name} of {PACKAGE} is not installed. Run: pip install {PACKAGE}"
    raise CorridorError(message)
