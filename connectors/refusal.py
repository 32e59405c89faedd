"""Refusal: what a service's refusal means, in words that are the same for every service, and whether asking again may help."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.errors import Reason, RemoteError

_WORDS: Mapping[str, str] = {
    Reason.DENIED: "access denied; ask for the read rights in docs/permissions.md",
    Reason.VANISHED: "is not there any more",
    Reason.CHANGED: "changed since it was listed; scan again",
    Reason.THROTTLED: "the service asked for fewer requests; scan again later, or with a lower --bandwidth",
    Reason.UNREACHABLE: "the service did not answer as it should; scan again",
    Reason.UNREADABLE: "could not be read",
}
#: Reasons whose words alone do not say what the service meant.
_WITH_CODE = frozenset({Reason.UNREADABLE, Reason.UNREACHABLE, Reason.DENIED})
_TRANSIENT = frozenset({Reason.THROTTLED, Reason.UNREACHABLE})


def refusal(reason: str, code: str, own: Mapping[str, str]) -> RemoteError:
    """The error of one request.

    Args:
        reason: one of `connectors.errors.Reason`.
        code: the service's own, or the name of what went wrong; may be empty.
        own: the service's words for reasons that have none here.
    """
    words = own.get(reason) or _WORDS[reason]
    said = f" ({code})" if code and reason in _WITH_CODE else ""
    return RemoteError(reason, f"{words}{said}", transient=reason in _TRANSIENT)
