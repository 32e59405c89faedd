"""Reporters: one output format a file."""
