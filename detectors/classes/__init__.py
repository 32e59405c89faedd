"""Classes: what kind of record or document a whole object is, by its structure and its headings."""
