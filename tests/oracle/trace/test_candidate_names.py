"""trace.candidate_names: numbers of processes, and dequeuers that are over in all candidates."""

import pytest

from slotq.formats.errors import BudgetError
from slotq.formats.trace_lines import (
    AcquireCas,
    CancellerWake,
    DequeuerStart,
    DequeuerWait,
    Evict,
    QueueAppend,
)
from slotq.machine.slot_queue_steps import Client, Dequeuer, State, init
from slotq.oracle.trace.candidate_names import CandidateNames
from slotq.oracle.trace.candidate_states import Candidate
from slotq.oracle.trace.named_state import ENDED, MOST_PROCESSES

OVER = Dequeuer("ended", canceller="ended")
START = DequeuerStart(process="b", dequeuer="dequeuer-1")


def state(*dequeuers: Dequeuer) -> State:
    """A state with one client and these dequeuers."""
    return init(1, 0)._replace(dequeuers=dequeuers)


def test_a_name_has_its_number_from_when_it_is_asked_for() -> None:
    """Clients and dequeuers are counted apart; a canceller is its dequeuer's."""
    names = CandidateNames()
    found = [
        names.arguments(line)
        for line in (
            QueueAppend(process="a", token=0, slot=1),
            START,
            AcquireCas(process="b", token=7, ok=True, for_="c"),
            AcquireCas(process="a", token=7, ok=True),
            CancellerWake(process="canceller-2", waiting=False),
            DequeuerWait(process="dequeuer-1"),
            Evict(process="e", container="a"),
        )
    ]
    assert found == [(0,), (1, 0), (1, 7, 2), (0, 7, 0), (1,), (0,), ()]
    assert (names.size, names.client(0), names.client(2)) == (5, "a", "c")
    named = names.processes(state(Dequeuer(), Dequeuer()))
    assert (list(named.clients), list(named.dequeuers)) == (
        ["a", "b", "c"],
        ["dequeuer-1", "dequeuer-2"],
    )


def test_earlier_candidates_are_widened() -> None:
    """With processes that have done nothing; the same ones if none has come."""
    names = CandidateNames()
    names.arguments(START)
    candidates = {Candidate(state())}
    wide = names.widened(candidates)
    assert wide == {Candidate(init(1, 0)._replace(dequeuers=(Dequeuer(),)))}
    assert names.widened(wide) is wide
    names.arguments(QueueAppend(process="c", token=0, slot=1))
    (found,) = names.widened(wide)
    assert found.queue.clients == (Client(), Client())


def test_what_is_over_everywhere_is_forgotten() -> None:
    """Once there are enough; of its name, that it has ended is known."""
    names = CandidateNames(few=2)
    names.arguments(START)
    one = {"x": {Candidate(state(OVER))}}
    assert names.forget(one) is one  # there is one only
    names.arguments(DequeuerWait(process="dequeuer-2"))
    both = {"x": {Candidate(state(OVER, Dequeuer()))}, "y": {Candidate(state(OVER, OVER))}}
    assert names.forget(both) == {
        "x": {Candidate(state(Dequeuer()))},
        "y": {Candidate(state(OVER))},
    }
    assert names.arguments(DequeuerWait(process="dequeuer-2")) == (0,)
    assert names.arguments(DequeuerWait(process="dequeuer-1")) == (1,)
    (again,) = names.widened({Candidate(state(Dequeuer()))})
    assert again.queue.dequeuers == (Dequeuer(), ENDED)


def test_what_a_coming_line_names_is_kept() -> None:
    """It has to be asked for its arguments again."""
    names = CandidateNames(few=2)
    names.arguments(START)
    names.arguments(DequeuerWait(process="dequeuer-2"))
    over = {(): {Candidate(state(OVER, OVER))}}
    coming = [Evict(process="e", container="a"), DequeuerWait(process="dequeuer-2")]
    assert names.forget(over, coming) == {(): {Candidate(state(OVER))}}
    assert names.arguments(coming[1]) == (0,)


def test_there_may_be_too_many_processes() -> None:
    """A hostile log has a name for each line."""
    names = CandidateNames()
    for number in range(MOST_PROCESSES):
        names.arguments(DequeuerWait(process=str(number)))
    with pytest.raises(BudgetError):
        names.arguments(DequeuerWait(process="one more"))
