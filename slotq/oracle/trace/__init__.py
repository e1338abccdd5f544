"""Judges logs of steps (slotq-trace): whether the specification allows each of them."""
