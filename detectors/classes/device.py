"""Devices: configurations of routers, firewalls and private network connections."""

from __future__ import annotations

from detectors.classes.sign import Signs

DEVICE = Signs("device", frozenset({"text/plain", "text/xml", "text/csv"}))
