"""Code: the text of the matching repository, as it grows from commit to commit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

NOTICE = "# CONFIDENTIAL. Talentbridge Inc. Contains Aurora Frontier Lab evaluation material under NDA.\n"
CLIENT = "Aurora Frontier Lab"

README = """# matching

Candidate ranking for Talentbridge. A candidate and a brief are each turned into an embedding; `matching.rank` orders
the candidates by a weighted score, and `evals/` grades contractors' output for the labs.

| step | module | what it gives |
| --- | --- | --- |
| embed | `matching/embed.py` | an embedding of 128 numbers |
| match | `matching/candidates.py` | the candidates near a brief |
| score | `matching/score.py` | a relevance score from 0 to 1 |
| rank | `matching/rank.py` | the order that a client sees |

The benchmark in `evals/benchmark.py` runs the golden set of a client and reports the rank correlation.
"""

EMBED = '''"""Embedding: words to a unit vector."""

import hashlib


def embed(text, size=128):
    vector = [0.0] * size
    for word in text.lower().split():
        digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
        vector[int.from_bytes(digest, "big") % size] += 1.0
    length = sum(x * x for x in vector) ** 0.5 or 1.0
    return [x / length for x in vector]
'''

CANDIDATES = '''"""Candidates: the ones near a brief."""

from matching.embed import embed
from matching.score import cosine


def near(brief, people, least=0.2):
    target = embed(brief)
    for person in people:
        similarity = cosine(target, embed(person.profile))
        if similarity >= least:
            yield person, similarity
'''

RANK_TEST = """from matching.score import cosine


def test_cosine_of_a_vector_with_itself_is_one():
    assert abs(cosine([0.6, 0.8], [0.6, 0.8]) - 1.0) < 1e-9
"""

RUBRIC = f"""# Rubric for {CLIENT}

Grade each answer from 1 to 5. Five: correct, complete, sourced. Three: correct but thin. One: wrong or unsafe.
The grader must not see which model wrote the answer.
"""

GRADER = (
    NOTICE
    + '''"""Grader: compares an answer with the reference by the client's rubric."""

WEIGHTS = {"correct": 0.6, "complete": 0.3, "sourced": 0.1}


def grade(answer, reference):
    shared = set(answer.lower().split()) & set(reference.lower().split())
    recall = len(shared) / max(1, len(set(reference.lower().split())))
    return round(1 + 4 * recall, 2)
'''
)

VENDORED = '''"""tinyvec 0.3.1, MIT licence: dot products for people without numpy. Copied as is."""


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))
'''

IGNORED = "__pycache__/\n*.pyc\n.env\ndist/\n"


def score(step: int) -> str:
    """`matching/score.py` as of a step: the weights move, as they do."""
    skill, recency = 0.5 + step % 7 * 0.03, 0.3 - step % 5 * 0.02
    return f'''"""Score: how well a candidate fits a brief, from 0 to 1."""

WEIGHTS = {{"skill": {skill:.2f}, "recency": {recency:.2f}, "rate": {1 - skill - recency:.2f}}}


def cosine(a, b):
    return sum(x * y for x, y in zip(a, b))


def score(similarity, recency, rate):
    return WEIGHTS["skill"] * similarity + WEIGHTS["recency"] * recency + WEIGHTS["rate"] * rate
'''


def rank(step: int) -> str:
    """`matching/rank.py` as of a step."""
    return f'''"""Rank: the order in which a client sees the candidates."""

from matching.candidates import near
from matching.score import score

TOP = {20 + step}


def rank(brief, people):
    found = [(score(near_by, person.recency, person.rate), person.id) for person, near_by in near(brief, people)]
    return sorted(found, reverse=True)[:TOP]
'''


def benchmark(step: int) -> str:
    """`evals/benchmark.py` as of a step."""
    return f'''{NOTICE}"""Benchmark: runs the golden set and reports agreement with the reference scores."""

import json
from pathlib import Path

from evals.grader import grade

TOLERANCE = {0.5 + step % 4 * 0.05:.2f}


def run(path=Path("evals/golden.jsonl")):
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    agreed = [abs(grade(row["response"], row["reference"]) - row["score"]) <= TOLERANCE for row in rows]
    return sum(agreed) / len(agreed)
'''


def golden(rng: Random, count: int) -> str:
    """`evals/golden.jsonl`: prompts with reference answers, scores and the client's name."""
    topics = ("indemnity clause", "beta blocker", "discounted cash flow", "retaining wall", "tax treaty", "p-value")
    rows = []
    for place in range(count):
        topic = rng.choice(topics)
        rows.append(
            {
                "id": f"aurora-{place:04}",
                "client": CLIENT,
                "prompt": f"Explain to a careful reader when a {topic} applies, case {place}.",
                "response": f"A {topic} applies when its conditions are met; case {rng.randrange(40)} is typical.",
                "reference": f"A {topic} applies only when each of its conditions is met and no exception holds.",
                "score": rng.randrange(1, 6),
                "rubric": "v3",
            }
        )
    return "".join(json.dumps(row) + "\n" for row in rows)
