"""Errors of the detectors package.

DetectorError
├── RuleError      a rule file is wrong: the message names the file, the rule and the mend
└── EngineError    the multi-pattern engine cannot be built or loaded
"""

from __future__ import annotations


class DetectorError(Exception):
    """Base of every error that the detectors package raises."""


class RuleError(DetectorError):
    """A rule or a rule file does not hold to the format; the message names file, rule and mend."""


class EngineError(DetectorError):
    """A pattern engine cannot be built, loaded or run."""
