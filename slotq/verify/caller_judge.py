"""The judge of callers is the machine of Callers, wherever the clients do what Callers allows.

In every state that the machine can reach at small bounds, every line is shown to the judge that
only callers have: it allows the line exactly where the machine has a step that writes it, and goes
to the state that the machine goes to. So it does by the queue's steps that the machine has. Who
cancels a context is not asked of a log: a Cancel that may be the consumer's own is taken for it.

Where the judge deliberately allows more:

- the queue's steps, which a log's clients may take in any order that the queue allows; only a slot
  that carries an error is queued and won by Callers' rules;
- an eviction of anybody at any time, which counts once its container waits;
- a container's name, once its bearer is gone, for the next container;
- at the End, whoever has not begun: nobody has to queue a slot or to start a dequeuer, to try a
  token that was delivered, or to cancel a context where nothing was won.
"""

from collections.abc import Callable, Iterator
from itertools import product
from typing import NamedTuple, get_args

from slotq.machine.bounds import Bounds
from slotq.machine.callers import State
from slotq.machine.graph import explore
from slotq.machine.next import Callers, Label
from slotq.machine.steps import NO_TOKEN
from slotq.oracle import caller_faults, formats
from slotq.oracle.callers import (
    READY,
    CallerJudge,
    CallerState,
    Container,
    Owed,
    SeenQueue,
    Waiting,
    Winner,
)
from slotq.verify.claim import ClaimFallsError, Evidence

_ONE, _TWO, _BOTH = frozenset({0}), frozenset({1}), frozenset({0, 1})
SIZES = (
    Bounds(1, 1, 2, _ONE, _ONE, _ONE, _TWO, _TWO),
    Bounds(2, 1, 1, _BOTH, _TWO),
    Bounds(1, 2, 1, _ONE, _ONE),
)
"""Two rounds of everything that may happen to one container and one consumer; two containers, of
which one wins its own token while a consumer has the other's; two consumers for one token."""

_OUTSIDE = "request"
_PROMISED = frozenset({"ContainerReturn", "SlotClose"})
Maker = Callable[[SeenQueue], CallerJudge]


class _Seen:
    # What callers see of the queue in a state.
    def __init__(self, bounds: Bounds) -> None:
        self._numbers = {name: n for n, name in enumerate(bounds.names["dequeuer"])}
        self.state: State

    def is_closed(self, token: int) -> bool:
        return bool(self.state.queue.closed >> token & 1)

    def is_free(self, token: int) -> bool:
        return token < self.state.queue.next_id and not self.state.queue.busy >> token & 1

    def is_done(self, dequeuer: str) -> bool:
        return self.state.queue.dequeuers[self._numbers[dequeuer]].done


class _View(NamedTuple):
    # What there is in a state for callers: states that agree in it are one to them.
    callers: object
    rest: object


def check_callers(judge: Maker = CallerJudge) -> Evidence:
    """Compare the judge of callers with the machine.

    Args:
        judge: Makes the judge that is compared, of what it sees of the queue.

    Raises:
        ClaimFallsError: It allows another line, or goes to another state.
    """
    states = shown = 0
    for bounds in SIZES:
        walk = _Walk(bounds, judge)
        walk.run()
        states += len(walk.values)
        shown += walk.shown
    return Evidence(states, shown)


class _Walk:
    """Follows the machine's graph with a judge."""

    def __init__(self, bounds: Bounds, judge: Maker) -> None:
        self.bounds = bounds
        self.seen = _Seen(bounds)
        self.judge = judge(self.seen)
        self.values: dict[_View, CallerState] = {}
        self.shown = 0
        self._lines = list(_lines(bounds))

    def run(self) -> None:
        """Show every line in every state."""
        graph = explore(Callers(self.bounds))
        steps: dict[int, list[tuple[Label, int]]] = {}
        for source, label, target in graph.edges:
            steps.setdefault(source, []).append((label, target))
        self.values[_view(graph.states[0])] = self.judge.value()
        looked: set[object] = set()
        for number, state in enumerate(graph.states):
            here = _view(state)
            before = self.values.get(here)
            if before is None:
                raise ClaimFallsError(f"the judge never comes to the state {state}")
            edges = [(label, graph.states[target]) for label, target in steps.get(number, ())]
            self.seen.state = state
            for event, ends in self._by_line(state, edges).items():
                key = here, event, tuple(map(_view, ends))
                if key not in looked:
                    looked.add(key)
                    self._follow(state, before, event, ends)
            if here not in looked:
                looked.add(here)
                self._refuse(state, before, edges)
                self._end(state, before, edges)

    def _by_line(
        self, state: State, edges: list[tuple[Label, State]]
    ) -> dict[formats.Event, list[State]]:
        # Where a line may lead to; a Cancel does not say whether it is the consumer's own.
        found: dict[formats.Event, list[State]] = {}
        for label, after in edges:
            event = _line(self.bounds, state, label)
            if event is not None:
                found.setdefault(event, []).append(after)
        for event, ends in found.items():
            if isinstance(event, formats.Cancel) and event.process == _OUTSIDE:
                own = formats.Cancel(
                    process=f"consumer-{event.dequeuer.removeprefix('dequeuer-')[0]}",
                    dequeuer=event.dequeuer,
                    ok=event.ok,
                )
                ends += found.get(own, []) * self._won(state, event)
        return found

    def _won(self, state: State, event: formats.Cancel) -> bool:
        number = self.bounds.names["dequeuer"].index(event.dequeuer)
        client = self.bounds.containers + number // self.bounds.rounds
        return state.callers[client].state != "waiting"

    def _follow(
        self, state: State, before: CallerState, event: formats.Event, ends: list[State]
    ) -> None:
        judge, kind = self.judge, event.__class__
        judge.restore(before)
        rule = judge.rules.get(kind) or judge.guards.get(kind)
        self.shown += 1
        if rule is not None and not rule(event):
            raise ClaimFallsError(_difference(state, event, ends))
        if kind in judge.saw:
            judge.saw[kind](event)
        value = judge.value()
        reached = [each for each in ends if _normal(self.bounds, value, each) == _expected(self.bounds, each)]
        if not reached:
            raise ClaimFallsError(f"{_difference(state, event, ends)}\nthe judge goes to {value}")
        for each in reached:
            self.values.setdefault(_view(each), value)

    def _refuse(
        self, state: State, before: CallerState, edges: list[tuple[Label, State]]
    ) -> None:
        # Every line of callers for which the machine has no step.
        allowed = {_line(self.bounds, state, label) for label, _ in edges}
        judge = self.judge
        judge.restore(before)
        for event in self._lines:
            if event in allowed or self._is_more_general(state, event):
                continue
            rule = judge.rules.get(event.__class__) or judge.guards[event.__class__]
            self.shown += 1
            if rule(event):
                raise ClaimFallsError(_difference(state, event, []))
        if judge.value()._replace(acted=before.acted) != before:
            raise ClaimFallsError(f"a line that is not allowed changes the state {state}")

    def _is_more_general(self, state: State, event: formats.Event) -> bool:
        # What the judge allows on purpose, as the module's text says.
        return isinstance(event, formats.Evict)

    def _end(self, state: State, before: CallerState, edges: list[tuple[Label, State]]) -> None:
        self.judge.restore(before._replace(acted=True))
        event = formats.End(process="recorder", live_dequeuer_threads=0)
        due = any(_is_promised(self.bounds, state, label) for label, _ in edges)
        self.shown += 1
        if (caller_faults.unfinished(self.judge, 1, event) is not None) is not due:
            raise ClaimFallsError(f"in the state {state} the machine's callers owe a step: {due}")


def _difference(state: State, event: formats.Event, ends: list[State]) -> str:
    leads = f"goes to {ends} by" if ends else "does not allow"
    return f"in the state {state} the machine {leads} the line {event}"


def _view(state: State) -> _View:
    queue = state.queue
    seen = (
        queue.next_id,
        queue.busy,
        queue.closed,
        tuple([(client.doing, client.hand) for client in queue.clients]),
        tuple([each.done for each in queue.dequeuers]),
    )
    return _View(state[1:], seen)


def _is_promised(bounds: Bounds, state: State, label: Label) -> bool:
    # Of what Callers' Fairness promises, what the judge asks for at the End.
    if label.action in _PROMISED:
        return True
    if label.action == "ContainerWake":
        return label.arguments[1] in {"trigger", "evict"}
    client = int(label.arguments[0])
    if label.action == "AcquireCas":
        return client < bounds.containers
    own = label.action == "Cancel" and len(label.arguments) == 1
    return own and state.callers[client].state in {"won", "failing"}


def _line(bounds: Bounds, state: State, label: Label) -> formats.Event | None:  # noqa: C901, PLR0911, PLR0912  # one case an action
    # The line that a step writes, if callers see it.
    queue = state.queue
    number = int(label.arguments[0])
    if label.action.startswith(("Dequeuer", "Canceller")) and label.action not in {
        "DequeuerStart",
        "DequeuerDeliver",
    }:
        return None
    who, caller = bounds.name(number), state.callers[number]
    token = caller.token
    match label.action:
        case "QueueAppend":
            error = len(label.arguments) > 1 and bool(label.arguments[1])
            return formats.QueueAppend(process=who, token=queue.next_id, slot=0, error=error)
        case "QueueBroadcast":
            return formats.QueueBroadcast(process=who)
        case "AcquireCas":
            free = not queue.busy >> token & 1
            return formats.AcquireCas(process=who, token=token, ok=free)
        case "AcquireRemove":
            return formats.AcquireRemove(process=who, token=queue.clients[number].hand, ok=True)
        case "AcquireClose":
            return formats.AcquireClose(process=who, token=queue.clients[number].hand, ok=True)
        case "SlotClose":
            return formats.SlotClose(process=who, token=token, ok=True)
        case "ContainerWake":
            reason: formats.Reason = label.arguments[1]  # type: ignore[assignment]
            return formats.ContainerWake(process=who, token=token, reason=reason)
        case "ContainerReturn":
            return formats.ContainerReturn(process=who, token=token)
        case "Evict":
            return formats.Evict(process="environment", container=who)
        case "DequeuerStart" | "DequeuerDeliver" | "Cancel":
            at = bounds.dequeuer(number, caller.round)
            name = f"dequeuer-{bounds.context(at)}"
            record = queue.dequeuers[at]
            if label.action == "DequeuerStart":
                return formats.DequeuerStart(process=who, dequeuer=name)
            if label.action == "DequeuerDeliver":
                return formats.DequeuerDeliver(process=name, token=record.item, to=who)
            by = who if len(label.arguments) == 1 else _OUTSIDE
            return formats.Cancel(process=by, dequeuer=name, ok=not record.done)
    return None


def _lines(bounds: Bounds) -> Iterator[formats.Event]:
    # Every line that only callers have, about these processes and tokens and one token more.
    tokens = range(bounds.containers * bounds.rounds + 1)
    for client in range(bounds.clients):
        who = bounds.name(client)
        yield formats.Evict(process="environment", container=who)
        for token in tokens:
            yield formats.ContainerReturn(process=who, token=token)
            for ok in (True, False):
                yield formats.SlotClose(process=who, token=token, ok=ok)
            for reason in _reasons(bounds, client):
                yield formats.ContainerWake(process=who, token=token, reason=reason)


def _reasons(bounds: Bounds, client: int) -> list[formats.Reason]:
    # What may end the wait of a client; a log does not say who may be idle or fail to freeze.
    forbidden = set[str]()
    if client < bounds.containers and client not in bounds.idling:
        forbidden |= {"idle", "shutdown"}
    if client < bounds.containers and client not in bounds.freezable:
        forbidden |= {"freeze"}
    return [reason for reason in get_args(formats.Reason) if reason not in forbidden]


def _expected(bounds: Bounds, state: State) -> CallerState:
    """What the judge should know in a state of the machine."""
    queue = state.queue
    containers, waiting, taken, winners, uncancelled, closed = {}, {}, {}, {}, {}, set()
    for client, (where, token, round_) in enumerate(state.callers):
        who, doing = bounds.name(client), queue.clients[client].doing
        if client < bounds.containers:
            if where == "ready" and round_ > 1:
                containers[who] = READY
            elif where not in {"ready", "gone"}:
                queueing = where == "waiting" and doing == "broadcast"
                containers[who] = Container(("queueing" if queueing else where,), token)
                if state.slot_closed >> token & 1:
                    closed.add(token)
            if where == "ejected" and doing == "nothing":
                winners[token] = Winner(who, who)
            continue
        name = f"dequeuer-{bounds.context(bounds.dequeuer(client, max(round_, 1)))}"
        if where in {"waiting", "acquiring", "won", "failing"}:
            waiting[who] = Waiting(name, token if where == "acquiring" else NO_TOKEN)
        if where in {"won", "holding"}:
            record = taken if doing != "nothing" else winners
            record[token] = Winner(who, who, name)
        if where == "failing" or (where == "won" and doing == "nothing"):
            uncancelled[name] = Owed(who, token)
    evicted = [
        (bounds.name(client), True)
        for client in range(bounds.containers)
        if state.evicted >> client & 1 and state.callers[client].state != "gone"
    ]
    return CallerState(
        tuple(sorted(containers.items())),
        tuple(sorted(waiting.items())),
        tuple(sorted(taken.items())),
        tuple(sorted(winners.items())),
        tuple(sorted(uncancelled.items())),
        tuple(sorted(closed)),
        tuple(evicted),
    )


def _normal(bounds: Bounds, value: CallerState, state: State) -> CallerState:
    # Without what is of no further use: that a container could have another round, which the bounds
    # do not give it, and a slot that was closed behind a container that is gone.
    gone = {
        bounds.name(client) for client, caller in enumerate(state.callers) if caller.state == "gone"
    }
    containers = tuple(each for each in value.containers if each != (each[0], READY) or each[0] not in gone)
    behind = {container.token for _, container in containers}
    closed = tuple(token for token in value.closed if token in behind)
    evicted = tuple(each for each in value.evicted if each[0] not in gone)
    return value._replace(containers=containers, closed=closed, evicted=evicted, acted=False)


__all__ = ["SIZES", "check_callers"]
