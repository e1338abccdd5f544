"""The command line: one module for each command; nothing below knows it."""
