"""Values: what a cell of a report means, whichever format it was written in. None of these raises."""

from __future__ import annotations

import math
from datetime import UTC, datetime

#: Characters that a text of a cell may have. Keys are longest: 1,024 bytes with both services
#: (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html, https://cloud.google.com/storage/docs/objects#naming).
LONGEST = 1024
#: Digits of the largest 64-bit number: what is longer is no size.
_DIGITS = 19
_LARGEST = 2**63 - 1


def plain(name: str) -> str:
    """The name of a column without what formats differ in: `LastModifiedDate` and `last_modified_date` are one."""
    return name.strip("\ufeff\t ").replace("_", "").lower()


def text(value: object, longest: int = LONGEST) -> str:
    """A cell as text; empty where there is nothing, or more than a name can have."""
    if value is None:
        return ""
    found = value if isinstance(value, str) else str(value)
    return found if len(found) <= longest else ""


def flag(value: object) -> bool:
    """Whether a cell says yes."""
    return value is True or (isinstance(value, str) and value.lower() in {"true", "1"})


def whole(value: object) -> int | None:
    """A number that counts, or None."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= _DIGITS:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST:
        return value
    return None


def moment(value: object) -> float | None:
    """Unix seconds UTC of a time in ISO 8601 or in milliseconds, or None."""
    milliseconds = whole(value)
    if milliseconds is not None:
        return milliseconds / 1000
    if not isinstance(value, str):
        return None
    try:
        when = datetime.fromisoformat(value.removesuffix(" UTC"))
        seconds = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) else None
