"""Runs code under control: every interleaving of its steps."""
