"""TLC from Python: find it, run it, and read what it says as typed values."""
