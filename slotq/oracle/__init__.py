"""Judges the logs of other implementations by the machine that the specification describes."""
