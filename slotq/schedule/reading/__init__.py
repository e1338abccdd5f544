"""Reads the state of a controlled world from its live objects and its frames."""
