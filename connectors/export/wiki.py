"""Wiki: Jira's mark-up as the text that people see, and what is quoted in it.

https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all
"""

from __future__ import annotations

import re

from connectors.export.base import Message

_QUOTE = re.compile(r"\{quote\}(.*?)(?:\{quote\}|\Z)", re.DOTALL)
_LINE = re.compile(r"^[ \t]*bq\.[ \t](.*)$", re.MULTILINE)
_MACRO = re.compile(r"\{(?:code|noformat|color|panel|quote|anchor)(?::[^{}\n]{0,500})?\}")
#: `[label|address]`, `[address]`, `[~person]`; not `[x]` of a list or an index of an array.
_LINK = re.compile(
    r"\[(?:([^\[\]|\n]{1,1000})\|)?((?:https?://|mailto:|file:|~)[^\[\]|\n]{1,4000})(?:\|[^\[\]\n]{0,200})?\]"
)


def plain(text: str) -> tuple[str, list[str]]:
    """What is said, and what is quoted, each without mark-up."""
    quotes: list[str] = []
    if "{quote}" in text:
        quotes += _QUOTE.findall(text)
        text = _QUOTE.sub("\n", text)
    if "bq." in text:
        quotes += _LINE.findall(text)
        text = _LINE.sub("", text)
    return _bare(text), [bare for bare in map(_bare, quotes) if bare]


def _bare(text: str) -> str:
    if "{" in text:
        text = _MACRO.sub("", text)
    if "[" in text:
        text = _LINK.sub(_shown, text)
    return text.strip()


def _shown(link: re.Match[str]) -> str:
    label, address = link[1] or "", link[2].removeprefix("mailto:")
    return address if not label or label in address else f"{label} {address}"


def quoting(message: Message, quotes: list[str]) -> list[Message]:
    """A message, and what it quotes as messages of their own; without text and files there is none."""
    said = [message] if message.text or message.attachments else []
    quoted = [message._replace(text=quote, author="", time=None, copied=True, attachments=()) for quote in quotes]
    return said + quoted
