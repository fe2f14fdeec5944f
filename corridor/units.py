"""Conversion factors, the only numbers that live in code, and the units of the parameters."""

from __future__ import annotations

HOURS_PER_DAY = 24.0
DAYS_PER_YEAR = 365.0
METRES_PER_KM = 1000.0
GRAMS_PER_KG = 1000.0
KG_PER_T = 1000.0
PERCENT = 100.0

# Each parameter the model reads, with the unit its figures are in.
PARAMETER_UNITS = {
    "speed_kmh": "km/h",
    "stops_h_1000km": "h/1000 km",
    "haul_usd_tkm": "US$/tkm",
    "co2e_g_tkm": "g CO2e/tkm",
    "hub_co2e_kg_t": "kg CO2e/t",
    "load_t": "t",
    "cargo_value_usd_t": "US$/t",
    "time_value_pct_day": "% of value a day",
    "capital_pct_a": "% a year",
    "side_correlation": "-",
    "cif_fob_ratio": "ratio",
    "counted_t": "t",
    "logit_spread": "1",
    "delay_alpha": "1",
    "delay_beta": "1",
}
