"""What a vendor of 4 TB would cost to scan, by simulation from figures that are measured object by object; see docs/scale.md."""
