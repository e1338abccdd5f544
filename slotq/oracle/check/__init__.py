"""Judges files of any format, and shows the few lines that matter."""
