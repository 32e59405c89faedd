"""Opener: what a process keeps from one item to the next to examine them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from connectors.export.base import BY_CONTENT, Choice
from detectors.readers.base import Limits
from detectors.readers.isolated import Child
from detectors.rules.rule import Rule
from detectors.text.confirm import Fingerprint
from detectors.text.detector import TextDetector
from discover.reading import Reader
from discover.tables import TableScan

if TYPE_CHECKING:
    from detectors.columns.table import TableJudge
    from detectors.supply.osv import Index

#: Memory that the child with the models may ask for, beside its program, in bytes.
_OF_MODELS = 1600 << 20


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
        bad: Index | None = None,
        export: Choice = BY_CONTENT,
    ) -> None:
        """Take the parts.

        Args:
            detector: for text.
            rules: of the detector in its order, then structural ones.
            fingerprint: keyed digest.
            reader: for text in windows.
            limits: for one item.
            passwords: for encrypted containers.
            bad: versions of packages that the user's list names.
            export: what the user says of files of exports.
        """
        self.export = export
        self.detector = detector
        self.reader = reader
        self.limits = limits
        self.passwords = passwords
        self.bad = bad
        self.fingerprint = fingerprint
        self.tables = TableScan(detector, rules)
        self._judge: Callable[[], TableJudge] | None = None
        self.child = Child()
        self.eyes = Child(kept=1, memory=_OF_MODELS)  # models are loaded once, and stay
        self.rules = {rule.id: number for number, rule in enumerate(rules)}
        self.confidence = tuple(rule.confidence for rule in rules)
        self._kinds = tuple(rule.kind for rule in rules)

    def judge(self) -> TableJudge:
        """A judge of one table. What it knows of identifiers is imported with the first: most scans of code meet no table."""
        if self._judge is None:
            from detectors.columns.table import table_judge  # noqa: PLC0415  # see above
            from detectors.identifiers.registry import IDENTIFIERS, by_form  # noqa: PLC0415  # see above

            self._judge = table_judge(IDENTIFIERS, self.fingerprint, by_form)
        return self._judge()

    def kind(self, rule: int) -> str:
        """The kind of a rule by its number."""
        return self._kinds[rule]

    def close(self) -> None:
        """End the children."""
        self.child.close()
        self.eyes.close()
