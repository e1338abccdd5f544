"""Tests of slotq.tlc."""
