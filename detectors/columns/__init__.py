"""Columns: what a table's columns hold, judged by name, values and neighbours, and how many people it concerns."""
