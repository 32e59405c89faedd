"""Classifiers: all of them, and which of them want an object. One line each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from detectors.classes import code, deploy, kyc, location, medical, network, resume, survey, transcript
from detectors.classes.base import Classed, Classifier, View
from detectors.classes.certificate import Certificates
from detectors.classes.circumstance import Circumstances
from detectors.classes.code import Marked, Sets, in_source
from detectors.classes.contact import Contacts
from detectors.classes.contract import CONTRACT
from detectors.classes.deploy import DEPLOY, State
from detectors.classes.device import DEVICE
from detectors.classes.gate import is_log, is_source
from detectors.classes.genetic import Genetic
from detectors.classes.kyc import Kyc
from detectors.classes.location import Location
from detectors.classes.medical import Medical
from detectors.classes.medical_report import MEDICAL_REPORT
from detectors.classes.needle import joined
from detectors.classes.network import Network
from detectors.classes.payroll import PAYROLL
from detectors.classes.resume import Resume
from detectors.classes.school import SCHOOL
from detectors.classes.screening import SCREENING
from detectors.classes.survey import Survey
from detectors.classes.transcript import Transcript
from detectors.classes.weights import Weights

_MARKED = Marked()

CLASSIFIERS: tuple[Classifier, ...] = (
    Medical(),
    Kyc(),
    Genetic(),
    Location(),
    Network(),
    DEVICE,
    DEPLOY,
    State(),
    Weights(),
    Survey(),
    Sets(),
    Transcript(),
    Resume(),
    Contacts(),
    Circumstances(),
    Certificates(),
    PAYROLL,
    CONTRACT,
    MEDICAL_REPORT,
    SCHOOL,
    SCREENING,
    _MARKED,
)
_PLAIN = "text/plain"
_JSON = frozenset({"application/json", "application/x-ndjson"})
#: What JSON holds that anybody wants: one search instead of one by each.
_IN_JSON = joined(
    *(each.NEEDLES for each in (code, deploy, kyc, location, medical, network, resume, survey, transcript))
)
_IN_SOURCE: tuple[Classifier, ...] = (_MARKED,)
_NONE: tuple[Classifier, ...] = ()


@cache
def _of(media_type: str) -> tuple[Classifier, ...]:
    return tuple(each for each in CLASSIFIERS if media_type in each.types)


def wanted(media_type: str, head: bytes) -> tuple[Classifier, ...]:
    """The classifiers that want a closer look at an object; none for nearly all programs, and that within some microseconds.

    Args:
        media_type: as `detectors.views.sniff` or a reader told it; a text of a code page or UTF-16 is plain text as well.
        head: the object's first bytes; 8 KiB are enough.
    """
    if not head:
        return _NONE
    if media_type == _PLAIN:
        if is_source(head):
            return _IN_SOURCE if in_source(head) else _NONE
        if is_log(head):
            return _NONE
    if media_type in _JSON and not _IN_JSON.within(head):
        return _NONE
    return tuple(each for each in _of(media_type) if each.wants(media_type, head))


def classify(view: View) -> Iterator[Classed]:
    """The classes of an object by all classifiers that want it, in the order of the table."""
    for each in wanted(view.media_type, view.head):
        yield from each.classify(view)
