"""What crosses the boundary: the lines of all formats as types, and how bytes become lines."""
