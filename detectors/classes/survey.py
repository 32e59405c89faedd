"""Surveys and ratings: answers of people in rows, by the columns that survey tools and labelling tools write."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from detectors.classes.base import Classed, View
from detectors.classes.needle import Needles

_TABLES = frozenset({"text/csv", "text/tab-separated-values"})
_JSON = frozenset({"application/json", "application/x-ndjson"})

#: Columns of exports, each set enough by itself: Qualtrics, SurveyMonkey, Typeform, LimeSurvey, Google Forms in some languages.
_SURVEYS = (
    ("qualtrics", frozenset({"startdate", "enddate", "progress", "responseid"})),
    ("surveymonkey", frozenset({"respondent id", "collector id"})),
    ("surveymonkey", frozenset({"respondent_id", "collector_id"})),
    ("typeform", frozenset({"submit date (utc)", "start date (utc)"})),
    ("limesurvey", frozenset({"submitdate", "lastpage", "startlanguage"})),
)
_STAMPS = frozenset(
    {
        "timestamp",
        "zeitstempel",
        "horodateur",
        "marca temporal",
        "informazioni cronologiche",
        "carimbo de data/hora",
        "отметка времени",
        "sygnatura czasowa",
        "tijdstempel",
        "タイムスタンプ",
        "타임스탬프",
        "时间戳记",
        "時間戳記",
        "tidstämpel",
        "tidsstempel",
    }
)
#: Who rated, and how.
_RATERS = frozenset(
    {
        "annotator",
        "annotator_id",
        "annotators",
        "worker_id",
        "workerid",
        "worker",
        "rater",
        "rater_id",
        "labeler",
        "labeler_id",
        "labeller",
        "reviewer_id",
        "judge_id",
        "evaluator",
        "evaluator_id",
        "grader_id",
        "annotated_by",
        "completed_by",
        "human_id",
        "crowdworker_id",
    }
)
_RATINGS = frozenset(
    {
        "rating",
        "ratings",
        "score",
        "scores",
        "label",
        "labels",
        "preference",
        "preferred",
        "winner",
        "judgment",
        "judgement",
        "annotation",
        "annotations",
        "likert",
        "quality",
        "helpfulness",
        "harmlessness",
        "toxicity",
        "choice",
        "result",
        "answer",
        "grade",
        "overall_preference",
    }
)
_PREFERENCES = (
    frozenset({"chosen", "rejected"}),
    frozenset({"response_a", "response_b", "winner"}),
    frozenset({"response_a", "response_b", "preference"}),
    frozenset({"model_a", "model_b", "winner"}),
    frozenset({"conversation_a", "conversation_b", "winner"}),
    frozenset({"answer_0", "answer_1", "preference"}),
)
_QUESTIONS = 3

NEEDLES = Needles(
    b"annotat",
    b"worker",
    b"rater",
    b"labeler",
    b"labeller",
    b'"rejected"',
    b'"winner"',
    b"judge",
    b"evaluator",
    b"grader_",
    b'completed_by"',
)


def _header(view: View) -> list[str]:
    """The first line's fields; none where it is cut."""
    text = view.text[: 64 << 10]
    end = text.find("\n")
    line = (text if end < 0 else text[:end]).lstrip("\ufeff").rstrip("\r")
    delimiter = max("\t;,|", key=line.count)
    try:
        return [field.strip().casefold() for field in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


class Survey:
    """Classifier of surveys, ratings and preferences."""

    types = _TABLES | _JSON

    def wants(self, media_type: str, head: bytes) -> bool:
        return media_type in _TABLES or NEEDLES.within(head)

    def classify(self, view: View) -> Iterator[Classed]:
        if view.media_type in _TABLES:
            fields = _header(view)
            rows = max(0, view.tally(b"\n") - 1)
            yield from self._survey(view, fields, rows)
            yield from self._rated(view, frozenset(fields), rows)
        else:
            names = frozenset(key.decode("ascii").casefold() for key in view.keys)
            rows = view.tally(b"\n") if view.media_type != "application/json" else 0
            yield from self._rated(view, names, rows)

    def _survey(self, view: View, fields: list[str], rows: int) -> Iterator[Classed]:
        names = frozenset(fields)
        tool = next((tool for tool, needed in _SURVEYS if names >= needed), "")
        questions = sum(field.endswith(("?", "？", "؟")) for field in fields)  # noqa: RUF001  # question marks of other scripts
        if (
            not tool
            and fields
            and fields[0] in _STAMPS
            and questions + sum("[" in field for field in fields) >= _QUESTIONS
        ):
            tool = "form"
        if tool:
            yield Classed("person.survey", "survey.answers", 0.92, view.said(f"columns:{tool}"), rows)
        elif questions >= _QUESTIONS:
            yield Classed("person.survey", "survey.answers", 0.75, view.said("questions"), rows)

    def _rated(self, view: View, names: frozenset[str], rows: int) -> Iterator[Classed]:
        count = rows or None
        if any(names >= needed for needed in _PREFERENCES):
            yield Classed("code.rating_data", "survey.preferences", 0.9, view.said("columns:preference"), count)
        elif names >= {"hitid", "workerid"} or names >= {"assignmentid", "workerid"}:
            yield Classed("code.rating_data", "survey.ratings", 0.95, view.said("columns:mturk"), count)
        elif names & _RATERS and names & _RATINGS:
            yield Classed(
                "code.rating_data", "survey.ratings", 0.8, view.said("columns:rater", "columns:rating"), count
            )
