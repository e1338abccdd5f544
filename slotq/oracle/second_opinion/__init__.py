"""TLC's own verdict on a trace, in addition to the judge's."""
