"""Papers: identity documents of all sorts as pictures, with the truth about each. Needs Pillow, NumPy and zxing-cpp.

Layouts are our own in the manner of the standards that `travel`, `licences` and `cards` name; every holder is invented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parts import cards, licences, travel
from parts.paper import Paper, holder

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from parts.identity import Document

#: Sort: what draws it, and how many of a hundred documents it is.
PAPERS: dict[str, tuple[Callable[[Random, Document], Paper], int]] = {
    "passport": (travel.passport, 24),
    "card-front": (travel.card_front, 8),
    "card-back": (travel.card_back, 5),
    "card-wide": (travel.card_wide, 5),
    "card-french": (travel.card_french, 3),
    "visa": (travel.visa, 5),
    "permit-front": (travel.permit_front, 4),
    "permit-back": (travel.permit_back, 2),
    "licence-american": (licences.american, 14),
    "licence-canadian": (licences.canadian, 3),
    "licence-european": (licences.european, 8),
    "licence-british": (licences.british, 3),
    "licence-australian": (licences.australian, 2),
    "licence-indian": (licences.indian, 2),
    "other": (cards.other, 12),
}
#: Kind of a paper: the kind of detectors/kinds.toml that a scan of it is.
KINDS = {
    "passport": "kyc.passport_scan", "visa": "kyc.visa_scan", "residence permit": "kyc.residence_permit_scan",
    "driving licence": "kyc.dl_scan", "identity card": "kyc.national_id_scan", "national id": "kyc.national_id_scan",
    "voter card": "kyc.voter_card_scan", "military card": "kyc.military_id_scan", "health card": "kyc.health_card_scan",
    "tax card": "kyc.national_id_scan",
}  # fmt: skip
#: Sorts with a back that is another sort.
BACKS = {
    "card-front": travel.card_back, "permit-front": travel.permit_back, "licence-american": licences.american_back,
    "licence-european": licences.european_back, "licence-british": licences.european_back,
}  # fmt: skip


def paper(rng: Random, sort: str = "") -> Paper:
    """A document of a sort of `PAPERS`, or of one by lot."""
    chosen = sort or rng.choices(list(PAPERS), [share for _, share in PAPERS.values()])[0]
    return PAPERS[chosen][0](rng, holder(rng))


def both(rng: Random) -> tuple[Paper, Paper]:
    """Front and back of a card of one holder."""
    sort, who = rng.choice(sorted(BACKS)), holder(rng)
    return PAPERS[sort][0](rng, who), BACKS[sort](rng, who)


def back(rng: Random) -> Paper:
    """The back of a North American licence, with its code."""
    return licences.american_back(rng, holder(rng))
