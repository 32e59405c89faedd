"""Compiled and binary things: strings, metadata, key stores."""
