"""Opener: what a process keeps from one item to the next to examine them."""

from __future__ import annotations

from detectors.columns.table import table_judge
from detectors.identifiers.registry import IDENTIFIERS, by_form
from detectors.readers.base import Limits
from detectors.readers.isolated import Child
from detectors.rules.rule import Rule
from detectors.text.confirm import Fingerprint
from detectors.text.detector import TextDetector
from discover.reading import Reader
from discover.tables import TableScan


class Opener:
    """Examines items in one process: keeps what can be kept from one to the next."""

    def __init__(
        self,
        detector: TextDetector,
        rules: tuple[Rule, ...],
        fingerprint: Fingerprint,
        reader: Reader,
        limits: Limits,
        passwords: tuple[bytes, ...],
    ) -> None:
        """Take the parts.

        Args:
            detector: for text.
            rules: of the detector in its order, then structural ones.
            fingerprint: keyed digest.
            reader: for text in windows.
            limits: for one item.
            passwords: for encrypted containers.
        """
        self.detector = detector
        self.reader = reader
        self.limits = limits
        self.passwords = passwords
        self.fingerprint = fingerprint
        self.tables = TableScan(detector, rules)
        self.judge = table_judge(IDENTIFIERS, fingerprint, by_form)
        self.child = Child()
        self.rules = {rule.id: number for number, rule in enumerate(rules)}
        self.confidence = tuple(rule.confidence for rule in rules)
        self._kinds = tuple(rule.kind for rule in rules)

    def kind(self, rule: int) -> str:
        """The kind of a rule by its number."""
        return self._kinds[rule]

    def close(self) -> None:
        """End the child."""
        self.child.close()
