"""slotq.oracle.conform.session: what is remembered of a run, and what is made of an answer."""

import pytest

from slotq.oracle.conform.calls import FAIL, OK, TIMEOUT, Answer, Call
from slotq.oracle.conform.candidates import Size
from slotq.oracle.conform.failures import FindingError
from slotq.oracle.conform.places import Places
from slotq.oracle.conform.session import Patience, Session
from tests.oracle.conform.targets import Right, Telling

PLACES = Places(Size(1, 1, 1))
QUEUE_SLOT = Call("queue_slot", 0)
START = Call("start_dequeuer", 0, 0)
QUIESCE = Call("quiesce")


def test_a_run_begins_with_a_reset() -> None:
    """What came before is no part of it, and the session is where a reset leads."""
    session = Session(Right(PLACES), PLACES, Patience())
    session.make(PLACES.init.moves[QUEUE_SLOT])
    assert session.run == [(QUEUE_SLOT, Answer("ok", 0))]
    session.reset()
    assert (session.run, session.place) == ([], PLACES.init)
    session.make(PLACES.init.moves[START])
    assert session.run == [(START, OK)]


def test_a_step_shows_something_until_its_edges_were_seen() -> None:
    """Whoever looks for edges makes a call again only while an answer may show more."""
    session = Session(Right(PLACES), PLACES, Patience())
    (step,) = PLACES.init.steps(QUEUE_SLOT).values()
    assert session.would_show(step)
    session.make(PLACES.init.moves[QUEUE_SLOT])
    assert not session.would_show(step)
    assert session.seen == step.certain


def test_a_call_that_is_not_answered_is_noted() -> None:
    """It is not part of the run, and leads nowhere."""
    session = Session(Telling(lambda _: None), PLACES, Patience())
    session.make(PLACES.init.moves[QUEUE_SLOT])
    assert session.unimplemented == {"queue_slot"}
    assert (session.run, session.place) == ([], PLACES.init)


@pytest.mark.parametrize("is_reset", [False, True])
def test_a_call_that_was_answered_is_not_missing_later(is_reset: bool) -> None:
    """In the same run or in an earlier one."""
    answers: list[Answer | None] = [Answer("ok", 0), None]
    places = Places(Size(1, 1, 2))
    session = Session(Telling(lambda _: answers.pop(0)), places, Patience())
    session.make(session.place.moves[QUEUE_SLOT])
    if is_reset:
        session.reset()
    with pytest.raises(FindingError, match="although queue_slot was answered before") as found:
        session.make(session.place.moves[QUEUE_SLOT])
    assert found.value.kind == "not-allowed"
    assert session.unimplemented == set()
    assert session.run[-1] == (QUEUE_SLOT, None)


def test_what_never_settles_is_a_finding() -> None:
    """It is asked until the time is over, and no longer."""
    asked = 0

    def answer(call: Call) -> Answer:
        nonlocal asked
        asked += 1
        assert asked < 10, f"{call} is asked without end"
        return Answer("ok", 7)

    session = Session(Telling(answer), PLACES, Patience(served=-1.0))
    with pytest.raises(FindingError, match="answered 'ok 7', allowed: ok 0") as found:
        session.make(PLACES.init.moves[QUIESCE])
    assert found.value.kind == "not-settled"


def test_what_settles_late_has_settled() -> None:
    """Dequeuers need time to end."""
    answers: list[Answer | None] = [Answer("ok", 7), Answer("ok", 7), Answer("ok", 0)]
    session = Session(Telling(lambda _: answers.pop(0)), PLACES, Patience(served=60.0))
    session.make(PLACES.init.moves[QUIESCE])
    assert session.run == [(QUIESCE, Answer("ok", 0))]


@pytest.mark.parametrize(
    ("call", "answer", "kind"),
    [(START, FAIL, "not-allowed"), (START, TIMEOUT, "not-served")],
)
def test_an_answer_that_is_not_allowed_ends_the_run(call: Call, answer: Answer, kind: str) -> None:
    """It is the last of the run, and named by what is wrong with it."""
    session = Session(Telling(lambda _: answer), PLACES, Patience())
    with pytest.raises(FindingError) as found:
        session.make(PLACES.init.moves[call])
    assert found.value.kind == kind
    assert session.run == [(call, answer)]
