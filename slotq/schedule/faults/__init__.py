"""Broken versions of the code, by the names of the broken actions of models/faults."""
