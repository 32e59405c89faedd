"""Medical reports: letters and notes about a patient, by their headings."""

from __future__ import annotations

from detectors.classes.form import Forms

MEDICAL_REPORT = Forms("medical-report")
