"""Screening: background checks and credit reports, by their headings and labels."""

from __future__ import annotations

from detectors.classes.form import Forms

SCREENING = Forms("background-check", "credit-report")
