"""Declared: what a vendor says that it holds, held against what was measured."""
