"""Readers: open objects into text, tables and members, one file a format."""
