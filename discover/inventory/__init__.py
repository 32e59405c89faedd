"""The inventory: ledger, findings, coverage and holdings in one database."""
