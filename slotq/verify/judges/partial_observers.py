"""Callers and counters in logs that leave something open are judged as in those that do not.

There the judges of callers and counters are asked in one candidate after another, and what is known
is kept as values. Here both are followed through all traces of small bounds: the judge of logs that
see everything, which other claims hold against the machine, and the one of candidates.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, get_args

from slotq.formats import trace_lines
from slotq.machine import scaling, slot_queue_steps
from slotq.machine.kernel import counted
from slotq.oracle.trace.alphabet import STEPS
from slotq.oracle.trace.caller_state import CallerState
from slotq.oracle.trace.candidate_states import Candidate
from slotq.oracle.trace.counting import CountingState
from slotq.oracle.trace.incremental import IncrementalQueue
from slotq.oracle.trace.partial import QueueCandidates
from slotq.oracle.trace.queues import CompleteQueue
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.counting_lines import moves
from slotq.verify.judges.partial import make_judge, unbounded
from slotq.verify.judges.queue import load, read
from slotq.verify.judges.queue_lines import client, every_line


class Known(NamedTuple):
    """What the judge of logs that see everything knows.

    Attributes:
        queue: The queue.
        callers: What is known of the callers.
        counting: What is known of the counters; its trackers that are done are not forgotten.
    """

    queue: slot_queue_steps.State
    callers: CallerState = CallerState()
    counting: CountingState = CountingState()


@dataclass(frozen=True, slots=True)
class Size:
    """Which traces are shown to both judges.

    Attributes:
        clients: How many clients there are.
        dequeuers: How many dequeuers may be started.
        tokens: How many slots may be queued.
        counting: How many trackers there are, and who moves them.
        shows: The faults that it takes that much to show.
        callers: Which version's callers are meant.
    """

    clients: int
    dequeuers: int
    tokens: int
    counting: scaling.Bounds
    shows: str
    callers: trace_lines.Callers = "seed"

    def __str__(self) -> str:
        """Write it for the table."""
        version = " of later callers" if self.callers == "later" else ""
        queue = counted(self, *slot_queue_steps.SIZES) + version
        return f"{queue}; {counted(self.counting, *scaling.SIZES)}"


_NOBODY = scaling.Bounds(0, 0, 0)
PARTIAL_OBSERVER_SIZES: Sequence[Size] = (
    Size(1, 0, 1, _NOBODY, "the state of a container is lost between two candidate states"),
    Size(
        1, 0, 1, _NOBODY, "the state of a container is lost between two candidate states", "later"
    ),
    Size(
        0,
        0,
        0,
        scaling.Bounds(1, 0, 2),
        "the state of a tracker is lost between two candidate states",
    ),
)


def check_partial_observers(sizes: Sequence[Size] = PARTIAL_OBSERVER_SIZES) -> Evidence:
    """Follow all traces of some bounds by both judges.

    Args:
        sizes: Which traces.

    Raises:
        ClaimRefutedError: They do not allow the same lines.
    """
    pairs = shown = 0
    for size in sizes:
        lines = _lines_of(size)
        for step in _follow(size, lines):
            _check_replay(step, size)
            pairs += 1
            shown += len(lines)
    return Evidence(pairs, shown)


class _Step(NamedTuple):
    # Where a trace leads: what is known then, the candidates, the trace, and what cannot come next.
    known: Known
    candidates: frozenset[Candidate]
    trace: tuple[trace_lines.Event, ...]
    refused: list[trace_lines.Event]


def _follow(size: Size, lines: Sequence[trace_lines.Event]) -> Iterator[_Step]:
    queue = make_judge(frozenset(), size.callers)
    for line in lines:  # so that all processes have their places
        queue.after(line)
    known, candidates = (
        Known(slot_queue_steps.init(size.clients, size.dequeuers)),
        frozenset({Candidate()}),
    )
    seen = {(known, candidates)}
    left = deque([_Step(known, candidates, (), [])])
    while left:
        step = left.popleft()
        for line in lines:
            queue.candidates = set(step.candidates)
            after, found = _after(step.known, line, size), frozenset(queue.after(line))
            if (after is None) is bool(found):
                raise ClaimRefutedError(_difference(step.trace, line, allowed=after is not None))
            if after is None:
                step.refused.append(line)
            elif (after, found) not in seen and after.queue.next_id <= size.tokens:
                seen.add((after, found))
                left.append(_Step(after, found, (*step.trace, line), []))
        yield step


def _check_replay(step: _Step, size: Size) -> None:
    # The same in one go, where what was known before is not kept, nor what is over.
    queue = QueueCandidates(frozenset(), unbounded(), size.callers, few=0)
    for number, line in enumerate(step.trace):
        if queue.take(number, line) is not None:
            raise ClaimRefutedError(_difference(step.trace[:number], line, allowed=True))
    # A rejected line of the queue introduces names that a continued log would not have.
    for line in sorted(step.refused, key=lambda line: line.__class__ in STEPS):
        if queue.take(len(step.trace), line) is None:
            raise ClaimRefutedError(_difference(step.trace, line, allowed=False))


def _difference(
    trace: Sequence[trace_lines.Event], line: trace_lines.Event, *, allowed: bool
) -> str:
    text = "\n".join(f"  {each}" for each in (*trace, line))
    verb = "allows" if allowed else "does not allow"
    return f"the judge of complete logs {verb} the last line of\n{text}"


def _lines_of(size: Size) -> list[trace_lines.Event]:
    of_queue = [event for event, _ in every_line(size.clients, size.dequeuers, size.tokens)]
    full = [
        event
        for event in of_queue
        if all(getattr(event, name, 0) is not None for name in ("length", "woken"))
    ]
    counted = [event for event, _, _ in moves(size.counting)]
    return [*full, *_of_callers(size), *counted]


def _of_callers(size: Size) -> Iterator[trace_lines.Event]:
    for number in range(size.clients):
        who = client(number)
        yield trace_lines.Evict(process="evictor", container=who)
        for token in range(size.tokens):
            for reason in get_args(trace_lines.Reason):
                yield trace_lines.ContainerWake(process=who, token=token, reason=reason)
            yield trace_lines.ContainerReturn(process=who, token=token)
            for ok in (True, False):
                yield trace_lines.SlotClose(process=who, token=token, ok=ok)
            for length in range(size.tokens + 1):
                yield trace_lines.QueueAppend(
                    process=who, token=token, slot=0, length=length, error=True
                )


def _after(known: Known, line: trace_lines.Event, size: Size) -> Known | None:
    queue = CompleteQueue((), size.callers, load(IncrementalQueue(), known.queue))
    queue.callers.restore(known.callers)
    queue.counting.restore(known.counting)
    _forget_done(queue)
    if not queue.rules[line.__class__](line):
        return None
    # What is done is remembered by its name alone.
    numbers = (range(size.counting.requests), range(size.counting.containers))
    states = []
    for kind, before in enumerate(queue.counting.states):
        done = [
            str(number) for number in numbers[kind] if str(number) in queue.counting.ended[kind]
        ]
        states.append(tuple(sorted((before | dict.fromkeys(done, "done")).items())))
    counting = queue.counting.value()._replace(states=(states[0], states[1]))
    return Known(read(queue.steps, known.queue), queue.callers.value(), counting)


def _forget_done(queue: CompleteQueue) -> None:
    for kind, states in enumerate(queue.counting.states):
        for name in [name for name, state in states.items() if state == "done"]:
            queue.counting.end(kind, name)
