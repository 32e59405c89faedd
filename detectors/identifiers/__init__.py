"""Identifiers: the numbers by which people, accounts and devices are known, for cells of tables and text behind a label."""
