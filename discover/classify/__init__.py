"""Classification: tiers by what is held, from a policy file."""
