"""The judge of callers is the machine of Callers, wherever the clients do what Callers allows.

In every state that the machine can reach at small bounds, every line is shown to the judge that
only callers have: it allows the line exactly where the machine has a step that writes it, and goes
to the state that the machine goes to. So it does by the queue's steps that the machine has. The
canceller of a context is not asked of a log: a Cancel that may be the consumer's own is taken for
it.

Where the judge deliberately allows more:

- the queue's steps, which a log's clients may take in any order that the queue allows; only a slot
  that carries an error is queued by Callers' rules, and not won by the process that queued it;
- an eviction of anybody at any time, which counts once its container waits;
- a container's name, once its bearer is gone, for the next container;
- of later versions, a slot that is closed before its consumer cancels its context;
- at the End, a process that has not begun: it need not queue a slot, start a dequeuer, or cancel a
  context where nothing was won; and a consumer whose context is done may have left.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import msgspec

from slotq.formats import trace_lines
from slotq.machine.callers import Bounds, Callers, State
from slotq.machine.kernel import explore
from slotq.oracle.trace import caller_faults
from slotq.oracle.trace.caller_state import CallerState, SeenQueue
from slotq.oracle.trace.caller_steps import CallerJudge
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.caller_record import (
    OUTSIDE,
    View,
    expected,
    is_promised,
    line_of,
    lines_of,
    normal,
    offers_of,
    view_of,
)

_ONE, _TWO, _BOTH = frozenset({0}), frozenset({1}), frozenset({0, 1})
SIZES = (
    Bounds(1, 1, 2, _ONE, _ONE, _ONE, _TWO, _TWO, _ONE),
    Bounds(2, 1, 1, _BOTH, _TWO, failing=_ONE),
    Bounds(2, 1, 2),
    Bounds(1, 2, 1, _ONE),
    Bounds(1, 1, 2, _ONE, _ONE, _ONE, _TWO, _TWO, later=True),
    Bounds(2, 1, 1, _BOTH, later=True),
)
"""Two rounds of everything that may happen to one container and one consumer; two containers, of
which one wins its own token while a consumer has the other's, and two that serve one consumer after
the other; two consumers for one token. Then the callers of later versions."""

# What no caller sees, and what leads to no state in which callers stand otherwise.
_UNSEEN = frozenset({"CancellerWake", "DequeuerCancelled", "DequeuerExit", "DequeuerWait"})
Maker = Callable[[SeenQueue, Collection[str], trace_lines.Callers], CallerJudge]


class _Seen:
    # What callers see of the queue in a state.
    def __init__(self, bounds: Bounds) -> None:
        self._numbers = {name: n for n, name in enumerate(bounds.names["dequeuer"])}
        self.state: State

    def is_closed(self, token: int) -> bool:
        return bool(self.state.queue.closed >> token & 1)

    def is_free(self, token: int) -> bool:
        return token < self.state.queue.next_id and not self.state.queue.busy >> token & 1

    def is_being_won(self, token: int) -> bool:
        return bool((self.state.queue.busy & ~self.state.queue.closed) >> token & 1)

    def is_done(self, dequeuer: str) -> bool:
        return self.state.queue.dequeuers[self._numbers[dequeuer]].done

    def item(self, dequeuer: str) -> int:
        return self.state.queue.dequeuers[self._numbers[dequeuer]].item


@dataclass(slots=True)
class _Place:
    # The states that agree in a view, by one of them: where each line leads to, and by what is
    # offered in it, one of them and whether callers owe a step there.
    state: State
    ends: dict[trace_lines.Event, dict[View, State]] = field(default_factory=dict)
    owes: dict[tuple[int, ...], tuple[State, bool]] = field(default_factory=dict)


def check_callers(judge: Maker = CallerJudge) -> Evidence:
    """Compare the judge of callers with the machine.

    Args:
        judge: Makes the judge that is compared, of what it sees of the queue.

    Raises:
        ClaimRefutedError: It allows another line, or goes to another state.
    """
    states = shown = 0
    for bounds in SIZES:
        walk = _Walk(bounds, judge)
        walk.run()
        states += len(walk.values)
        shown += walk.shown
    return Evidence(states, shown)


def seen_by_callers(bounds: Bounds) -> Callers:
    """Make the system without what no caller sees, which is reached in fewer steps."""
    system = Callers(bounds)
    for process in system.processes:
        process.actions = [each for each in process.actions if each[0].action not in _UNSEEN]
    return system


class _Walk:
    """Follows the machine's graph with a judge."""

    def __init__(self, bounds: Bounds, judge: Maker) -> None:
        self.bounds = bounds
        self.seen = _Seen(bounds)
        self.judge = judge(self.seen, (), "later" if bounds.later else "seed")
        self.values: dict[View, CallerState] = {}
        self.shown = 0
        self._clients = {name: number for number, name in enumerate(bounds.names["client"])}
        self._lines = [
            list(lines_of(bounds, queued))
            for queued in range(bounds.containers * bounds.rounds + 1)
        ]

    def run(self) -> None:
        """Show every line in every state."""
        places = self._places()
        first = next(iter(places))
        self.values[first] = self.judge.value()
        for here, place in places.items():
            before = self.values.get(here)
            if before is None:
                message = f"the judge never reaches the state {place.state}"
                raise ClaimRefutedError(message)
            self.seen.state = place.state
            for event, ends in place.ends.items():
                self._follow(place, before, event, ends)
            self._refuse(place, before)
            self._end(place, before)

    def _places(self) -> dict[View, _Place]:
        # The machine's graph, by what callers see of it.
        graph = explore(seen_by_callers(self.bounds))
        views = list(map(view_of, graph.states))
        places: dict[View, _Place] = {}
        for view, state in zip(views, graph.states, strict=True):
            place = places.setdefault(view, _Place(state))
            place.owes[offers_of(state)] = state, False
        for source, label, target in graph.edges:
            state, place = graph.states[source], places[views[source]]
            event = line_of(self.bounds, state, label)
            if event is not None:
                place.ends.setdefault(event, {})[views[target]] = graph.states[target]
                if is_promised(self.bounds, state, label):
                    place.owes[offers_of(state)] = state, True
        for place in places.values():
            self._merge(place)
        return places

    def _merge(self, place: _Place) -> None:
        # A Cancel does not say whether it is the consumer's own: where that one is to come, after a
        # win, another one may lead to where it leads to.
        for event, ends in place.ends.items():
            if isinstance(event, trace_lines.Cancel) and event.process == OUTSIDE:
                own = msgspec.structs.replace(event, process=self._waits_at(event.dequeuer))
                if place.state.callers[self._clients[own.process]].state != "waiting":
                    ends.update(place.ends.get(own, {}))

    def _waits_at(self, dequeuer: str) -> str:
        number = self.bounds.names["dequeuer"].index(dequeuer)
        return self.bounds.name(self.bounds.containers + number // self.bounds.rounds)

    def _follow(
        self,
        place: _Place,
        before: CallerState,
        event: trace_lines.Event,
        ends: dict[View, State],
    ) -> None:
        judge, kind = self.judge, event.__class__
        judge.restore(before)
        rule = judge.rules.get(kind) or judge.guards.get(kind)
        self.shown += 1
        if rule is not None and not rule(event):
            raise ClaimRefutedError(_difference(place.state, event, ends.values()))
        if kind in judge.saw:
            judge.saw[kind](event)
        value = judge.value()
        reached = [
            view
            for view, state in ends.items()
            if normal(self.bounds, value, state) == expected(self.bounds, state)
        ]
        if not reached:
            difference = _difference(place.state, event, ends.values())
            message = f"{difference}\nthe judge goes to {value}"
            raise ClaimRefutedError(message)
        for view in reached:
            self.values.setdefault(view, value)

    def _refuse(self, place: _Place, before: CallerState) -> None:
        # Every line of callers for which the machine has no step.
        state = place.state
        allowed = set(place.ends) | {
            msgspec.structs.replace(event, token=0)
            for event in place.ends
            if isinstance(event, trace_lines.QueueAppend)
        }
        judge = self.judge
        judge.restore(before)
        behind = [
            trace_lines.AcquireCas(process=who, token=token, ok=ok)
            for token, who in before.failed
            for ok in (True, False)
        ]
        for event in (*self._lines[state.queue.next_id], *behind):
            if event in allowed or self._is_more_general(state, event):
                continue
            rule = judge.rules.get(event.__class__) or judge.guards[event.__class__]
            self.shown += 1
            if rule(event):
                raise ClaimRefutedError(_difference(state, event, []))
        if judge.value()._replace(acted=before.acted) != before:
            message = f"a line that is not allowed changes the state {state}"
            raise ClaimRefutedError(message)

    def _is_more_general(self, state: State, event: trace_lines.Event) -> bool:
        # What the judge allows on purpose, as the module's text says.
        if isinstance(event, trace_lines.QueueAppend):
            return state.callers[self._clients[event.process]].state == "gone"
        if isinstance(event, trace_lines.SlotClose) and self.bounds.later:
            caller = state.callers[self._clients[event.process]]
            waits = caller.state == "won" and caller.token == event.token
            return waits and event.ok and state.queue.closed >> event.token & 1 == 1
        return isinstance(event, trace_lines.Evict)

    def _end(self, place: _Place, before: CallerState) -> None:
        self.judge.restore(before._replace(acted=True))
        event = trace_lines.End(process="recorder", live_dequeuer_threads=0)
        for self.seen.state, owes in place.owes.values():
            self.shown += 1
            if (caller_faults.unfinished(self.judge, 1, event) is not None) is not owes:
                message = (
                    f"in {self.seen.state} the machine still promises a step of a caller: {owes}"
                )
                raise ClaimRefutedError(message)


def _difference(state: State, event: trace_lines.Event, ends: Collection[State]) -> str:
    leads = f"goes to {list(ends)} by" if ends else "does not allow"
    return f"in the state {state} the machine {leads} the line {event}"
