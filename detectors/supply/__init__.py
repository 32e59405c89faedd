"""Supply: what a program is made of by others, read from lock files, and whether a list of bad versions names it."""
