"""Children: how many births of a column are of people who are not sixteen yet.

Sixteen is the age from which a child may consent by itself (GDPR Art. 8(1); states may lower it to thirteen).
Source: https://eur-lex.europa.eu/eli/reg/2016/679/art_8/oj
"""

from __future__ import annotations

from datetime import UTC, datetime

from detectors.columns.sample import Sample
from detectors.identifiers.birth import iso

#: Rule and kind of births of children.
RULE, KIND = "column.child-birth", "child.dob_under_16"
AGE = 16


def share(sample: Sample, today: datetime | None = None) -> float:
    """The share, 0 to 1, of a column's births that are less than sixteen years ago; births to come are none.

    Args:
        sample: of a column of births.
        today: on which day the age is asked for, in UTC; None for now.
    """
    now = today or datetime.now(UTC)
    latest, earliest = now.strftime("%Y%m%d"), f"{now.year - AGE:04d}{now:%m%d}"
    births = [born for value in sample.values if (born := iso(value))]
    young = sum(earliest < born <= latest for born in births)
    return young / len(births) if births else 0.0
