"""Contracts: agreements that name their parties, those on secrecy among them; licences of software are none."""

from __future__ import annotations

from detectors.classes.form import Forms

CONTRACT = Forms("nda", "contract")
