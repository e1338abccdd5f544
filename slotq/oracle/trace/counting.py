"""The judge of trackers, counters and the launcher: spec/Scaling.tla, fed with lines.

It is the most general movers that a log is held against: any process may ask any tracker to move,
or take a snapshot, whenever it has changed both counters of the move before. Which moves a tracker
makes, and what a snapshot means, the machine says.

The state is kept in dictionaries that change, not in the machine's tuples: a log has a tracker for
each request. Trackers that are done are remembered by name only, since nothing moves them.

Of a kind whose moves or counters the log does not all see nothing is known but what a snapshot says
itself: unseen moves, of requests that no line names, may come between any two lines.
"""

from collections.abc import Callable, Collection
from functools import cache, partial
from typing import Any, NamedTuple

from slotq.formats import trace_lines
from slotq.formats.errors import BudgetError
from slotq.formats.names import NameSet
from slotq.machine import scaling
from slotq.machine.scaling import CONTAINER, REQUEST, STATES, UINT64

MOST_TRACKERS = 100_000
_BOUNDS = scaling.Bounds(1, 1, 1)
LAST = "done"  # no tracker leaves it
Rule = Callable[[Any], bool]
"""Takes the step of a line if it is allowed, and says whether it was."""


@cache
def moves(kind: int) -> frozenset[tuple[str, str]]:
    """The moves that the machine makes, of requests or of containers."""
    action = (scaling.request_move, scaling.container_move)[kind]
    initial = scaling.init(_BOUNDS)
    made = set()
    for source in STATES[kind]:
        for target in STATES[kind]:
            sides = list(initial.sides)
            sides[kind] = sides[kind]._replace(states=(source,))
            before = initial._replace(sides=(sides[0], sides[1]))
            if action(before, _BOUNDS, 0, 0, target) != before:
                made.add((source, target))
    return frozenset(made)


def is_needed(requests: dict[str, int], containers: dict[str, int]) -> bool:
    """Whether the machine needs another container, by a snapshot of its counters."""
    sides = (
        scaling.Counted((), tuple([requests[state] for state in STATES[REQUEST][1:]])),
        scaling.Counted((), tuple([containers[state] for state in STATES[CONTAINER][1:]])),
    )
    return scaling.is_new_container_needed(scaling.State(sides, (), signalled=False), _BOUNDS)


def _filled(
    requests: dict[str, int], containers: dict[str, int], rest: int
) -> tuple[dict[str, int], dict[str, int]]:
    # Gives values to counters that nobody knows. A container is the less needed the fewer requests
    # wait, and the larger these sums are: one of 0 and one of the largest are the extremes.
    requests = dict.fromkeys(STATES[REQUEST][1:], 0) | {"wait": UINT64 - 1 - rest} | requests
    filled = dict.fromkeys(STATES[CONTAINER][1:], 0) | containers
    for one, other in (("idle", "paused"), ("start", "wait")):
        unknown = [state for state in (one, other) if state not in containers]
        if unknown:
            filled[unknown[0]] = (rest - filled[one] - filled[other]) % UINT64
    return requests, filled


class Move(NamedTuple):
    """What a process has still to do of a move."""

    kind: int
    step: str  # "enter" or "exit"
    object: str
    source: str
    target: str


class CountingState(NamedTuple):
    """What trackers and counters are, as a value."""

    states: tuple[tuple[tuple[str, str], ...], ...] = ((), ())
    counts: tuple[tuple[int, ...], ...] = ((0,) * len(STATES[0][1:]), (0,) * len(STATES[1][1:]))
    moving: tuple[tuple[str, Move], ...] = ()


class Counting:
    """Follows the trackers and counters of one queue.

    Attributes:
        rules: What is done with each action that can be judged.
        sees: Whether the log sees all of requests, and of containers.
        states: The state of each tracker of a request, and of a container, that has one.
        ended: The trackers that are done; they are not among `states`.
        counts: The counters of requests, and of containers.
        moving: What each process has still to do, if anything.

    Args:
        omits: The actions that the log cannot see.
    """

    def __init__(self, omits: Collection[str] = ()) -> None:
        self.sees = tuple(
            all(f"{kind}{step}" not in omits for step in ("Move", "Enter", "Exit"))
            for kind in ("Request", "Container")
        )
        self.states: tuple[dict[str, str], dict[str, str]] = ({}, {})
        self.ended = (NameSet(), NameSet())
        self.counts = tuple(dict.fromkeys(states[1:], 0) for states in STATES)
        self.moving: dict[str, Move] = {}
        self.rules: dict[type[trace_lines.Event], Rule] = {
            trace_lines.LaunchCheck: self._launch_check
        }
        if self.sees[REQUEST]:
            self.rules |= {
                trace_lines.RequestMove: partial(self._move, REQUEST),
                trace_lines.RequestEnter: partial(self._enter, REQUEST),
                trace_lines.RequestExit: partial(self._exit, REQUEST),
            }
        if self.sees[CONTAINER]:
            self.rules |= {
                trace_lines.ContainerMove: partial(self._move, CONTAINER),
                trace_lines.ContainerEnter: partial(self._enter, CONTAINER),
                trace_lines.ContainerExit: partial(self._exit, CONTAINER),
            }

    def value(self) -> CountingState:
        """Take down what is known."""
        return CountingState(
            tuple([tuple(sorted(states.items())) for states in self.states]),
            tuple([tuple(counts.values()) for counts in self.counts]),
            tuple(sorted(self.moving.items())),
        )

    def restore(self, state: CountingState) -> None:
        """Restore a stored state; the trackers that are done stay so."""
        requests, containers = state.states
        self.states = (dict(requests), dict(containers))
        for counts, values in zip(self.counts, state.counts, strict=True):
            counts.update(zip(counts, values, strict=True))
        self.moving = dict(state.moving)

    # Each rule looks whether the line agrees, and then takes its step.

    def _move(self, kind: int, event: trace_lines.RequestMove | trace_lines.ContainerMove) -> bool:
        name, target = event.object, event.state
        states, source = self.states[kind], self.state(kind, name)
        allowed = (source, target) in moves(kind)
        if (
            event.process in self.moving
            or event.ok is not allowed
            or (event.from_ is not None and event.from_ != source)
        ):
            return False
        if not allowed:
            return True
        self.moving[event.process] = Move(kind, "enter", name, source, target)
        if target == LAST:
            self.end(kind, name)
        else:
            if len(states) >= MOST_TRACKERS:
                message = f"the log has more than {MOST_TRACKERS} trackers at once"
                raise BudgetError(message)
            states[name] = target
        return True

    def _enter(
        self, kind: int, event: trace_lines.RequestEnter | trace_lines.ContainerEnter
    ) -> bool:
        move = self.moving.get(event.process)
        if (
            move is None
            or move.kind != kind
            or move.step != "enter"
            or move.target != event.state
            or event.count != (self.counts[kind][event.state] + 1) % UINT64
        ):
            return False
        self.counts[kind][event.state] = event.count
        if move.source == "none":  # it has no counter to exit
            del self.moving[event.process]
        else:
            self.moving[event.process] = Move(kind, "exit", *move[2:])
        return True

    def _exit(self, kind: int, event: trace_lines.RequestExit | trace_lines.ContainerExit) -> bool:
        move = self.moving.get(event.process)
        if (
            move is None
            or move.kind != kind
            or move.step != "exit"
            or move.source != event.state
            or event.count != (self.counts[kind][event.state] - 1) % UINT64
        ):
            return False
        self.counts[kind][event.state] = event.count
        del self.moving[event.process]
        return True

    def _launch_check(self, event: trace_lines.LaunchCheck) -> bool:
        requests, containers = self.shown(event)
        return (
            event.process not in self.moving
            and event.request.items() <= {"none": 0, **requests}.items()
            and event.container.items() <= {"none": 0, **containers}.items()
            and event.needed is self.needed(event)
        )

    def shown(self, event: trace_lines.LaunchCheck) -> tuple[dict[str, int], dict[str, int]]:
        """Collect the counters that a snapshot is of; what is not known is as it says."""
        requests, containers = self.counts
        if not self.sees[REQUEST]:
            requests = {str(name): n for name, n in event.request.items() if name != "none"}
        if not self.sees[CONTAINER]:
            containers = {str(name): n for name, n in event.container.items() if name != "none"}
        return requests, containers

    def needed(self, event: trace_lines.LaunchCheck) -> bool:
        """Decide by a snapshot; as it does itself, if what is not known allows that."""
        shown = self.shown(event)
        answers = {is_needed(*_filled(*shown, rest)) for rest in (0, UINT64 - 1)}
        return event.needed if event.needed in answers else not event.needed

    def end(self, kind: int, name: str) -> None:
        """Forget a tracker that is done, but for its name."""
        self.ended[kind].add(name)
        self.states[kind].pop(name, None)

    def state(self, kind: int, name: str) -> str:
        """Look up the state of a tracker."""
        state = self.states[kind].get(name)
        if state is not None:
            return state
        return LAST if name in self.ended[kind] else "none"
