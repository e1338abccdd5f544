"""A world under control: processes that move one at a time, and what they share."""
