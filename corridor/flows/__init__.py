"""Flows: trade put on the network, and what the network's parts are worth to it."""

from __future__ import annotations

from corridor.flows.assignment import Assignment, Plan, assign
from corridor.flows.critical import criticality

__all__ = ["Assignment", "Plan", "assign", "criticality"]
