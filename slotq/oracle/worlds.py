"""All that may be the case in one queue of a log that leaves something open, as one value.

A world is a state of the machine, and what is known of the callers and of the counters beside it.
The judges of callers and counters change as they go; here they are put into what is known in a
world, asked for one step, and what has become of them is taken down as a value again. There are few
such values and many worlds, which therefore only have the value's number.
"""

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple, TypeVar

import msgspec

from slotq.machine.steps import State, init
from slotq.oracle import caller_faults, counting_faults, formats
from slotq.oracle.alphabet import STEPS
from slotq.oracle.caller_state import CallerState
from slotq.oracle.callers import CallerJudge
from slotq.oracle.counting import LAST, Counting, CountingState
from slotq.oracle.counting_faults import Counted
from slotq.oracle.judge import QueueJudge
from slotq.oracle.processes import Processes
from slotq.oracle.verdict import Fault

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
    """

    def __init__(self, omits: Collection[str], version: formats.Callers) -> None:
        self._queue = _Queue()
        self._callers = CallerJudge(self._queue, omits, version)
        self._counting = _Counting(omits)
        self._numbers: dict[Others, int] = {Others(): 0}
        self._others = [Others()]
        self._many = _MANY
        self._ended = 0  # how many trackers may have come to their end since some were forgotten
        self.kinds = frozenset({*self._callers.rules, *self._counting.rules})

    def others(self, world: World) -> Others:
        """Look up what is known in a world."""
        return self._others[world.others]

    def _number(self, others: Others) -> int:
        number = self._numbers.setdefault(others, len(self._others))
        if number == len(self._others):
            self._others.append(others)
        return number

    def after(self, worlds: Iterable[World], event: formats.Event) -> set[World]:
        """Take the step of a line that is not the queue's in every world that allows it."""
        count = event.__class__ in self._counting.rules
        rule = self._count if count else self._call
        known: dict[tuple[int, bool], int | None] = {}
        found = set()
        for world in worlds:
            self._queue.state = world.queue
            # It is all that callers see of the queue.
            key = world.others, not count and self._queue.is_closed(getattr(event, "token", 0))
            if key not in known:
                others = rule(self._others[world.others], event)
                known[key] = None if others is None else self._number(others)
            after = known[key]
            if after is not None:
                found.add(World(world.queue, after))
        return found

    def _call(self, others: Others, event: formats.Event) -> Others | None:
        self._callers.restore(others.callers)
        if self._callers.rules[event.__class__](event):
            return others._replace(callers=self._callers.value())
        return None

    def _count(self, others: Others, event: formats.Event) -> Others | None:
        self._counting.restore(others.counting)
        if not self._counting.rules[event.__class__](event):
            return None
        self._ended += getattr(event, "state", None) == LAST
        return others._replace(counting=self._counting.value())

    def saw(self, event: formats.Event) -> Callable[[int], int]:
        """Say what a step of the queue that was taken makes of the others, by their number."""
        saw = self._callers.saw.get(event.__class__)
        known: dict[int, int] = {}

        def after(number: int) -> int:
            if saw is None:
                return number
            if number not in known:
                others = self._others[number]
                self._callers.restore(others.callers)
                saw(event)
                known[number] = self._number(others._replace(callers=self._callers.value()))
            return known[number]

        return after

    def allowing(self, worlds: Iterable[World], event: formats.Event) -> Iterable[World]:
        """Choose the worlds in which callers may take a step of the queue."""
        guard = self._callers.guards.get(event.__class__)
        if guard is None:
            return worlds
        known: dict[int, bool] = {}
        found = []
        for world in worlds:
            allowed = known.get(world.others)
            if allowed is None:
                self._callers.restore(self._others[world.others].callers)
                allowed = known[world.others] = guard(event)
            if allowed:
                found.append(world)
        return found

    def fault(
        self, world: World, judge: QueueJudge, number: int, event: formats.Event
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
        self, world: World, judge: QueueJudge, number: int, event: formats.End
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
        if self._ended < _MANY and len(self._others) < self._many:
            return worlds
        every = {self.others(world) for group in worlds.values() for world in group}
        for kind, ended in enumerate(self._counting.ended):
            trackers = [set(others.counting.states[kind]) for others in every]
            for name, state in set[tuple[str, str]].intersection(*trackers):
                if state == LAST:
                    ended.add(name)
        before, self._others, self._numbers = self._others, [], {}
        found = {
            key: {
                World(world.queue, self._number(self._without(before[world.others])))
                for world in group
            }
            for key, group in worlds.items()
        }
        self._ended, self._many = 0, max(_MANY, 4 * len(self._others))
        return found

    def _without(self, others: Others) -> Others:
        # Without the trackers that are forgotten.
        states = tuple(
            tuple([each for each in trackers if each[0] not in ended])
            for trackers, ended in zip(others.counting.states, self._counting.ended, strict=True)
        )
        return others._replace(counting=others.counting._replace(states=states))

    def _enter(self, world: World, judge: QueueJudge) -> None:
        callers, counting = self.others(world)
        self._queue.state, self._queue.processes = world.queue, judge.processes
        self._callers.restore(callers)
        self._counting.restore(counting)
