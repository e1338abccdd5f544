"""Rules that are broken on purpose."""

from slotq.oracle import formats
from slotq.oracle.counting import Rule

HOW = ["passes everything", "passes nothing"]


def broken(rules: dict[type[formats.Event], Rule], kind: type[formats.Event], how: str) -> None:
    """Break a rule: it lets everything pass, or nothing."""
    rule = rules[kind]
    passes = how == "passes everything"
    rules[kind] = lambda event: (rule(event) or True) if passes else (rule(event) and False)
