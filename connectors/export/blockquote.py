"""Blockquote: HTML without what it quotes, and what it quotes: https://html.spec.whatwg.org/multipage/grouping-content.html#the-blockquote-element."""

from __future__ import annotations

import re

_TAG = re.compile(r"<(/?)blockquote\b[^>]{0,2000}>", re.IGNORECASE)


def apart(html: str) -> tuple[str, list[str]]:
    """Own words and quotes, both still HTML; quotes in a quote are of it, and one that does not end goes on to the end."""
    if "<blockquote" not in html and "<BLOCKQUOTE" not in html:
        return html, []
    own: list[str] = []
    quotes: list[str] = []
    depth, at = 0, 0
    for tag in _TAG.finditer(html):
        if tag[1]:
            depth = max(0, depth - 1)
            if not depth and at <= tag.start():
                quotes.append(html[at : tag.start()])
                at = tag.end()
        else:
            if not depth:
                own += (html[at : tag.start()], "\n")
                at = tag.end()
            depth += 1
    (quotes if depth else own).append(html[at:])
    return "".join(own), quotes
