"""slotq.mutants.run: what becomes of a mutant, of each fate."""

from pathlib import Path

import msgspec
import pytest

from slotq.mutants import hangs
from slotq.mutants.catalogue import faults
from slotq.mutants.mutant import Mutant, Part
from slotq.mutants.run import CheckoutError, Fate, Outcome, Workshop, project
from tests.conftest import ROOT
from tests.mutants.changes import replaced

QUEUE, STEPS = "slotq/queue.py", "spec/SlotQueueSteps.tla"
BROADCAST = '        self._condition.broadcast("QueueBroadcast")\n'


STEPS_OF_MACHINE = "slotq/machine/slot_queue_steps/actions.py"
GRAPH = "General_1x1x3"
TESTS = "tests/test_queue.py"


@pytest.mark.parametrize(
    ("mutant", "link", "said"),
    [
        (
            replaced(Part.CODE, QUEUE, BROADCAST, "", "code/general", "code/1x1x1"),
            "code = machine",
            "the machine and the code do not have the same state graph",
        ),
        (
            replaced(Part.SPEC, STEPS, "       \\/ Cancel(d)\n", "", GRAPH),
            "specification = machine",
            "the action CancellerWake is never taken",
        ),
        (
            replaced(Part.SPEC, STEPS, "  /\\ WakeAll\n", "  /\\ UNCHANGED dequeuer\n", GRAPH),
            "TLC",
            "Invariant NoLostWakeUpInv is violated",
        ),
        (
            replaced(Part.CODE, QUEUE, "    _require_slot(slot)\n", "    pass\n", TESTS),
            "tests",
            "FAILED tests/test_queue.py::test_what_is_not_a_slot_is_refused",
        ),
    ],
    ids=lambda value: value.change.instead.strip() if isinstance(value, Mutant) else "",
)
def test_what_catches_a_mutant(place: Workshop, mutant: Mutant, link: str, said: str) -> None:
    """A claim or a test, which says why."""
    outcome = place.run(mutant)
    assert (outcome.fate, outcome.check, outcome.link) == (Fate.CAUGHT, mutant.checks[0], link)
    assert said in outcome.message


def test_a_survivor(place: Workshop) -> None:
    """What nothing notices is no error, and nothing is said of it."""
    mutant = replaced(
        Part.CODE, QUEUE, "        self.id = 0\n", "        self.id = 7\n", "code/general"
    )
    outcome = place.run(mutant)
    assert msgspec.structs.replace(outcome, seconds=0.0) == Outcome(Fate.SURVIVED)


def test_an_error_refutes_nothing(place: Workshop) -> None:
    """TLC cannot evaluate it: it is noticed, but there is no counterexample."""
    guard = "  /\\ slots # <<>>\n"
    outcome = place.run(replaced(Part.SPEC, STEPS, guard, "", GRAPH))
    assert (outcome.fate, outcome.check, outcome.link) == (Fate.ERROR, GRAPH, "TLC")


def test_what_does_not_even_begin_is_an_error(place: Workshop) -> None:
    """A module that cannot be imported has no claim that could be refuted."""
    line = "from slotq.machine.kernel.system import OWN, Disabled\n"
    outcome = place.run(replaced(Part.MACHINE, STEPS_OF_MACHINE, line, "", GRAPH))
    assert (outcome.fate, outcome.check) == (Fate.ERROR, GRAPH)
    assert outcome.message.startswith("exit code 1: ")


def test_what_hangs_is_a_finding(place: Workshop) -> None:
    """The scheduler says which process runs for ever, and where: no time limit is needed."""
    line = "        for index in range(len(self._slots) - 1, -1, -1):\n"
    forever = "        while True:\n            index = 0\n"
    outcome = place.run(replaced(Part.CODE, QUEUE, line, forever, "code/general-1x1x3"))
    assert (outcome.fate, outcome.link) == (Fate.CAUGHT, "code = machine")
    assert "endless step: client-1 ran for more than 2 s of processor time" in outcome.message
    assert outcome.seconds < 60


def test_a_wake_up_that_is_lost_is_a_finding(place: Workshop) -> None:
    """So is a state in which no process can move."""
    asked, instead = "if waiting else None", "if not waiting else None"
    outcome = place.run(replaced(Part.CODE, QUEUE, asked, instead, "code/1x1x1"))
    assert outcome.message.startswith("broken property: NoLostCancelInv: No cancel is lost: ")


def test_a_wrong_version_that_the_models_have(place: Workshop) -> None:
    """It is caught if its row of the manifest holds; otherwise it has survived."""
    (caught,) = (mutant for mutant in faults() if mutant.name == "faults/SignalOne")
    assert place.run(caught).fate is Fate.CAUGHT
    with place._changed(replaced(Part.SPEC, STEPS, "       \\/ DequeuerWait(d)\n", "")):
        assert place.run(caught).fate is Fate.SURVIVED


def test_a_wrong_version_without_an_answer_is_not_caught(
    place: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written for it, but its check can use up its time as any other."""
    monkeypatch.setattr(place, "_probe", lambda *_: (hangs.ENDED, []))
    fault = next(each for each in faults() if each.name == "faults/SignalOne")
    outcome = place.run(fault)
    assert (outcome.fate, outcome.message) == (
        Fate.SURVIVED,
        "60 s of processor time are used up",
    )


def test_every_check_says_something(place: Workshop) -> None:
    """Also after one that is refuted."""
    mutant = replaced(Part.CODE, QUEUE, BROADCAST, "", "code/1x1x1", "code/state", TESTS)
    assert [(line.check, line.verdict) for line in place.every_check(mutant)] == [
        ("code/1x1x1", "refuted"),
        ("code/state", "holds"),
        (TESTS, "refuted"),
    ]


def test_the_copy_is_whole_again(place: Workshop) -> None:
    """So that what is found of the next mutant is because of it."""
    place.run(replaced(Part.CODE, QUEUE, BROADCAST, "", "code/general"))
    nothing = replaced(Part.CODE, QUEUE, BROADCAST, BROADCAST, "code/general")
    assert place.run(nothing).fate is Fate.SURVIVED
    assert (place._folder / QUEUE).read_text() == (ROOT / QUEUE).read_text()


def test_an_installation_without_tests_is_refused(tmp_path: Path) -> None:
    """What only a test notices would be taken for a survivor."""
    with pytest.raises(CheckoutError, match="in a checkout of the project"):
        project(tmp_path)
