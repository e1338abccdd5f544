"""Rules that are broken on purpose."""

from slotq.formats import trace_lines
from slotq.oracle.trace.counting import Rule

HOW = ["passes everything", "passes nothing"]


def broken(
    rules: dict[type[trace_lines.Event], Rule], kind: type[trace_lines.Event], how: str
) -> None:
    """Break a rule: it lets everything pass, or nothing."""
    rule = rules[kind]
    passes = how == "passes everything"
    rules[kind] = lambda event: (rule(event) or True) if passes else (rule(event) and False)
