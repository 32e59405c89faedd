"""Invented values of each kind, with check digits that hold, and the look-alikes that must not be found."""
