"""Tests of slotq.schedule."""
