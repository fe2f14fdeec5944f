"""Trade figures from outside: files of BACI and UN Comtrade, and the UN Comtrade service.

``reading`` tells the kind of a file and reads it; ``baci`` and ``comtrade`` know one
publisher each, ``codes`` the numbers they give countries. ``service`` speaks HTTP,
``fetching`` plans the calls. All return rows of ``schema.FLOWS``. What comes in is hostile:
sizes are bounded, text is only compared and converted, and no data is never made zero.
"""

from __future__ import annotations
