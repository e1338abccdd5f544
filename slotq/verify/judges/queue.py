"""The judge of the queue's own steps is the machine, in every state and for every line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from slotq.formats import trace_lines
from slotq.machine import slot_queue_steps
from slotq.machine.kernel import counted, explore
from slotq.machine.slot_queue_steps import general_client
from slotq.oracle.trace.incremental import Client, Dequeuer, IncrementalQueue
from slotq.oracle.trace.judge import TraceJudge
from slotq.oracle.trace.named_state import Processes
from slotq.oracle.trace.queue_steps import QueueJudge
from slotq.oracle.trace.queues import CompleteQueue
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.queue_lines import (
    Numbered,
    client,
    dequeuer,
    difference,
    every_line,
    is_at_rest,
    machine_step,
    settled,
)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a queue is shown to the judge.

    Attributes:
        clients: How many clients there are.
        dequeuers: How many dequeuers may be started.
        tokens: How many slots may be queued.
        shows: The faults that it takes that much to show.
        older: How many other slots were queued before and are gone; clients know them by turns.
    """

    clients: int
    dequeuers: int
    tokens: int
    shows: str
    older: int = 0

    def __str__(self) -> str:
        """Write it for the table."""
        older = f" after {self.older} older ones" if self.older else ""
        return counted(self, *slot_queue_steps.SIZES) + older


QUEUE_SIZES = (
    Size(2, 1, 1, "two clients that race for one token"),
    Size(1, 2, 1, "two sleepers, and two dequeuers with one token"),
    Size(
        1,
        1,
        3,
        "three listed tokens: a pick of the second newest, a removal of the middle one",
    ),
    Size(
        2,
        0,
        1,
        "a token older than those that a client learnt of last",
        older=1024,
    ),
)
END_SIZE = Size(1, 1, 1, "wrong explanations, and a wrong End")
"""Where the judge that explains is held against the machine too, and the End of a trace."""
Judge = Callable[[], IncrementalQueue]


def check_queue(judge: Judge = IncrementalQueue, sizes: Sequence[Size] = QUEUE_SIZES) -> Evidence:
    """Compare the incremental queue with the machine.

    Args:
        judge: Makes the queue that is compared, in its initial state.
        sizes: How large it may get.

    Raises:
        ClaimRefutedError: It allows another line, or goes to another state.
    """
    states = shown = 0
    for size in sizes:
        # Of the older ones the first, the last, and those in the middle, where a memory may end.
        middle = range(size.older // 2 - 2, size.older // 2 + 2)
        older = [0, 1, *middle, size.older - 2, size.older - 1] if size.older else []
        lines = every_line(size.clients, size.dequeuers, size.tokens, older)
        system = general_client(size.clients, size.dequeuers, size.tokens)
        for state in explore(system).states:
            _check_state(judge, _after_others(state, size.older), lines)
            states += 1
            shown += len(lines)
    return Evidence(states, shown)


def _after_others(state: slot_queue_steps.State, older: int) -> slot_queue_steps.State:
    # The same state after so many other tokens, which were won, removed and closed.
    gone = (1 << older) - 1
    clients = [
        client._replace(
            known=client.known << older
            | sum(1 << token for token in range(number, older, len(state.clients))),
            hand=client.hand if client.hand < 0 else client.hand + older,
        )
        for number, client in enumerate(state.clients)
    ]
    dequeuers = [
        each._replace(item=each.item if each.item < 0 else each.item + older)
        for each in state.dequeuers
    ]
    return slot_queue_steps.State(
        tuple(token + older for token in state.slots),
        state.next_id + older,
        state.busy << older | gone,
        state.closed << older | gone,
        tuple(clients),
        tuple(dequeuers),
    )


def _check_state(
    judge: Callable[[], IncrementalQueue], state: slot_queue_steps.State, lines: Sequence[Numbered]
) -> None:
    queue = load(judge(), state)
    for event, arguments in lines:
        expected = machine_step(state, event, arguments)
        if queue.rules[event.__class__](event) is not (expected is not None):
            raise ClaimRefutedError(difference(state, event, expected))
        if expected is not None:
            if read(queue, expected) != settled(expected):
                raise ClaimRefutedError(difference(state, event, expected))
            queue = load(judge(), state)
    if read(queue, state) != settled(state):
        message = f"a line that is not allowed changes the state {state}"
        raise ClaimRefutedError(message)


def check_end(
    judge: type[QueueJudge] = QueueJudge, trace: type[TraceJudge] = TraceJudge
) -> Evidence:
    """Compare the judge that explains with the machine, and what is demanded at the End.

    Args:
        judge: The judge that says why a line is wrong.
        trace: The judge of whole traces.

    Raises:
        ClaimRefutedError: One of them allows another line.
    """
    lines = every_line(END_SIZE.clients, END_SIZE.dequeuers, END_SIZE.tokens)
    found = explore(general_client(END_SIZE.clients, END_SIZE.dequeuers, END_SIZE.tokens)).states
    shown = 0
    for state in found:
        for event, arguments in lines:
            expected = machine_step(state, event, arguments)
            explained = judge(_processes(state))
            if (explained.take(1, event) is None) is not (expected is not None):
                raise ClaimRefutedError(difference(state, event, expected))
            # A dequeuer that is over gives its place to the next one.
            if expected is not None and explained.processes.state[:5] != expected[:5]:
                raise ClaimRefutedError(difference(state, event, expected))
            shown += 1
        live = sum(each.dequeuer in LIVE for each in state.dequeuers)
        for said in range(2 * END_SIZE.dequeuers + 2):
            end = trace_lines.End(process="test", live_dequeuer_threads=said)
            allowed = is_at_rest(state) and said in {live, 2 * live}
            if (after_lines(trace, state).take(1, end) is None) is not allowed:
                raise ClaimRefutedError(difference(state, end, state if allowed else None))
            shown += 1
    return Evidence(len(found), shown)


_UNTOUCHED = slot_queue_steps.Dequeuer()
LIVE = frozenset({"lock", "asleep", "offering"})


def _processes(state: slot_queue_steps.State) -> Processes:
    return Processes(
        state,
        map(client, range(len(state.clients))),
        map(dequeuer, range(len(state.dequeuers))),
    )


def after_lines(trace: type[TraceJudge], *states: slot_queue_steps.State) -> TraceJudge:
    """Make the judge of a trace whose queues are in these states; one queue needs no name."""
    judge = trace("log", trace_lines.Header())
    for number, state in enumerate(states):
        name = str(number) if len(states) > 1 else None
        judge.resume(CompleteQueue((), steps=load(IncrementalQueue(), state)), name)
    return judge


def load(queue: IncrementalQueue, state: slot_queue_steps.State) -> IncrementalQueue:
    """Put a queue into a state of the machine."""
    queue.slots = list(state.slots)
    queue.next_id = state.next_id
    queue.free = {token for token in range(state.next_id) if not state.busy >> token & 1}
    queue.open = {token for token in range(state.next_id) if not state.closed >> token & 1}
    for number, record in enumerate(state.clients):
        who = queue.client(client(number))
        who.doing, who.hand = record.doing, record.hand
        for token in range(state.next_id):
            if record.known >> token & 1:
                who.learn(token)
    for number, each in enumerate(state.dequeuers):
        name = dequeuer(number)
        if each.dequeuer == each.canceller == "ended":
            queue.ended.add(name)
            continue
        if each == _UNTOUCHED:
            continue  # the queue makes it when it hears of it
        found = queue.dequeuers[name] = Dequeuer(name)
        found.dequeuer, found.is_waiting, found.item = each[:3]
        found.owner = _owner(queue, each)
        found.done, found.canceller = each.done, each.canceller
        if each.dequeuer == "asleep":
            queue.asleep.append(found)
    return queue


def _owner(queue: IncrementalQueue, each: slot_queue_steps.Dequeuer) -> Client | None:
    return None if each.owner == slot_queue_steps.NO_CLIENT else queue.clients[client(each.owner)]


def read(queue: IncrementalQueue, like: slot_queue_steps.State) -> slot_queue_steps.State:
    """Write a queue as a state of the machine, by the names' numbers."""
    processes = queue.processes()
    who = [processes.client(client(number)) for number in range(len(like.clients))]
    which = [processes.dequeuer(dequeuer(number)) for number in range(len(like.dequeuers))]
    state = processes.state
    return settled(
        state._replace(
            clients=tuple(state.clients[number] for number in who),
            dequeuers=tuple(
                each
                if each.owner == slot_queue_steps.NO_CLIENT
                else each._replace(owner=who.index(each.owner))
                for each in (state.dequeuers[number] for number in which)
            ),
        )
    )
