"""Zendesk: tickets and users as the account exports them, an object a line or a table, and as pages of the API.

Exports: https://support.zendesk.com/hc/en-us/articles/4408886165402 (one object a line, no array); pages and what is in them:
https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/ and `zendeskticket`; the table: `zendesktable`. An export
as XML is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from connectors.errors import Reason
from connectors.export.base import Entry, Export, File, Trouble
from connectors.export.records import lines, values
from connectors.export.zendesktable import is_table, rows
from connectors.export.zendeskticket import Desk

_JSON = (".json", ".jsonl", ".ndjson")
#: The address that each object names itself by.
_URL = re.compile(
    rb'"url"\s*:\s*"https?:(?:/|\\/){2}[\w.:-]+(?:/|\\/)api(?:/|\\/)v2(?:/|\\/)(?:tickets|users)(?:/|\\/)\d+\.json"'
)
#: Keys that tickets, comments and audits have, and others have not all of.
_TICKET = (b'"requester_id"', b'"submitter_id"', b'"subject"')
_COMMENT = (b'"author_id"', b'"html_body"', b'"audit_id"')
_AUDIT = (b'"ticket_id"', b'"author_id"', b'"events"')
_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{")
#: A page, an object that was asked for alone, and an array that somebody made of them: what is no object a line.
_PAGE = re.compile(
    rb'(?:\xef\xbb\xbf)?\s*(?:\[|\{\s*"(?:tickets|users|comments|audits|results|ticket|user|count|next_page|previous_page|end_of_stream'
    rb'|end_time|after_url|after_cursor|before_url|before_cursor|meta|links|organizations|groups)"\s*:)'
)
_PLACES = ("users.item", "user", "tickets.item", "ticket", "comments.item", "audits.item", "results.item")
_NUMBER = re.compile(r"\d+")


class Zendesk(Export):
    """Reads lines, pages and tables. A ticket is a conversation: its subject and fields are a message, then its comments."""

    name, title, kind = "zendesk", "Zendesk export", "comms.ticket_export"

    def claims(self, path: str, head: bytes) -> bool:
        if path.endswith(".csv"):
            return is_table(head)
        if not path.endswith(_JSON):
            return False
        start = head if _OBJECT.match(head) is not None else head.partition(b"\n")[2]  # a first line that is none
        if _OBJECT.match(start) is None:
            return False
        return _URL.search(head) is not None or any(
            all(key in head for key in keys) for keys in (_TICKET, _COMMENT, _AUDIT)
        )

    def entries(self, file: File) -> Iterator[Entry]:
        with file.open() as stream:
            if file.path.endswith(".csv"):
                yield from rows(stream)
                return
            desk = Desk(_asked(file.path))
            page = _PAGE.match(file.head) is not None
            if _OBJECT.match(file.head) is None:
                stream.readline()  # words of whoever exported, before the first object
            array = file.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
            for value in values(stream, *(("item",) if array else _PLACES)) if page else lines(stream):
                if isinstance(value, Trouble):
                    yield value
                elif isinstance(value, dict):
                    yield from desk.told(value)
                elif page:
                    yield Trouble(0, Reason.CORRUPT, "holds an entry that is no object; it was passed over")


def _asked(path: str) -> str:
    """The ticket that a page of comments is of, which stands in its address alone: the last number in its path, or the path."""
    numbers = _NUMBER.findall(path)
    return numbers[-1] if numbers else path
