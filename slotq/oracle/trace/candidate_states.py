"""The candidate states of one queue of a log that omits steps, as values.

A candidate is a state of the machine together with the state of the judges of callers and counters,
its observers. These judges are mutable; here they are set to a candidate's observer state, asked
for one step, and their new state is stored as a value again. There are few such values and many
candidates, so a candidate holds only the number of its value. If all candidates have the same
number, as in most logs, the judges simply continue and nothing is stored: a value is as large as
all that is known, and would otherwise be made for every line.
"""

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple, TypeVar

import msgspec

from slotq.formats import trace_lines
from slotq.machine.slot_queue_steps import State, init
from slotq.oracle.trace import caller_faults, counting_faults
from slotq.oracle.trace.alphabet import STEPS
from slotq.oracle.trace.caller_state import CallerState
from slotq.oracle.trace.caller_steps import CallerJudge
from slotq.oracle.trace.counting import LAST, Counting, CountingState
from slotq.oracle.trace.counting_faults import Counted
from slotq.oracle.trace.named_state import Processes
from slotq.oracle.trace.queue_steps import QueueJudge
from slotq.oracle.verdict.verdict import Fault

_MANY = 64
Key = TypeVar("Key")


class Candidate(NamedTuple):
    """A candidate state of a queue.

    Attributes:
        queue: The state of the queue.
        observers: The number of the observer state.
    """

    queue: State = init(0, 0)
    observers: int = 0


class ObserverState(NamedTuple):
    """The state of the judges of callers and counters."""

    callers: CallerState = CallerState()
    counting: CountingState = CountingState()


class _Queue:
    # What callers see of a state, and of the names if something has to be explained.
    state = init(0, 0)
    processes = Processes()

    def is_closed(self, token: int) -> bool:
        return token < self.state.next_id and bool(self.state.closed >> token & 1)

    def is_free(self, token: int) -> bool:
        return token < self.state.next_id and not self.state.busy >> token & 1

    def is_being_won(self, token: int) -> bool:
        won = self.state.busy & ~self.state.closed
        return token < self.state.next_id and bool(won >> token & 1)

    def is_done(self, dequeuer: str) -> bool:
        number = self.processes.dequeuer(dequeuer)
        return self.processes.state.dequeuers[number].done

    def item(self, dequeuer: str) -> int:
        number = self.processes.dequeuer(dequeuer)
        return self.processes.state.dequeuers[number].item


class _Counting(Counting):
    # A tracker that is done in one candidate need not be in another.
    def end(self, kind: int, name: str) -> None:
        self.states[kind][name] = LAST


class CandidateObservers:
    """Takes steps of callers and counters in one candidate after another.

    Attributes:
        kinds: The actions that are judged.

    Args:
        omits: The actions that the log cannot see.
        version: Which version's callers are meant.
        is_set: Whether each step is taken once, in all candidates together.
        many: How many values and ended trackers to keep before unused ones are dropped.
    """

    def __init__(
        self,
        omits: Collection[str],
        version: trace_lines.Callers,
        *,
        is_set: bool = False,
        many: int = _MANY,
    ) -> None:
        self._most = many
        self._queue = _Queue()
        self._callers = CallerJudge(self._queue, omits, version)
        self._counting = _Counting(omits)
        self._numbers: dict[ObserverState, int] = {ObserverState(): 0}
        self._states: list[ObserverState | None] = [
            ObserverState()
        ]  # None for the current state of the judges
        self._at = 0
        self._errors = False  # whether the log has a slot that carries an error
        self._is_set = is_set
        self._many = self._many_ended = many
        self._ended = 0  # how many trackers may have ended since some were forgotten
        self.kinds = frozenset({*self._callers.rules, *self._counting.rules})

    def observers(self, candidate: Candidate) -> ObserverState:
        """Look up the observer state of a candidate."""
        return self._value(candidate.observers)

    def _value(self, number: int) -> ObserverState:
        state = self._states[number]
        if state is None:  # it is the current state of the judges
            state = self._states[number] = ObserverState(
                self._callers.value(), self._counting.value()
            )
            self._numbers[state] = number
        return state

    def _stand(self, number: int) -> None:
        # Set the judges to the state with a number.
        if number != self._at:
            self._value(self._at)
            callers, counting = self._value(number)
            self._callers.restore(callers)
            self._counting.restore(counting)
            self._at = number

    def _number(self, state: ObserverState) -> int:
        number = self._numbers.setdefault(state, len(self._states))
        if number == len(self._states):
            self._states.append(state)
        return number

    def _taken(self, number: int, *, alone: bool) -> int:
        # The number of the state of the judges after a step from the state with another number.
        if alone:  # the state before is not needed any more
            before, self._states[number] = self._states[number], None
            if before is not None:
                del self._numbers[before]
            return number
        self._at = self._number(ObserverState(self._callers.value(), self._counting.value()))
        return self._at

    def _are_alone(self, candidates: Iterable[Candidate]) -> bool:
        return self._is_set and len({candidate.observers for candidate in candidates}) == 1

    def after(self, candidates: Collection[Candidate], event: trace_lines.Event) -> set[Candidate]:
        """Take the step of a line that is not the queue's in every candidate that allows it."""
        count = event.__class__ in self._counting.rules
        rules = self._counting.rules if count else self._callers.rules
        token = getattr(event, "token", 0)
        # This is all that callers see of the queue.
        keys: dict[Candidate, tuple[int, bool]] = {}
        for candidate in candidates:
            self._queue.state = candidate.queue
            keys[candidate] = candidate.observers, not count and self._queue.is_closed(token)
        alone = self._is_set and len(set(keys.values())) == 1
        known: dict[tuple[int, bool], int | None] = {}
        found = set()
        for candidate, key in keys.items():
            if key not in known:
                if not alone:
                    self._value(candidate.observers)
                self._stand(candidate.observers)
                self._queue.state = candidate.queue
                allowed = rules[event.__class__](event)
                known[key] = self._taken(candidate.observers, alone=alone) if allowed else None
                self._ended += allowed and count and getattr(event, "state", None) == LAST
            after = known[key]
            if after is not None:
                found.add(Candidate(candidate.queue, after))
        return found

    def saw(
        self, event: trace_lines.Event, candidates: Iterable[Candidate] = ()
    ) -> Callable[[int], int]:
        """Say which observer state follows on a step of the queue, by number.

        Args:
            event: The step.
            candidates: All candidates, if each of them takes the step.
        """
        saw = self._callers.saw.get(event.__class__)
        if saw is None:
            return lambda number: number
        alone = self._are_alone(candidates)
        known: dict[int, int] = {}

        def after(number: int) -> int:
            if number not in known:
                if not alone:
                    self._value(number)
                self._stand(number)
                saw(event)
                known[number] = self._taken(number, alone=alone)
            return known[number]

        return after

    def allowing(
        self, candidates: Collection[Candidate], event: trace_lines.Event
    ) -> Collection[Candidate]:
        """Choose the candidates in which callers may take a step of the queue."""
        guard = self._callers.guards.get(event.__class__)
        self._errors = self._errors or getattr(event, "error", False)
        if guard is None or not self._errors:  # callers restrict only what is done with errors
            return candidates
        known: dict[int, bool] = {}
        found = []
        for candidate in candidates:
            allowed = known.get(candidate.observers)
            if allowed is None:
                self._stand(candidate.observers)
                allowed = known[candidate.observers] = guard(event)
            if allowed:
                found.append(candidate)
        return found

    def fault(
        self, candidate: Candidate, judge: QueueJudge, number: int, event: trace_lines.Event
    ) -> Fault | None:
        """Say why a candidate does not allow a line.

        Args:
            candidate: The candidate.
            judge: The judge of its queue.
            number: The line's number.
            event: What it says.
        """
        self._enter(candidate, judge)
        guard = self._callers.guards.get(event.__class__)
        if event.__class__ in STEPS and (guard is None or guard(event)):
            return judge.take(number, event)
        if isinstance(event, Counted):
            return counting_faults.find(self._counting, number, event)
        fault = caller_faults.find(self._callers, number, event)
        if fault is None:
            return None
        possible = (*fault.possible, *judge.possible(event.process))
        return msgspec.structs.replace(fault, possible=possible)

    def unfinished(
        self, candidate: Candidate, judge: QueueJudge, number: int, event: trace_lines.End
    ) -> Fault | None:
        """Say why a candidate cannot be the last one."""
        self._enter(candidate, judge)
        return (
            judge.unfinished(number, event)
            or caller_faults.unfinished(self._callers, number, event)
            or counting_faults.unfinished(self._counting, number, event)
        )

    def forget(self, candidates: dict[Key, set[Candidate]]) -> dict[Key, set[Candidate]]:
        """Forget the trackers that are done in all candidates, and states that no candidate has."""
        if self._ended < self._many_ended and len(self._states) < self._many:
            return candidates
        every = {self.observers(candidate) for group in candidates.values() for candidate in group}
        for kind, ended in enumerate(self._counting.ended):
            trackers = [set(state.counting.states[kind]) for state in every]
            for name, state in set[tuple[str, str]].intersection(*trackers):
                if state == LAST:
                    ended.add(name)
        kept = {number: self._without(self._value(number)) for number in _numbers(candidates)}
        self._states, self._numbers = [], {}
        found = {
            key: {
                Candidate(candidate.queue, self._number(kept[candidate.observers]))
                for candidate in group
            }
            for key, group in candidates.items()
        }
        self._at = len(self._states)
        self._states.append(
            ObserverState()
        )  # belongs to no candidate, so that the judges are set anew
        left = max(sum(map(len, state.counting.states)) for state in kept.values())
        self._ended, self._many_ended = 0, max(self._most, left)
        self._many = max(self._most, 4 * len(self._states))
        return found

    def _without(self, state: ObserverState) -> ObserverState:
        # Without the trackers that are forgotten.
        states = tuple(
            tuple([each for each in trackers if each[0] not in ended])
            for trackers, ended in zip(state.counting.states, self._counting.ended, strict=True)
        )
        return state._replace(counting=state.counting._replace(states=states))

    def _enter(self, candidate: Candidate, judge: QueueJudge) -> None:
        self._stand(candidate.observers)
        self._queue.state, self._queue.processes = candidate.queue, judge.processes


def _numbers(candidates: dict[Key, set[Candidate]]) -> set[int]:
    return {candidate.observers for group in candidates.values() for candidate in group}
