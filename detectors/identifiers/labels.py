"""Labels: rules of text for numbers that stand beside their names, made from the identifiers and what people call them.

A rule's anchor is any of the names; `detectors.text.label` looks for a number of the identifier beside it. Names that several
share (`driving licence`, `tax id`) make one rule that tries all of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from detectors.identifiers.registry import IDENTIFIERS, by_rule
from detectors.identifiers.terms import anchor, keywords, usable
from detectors.identifiers.words import list_words, own_words
from detectors.rules.rule import Rule

#: Raised when numbers beside labels are looked for in another way: part of every version.
LABEL_VERSION = "1"

#: Left to other rules, which see the value itself (addresses, IBANs), or of nobody without a column around it.
_ELSEWHERE = frozenset({
    "contact.email", "contact.phone_national", "net.ip", "net.ip_private", "loc.gps", "dev.mac", "dev.ad_id", "fin.iban",
    "fin.card_expiry",
})  # fmt: skip
#: Names that are words, or names of variables, before they are an identifier's: only said in other words do they count.
_COMMON = frozenset({
    "cid", "exp", "track", "sim", "uid", "nam", "card", "card_no", "epic", "mail", "eid", "ci", "ak", "pk", "ik", "kt", "tz", "rc",
    "ic", "pin", "id", "tic", "tarjeta", "tarjeta_de", "nascimento", "naissance", "nacimiento", "niv", "csc", "documento", "konto",
    "maid", "number_no", "national_id", "rol", "cdi", "code", "routing", "account_no", "ssn_tin", "permanent", "building", "chassi",
    "nic", "security_code", "provider_id", "user_id", "cuenta", "account_num", "pas", "pass", "nan", "nin", "ena", "dic", "simu",
    "so_the", "run", "permis", "ide", "spi", "epost", "cc_no", "visa", "bic_code", "identifier",
})  # fmt: skip


class _Group(NamedTuple):
    """Identifiers with names in common, of one kind."""

    rule: str
    name: str
    kind: str
    lists: tuple[str, ...]
    identifiers: tuple[str, ...]


_GROUPS = (
    _Group("driving-licence", "driving licence number", "govid.dl_no", ("driving",),
           ("gb.dl", "in.dl", "jp.dl", "us.dl", "ca.dl", "eu.dl", "au.dl")),
    _Group("tax-number", "tax number", "govid.tax_no", ("tax", "vat"),
           ("eu.vat", "gb.vat", "ch.uid", "us.ein", "in.gstin", "au.abn")),
    _Group("health-number", "number of a health insurance", "health.insurer_id", ("health",),
           ("ca.bc_phn", "ca.qc_ramq", "ch.vekanr", "au.medicare", "de.kvnr", "nz.nhi", "ca.on_ohip", "ca.sk_hsn")),
    _Group("bank-account", "bank account number", "fin.account", ("account",), ("fin.clabe", "fin.cbu", "fin.account")),
    _Group("telephone", "telephone number behind its name", "person.phone", ("phone",),
           ("contact.phone", "contact.phone_national")),
)  # fmt: skip
_GROUPED = frozenset(rule for group in _GROUPS for rule in group.identifiers if not own_words(rule))


class _Label(NamedTuple):
    """What is said of one rule."""

    name: str
    kind: str
    docs: str
    identifiers: tuple[str, ...]
    terms: tuple[str, ...]


def _labels() -> dict[str, _Label]:
    """One for each identifier that has names of its own, and one for each group that shares some, by id of the rule."""
    made = {
        each.rule: _Label(each.name, each.kind, each.source, (each.rule,), _terms(own_words(each.rule)))
        for each in IDENTIFIERS
        if each.rule not in _ELSEWHERE and each.rule not in _GROUPED and not each.rule.startswith("wallet.")
    }
    for group in _GROUPS:
        words = [word for name in group.lists for word in list_words(name)]
        source = by_rule(group.identifiers[0]).source
        made[group.rule] = _Label(group.name, group.kind, source, group.identifiers, _terms(words))
    return {f"label.{rule.replace('.', '-').replace('_', '-')}": label for rule, label in made.items() if label.terms}


def _terms(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({word for word in words if usable(word) and word.replace(" ", "_") not in _COMMON}))


def terms_of(rule: str) -> tuple[str, ...]:
    """The names that a rule of labels looks for.

    Raises:
        KeyError: there is no such rule.
    """
    return _labels()[rule].terms


def label_rules() -> list[Rule]:
    """The rules, in no order."""
    return [_rule(rule, label) for rule, label in _labels().items()]


def _rule(full: str, label: _Label) -> Rule:
    name, kind, docs, labels, terms = label
    expression = anchor(terms)
    version = hashlib.sha256(f"{full}\0{expression}\0{labels}\0{LABEL_VERSION}".encode()).hexdigest()[:12]
    return Rule(
        id=full, name=name[0].lower() + name[1:] if name[1:2].islower() else name, kind=kind, docs=docs,
        keywords=tuple(sorted({part for term in terms for part in keywords(term)})), anchor=expression, pattern=expression,
        checks=(), entropy=0.0, confidence=0.9, severity="", context=None, allow=(), digits=False, generic=False,
        match=(), reject=(), overlaps=(), version=version, labels=labels,
    )  # fmt: skip
