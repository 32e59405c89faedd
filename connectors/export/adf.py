"""Adf: Atlassian's document format as text, and what is quoted in it.

https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
"""

from __future__ import annotations

from typing import Any

#: Nodes that stand on lines of their own.
_BLOCKS = frozenset(
    (
        "paragraph",
        "heading",
        "codeBlock",
        "blockquote",
        "panel",
        "listItem",
        "taskItem",
        "decisionItem",
        "tableRow",
        "rule",
        "expand",
    )
)
#: Deepest nesting that is followed; editors make a dozen.
_DEEPEST = 200


def is_document(value: object) -> bool:
    """Whether a value is such a document."""
    return isinstance(value, dict) and value.get("type") == "doc" and isinstance(value.get("content"), list)


def plain(document: dict[str, Any]) -> tuple[str, list[str]]:
    """What is said, and what is quoted."""
    out: list[str] = []
    quotes: list[str] = []
    _walk(document, out, quotes, 0)
    return _joined(out), quotes


def _walk(node: dict[str, Any], out: list[str], quotes: list[str], depth: int) -> None:
    kind = str(node.get("type"))  # a list cannot be looked for in a set
    text = node.get("text")
    if isinstance(text, str):
        out.append(text)
        out += _links(node, text)
    elif kind == "hardBreak":
        out.append("\n")
    elif "attrs" in node:
        out += _attributes(node["attrs"])
    content = node.get("content")
    if isinstance(content, list) and depth < _DEEPEST:
        inner: list[str] = [] if kind == "blockquote" else out
        for each in content:
            if isinstance(each, dict):
                _walk(each, inner, quotes, depth + 1)
        if inner is not out and (quoted := _joined(inner)):
            quotes.append(quoted)
    if kind in _BLOCKS:
        out.append("\n")
    elif kind in {"tableCell", "tableHeader"}:
        out.append(" ")


def _links(node: dict[str, Any], text: str) -> list[str]:
    marks = node.get("marks")
    told = [mark["attrs"].get("href") for mark in marks if isinstance(mark, dict) and isinstance(mark.get("attrs"), dict)] if (
        isinstance(marks, list)
    ) else []  # fmt: skip
    return [f" {link}" for link in told if isinstance(link, str) and link not in text]


def _attributes(attributes: object) -> list[str]:
    """What mentions, cards, states and pictures show."""
    if not isinstance(attributes, dict):
        return []
    told = [attributes.get(key) for key in ("text", "title", "url", "alt")]
    return [f"{each} " for each in told if isinstance(each, str) and each]


def _joined(out: list[str]) -> str:
    lines = (line.rstrip() for line in "".join(out).split("\n"))
    return "\n".join(line for line in lines if line)
