"""Long logs: what is over is forgotten, so that memory does not grow with the log."""

import gc
import tracemalloc
from collections.abc import Iterator

import pytest

from slotq.formats.trace_lines import (
    AcquireCas,
    AcquireClose,
    AcquireRemove,
    Cancel,
    CancellerWake,
    ContainerReturn,
    ContainerWake,
    DequeuerDeliver,
    DequeuerExit,
    DequeuerPeek,
    DequeuerStart,
    End,
    Event,
    Header,
    QueueAppend,
    QueueBroadcast,
    RequestEnter,
    RequestMove,
    SlotClose,
)
from slotq.oracle.trace.judge import TraceJudge
from slotq.oracle.trace.partial import QueueCandidates
from slotq.oracle.trace.reordered import ReorderedQueue
from slotq.oracle.verdict.budget import Budget


def rounds(first: int, last: int) -> Iterator[Event]:
    """A container that serves one request after the other."""
    for n in range(first, last):
        p, k, d = "consumer-1", "container-1", f"dequeuer-1.{n}"
        yield RequestMove(process=p, object=f"1.{n}", state="done", ok=True)
        yield RequestEnter(process=p, state="done", count=n + 1)
        yield QueueAppend(process=k, token=n, slot=n, length=1)
        yield QueueBroadcast(process=k, woken=0)
        yield DequeuerStart(process=p, dequeuer=d)
        yield DequeuerPeek(process=d, token=n)
        yield DequeuerDeliver(process=d, token=n, to=p)
        yield AcquireCas(process=p, token=n, ok=True)
        yield AcquireRemove(process=p, token=n, ok=True)
        yield AcquireClose(process=p, token=n, ok=True)
        yield Cancel(process=p, dequeuer=d, ok=True)
        yield DequeuerExit(process=d)
        yield CancellerWake(process=f"canceller-1.{n}", waiting=False)
        yield ContainerWake(process=k, token=n, reason="trigger")
        yield AcquireCas(process=k, token=n, ok=False)
        yield SlotClose(process=p, token=n, ok=True)
        yield ContainerReturn(process=k, token=n)


def test_memory_does_not_grow_with_the_log() -> None:
    """Ten times the lines need a few kilobytes more: a bit for each token that a client knows."""
    judge = TraceJudge("log", Header())
    sizes = []
    tracemalloc.start()
    try:
        for first, last in ((0, 100), (100, 1_000)):
            for number, event in enumerate(rounds(first, last)):
                assert judge.take(number, event) is None
            gc.collect()  # which also empties the interpreter's free lists
            sizes.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert judge.judged == 1_000 * 17
    assert sizes[1] - sizes[0] < 4_000


UNSEEN = frozenset({"DequeuerPeek"})


@pytest.mark.parametrize("kind", [QueueCandidates, ReorderedQueue])
def test_states_do_not_grow_with_the_log(kind: type[QueueCandidates]) -> None:
    """Of dequeuers and trackers that are over the names remain: started once, cancelled already."""
    queue = kind(UNSEEN) if kind is QueueCandidates else ReorderedQueue(frozenset(), Budget(), 3)
    omitted = UNSEEN if type(queue) is QueueCandidates else frozenset()
    lines = list(rounds(0, 100))
    for number, event in enumerate(lines):
        if type(event).__name__ not in omitted:
            assert queue.take(number, event) is None
    late = Cancel(process="consumer-1", dequeuer="dequeuer-1.7", ok=False)
    again = DequeuerStart(process="consumer-1", dequeuer="dequeuer-1.8")
    end = End(process="driver", live_dequeuer_threads=0)
    assert queue.take(len(lines), late) is None
    assert queue.unfinished(0, end) is None
    assert all(len(candidate.queue.dequeuers) <= 16 for candidate in queue.candidates)
    counting = [
        queue._steps._observers.observers(candidate).counting for candidate in queue.candidates
    ]
    assert all(len(each.states[0]) <= 64 for each in counting)
    fault = queue.take(len(lines) + 1, again) or queue.unfinished(0, end)
    assert fault is not None
    assert (fault.line, fault.guard) == (len(lines) + 1, 'dequeuer[d] = "absent"')
