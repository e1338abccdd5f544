"""A mutant for tests: one text of a file in the place of another."""

from slotq.mutants.mutant import Change, Mutant, Part
from tests.conftest import ROOT


def replaced(part: Part, file: str, line: str, instead: str, *checks: str) -> Mutant:
    """Make a mutant of a text that is in its file once."""
    text = (ROOT / file).read_text(encoding="utf-8")
    assert text.count(line) == 1
    begin = text.index(line)
    change = Change("test", "test", "a test", begin, begin + len(line), instead, line + instead)
    return Mutant("test", part, file, change, checks)
