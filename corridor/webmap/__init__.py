"""The map: a corridor as one self-contained HTML page with a folium.Map underneath.

``draw`` puts every layer on a ``CorridorMap``; ``layers`` and ``trade`` hold the tables a
layer shows, ``page`` the document around it. The look is in ``style``, the behaviour in
``corridor-*.js`` beside this file, which read one block of JSON. No data text is ever
part of a template or of markup.
"""

from __future__ import annotations

from corridor.webmap.draw import draw
from corridor.webmap.page import CorridorMap

__all__ = ["CorridorMap", "draw"]
