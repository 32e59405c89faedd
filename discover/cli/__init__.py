"""The command line: one command a file; errors become exit codes in one place."""
