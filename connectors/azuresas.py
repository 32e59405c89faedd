"""What a SAS says of itself: from when to when it holds, and what it permits. For words; whether it holds is the service's to say.

Its parts: https://learn.microsoft.com/rest/api/storageservices/create-service-sas#construct-a-service-sas
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import parse_qs

#: Times of a SAS may leave out what comes after the day, or after the minute: the same page, "Specify the access policy".
_TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,7})?)?Z)?")


def fault(token: str, now: datetime) -> tuple[bool, str]:
    """Why a service may have refused to list by a SAS, as far as the SAS itself tells.

    Args:
        token: the SAS, without `?` before it.
        now: this machine's time.

    Returns:
        Whether it is its time that is wrong, and a sentence that holds nothing of its signature; empty where nothing is seen.
    """
    parts = {name: values[0] for name, values in parse_qs(token).items()}
    begins, ends, may = _moment(parts.get("st")), _moment(parts.get("se")), parts.get("sp")
    if ends is not None and ends <= now:
        return True, f"the SAS ended at {parts['se']}; make a new one"
    if begins is not None and begins > now:
        return True, f"the SAS holds from {parts['st']} on; wait, or make a new one"
    if may is not None and not {"r", "l"} <= set(may):
        return False, f"the SAS permits `{_plain(may)}`; make one that permits `rl`, to read and to list"
    return False, ""


def _moment(text: str | None) -> datetime | None:
    if text is None or _TIME.fullmatch(text) is None:
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _plain(may: str) -> str:
    """Permissions are single letters; anything else is not repeated."""
    return may if re.fullmatch(r"[a-z]{1,20}", may) else "…"
