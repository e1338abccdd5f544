"""trace.queues: the judges of one queue side by side, whatever its log sees."""

import msgspec
import pytest

from slotq.formats.trace_lines import ANY_ACTION, End, Event
from slotq.oracle.trace.partial import QueueCandidates
from slotq.oracle.trace.queues import (
    ApproximatelyOrderedQueue,
    CompleteQueue,
    PartlySeenQueue,
    Queue,
)
from slotq.oracle.trace.reordered import ReorderedQueue
from slotq.oracle.verdict.budget import Budget
from tests.oracle.logs import APPEND, DELIVER, PEEK, START, Line, step

WAKE = step("container-1", "ContainerWake", token=0, reason="trigger")
ENTER = step("request-1", "RequestEnter", state="wait", count=1)
LOST = step("container-1", "AcquireRemove", token=0, ok=True, length=0)
END = End(process="test", live_dequeuer_threads=1)


def made(kind: str) -> Queue:
    """A queue of each kind, whose log omits nothing that the tests have."""
    if kind == "complete":
        return CompleteQueue(())
    if kind == "partly seen":
        return PartlySeenQueue(QueueCandidates(frozenset({"CancellerWake"})))
    return ApproximatelyOrderedQueue(ReorderedQueue(frozenset(), Budget(), 0))


def event(line: Line) -> Event:
    """A line as its type."""
    found: Event = msgspec.convert(line, ANY_ACTION)
    return found


def judged(queue: Queue, *lines: Line) -> list[tuple[int, str, str]]:
    """Judge lines as a log's judge does, and list line, blame and guard of each fault."""
    found: list[tuple[int, str, str]] = []
    for number, line in enumerate(map(event, lines), 2):
        if not queue.rules[line.__class__](line):
            fault = queue.fault(number, line)
            if fault is not None:
                found.append((fault.line, fault.blame, fault.guard))
    return found


KINDS = ("complete", "partly seen", "approximately ordered")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (LOST, (2, "queue", 'doing[p] = "remove"')),
        (WAKE, (2, "caller", 'state[k] = "waiting"')),
        (ENTER, (2, "caller", "moving[p].of \\in Requests")),
    ],
    ids=["queue", "callers", "counters"],
)
def test_each_judge_explains_its_own_lines(
    kind: str, line: Line, expected: tuple[int, str, str]
) -> None:
    """The same in each kind of queue."""
    assert judged(made(kind), line) == [expected]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_allowed_moves_every_judge(kind: str) -> None:
    """A dequeuer lives then, and the state is the machine's."""
    queue = made(kind)
    assert judged(queue, *APPEND, START, PEEK, DELIVER) == []
    assert queue.finish() is None
    assert queue.live() == {1}
    assert queue.largest >= 1
    processes = queue.machine().processes
    assert [name for name in processes.dequeuers if name] == ["dequeuer-1"]
    assert (processes.state.slots, processes.state.next_id) == ((0,), 1)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_owed_at_the_end_is_found(kind: str) -> None:
    """Here the broadcast after an append; it is the client's."""
    queue = made(kind)
    assert judged(queue, APPEND[0]) == []
    fault = queue.unfinished(3, END)
    assert fault is not None
    assert (fault.line, fault.guard) == (3, "~ENABLED QueueBroadcast(p)")


def test_callers_see_a_step_only_if_it_is_allowed() -> None:
    """A line that is wrong does not make a container wait."""
    queue = CompleteQueue(())
    wrong = APPEND[0] | {"token": 5}
    assert [found[0] for found in judged(queue, wrong)] == [2]
    assert queue.callers.containers == {}
    assert judged(queue, *APPEND) == []
    assert {name: each.states for name, each in queue.callers.containers.items()} == {
        "container-1": ("waiting",)
    }
