"""All that may be the case in one queue of a log that leaves something open, as one value.

A world is a state of the machine, and what is known of the callers and of the counters beside it.
The judges of callers and counters change as they go; here they are put into what is known in a
world, asked for one step, and what has become of them is taken down as a value again. There are few
such values and many worlds, which therefore only have the value's number. Where all worlds have the
same number, as in most logs, the judges go on from where they stand, and nothing is taken down: a
value is as large as what is known, and would be made for every line.
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


class World(NamedTuple):
    """What may be the case.

    Attributes:
        queue: The queue.
        others: The number of what is known of callers and counters.
    """

    queue: State = init(0, 0)
    others: int = 0


class Others(NamedTuple):
    """What is known of callers and counters."""

    callers: CallerState = CallerState()
    counting: CountingState = CountingState()


class _Queue:
    # What callers see of a state, and of names where something has to be explained.
    state = init(0, 0)
    processes = Processes()

    def is_closed(self, token: int) -> bool:
        return token < self.state.next_id and bool(self.state.closed >> token & 1)

    def is_free(self, token: int) -> bool:
        return token < self.state.next_id and not self.state.busy >> token & 1

    def is_done(self, dequeuer: str) -> bool:
        number = self.processes.dequeuer(dequeuer)
        return self.processes.state.dequeuers[number].done


class _Counting(Counting):
    # Who is done in one world need not be so in another one.
    def end(self, kind: int, name: str) -> None:
        self.states[kind][name] = LAST


class Beside:
    """Takes steps of callers and counters, beside those of the queue, in one world after another.

    Attributes:
        kinds: The actions that are judged.

    Args:
        omits: The actions that the log cannot see.
        version: Which version's callers are meant.
        is_set: Whether a step is taken once, in all worlds that there are.
        many: With how much to look what is over, or in no world any more.
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
        self._numbers: dict[Others, int] = {Others(): 0}
        self._others: list[Others | None] = [Others()]  # None where the judges stand
        self._at = 0
        self._errors = False  # whether the log has a slot that carries an error
        self._is_set = is_set
        self._many = self._many_ended = many
        self._ended = 0  # how many trackers may have come to their end since some were forgotten
        self.kinds = frozenset({*self._callers.rules, *self._counting.rules})

    def others(self, world: World) -> Others:
        """Look up what is known in a world."""
        return self._value(world.others)

    def _value(self, number: int) -> Others:
        others = self._others[number]
        if others is None:  # the judges stand there
            others = self._others[number] = Others(self._callers.value(), self._counting.value())
            self._numbers[others] = number
        return others

    def _stand(self, number: int) -> None:
        # Let the judges go on from what is known under a number.
        if number != self._at:
            self._value(self._at)
            callers, counting = self._value(number)
            self._callers.restore(callers)
            self._counting.restore(counting)
            self._at = number

    def _number(self, others: Others) -> int:
        number = self._numbers.setdefault(others, len(self._others))
        if number == len(self._others):
            self._others.append(others)
        return number

    def _taken(self, number: int, *, alone: bool) -> int:
        # The number of what is known now that the judges took a step from another number.
        if alone:  # nobody needs what was known before
            before, self._others[number] = self._others[number], None
            if before is not None:
                del self._numbers[before]
            return number
        self._at = self._number(Others(self._callers.value(), self._counting.value()))
        return self._at

    def _are_alone(self, worlds: Iterable[World]) -> bool:
        return self._is_set and len({world.others for world in worlds}) == 1

    def after(self, worlds: Collection[World], event: trace_lines.Event) -> set[World]:
        """Take the step of a line that is not the queue's in every world that allows it."""
        count = event.__class__ in self._counting.rules
        rules = self._counting.rules if count else self._callers.rules
        token = getattr(event, "token", 0)
        # It is all that callers see of the queue.
        keys: dict[World, tuple[int, bool]] = {}
        for world in worlds:
            self._queue.state = world.queue
            keys[world] = world.others, not count and self._queue.is_closed(token)
        alone = self._is_set and len(set(keys.values())) == 1
        known: dict[tuple[int, bool], int | None] = {}
        found = set()
        for world, key in keys.items():
            if key not in known:
                if not alone:
                    self._value(world.others)
                self._stand(world.others)
                self._queue.state = world.queue
                allowed = rules[event.__class__](event)
                known[key] = self._taken(world.others, alone=alone) if allowed else None
                self._ended += allowed and count and getattr(event, "state", None) == LAST
            after = known[key]
            if after is not None:
                found.add(World(world.queue, after))
        return found

    def saw(self, event: trace_lines.Event, worlds: Iterable[World] = ()) -> Callable[[int], int]:
        """Say what a step of the queue that was taken makes of the others, by their number.

        Args:
            event: What the step is.
            worlds: All worlds that there are, if each of them takes it.
        """
        saw = self._callers.saw.get(event.__class__)
        if saw is None:
            return lambda number: number
        alone = self._are_alone(worlds)
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

    def allowing(self, worlds: Collection[World], event: trace_lines.Event) -> Collection[World]:
        """Choose the worlds in which callers may take a step of the queue."""
        guard = self._callers.guards.get(event.__class__)
        self._errors = self._errors or getattr(event, "error", False)
        if guard is None or not self._errors:  # callers ask for nothing but of errors
            return worlds
        known: dict[int, bool] = {}
        found = []
        for world in worlds:
            allowed = known.get(world.others)
            if allowed is None:
                self._stand(world.others)
                allowed = known[world.others] = guard(event)
            if allowed:
                found.append(world)
        return found

    def fault(
        self, world: World, judge: QueueJudge, number: int, event: trace_lines.Event
    ) -> Fault | None:
        """Say why a world does not allow a line.

        Args:
            world: The world.
            judge: The judge of its queue.
            number: The line's number.
            event: What it says.
        """
        self._enter(world, judge)
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
        self, world: World, judge: QueueJudge, number: int, event: trace_lines.End
    ) -> Fault | None:
        """Say why a world cannot be the last one."""
        self._enter(world, judge)
        return (
            judge.unfinished(number, event)
            or caller_faults.unfinished(self._callers, number, event)
            or counting_faults.unfinished(self._counting, number, event)
        )

    def forget(self, worlds: dict[Key, set[World]]) -> dict[Key, set[World]]:
        """Let go of the trackers that are done in all worlds, and of others that are in none."""
        if self._ended < self._many_ended and len(self._others) < self._many:
            return worlds
        every = {self.others(world) for group in worlds.values() for world in group}
        for kind, ended in enumerate(self._counting.ended):
            trackers = [set(others.counting.states[kind]) for others in every]
            for name, state in set[tuple[str, str]].intersection(*trackers):
                if state == LAST:
                    ended.add(name)
        kept = {number: self._without(self._value(number)) for number in _numbers(worlds)}
        self._others, self._numbers = [], {}
        found = {
            key: {World(world.queue, self._number(kept[world.others])) for world in group}
            for key, group in worlds.items()
        }
        self._at = len(self._others)
        self._others.append(Others())  # stands for no world, so that the judges move on from it
        left = max(sum(map(len, others.counting.states)) for others in kept.values())
        self._ended, self._many_ended = 0, max(self._most, left)
        self._many = max(self._most, 4 * len(self._others))
        return found

    def _without(self, others: Others) -> Others:
        # Without the trackers that are forgotten.
        states = tuple(
            tuple([each for each in trackers if each[0] not in ended])
            for trackers, ended in zip(others.counting.states, self._counting.ended, strict=True)
        )
        return others._replace(counting=others.counting._replace(states=states))

    def _enter(self, world: World, judge: QueueJudge) -> None:
        self._stand(world.others)
        self._queue.state, self._queue.processes = world.queue, judge.processes


def _numbers(worlds: dict[Key, set[World]]) -> set[int]:
    return {world.others for group in worlds.values() for world in group}
