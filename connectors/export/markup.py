"""Markup: HTML of messages as the text that people see."""

from __future__ import annotations

import html
import re

_HIDDEN = re.compile(r"<(script|style|head)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(?:br|/?(?:p|div|li|tr|h[1-6]|blockquote|pre|table|ul|ol))\b[^>]*>", re.IGNORECASE)
_CELL = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
#: Addresses behind links count: keys and tokens stand in them.
_HREF = re.compile(r"""<a\b[^>]*?\bhref\s*=\s*["']?(https?://[^"'\s>]+)[^>]*>""", re.IGNORECASE)
_TAG = re.compile(r"<[!/?a-zA-Z][^>]*>")
_BLANKS = re.compile(r"[ \t]{2,}")
_LINES = re.compile(r"\n\s*\n+")


def shown(text: str) -> str:
    """The text of HTML, a block a line, each link with its address before its label; text without tags as it is."""
    if "<" in text:
        text = _HIDDEN.sub(" ", text)
        text = _CELL.sub(" ", _BREAK.sub("\n", _HREF.sub(r" \1 ", text)))
        text = _TAG.sub("", text)
    text = html.unescape(text) if "&" in text else text
    return _LINES.sub("\n", _BLANKS.sub(" ", text.replace("\u00a0", " "))).strip()
