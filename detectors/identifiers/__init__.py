"""Identifiers: the numbers and names by which people, accounts and devices are known, for cells of tables and for text behind a label."""
