"""Numbers of things that lead to a person: vehicles, telephones, their cards and network cards."""

from __future__ import annotations

from detectors.identifiers.base import Identifier
from detectors.identifiers.digits import VALUES, alike, codes, luhn
from detectors.identifiers.plain import Plain
from detectors.identifiers.samples import published
from detectors.identifiers.words import words_of_rule

_VIN = published("dev.vin")
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
#: What characters count: I, O and Q are not used. Source: 49 CFR 565.15 table IV.
_VIN_VALUES = VALUES | dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
#: First characters of regions that demand the check digit: North America (49 CFR 565) and China (GB 16735).
_VIN_STRICT = frozenset("12345L")
_NO_YEAR = frozenset("UZ0")


def vin(plain: str) -> bool:
    """Vehicles: no I, O or Q, last four digits; the ninth checks the others where the maker's region demands it.

    Source: ISO 3779, 49 CFR 565.15.
    """
    if not {"I", "O", "Q"}.isdisjoint(plain) or not plain[13:].isdigit() or plain in _VIN or plain[0] == "0":
        return False
    if plain[0] not in _VIN_STRICT:
        return len(set(plain)) > 5 and not plain.isdigit()  # noqa: PLR2004  # one maker's code repeats less
    total = sum(_VIN_VALUES[char] * weight for char, weight in zip(plain, _VIN_WEIGHTS, strict=True)) % 11
    return "0123456789X"[total] == plain[8] and plain[9] not in _NO_YEAR


_IMEI = published("dev.imei")
#: Bodies that give out type codes, and the range of tests left out. Source: GSMA TS.06.
_BODIES = codes("01 10 30 33 35 44 45 49 50 51 52 53 54 86 91 98 99")


def imei(plain: str) -> bool:
    """Telephones: a body that gives out type codes, Luhn."""
    return plain[:2] in _BODIES and luhn(plain) and not alike(plain[2:]) and plain not in _IMEI


#: Mobile country codes. Source: ITU-T E.212 annex, https://www.itu.int/pub/T-SP-E.212A
_MCC = codes(
    """202 204 206 208 212 213 214 216 218 219 220 221 222 225 226 228 230 231 232 234 235 238 240 242 244 246 247 248 250
    255 257 259 260 262 266 268 270 272 274 276 278 280 282 283 284 286 288 289 290 292 293 294 295 297 302 308 310 311
    312 313 314 315 316 330 332 334 338 340 342 344 346 348 350 352 354 356 358 360 362 363 364 365 366 368 370 372 374
    376 400 401 402 404 405 406 410 412 413 414 415 416 417 418 419 420 421 422 424 425 426 427 428 429 430 431 432 434
    436 437 438 440 441 450 452 454 455 456 457 460 461 466 467 470 472 502 505 510 514 515 520 525 528 530 536 537 539
    540 541 542 543 544 545 546 547 548 549 550 551 552 553 554 555 602 603 604 605 606 607 608 609 610 611 612 613 614
    615 616 617 618 619 620 621 622 623 624 625 626 627 628 629 630 631 632 633 634 635 636 637 638 639 640 641 642 643
    645 646 647 648 649 650 651 652 653 654 655 657 658 659 702 704 706 708 710 712 714 716 722 724 730 732 734 736 738
    740 742 744 746 748 750 901"""
)


def imsi(plain: str) -> bool:
    """Subscribers: a mobile country code; no check digit."""
    return plain[:3] in _MCC and not alike(plain[3:])


_ICCID = published("dev.iccid")


def iccid(plain: str) -> bool:
    """Cards of subscribers: 89 for telecommunications, Luhn over 19 or 20 digits. Source: ITU-T E.118."""
    return plain[:2] == "89" and plain[2] != "0" and luhn(plain) and plain not in _ICCID


_MAC = published("dev.mac")
_MULTICAST = 1


class _Mac(Plain):
    """Twelve hexadecimal digits in pairs with colons or hyphens, in fours with dots, or bare: plain without separators."""

    __slots__ = ()

    def strict(self, value: str) -> str:
        plain = super().strict(value)
        return plain.replace(":", "").replace("-", "").replace(".", "").upper()


def mac(plain: str) -> bool:
    """Network cards: no group address, not published. Source: IEEE 802."""
    return not int(plain[1], 16) & _MULTICAST and plain not in _MAC and len(set(plain)) > 2  # noqa: PLR2004  # made up


def ad_id(plain: str) -> bool:
    """Advertising numbers are UUIDs, mostly of version 4; the zero one means that tracking is off."""
    return len(set(plain)) > 5  # noqa: PLR2004  # fewer distinct characters were typed


_PAIR = "h{2}"
_MAC_FORM = "|".join((":".join([_PAIR] * 6), r"\-".join([_PAIR] * 6), r"\.".join(["h{4}"] * 3), "h{12}"))

DEVICES = (
    Identifier(
        "dev.vin", "person.vehicle", "Vehicle identification number", Plain("X{17}"), vin, 0.0015,
        words_of_rule("dev.vin"), 1,
        "https://www.ecfr.gov/current/title-49/subtitle-B/chapter-V/part-565",
    ),
    Identifier(
        "dev.imei", "loc.imei", "Number of a mobile device", Plain("9{15}", pad=15), imei, 0.017,
        words_of_rule("dev.imei"), 1,
        "https://www.gsma.com/get-involved/working-groups/terminal-steering-group/imei-database/",
    ),
    Identifier(
        "dev.imsi", "loc.imsi", "Number of a mobile subscriber", Plain("9{15}"), imsi, 0.24,
        words_of_rule("dev.imsi"), 1,
        "https://www.itu.int/rec/T-REC-E.212",
    ),
    Identifier(
        "dev.iccid", "loc.iccid", "Number of a subscriber's card", Plain("9{19,20}"), iccid, 0.00088,
        words_of_rule("dev.iccid"), 1,
        "https://www.itu.int/rec/T-REC-E.118",
    ),
    Identifier(
        "dev.mac", "loc.mac", "Hardware address of a network card", _Mac(_MAC_FORM), mac, 0.5,
        words_of_rule("dev.mac"), 1,
        "https://standards.ieee.org/products-programs/regauth/",
    ),
    Identifier(
        "dev.ad_id", "loc.ad_id", "Advertising number of a device", Plain(r"h{8}\-h{4}\-h{4}\-h{4}\-h{12}"), ad_id, 1.0,
        words_of_rule("dev.ad_id"), 1,
        "https://developer.android.com/training/articles/ad-id",
    ),
)  # fmt: skip
