"""The judge of trackers, counters and the launcher in traces is the machine of Scaling."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from slotq.formats import trace_lines
from slotq.machine import scaling
from slotq.machine.kernel import counted, explore
from slotq.machine.scaling import STATES
from slotq.oracle.trace import counting_faults
from slotq.oracle.trace.counting import Counting, Move
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.counting_lines import (
    CountingLine,
    Seen,
    is_seen,
    machine_step,
    moves,
    snapshots_of,
)
from slotq.verify.judges.queue_lines import client, difference


@dataclass(frozen=True, slots=True)
class Size:
    """How many trackers and processes are shown to the judge.

    Attributes:
        bounds: How many there are.
        shows: The faults that it takes that much to show.
        omits: What the log does not see.
    """

    bounds: scaling.Bounds
    shows: str
    omits: str = ""

    @property
    def sees(self) -> tuple[bool, ...]:
        """Whether the log sees the requests, and the containers."""
        return tuple(not self.omits.startswith(kind) for kind in ("Request", "Container"))

    def __str__(self) -> str:
        """Write it for the table."""
        omits = f" without {self.omits}" if self.omits else ""
        return f"{counted(self.bounds, *scaling.SIZES)}{omits}"


COUNTING_SIZES = (
    Size(
        scaling.Bounds(1, 1, 1), "a move of one kind of tracker that changes counters of the other"
    ),
    Size(
        scaling.Bounds(2, 0, 2),
        "concurrent moves of two processes, and exits that make a zero wrap",
    ),
    Size(scaling.Bounds(1, 1, 1), "a snapshot of counters that the log omits", "RequestMove"),
    Size(scaling.Bounds(1, 1, 1), "a snapshot of counters that the log omits", "ContainerExit"),
)


def check_counting(
    judge: Callable[[Sequence[str]], Counting] = Counting,
    sizes: Sequence[Size] = COUNTING_SIZES,
) -> Evidence:
    """Compare the incremental counters with the machine.

    Args:
        judge: Makes the counters that are compared, in their initial state, without some actions.
        sizes: How many of all there may be.

    Raises:
        ClaimRefutedError: They allow another line, or go to another state.
    """
    states = shown = 0
    for size in sizes:
        seen = size.sees
        lines = [line for line in moves(size.bounds) if is_seen(line[0], seen)]

        def make(omits: str = size.omits) -> Counting:
            return judge([omits] if omits else [])

        for state in _reached(size.bounds, seen):
            snapshots = snapshots_of(state, size.bounds, seen)
            shown += len(lines) + _check_state(make, state, size.bounds, [*lines, *snapshots], seen)
            states += 1
    return Evidence(states, shown)


EXPLAINED = (
    Size(scaling.Bounds(1, 0, 1), "a rejected line of a request without an explanation"),
    Size(scaling.Bounds(0, 1, 1), "a rejected line of a container without an explanation"),
    *COUNTING_SIZES[2:],
)
"""Where the part that says why a line is wrong is held against the machine too."""


def check_faults(sizes: Sequence[Size] = EXPLAINED) -> Evidence:
    """Compare what explains the counters with the machine, and what is demanded at the End.

    Args:
        sizes: How many of all there may be.

    Raises:
        ClaimRefutedError: A line that the machine allows is called wrong, or another is not.
    """
    states = shown = 0
    end = trace_lines.End(process="test", live_dequeuer_threads=0)
    for size in sizes:
        seen = size.sees
        lines = [line for line in moves(size.bounds) if is_seen(line[0], seen)]
        for state in _reached(size.bounds, seen):
            counting = _load(Counting([size.omits] if size.omits else []), state)
            snapshots = snapshots_of(state, size.bounds, seen)
            for line in [*lines, *snapshots]:
                expected = machine_step(state, size.bounds, line, seen)
                found = counting_faults.find(counting, 1, line[0])  # type: ignore[arg-type]
                if (found is None) is not (expected is not None):
                    raise ClaimRefutedError(difference(state, line[0], expected))
                shown += 1
            at_rest = all(move == scaling.NOTHING for move in state.moving)
            if (counting_faults.unfinished(counting, 1, end) is None) is not at_rest:
                raise ClaimRefutedError(difference(state, end, state if at_rest else None))
            states += 1
    return Evidence(states, shown)


def _reached(bounds: scaling.Bounds, seen: Seen) -> list[scaling.State]:
    # The states, without what the judge is not told of.
    initial = scaling.init(bounds)
    found: dict[scaling.State, None] = {}
    for state in explore(scaling.general_movers(bounds)).states:
        sides = [
            side if sees else before
            for side, before, sees in zip(state.sides, initial.sides, seen, strict=True)
        ]
        if all(seen[move.of[0]] for move in state.moving if move.step != "nothing"):
            found[state._replace(sides=(sides[0], sides[1]), signalled=False)] = None
    return list(found)


def _check_state(
    judge: Callable[[], Counting],
    state: scaling.State,
    bounds: scaling.Bounds,
    lines: Sequence[CountingLine],
    seen: Seen,
) -> int:
    counting = _load(judge(), state)
    for line in lines:
        event = line[0]
        expected = machine_step(state, bounds, line, seen)
        if counting.rules[event.__class__](event) is not (expected is not None):
            raise ClaimRefutedError(difference(state, event, expected))
        if expected is not None and expected != state:
            if _read(counting, bounds) != expected:
                raise ClaimRefutedError(difference(state, event, expected))
            counting = _load(judge(), state)
    if _read(counting, bounds) != state:
        message = f"a line that does nothing, or is not allowed, changes the state {state}"
        raise ClaimRefutedError(message)
    return len(lines)


def _load(counting: Counting, state: scaling.State) -> Counting:
    for kind, side in enumerate(state.sides):
        for number, name in enumerate(side.states):
            if name == "done":
                counting.ended[kind].add(str(number))
            elif name != "none":
                counting.states[kind][str(number)] = name
        counting.counts[kind].update(zip(STATES[kind][1:], side.counts, strict=True))
    for mover, (step, (kind, number), source, target) in enumerate(state.moving):
        if step != "nothing":
            move = Move(kind, step, str(number), source, target)
            counting.moving[client(mover)] = move
    return counting


def _read(counting: Counting, bounds: scaling.Bounds) -> scaling.State:
    sides = [
        scaling.Counted(
            tuple(counting.state(kind, str(number)) for number in range(trackers)),
            tuple(counting.counts[kind][name] for name in STATES[kind][1:]),
        )
        for kind, trackers in enumerate((bounds.requests, bounds.containers))
    ]
    moving = []
    for mover in range(bounds.movers):
        move = counting.moving.get(client(mover))
        moving.append(
            scaling.NOTHING
            if move is None
            else scaling.Move(move.step, (move.kind, int(move.object)), move.source, move.target)
        )
    return scaling.State((sides[0], sides[1]), tuple(moving), signalled=False)
