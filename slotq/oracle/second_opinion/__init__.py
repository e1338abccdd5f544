"""TLC's own opinion on a trace, beside the judge's."""
