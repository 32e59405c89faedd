"""Classes: what kind of record or document a whole object is, by its structure and its headings."""

#: Bytes from the beginning and from the end of an object that a view holds; more is cut.
HEAD, TAIL = 256 << 10, 64 << 10
