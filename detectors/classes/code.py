"""Code holdings in text: evaluation sets, prompts, marks of confidence, and programs that match or rank people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.classes.base import Classed, View
from detectors.classes.form import DOCUMENTS
from detectors.classes.needle import Needles

_JSON = frozenset({"application/json", "application/x-ndjson"})
_TABLES = frozenset({"text/csv", "text/tab-separated-values"})

_PROMPTS = frozenset(b"prompt question input instruction task query problem problem_statement user_prompt".split())
_REFERENCES = frozenset(
    b"reference answer expected target ideal golden ground_truth expected_output expected_answer reference_answer"
    b" canonical_solution gold_answer correct_answer ground_truths best_answer gold model_answer reference_solution"
    b" answer_key label".split()
)
#: Of these, what questions for people are answered by as well.
_ANSWERS = frozenset({b"answer", b"label", b"target", b"expected"})
_JUDGED = frozenset(
    b"score scores rubric rubrics grade grader grading criteria criterion metric metrics max_score points weight pass_rate"
    b" test test_list evaluation judge choices distractors difficulty passed correctness".split()
)
_OUTPUTS = frozenset(b"completion response output messages conversations assistant chosen system_prompt system".split())
#: Members by which a schema or a description of an interface is told from data.
_SCHEMA = frozenset(
    {b"openapi", b"swagger", b"$schema", b"$ref", b"definitions", b"shapes", b"operations", b"components"}
)
NEEDLES = Needles(
    b'prompt"', b'"question"', b'"instruction"', b'"problem', b'"messages"', b'"role"', b'"query"', b'"input"', b'"task"',
)  # fmt: skip
_COLUMNS = Needles(b"prompt", b"question", b"instruction", b"problem", b"query", b"input", b"task")
_ROWS = 3
_ROLE = re.compile(rb'"role"\s{0,4}:\s{0,4}"(?:user|system|assistant)"')
_SYSTEM = re.compile(
    r"\s{0,8}(?:#[^\n]{0,80}\n\s{0,8})?(?:You are (?:an? |the )|Act as an? |Your (?:task|role|job) is to |Du bist ein|Tu es un"
    r"|Eres un|Sei un|Você é um|Ты [—-] |你是一|あなたは)"
)

#: A mark of confidence: the word beside whose it is or what must not be done with it; a phrase that is used for nothing else.
_MARKS = re.compile(
    r"\bconfidential\b[^\n.]{0,12}(?:[\u2013\u2014:-]|and|&|,|\(|/|\|)[^\n]{0,60}?\b(?:propert(?:y|ies) of|proprietary"
    r"|do not (?:distribute|copy|share|disclose)|trade secrets?|not for distribution|internal use only|nda\b)"
    r"|\b(?:proprietary|trade secrets?)\b[^\n]{0,50}?\bconfidential\b|\b(?:strictly|client|customer|company) confidential\b"
    r"|\b(?:subject to|covered by|under) (?:the |an? |terms of (?:an? |the )?)?(?:nda\b|non-?disclosure agreement)"
    r"|\bconfidential (?:and|&) proprietary\b|\bconfidential information of\b|\bcommercial[- ]in[- ]confidence\b"
    r"|\b(?:streng|strikt) vertraulich\b|\bstrictement confidentiel\b|\bestrictamente confidencial\b"
    r"|\bstrettamente (?:riservato|confidenziale)\b|\bestritamente confidencial\b|\bstrikt vertrouwelijk\b"
    r"|\bściśle poufne\b|\bстрого конфиденциально\b|社外秘|取扱注意・秘密|绝密|严格保密|公司机密|대외비",  # noqa: RUF001  # Cyrillic
    re.IGNORECASE,
)
#: Where a mark stands: the first characters, which for a program is its head comment.
_MARKED = 3000
#: The characters for secret that Chinese and Japanese marks have, and the Korean word.
_SECRET = tuple(sign.encode() for sign in ("密", "秘", "대외비"))
#: Names that a program gives to matching people with work: low in confidence, since a name is all there is.
_PEOPLE = rb"(?:candidate|applicant|resume|talent|freelancer|annotator|expert|contractor|worker|rater|job_?seeker|interviewee)s?"
_ACTS = rb"(?:match|rank|score|recommend|shortlist|evaluate)"
_MATCHING = re.compile(
    rb"\b(?:def|function|func|fn|class|public|private|static|void|double|float)\s[^\n(]{0,40}?\b"
    rb"(?:" + _ACTS + rb"(?:e?r|ing|es)?_?" + _PEOPLE + rb"|" + _PEOPLE + rb"_?(?:to_?)?(?:job_?)?" + _ACTS + rb"(?:e?r|ing|es)?)"
    rb"\w{0,30}",
    re.IGNORECASE,
)  # fmt: skip


#: What such a program is about; without one of these a candidate is anything that is chosen among others.
_WORK = re.compile(
    rb"\b(?:job|resume|cv|applicant|skill|hiring|recruit|interview|talent|vacanc|annotator|freelanc)", re.IGNORECASE
)


class Marked:
    """Classifier of marks of confidence in documents and in the head comments of programs, and of matching programs."""

    types = DOCUMENTS

    def wants(self, media_type: str, head: bytes) -> bool:
        return media_type != "text/plain" or in_source(head)

    def classify(self, view: View) -> Iterator[Classed]:
        mark = _MARKS.search(view.text, 0, _MARKED)
        if mark is not None and "license" not in view.text[max(0, mark.start() - 200) : mark.end() + 200].casefold():
            yield Classed("code.client_confidential", "code.confidential", 0.8, ("mark",), None)
        if view.media_type == "text/plain":
            yield from _in_program(view)
            places = len(set(_MATCHING.findall(view.head)))
            if places and _WORK.search(view.head):
                yield Classed(
                    "code.matching_algorithm",
                    "code.matching",
                    min(0.5, 0.3 + 0.05 * places),
                    view.said("names"),
                    places,
                )


#: What a program or text says of grading answers; two of these make it a part of an evaluation.
_GRADING = tuple(re.compile(each, re.IGNORECASE) for each in (
    rb"\brubrics?\b", rb"\bgrad(?:e|er|ing)\b", rb"\bgolden (?:set|answers?)\b|\bgolden\.jsonl",
    rb"\breference (?:answers?|scores?)\b|\bthe reference\b", rb"\bbenchmark\b",
))  # fmt: skip
_GRADED = 3
#: A function that is called by its act alone, and the people it is about.
_ACT = re.compile(rb"\b(?:def|function|func|fn)\s+(?:rank|score|match|shortlist|rerank)\s{0,2}[(<]")
_ABOUT = re.compile(rb"\b(?:candidate|applicant|freelancer|annotator|talent)s?\b", re.IGNORECASE)
_HIRING = re.compile(
    rb"\b(?:skills?|brief|recruit\w*|hir(?:e|ing)|talent|applicants?|contractors?|interview\w*)\b", re.IGNORECASE
)
#: Acts of which a description of such a program names most.
_DESCRIBED = tuple(re.compile(rb"\b" + each, re.IGNORECASE) for each in (rb"rank", rb"match", rb"scor", rb"embed"))


def _in_program(view: View) -> Iterator[Classed]:
    """What the head of a program or its description says of grading answers and of ranking people."""
    graded = sum(each.search(view.start) is not None for each in _GRADING)
    if graded >= _GRADED or (graded == _GRADED - 1 and _GRADING[0].search(view.start, 0, 120)):
        yield Classed("code.benchmark_eval", "code.grading", min(0.75, 0.4 + 0.1 * graded), view.said("terms"), None)
    if _ABOUT.search(view.start) and _HIRING.search(view.start):
        if all(each.search(view.start) for each in _DESCRIBED):
            yield Classed("code.matching_algorithm", "code.matching", 0.6, view.said("terms"), None)
        elif _ACT.search(view.start):
            yield Classed("code.matching_algorithm", "code.matching", 0.45, view.said("act"), None)


def in_source(head: bytes) -> bool:
    """Whether the first bytes of a program hold a word that a mark or a matching program has."""
    # `find` and not `in`, before which CPython makes and drops an exception
    if (
        head.find(b"onfidential", 0, 512) >= 0
        or head.find(b"ONFIDENTIAL", 0, 512) >= 0
        or head.find(b"andidate", 0, 768) >= 0
        or head.find(b"rader", 0, 512) >= 0
        or head.find(b"ubric", 0, 512) >= 0
        or head.find(b"golden", 0, 512) >= 0
    ):
        return True
    piece = head[:512]
    return not piece.isascii() and any(piece.find(sign) >= 0 for sign in _SECRET)


class Sets:
    """Classifier of evaluation sets and collections of prompts, in JSON, JSON Lines and tables."""

    types = _JSON | _TABLES | {"text/plain"}

    def wants(self, media_type: str, head: bytes) -> bool:
        if media_type == "text/plain":
            return head[:64].lstrip()[:8] in {b"You are ", b"Act as a", b"Your tas", b"Your rol"}
        return (NEEDLES if media_type in _JSON else _COLUMNS).within(head)

    def classify(self, view: View) -> Iterator[Classed]:
        if view.media_type == "text/plain":
            if _SYSTEM.match(view.text):
                yield Classed("code.prompt_set", "code.prompt", 0.7, ("opening",), 1)
            return
        names, rows = _names(view)
        if rows < _ROWS or not _SCHEMA.isdisjoint(view.keys):
            return
        asked, known, judged = names & _PROMPTS, names & _REFERENCES, names & _JUDGED
        if asked and known and judged:
            yield Classed(
                "code.benchmark_eval", "code.evaluation", 0.85, view.said("prompt", "reference", "judged"), rows
            )
        elif (
            asked
            and (known - _ANSWERS if view.media_type in _TABLES else known)
            and view.media_type != "application/json"
        ):
            yield Classed("code.benchmark_eval", "code.evaluation", 0.6, view.said("prompt", "reference"), rows)
        elif (asked - {b"input", b"task", b"query"} and names & _OUTPUTS) or _ROLE.search(view.start):
            yield Classed("code.prompt_set", "code.prompts", 0.75, view.said("prompt", "output"), rows)


def _names(view: View) -> tuple[frozenset[bytes], int]:
    """Names of a record's members or of the columns, and how many records the view holds."""
    if view.media_type in _TABLES:
        first = view.head[: 16 << 10].split(b"\n", 1)[0].strip().lower()
        delimiter = b"\t" if b"\t" in first else b","
        return frozenset(name.strip(b'" ') for name in first.split(delimiter)), max(0, view.tally(b"\n") - 1)
    names = view.keys
    often = frozenset(name.lower() for name, count in names.items() if count >= _ROWS)
    if view.media_type == "application/x-ndjson":
        return often, view.tally(b"\n") + 1
    asked = [names[name] for name in names if name.lower() in _PROMPTS | {b"messages", b"role"}]
    return often, max(asked, default=0)
