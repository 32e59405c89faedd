"""School records: transcripts of students and report cards of children, by their headings and labels."""

from __future__ import annotations

from detectors.classes.form import Forms

SCHOOL = Forms("transcript", "report-card")
