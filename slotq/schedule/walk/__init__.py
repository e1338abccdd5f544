"""Runs a program through every schedule, and keeps the graph of its states."""
