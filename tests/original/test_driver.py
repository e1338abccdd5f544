"""slotq.original.driver: a program that does not answer is an error, not a hang."""

from pathlib import Path

import pytest

from slotq.original.driver import Driver, DriverError, transition
from slotq.original.parts import PROGRAMS
from slotq.original.walk import DifferenceError, walk
from slotq.original.workshop import Workshop
from slotq.schedule.engine.findings import Transition
from tests.original.texts import NEEDS_GO, OWN, edited


def script_of(folder: Path, script: str) -> Path:
    """A program that answers as a script says."""
    path = folder / "program"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("read line; echo '{'", "the program answered something else"),
        ("read line; echo '{}'", "did not say where it begins"),
        ('read line; echo \'{"error":"no"}\'', "^no$"),
        ("read line; echo why >&2; exit 3", "the program ended: why"),
        ("exit 0", "the program ended"),
        ("read line; sleep 60", r"did not end within 0\.2 s"),
    ],
)
def test_another_answer_is_an_error(tmp_path: Path, script: str, told: str) -> None:
    """Of whatever kind."""
    seconds = 0.2 if "sleep" in script else 20
    with (
        Driver(script_of(tmp_path, script), seconds) as driver,
        pytest.raises(DriverError, match=told),
    ):
        driver.begin({"program": "general"})


def test_a_program_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """It is named."""
    with pytest.raises(DriverError, match="cannot start the program that was built"):
        Driver(tmp_path / "nothing")


@NEEDS_GO
def test_a_step_that_never_stops_is_told(shop: Workshop) -> None:
    """After the time that an answer may take, with the schedule that leads to it."""
    source = edited(OWN, (r"token\.id = q\.nextId", r"for token.id == 0 {}"))
    program, told = shop.build(shop.rewrite(source), "endless"), "a step did not end within 2 s"
    with Driver(program, 2) as driver, pytest.raises(DifferenceError, match=told) as caught:
        walk(driver, PROGRAMS["general-1x1x1"])
    assert caught.value.schedule == ()


@NEEDS_GO
@pytest.mark.parametrize("path", [OWN])
def test_a_schedule_that_is_not_possible_ends(driver: Driver) -> None:
    """At the step that is not."""
    driver.begin(PROGRAMS["general-1x1x1"].bounds)
    (steps,) = driver.run([["client-1", "dequeuer-1", "client-1"]])
    assert [(step.transition, step.failure) for step in steps] == [
        ("client-1", ""),
        ("dequeuer-1", "dequeuer-1 is not possible"),
    ]


def test_transitions_are_written_as_elsewhere() -> None:
    """A process, an alternative, and a receiver."""
    words = ["cancel-1", "container-1:2", "dequeuer-1.1>consumer-1", "sender:1>receiver"]
    assert [str(transition(word)) for word in words] == words
    assert transition("sender:1>receiver") == Transition("sender", 1, "receiver")
