"""slotq.mutants.shown: what is said of each outcome, in the list and at the end of a run."""

import pytest

from slotq.mutants.arguments import Argument
from slotq.mutants.catalogue import faults
from slotq.mutants.mutant import Part
from slotq.mutants.noticed import Noticed, short
from slotq.mutants.probe import Line
from slotq.mutants.shown import conclusion, said_of
from tests.mutants.changes import replaced

MUTANT = replaced(
    Part.CODE, "slotq/queue.py", "        self.id = 0\n", "", "code/general", "tests/a.py"
)
ARGUMENT = Argument("test", "a reason that is long enough")
FOUND = (
    "Caught: its row of the manifest holds because the expected counterexample, a violation of"
    " NoLostWakeUpInv, is found."
)
HOLDS = Line("code/general", "holds", "")
NO_VERDICT = Line("code/general", "undecided", "x")


@pytest.mark.parametrize(
    ("noticed", "said"),
    [
        ("code/general", "noticed by code/general: some bound"),
        ("tests/a.py", "noticed by tests/a.py"),
        ("no verdict from X", "no verdict from X: the change cannot be evaluated"),
        ("no end of X", "no end of X: the processor time or the memory is used up"),
        ("hangs in a.py line 1", "hangs in a.py line 1"),
        (None, "not run yet; first check code/general"),
    ],
)
def test_what_the_list_says(noticed: str | None, said: str) -> None:
    """A mutant without a verdict is not noticed by one."""
    kept: dict[str, Noticed] = {MUTANT.file: {noticed: (short(MUTANT),)}} if noticed else {}
    assert said_of(MUTANT, kept, {"code/general": "some bound"}, {}) == said


def test_the_list_says_why_a_mutant_is_equivalent() -> None:
    """In the words of its argument."""
    assert said_of(MUTANT, {}, {}, {MUTANT.digest: ARGUMENT}) == f"equivalent: {ARGUMENT.why}"


@pytest.mark.parametrize(
    ("lines", "argument", "said", "code"),
    [
        ([HOLDS, Line("b", "refuted", "")], None, "Caught: b is refuted.", 0),
        ([NO_VERDICT, Line("tests/a.py", "refuted", "")], None, "Caught: tests/a.py fails.", 0),
        (
            [Line("b", "hangs", "in a.py line 1")],
            None,
            "Caught by hanging, in a.py line 1.",
            0,
        ),
        ([NO_VERDICT], None, "Noticed, but not refuted: no claim gives a verdict.", 0),
        (
            [HOLDS, NO_VERDICT],
            None,
            "Noticed, but not refuted: code/general gives no verdict.",
            0,
        ),
        ([HOLDS], ARGUMENT, f"Equivalent: nothing can notice it. {ARGUMENT.why}", 0),
        ([HOLDS], None, "It survives: nothing has noticed it.", 1),
    ],
)
def test_what_follows(lines: list[Line], argument: Argument | None, said: str, code: int) -> None:
    """A line for each outcome; only a survivor is a failure."""
    assert conclusion(MUTANT, lines, argument) == (said, code)


@pytest.mark.parametrize(
    ("verdict", "said", "code"),
    [
        (
            "holds",
            FOUND,
            0,
        ),
        (
            "refuted",
            "It survives: the counterexample that its row of the manifest expects is missing.",
            1,
        ),
        ("undecided", "No verdict: TLC has not said whether it is caught.", 1),
    ],
)
def test_what_follows_of_a_fault(verdict: str, said: str, code: int) -> None:
    """Its row of the manifest holds if it is caught."""
    (mutant,) = (each for each in faults() if each.name == "faults/SignalOne")
    assert conclusion(mutant, [Line(mutant.name, verdict, "")], None) == (said, code)
