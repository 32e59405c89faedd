"""Circumstances: special categories of data (GDPR Art. 9 and 10) that a form states of one person, as label and value.

A page about a religion or an illness has no such label, or nobody whom it is about: a name or a birth must stand in the same text.
What labels and values mean is what columns of tables are called and hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from detectors.classes.base import Classed, View
from detectors.classes.contact import persons
from detectors.classes.form import DOCUMENTS

#: Rule by that of the column that is called so.
_RULES = {
    "column.race": "form.race",
    "column.politics": "form.politics",
    "column.religion": "form.religion",
    "column.union": "form.union",
    "column.orientation": "form.orientation",
    "column.criminal": "form.criminal",
    "column.immigration": "form.immigration",
    "column.condition": "form.condition",
    "column.icd": "form.icd",
    "column.medication": "form.medication",
}
#: How well a label must agree with what columns are called.
_LEAST = 0.5


class Circumstances:
    """Classifier of forms that state special categories of data of a person."""

    types = DOCUMENTS - {"text/csv"}

    def wants(self, media_type: str, head: bytes) -> bool:
        return media_type != "text/plain" or b":" in head[:2048]

    def classify(self, view: View) -> Iterator[Classed]:
        from detectors.columns import fields  # noqa: PLC0415  # read where a form is met
        from detectors.columns.sample import Sample  # noqa: PLC0415  # as above

        found: dict[str, set[str]] = {}
        for label, value in view.labels:
            for rule, agrees in fields.named(label).items():
                if rule not in _RULES or agrees < _LEAST:
                    continue
                sample = Sample(label, 1)
                sample.values.append(value)
                if fields.by_rule(rule).fit(sample) >= 1.0:
                    found.setdefault(rule, set()).add(value.casefold())
        if not found or not persons(view):
            return
        for rule, values in sorted(found.items()):
            field = fields.by_rule(rule)
            yield Classed(field.kind, _RULES[rule], 0.8, view.said("label", "person"), len(values))
