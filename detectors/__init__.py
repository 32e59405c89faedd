"""Detectors: say what a view of a blob contains. They import only the blob seam of the connectors."""
