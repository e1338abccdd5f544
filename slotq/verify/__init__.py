"""The models and their manifest: what is checked with TLC, and what must come of it."""
