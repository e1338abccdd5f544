"""The exercises travel with the wheel, and are judged away from a checkout."""

from pathlib import Path

import pytest

from tests.stranger import slotq


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "Your queue breaks NoLostWakeUpInv:"),
        (4, "With your action TLC refutes NoLostWakeUpInv:"),
        (13, "accepted.ndjson is accepted, but the container, which loses, calls second."),
    ],
)
def test_an_exercise_of_an_installation(
    number: int, said: str, installed: Path, tmp_path: Path
) -> None:
    """A queue that is run, a module that TLC reads, a log that is judged."""
    variables = {"PYTHONPATH": str(installed)}
    ran = slotq("exercise", "start", "mine", str(number), cwd=tmp_path, variables=variables)
    assert (ran.code, ran.err) == (0, "")
    ran = slotq("exercise", "check", "mine", str(number), cwd=tmp_path, variables=variables)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines()[:2] == [f"Exercise {number}: not yet.", said]
