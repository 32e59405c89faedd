"""Clock: whether this machine's clock is too far from a service's for its signatures to be taken."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

#: Seconds beyond which a refusal of a signature is the clock's doing. S3 takes 15 minutes either way (RequestTimeTooSkewed in
#: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html), other services of AWS five minutes:
#: https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
TOLERATED = 300.0


def skew(date: str, now: float | None = None) -> float | None:
    """Seconds by which this machine's clock is ahead of a service's; negative where it is behind.

    Args:
        date: the `Date` header of an answer that just came (RFC 9110, to the second).
        now: Unix seconds of this machine, if not now.

    Returns:
        None where the header is none.
    """
    try:
        theirs = parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None
    return (time.time() if now is None else now) - theirs


def told(seconds: float) -> str:
    """A skew in words: `3 h 20 min ahead of`."""
    minutes = round(abs(seconds) / 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [f"{count} {unit}" for count, unit in ((days, "days"), (hours, "h"), (minutes, "min")) if count]
    return f"{' '.join(parts) or 'less than a minute'} {'ahead of' if seconds > 0 else 'behind'}"
