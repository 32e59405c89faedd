"""Retention: how long what is held may be held, what is over its time, and the way to its deletion and the proof of that."""
