"""Long logs: what is over is forgotten, so that memory does not grow with the log."""

import gc
import tracemalloc
from collections.abc import Iterator

from slotq.oracle.formats import (
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
    Event,
    Header,
    QueueAppend,
    QueueBroadcast,
    RequestEnter,
    RequestMove,
    SlotClose,
)
from slotq.oracle.trace import TraceJudge


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
        for first, last in ((0, 200), (200, 2_000)):
            for number, event in enumerate(rounds(first, last)):
                assert judge.take(number, event) is None
            gc.collect()  # which also empties the interpreter's free lists
            sizes.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert judge.judged == 2_000 * 17
    assert sizes[1] - sizes[0] < 8_000
