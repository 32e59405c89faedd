"""Revisions of the inventory's schema, in order."""
