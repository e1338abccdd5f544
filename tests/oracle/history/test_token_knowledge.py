"""history.token_knowledge: every way in which a process may have learnt of a token."""

import pytest

from slotq.formats.errors import BudgetError
from slotq.formats.history_lines import AcquireSlot
from slotq.oracle.history import token_knowledge
from slotq.oracle.history.queue_calls import QueueCalls, UnknownDequeue, UnknownQueue
from slotq.oracle.history.token_knowledge import Told, guesses
from slotq.oracle.verdict.budget import Budget

EARLY, LATE = UnknownDequeue(1, 4, "a", "d"), UnknownDequeue(1, 9, "a", "d")
OTHER = UnknownDequeue(2, 5, "b", "e")
QUEUED = UnknownQueue(3, 6, "a")


def acquire(process: str, token: int, for_: str | None = None) -> AcquireSlot:
    """A call of a process that no return told of the token."""
    return AcquireSlot(process=process, type="invoke", token=token, for_=for_)


def calls(*untold: tuple[int, AcquireSlot]) -> QueueCalls:
    """What a log says: dequeues and a queue_slot of unknown outcome, and acquires after them."""
    made = QueueCalls()
    made.unknown_dequeues += [EARLY, LATE, OTHER]
    made.unknown_queues.append(QUEUED)
    made.dequeuer("d").owner = "a"
    made.dequeuer("e").owner = "b"
    made.untold += untold
    return made


def found(made: QueueCalls, *missing: int) -> list[tuple[tuple[int, object, int], ...]]:
    """Each explanation: of each token its number, the call, and the line by which it was known."""
    numbers = {id(token): number for number, token in made.tokens.items()}
    return [
        tuple((numbers[id(told.token)], told.how, told.by) for told in guess)
        for guess in guesses(made, missing, Budget())
    ]


def test_a_token_was_received_or_queued_before() -> None:
    """By a call of its own that had returned; queued only if no queue_slot returned it."""
    made = calls((7, acquire("a", 0)))
    made.token(0)
    assert found(made) == [((0, EARLY, 7),)]
    assert found(made, 0) == [((0, EARLY, 7),), ((0, QUEUED, 7),)]
    later = calls((9, acquire("a", 0)))
    later.token(0)
    assert found(later) == [((0, EARLY, 9),), ((0, LATE, 9),)]


def test_a_process_knows_what_that_knows_for_which_it_acts() -> None:
    """Before what it may know itself."""
    made = calls((7, acquire("b", 0, "a")))
    made.token(0)
    assert found(made) == [((0, EARLY, 7),)]
    alone = calls((7, acquire("b", 0, "c")))
    alone.token(0)
    assert found(alone) == [((0, OTHER, 7),)]


def test_of_several_acquires_the_first_one_counts() -> None:
    """It had to know the token by then."""
    made = calls((9, acquire("a", 0)), (5, acquire("a", 0)))
    made.token(0)
    assert found(made) == [((0, EARLY, 5),)]


def test_one_call_told_of_one_token() -> None:
    """Two tokens take two calls; each way is tried once."""
    made = calls((9, acquire("a", 0)), (9, acquire("a", 1)))
    made.token(0)
    made.token(1)
    assert found(made) == [
        ((0, EARLY, 9), (1, LATE, 9)),
        ((0, LATE, 9), (1, EARLY, 9)),
    ]


def test_nobody_could_have_told_it() -> None:
    """A dequeuer that it did not start, or a call that returned too late: no explanation."""
    made = calls((3, acquire("a", 0)))
    made.token(0)
    assert found(made) == []
    assert found(calls()) == [()]  # there is nothing to explain


def test_there_may_be_too_many_explanations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which decides nothing."""
    made = calls((9, acquire("a", 0)), (9, acquire("a", 1)))
    made.token(0)
    made.token(1)
    monkeypatch.setattr(token_knowledge, "MOST_GUESSES", 4)
    assert len(found(made)) == 2
    monkeypatch.setattr(token_knowledge, "MOST_GUESSES", 3)
    with pytest.raises(BudgetError) as raised:
        found(made)
    assert str(raised.value) == (
        "there are more than 3 explanations of how processes learnt of tokens"
    )


def test_an_explanation_names_its_parts() -> None:
    """As its readers use them."""
    made = calls((7, acquire("a", 0)))
    token = made.token(0)
    assert list(guesses(made, (), Budget())) == [(Told(token, EARLY, 7),)]
