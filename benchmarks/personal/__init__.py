"""An accuracy bench for personal data: labelled text made from a seed, the real detector, a score for each kind."""
