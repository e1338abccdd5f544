"""slotq.schedule.walk.judged: a run says which of its steps breaks what, and how it ends."""

import pytest

from slotq.machine.callers import Bounds
from slotq.schedule.engine.findings import FindingError, Kind, Transition, parse_schedule
from slotq.schedule.faults.catalogue import broken
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.walk.judged import begin, judge, next_actions
from tests.schedule import broken as wrong

PLAIN = CallersProgram(Bounds(1, 1, 1))
LOST = parse_schedule("consumer-1 dequeuer-1.1 container-1 container-1")


def test_a_run_of_the_code_is_specified() -> None:
    """No step breaks anything, and each is one of the machine's."""
    replayed = judge(PLAIN, LOST)
    assert [(step.action, step.broken, step.is_specified) for step in replayed.steps] == [
        ("DequeuerStart", (), True),
        ("DequeuerWait", (), True),
        ("QueueAppend", (), True),
        ("QueueBroadcast", (), True),
    ]
    assert (replayed.is_wrong, replayed.stuck, replayed.finding) == (False, "", None)
    assert replayed.possible == (Transition("dequeuer-1.1"),)


def test_a_broken_run_says_what_it_breaks_and_who_waits() -> None:
    """At the step that breaks it, and where nobody can move."""
    replayed = judge(broken("SkipBroadcast", PLAIN), LOST)
    assert [(step.broken, step.is_specified) for step in replayed.steps] == [
        ((), True),
        ((), True),
        ((), True),
        (("NoLostWakeUpInv", "BroadcastToComeInv"), False),
    ]
    assert replayed.is_wrong
    assert replayed.stuck == (
        "nobody can move: dequeuer-1.1 sleeps although token 0 is listed, "
        "container-1 waits for the signal 'trigger' or for the signal 'evict', "
        "consumer-1 waits for a sender or for a signal, canceller-1.1 waits for a signal "
        "(NoLostWakeUpInv, BroadcastToComeInv)"
    )


def test_a_false_claim_is_no_fault_of_the_code() -> None:
    """It is looked for where it is named, and the machine refutes it with the same steps."""
    bounds = Bounds(2, 1, 1)
    words = "container-1 consumer-1 dequeuer-1.1 container-2 dequeuer-1.1>consumer-1 consumer-1"
    replayed = judge(CallersProgram(bounds, claims=("WonNewestProp",)), parse_schedule(words))
    assert replayed.steps[-1].broken == ("WonNewestProp",)
    assert not replayed.is_wrong
    replayed = judge(CallersProgram(bounds), parse_schedule(words))
    assert replayed.steps[-1].broken == ()


def test_a_step_that_is_not_possible_is_refused() -> None:
    """With those that are."""
    with pytest.raises(FindingError) as caught:
        judge(PLAIN, parse_schedule("container-1 dequeuer-1.1"))
    assert (caught.value.kind, caught.value.message) == (
        Kind.IMPOSSIBLE,
        "step 2: dequeuer-1.1 is not possible; possible: container-1, consumer-1",
    )


def test_what_goes_wrong_in_a_step_ends_the_run() -> None:
    """With what was taken before it."""
    program = CallersProgram(PLAIN.bounds, wrong.ForgetsAName)
    words = "container-1 consumer-1 dequeuer-1.1 dequeuer-1.1>consumer-1 consumer-1 consumer-1"
    replayed = judge(program, parse_schedule(words))
    assert replayed.finding is not None
    assert replayed.finding.kind is Kind.STEPS
    assert (len(replayed.steps), replayed.is_wrong) == (5, True)


def test_each_next_step_has_its_action() -> None:
    """Or what goes wrong in its place."""
    assert next_actions(PLAIN, judge(PLAIN, LOST[:2])) == {Transition("container-1"): "QueueAppend"}
    program = CallersProgram(PLAIN.bounds, wrong.ForgetsAName)
    words = "container-1 consumer-1 dequeuer-1.1 dequeuer-1.1>consumer-1 consumer-1"
    found = next_actions(program, judge(program, parse_schedule(words)))
    assert found[Transition("consumer-1")].startswith("not one named step: ")


def test_a_session_goes_on_for_as_long_as_its_execution() -> None:
    """A step at a time."""
    with begin(PLAIN) as session:
        assert not session.is_wrong
        assert session.take(Transition("container-1")).action == "QueueAppend"
        assert session.possible == [Transition("container-1"), Transition("consumer-1")]
