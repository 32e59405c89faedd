"""Markup type: HTML, XML, SVG, draw.io or a package of biometric records, by the first element behind declarations and comments."""

from __future__ import annotations

import re

HTML, XML, SVG, DRAWIO = "text/html", "text/xml", "image/svg+xml", "application/vnd.jgraph.mxfile"
NIST = "application/x-ansi-nist+xml"

#: White space, comments and processing instructions (XML 1.0, 2.8), but not the tags of PHP and its like.
_PROLOGUE = re.compile(rb"(?:\s++|<!--.*?-->|<\?(?!php\b)[A-Za-z][\w-]*+\s[^<]*?\?>)*+", re.DOTALL | re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!DOCTYPE\s++(\w++)", re.IGNORECASE)
_TAG = re.compile(rb"<([A-Za-z_][\w:.-]*+)((?:\s++[\w:.-]++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'))*+)\s*+(/?>)?")
_ROOTS = {b"svg": SVG, b"mxfile": DRAWIO, b"mxgraphmodel": DRAWIO, b"mxlibrary": DRAWIO, b"html": HTML}
#: ANSI/NIST-ITL 1 in XML: https://www.nist.gov/programs-projects/ansinist-itl-standard
_PACKAGE = b"nistbiometricinformationexchangepackage"
_DOCUMENT_TAGS = frozenset(
    b"head body title meta link style script base frameset table form template noscript iframe main section nav"
    b" article header footer aside".split()
)
#: Tags that a page of Markdown may begin with as well.
_PROSE_TAGS = frozenset(
    b"p div h1 h2 h3 h4 h5 h6 a img center details picture br hr span b i u em strong font ul ol li dl pre blockquote"
    b" tr td th thead tbody input button label select textarea small sup sub code".split()
)
_MARKDOWN = re.compile(rb"\n(?:#{1,6} |```|[-*] |\[[^\]\n]++\]: )|\]\(")
_MARKDOWN_NAMES = (".md", ".markdown", ".mdx", ".rst", ".txt")
_HTML_NAMES = (".html", ".htm", ".xhtml")
#: How far one looks behind the first tag.
_NEXT = 200


def markup_type(head: bytes, name: str) -> str:
    """Media type of markup, or an empty string.

    Args:
        head: first bytes, the first of them `<`.
        name: the object's name, or empty.
    """
    at = _PROLOGUE.match(head).end()  # type: ignore[union-attr]  # it matches nothing too
    if head[:5].lower() == b"<?xml" and head[5:6].isspace():
        return _declared(head, at) or _root(head, at) or XML
    found = _declared(head, at) or _element(head, at, name)
    return HTML if not found and at > 0 and name.lower().endswith(_HTML_NAMES) else found


def _declared(head: bytes, at: int) -> str:
    """A format by its document type declaration."""
    declared = _DOCTYPE.match(head, at)
    if declared is None:
        return ""
    root = declared[1].lower()
    return _ROOTS.get(root, XML)


def _root(head: bytes, at: int) -> str:
    """A format by the first element of what is XML."""
    tag = _TAG.match(head, at)
    return _rooted(tag[1].lower()) if tag is not None else ""


def _rooted(root: bytes) -> str:
    """A format by the name of its first element; packages have a prefix that is theirs to choose."""
    return NIST if root.rpartition(b":")[2] == _PACKAGE else _ROOTS.get(root, "")


def _element(head: bytes, at: int, name: str) -> str:
    """A format by the first element of what may be anything."""
    tag = _TAG.match(head, at)
    if tag is None or not (tag[2] or tag[3]):
        return ""
    root = tag[1].lower()
    if root in _PROSE_TAGS:
        return "" if name.lower().endswith(_MARKDOWN_NAMES) or _MARKDOWN.search(head) else HTML
    if root in _DOCUMENT_TAGS:
        return HTML
    return _rooted(root) or (XML if b"xmlns" in tag[2] or _opens(head, tag) else "")


def _opens(head: bytes, tag: re.Match[bytes]) -> bool:
    """Whether an element of no known name begins a document: whole, and another one within it, or empty and alone."""
    if tag[3] is None:
        return False
    follows = head[tag.end() : tag.end() + _NEXT].lstrip()
    return (
        follows.startswith((b"</", b"<!", b"<?"))
        or _TAG.match(follows) is not None
        or (not follows and tag[3] == b"/>")
    )
