"""The reference decision: a search of the machine of SlotQueue for what a history shows.

Its visible labels are the calls and returns. Between the lines the machine takes its own steps, in
every order; a line keeps the states that are consistent with it. A history is legal if a state is
left.

That is slow, and meant to be plainly right: no step is left out, put off or foreseen. To close a
slot and to evict a container, which the machine does not have, are one step each.

A call whose outcome is unknown may still take its steps after its line, in a client of its own,
while its process goes on. Only a delivery needs its receiver at the channel.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from slotq.formats.history_lines import (
    REPEATED,
    AcquireSlot,
    Cancel,
    CloseSlot,
    Dequeue,
    Evict,
    Line,
    QueueSlot,
    StartDequeuer,
    WaitClosed,
    WaitTrigger,
)
from slotq.machine import slot_queue
from slotq.machine.kernel import Disabled
from slotq.machine.slot_queue import Client
from slotq.oracle.history.search import MOST_STATES, refused_of

PENDING = "pending"
QUEUE_CALLS = (
    QueueSlot,
    StartDequeuer,
    Dequeue,
    AcquireSlot,
    Cancel,
    WaitTrigger,
    CloseSlot,
    WaitClosed,
    Evict,
)


class Call(NamedTuple):
    """An open call.

    Attributes:
        line: The line of the call.
        result: What will be returned, once its last step was taken.
    """

    line: Line
    result: int | str = PENDING


class State(NamedTuple):
    """A state of the queue and of its callers.

    Attributes:
        queue: The machine's state; one client for each process, and for each unknown call.
        calls: The open call of each client.
        winners: The winner of each token, by its own call.
        slots_closed: The set of tokens whose slot is closed.
        evicted: Containers that were asked to go.
        queuers: The process that queued each token, as returns tell.
        told: The processes that know a token by a return, or because they act for one that does.
        known_winners: The winner of each token, as returns tell.
        unknown_winners: The processes for which a call of unknown outcome has won a token.
        let_go: The processes that queued a slot with an error and were not delivered its token
            since.
    """

    queue: slot_queue.State
    calls: tuple[Call | None, ...]
    winners: frozenset[tuple[int, str]] = frozenset()
    slots_closed: int = 0
    evicted: frozenset[str] = frozenset()
    queuers: frozenset[tuple[int, str]] = frozenset()
    told: frozenset[tuple[int, str]] = frozenset()
    known_winners: frozenset[tuple[int, str]] = frozenset()
    unknown_winners: frozenset[tuple[int, str]] = frozenset()
    let_go: frozenset[tuple[int, str]] = frozenset()


def first_refused(lines: Sequence[Line], most: int = MOST_STATES) -> int | None:
    """Find the first line of a history with which no order of steps agrees.

    Args:
        lines: Well-formed calls and returns. Those that are not about the queue are skipped.
        most: How many states may agree with the lines at once.

    Returns:
        The line's place in the sequence, or None if the history is legal.

    Raises:
        BudgetError: Too many states agree with the lines.
    """
    about = [line for line in lines if isinstance(line, QUEUE_CALLS)]
    return refused_of(machine_for(about), about, lines, most)


def machine_for(lines: Sequence[Line]) -> "Machine":
    """Make a machine with the processes and dequeuers of a history."""
    return Machine(
        dict.fromkeys(line.process for line in lines),
        dict.fromkeys(
            line.dequeuer or ""
            for line in lines
            if isinstance(line, StartDequeuer | Dequeue | Cancel)
        ),
        [line.process for line in lines if line.type == "info"],
    )


class Machine:
    """What the machine may do for a history, and which states agree with a line.

    Args:
        processes: The names of the callers.
        dequeuers: The names of the dequeuers.
        unknown: For each call whose outcome is unknown, who makes it.
        omits: The calls that the log cannot see: they may happen at any time.
        later: Whether its callers are those of later versions.

    Attributes:
        init: The state before the first line.
        dequeuers: The numbers of the dequeuers by name.
    """

    def __init__(
        self,
        processes: Iterable[str],
        dequeuers: Iterable[str],
        unknown: Iterable[str] = (),
        omits: Collection[str] = (),
        *,
        later: bool = False,
    ) -> None:
        self._clients = {name: client for client, name in enumerate(processes)}
        self._processes = [*self._clients, *unknown]  # whose calls each client makes
        self._omits = omits
        self._later = later
        self.dequeuers = {name: number for number, name in enumerate(dequeuers)}
        queue = slot_queue.init(len(self._processes), len(self.dequeuers))
        self.init = State(queue, (None,) * len(self._processes))

    def steps(self, state: State) -> Iterator[State]:
        """Take every step that nobody sees."""
        queue = state.queue
        for dequeuer in range(len(queue.dequeuers)):
            for after in (
                slot_queue.pick(queue, dequeuer),
                slot_queue.withdraw(queue, dequeuer),
                slot_queue.end(queue, dequeuer),
            ):
                if not isinstance(after, Disabled):
                    yield state._replace(queue=after)
        for client, call in enumerate(state.calls):
            if call is not None and call.result == PENDING:
                yield from self._step_of_call(state, client, call.line)
        if self._omits:
            yield from self._omitted(state)

    def _omitted(self, state: State) -> Iterator[State]:
        # What calls do that the log cannot see.
        queue = state.queue
        for dequeuer in self.dequeuers.values():
            if "cancel" in self._omits:
                cancelled = slot_queue.cancel(queue, dequeuer)
                if not isinstance(cancelled, Disabled):
                    yield state._replace(queue=cancelled)
            for client in self._clients.values() if "start_dequeuer" in self._omits else ():
                started = slot_queue.start(queue, client, dequeuer)
                if not isinstance(started, Disabled):
                    yield state._replace(queue=started)
        if "close_slot" in self._omits:
            for token, _ in state.winners:
                yield state._replace(slots_closed=state.slots_closed | 1 << token)
        for name in self._clients if "evict" in self._omits else ():
            yield state._replace(evicted=state.evicted | {name})

    def apply(self, state: State, line: Line) -> State | None:
        """Let a line happen, if the state agrees with it."""
        client = self._clients[line.process]
        if line.type == "invoke":
            return self._invoke(state, client, line)
        call = state.calls[client]
        if call is None or any(
            getattr(line, name) not in {None, getattr(call.line, name, None)}
            for name in REPEATED[line.__class__]
            if getattr(call.line, name, None) is not None
        ):
            return None
        if line.type == "info":
            return self._go_on_alone(state, client, call)
        agrees = self._agrees_ok if line.type == "ok" else self._agrees_fail
        if not agrees(state, line, call):
            return None
        return self._told(self._with_call(state, client, None), line, call)

    def _told(self, state: State, line: Line, call: Call) -> State:
        # What the callers know by a return.
        acquired = call.line
        if line.type == "ok" and isinstance(acquired, AcquireSlot) and acquired.token is not None:
            who = {acquired.process, acquired.for_ or acquired.process}
            known = {(acquired.token, name) for name in who}
            return state._replace(known_winners=state.known_winners | known)
        if line.type == "ok" and isinstance(acquired, CloseSlot):
            every = state.winners | state.unknown_winners
            won = {entry for entry in every if entry[0] == acquired.token}
            return state._replace(known_winners=state.known_winners | won)
        if line.type != "ok" or not isinstance(line, QueueSlot | Dequeue) or line.token is None:
            return state
        entry = (line.token, line.process)
        state = state._replace(told=state.told | {entry})
        if isinstance(line, Dequeue):
            return state._replace(let_go=state.let_go - {entry})
        failed = isinstance(call.line, QueueSlot) and call.line.error
        let_go = state.let_go | {entry} if failed else state.let_go
        return state._replace(queuers=state.queuers | {entry}, let_go=let_go)

    def _step_of_call(self, state: State, client: int, line: Line) -> Iterator[State]:
        queue = state.queue
        after: slot_queue.State | Disabled
        match line:
            case QueueSlot():
                after = slot_queue.queue(queue, client)
                yield from self._done(state, client, after, queue.next_id)
            case StartDequeuer():
                owner = self._clients[line.process]
                after = slot_queue.start(queue, owner, self.dequeuers[line.dequeuer or ""])
                yield from self._done(state, client, after, "ok")
            case Dequeue():
                number = self.dequeuers[line.dequeuer or ""]
                after = slot_queue.deliver(queue, number, client)
                yield from self._done(state, client, after, queue.dequeuers[number].offer)
            case AcquireSlot(token=int(token), for_=owner):
                yield from self._step_of_acquire(state, client, token, owner)
            case Cancel():
                after = slot_queue.cancel(queue, self.dequeuers[line.dequeuer or ""])
                yield from self._done(state, client, after, "ok")
            case CloseSlot(token=int(token), for_=owner):
                if state.slots_closed >> token & 1:
                    yield from self._done(state, client, queue, "fail")
                elif self._may_close(state, token, line.process, owner):
                    closed = state._replace(slots_closed=state.slots_closed | 1 << token)
                    yield from self._done(closed, client, queue, "ok")
            case Evict(container=str(name)):
                yield from self._done(
                    state._replace(evicted=state.evicted | {name}), client, queue, "ok"
                )

    def _may_close(self, state: State, token: int, process: str, owner: str | None) -> bool:
        # The winner; other processes only once the winner is known or in doubt.
        known = state.known_winners | state.unknown_winners
        if (token, process) in state.winners | known:
            return True
        return (token, owner) in known

    def _step_of_acquire(
        self, state: State, client: int, token: int, owner: str | None
    ) -> Iterator[State]:
        queue = state.queue
        won = slot_queue.win(queue, client, token)
        if not isinstance(won, Disabled):
            winners = state.winners | {(token, self._processes[client])}
            unknown = state.unknown_winners
            if client >= len(self._clients):
                unknown |= {(token, self._processes[client]), (token, owner or "")}
            yield state._replace(queue=won, winners=winners, unknown_winners=unknown)
        removed = slot_queue.remove(queue, client)
        if not isinstance(removed, Disabled):
            yield state._replace(queue=removed)
        yield from self._done(state, client, slot_queue.lose(queue, client, token), "fail")
        yield from self._done(state, client, slot_queue.close(queue, client), "ok")

    def _done(
        self, state: State, client: int, after: slot_queue.State | Disabled, result: int | str
    ) -> Iterator[State]:
        call = state.calls[client]
        if call is not None and not isinstance(after, Disabled):
            done = call._replace(result=result)
            yield self._with_call(state._replace(queue=after), client, done)

    def _with_call(self, state: State, client: int, call: Call | None) -> State:
        calls = (*state.calls[:client], call, *state.calls[client + 1 :])
        return state._replace(calls=calls)

    def _with_client(self, state: State, client: int, record: Client) -> State:
        clients = state.queue.clients
        clients = (*clients[:client], record, *clients[client + 1 :])
        return state._replace(queue=state.queue._replace(clients=clients))

    def _invoke(self, state: State, client: int, line: Line) -> State | None:
        if not self._may_call(state, line):
            return None
        if isinstance(line, AcquireSlot) and line.token is not None:
            # A process knows what its calls have learnt, those whose outcome is unknown included.
            known = 0
            for number, record in enumerate(state.queue.clients):
                process = self._processes[number]
                alone = number >= len(self._clients)
                if process == line.process or (alone and process == line.for_):
                    known |= record.known
            # The process that it acts for can have handed over what a return has told.
            if (line.token, line.for_ or "") in state.told:
                known |= 1 << line.token
            if not known >> line.token & 1:
                return None
            record = state.queue.clients[client]
            state = self._with_client(state, client, record._replace(known=known))
            state = state._replace(told=state.told | {(line.token, line.process)})
        return self._with_call(state, client, Call(line))

    def _may_call(self, state: State, line: Line) -> bool:
        # What callers do not call, by what a slot carries and by their version.
        match line:
            case QueueSlot(error=True):
                return not self._later
            case CloseSlot(token=int(token), for_=owner) if self._later:
                winners = state.known_winners
                own = any(each == token for each, _ in winners & state.queuers)
                return not own or winners.isdisjoint({(token, line.process), (token, owner or "")})
            case AcquireSlot(token=int(token), for_=owner):
                return (token, owner or line.process) not in state.let_go
            case WaitTrigger(token=int(token)) | WaitClosed(token=int(token)):
                return (token, line.process) not in state.let_go
        return True

    def _agrees_ok(self, state: State, line: Line, call: Call) -> bool:
        match line:
            case QueueSlot() | Dequeue():
                return call.result == line.token
            case WaitTrigger(reason="trigger") if isinstance(call.line, WaitTrigger):
                return bool(state.queue.closed >> (call.line.token or 0) & 1)
            case WaitTrigger(reason="evict"):
                return line.process in state.evicted
            case WaitTrigger():
                return True
            case WaitClosed() if isinstance(call.line, WaitClosed):
                return bool(state.slots_closed >> (call.line.token or 0) & 1)
        return call.result == "ok"

    def _agrees_fail(self, state: State, line: Line, call: Call) -> bool:
        if isinstance(line, AcquireSlot | CloseSlot):
            return call.result == "fail"
        if isinstance(line, Dequeue) and line.reason == "ctx_done":
            number = self.dequeuers[getattr(call.line, "dequeuer", "")]
            return call.result == PENDING and state.queue.dequeuers[number].done
        return call.result == PENDING

    def _go_on_alone(self, state: State, client: int, call: Call) -> State:
        state = self._with_call(state, client, None)
        if isinstance(call.line, Dequeue | WaitTrigger | WaitClosed):
            if isinstance(call.line, Dequeue) and isinstance(call.result, int):
                return state._replace(told=state.told | {(call.result, call.line.process)})
            return state
        alone = next(
            other
            for other in range(len(self._clients), len(self._processes))
            if self._processes[other] == call.line.process and state.calls[other] is None
        )
        acquire = call.line
        if isinstance(acquire, AcquireSlot) and (acquire.token, acquire.process) in state.winners:
            names = {acquire.process, acquire.for_ or acquire.process}
            won = {(acquire.token or 0, name) for name in names}
            state = state._replace(unknown_winners=state.unknown_winners | won)
        known, doing, hand = state.queue.clients[client]
        state = self._with_client(state, client, Client(known))
        state = self._with_client(state, alone, Client(known, doing, hand))
        return self._with_call(state, alone, call)
