"""The judge of trackers, counters and the launcher in traces is the machine of Scaling."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product

from slotq.formats import trace_lines
from slotq.machine import scaling
from slotq.machine.kernel import Disabled, counted, explore
from slotq.machine.scaling import CONTAINER, REQUEST, STATES, UINT64
from slotq.oracle.trace import counting_faults
from slotq.oracle.trace.counting import Counting, Move
from slotq.verify.claim import ClaimRefutedError, Evidence
from slotq.verify.judges.queue_lines import client, difference

_Action = Callable[..., scaling.State | Disabled]
_Line = tuple[trace_lines.Event, _Action, tuple[object, ...]]


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
        lines = [line for line in moves(size.bounds) if _is_seen(line[0], seen)]

        def make(omits: str = size.omits) -> Counting:
            return judge([omits] if omits else [])

        for state in _reached(size.bounds, seen):
            snapshots = _snapshots(state, size.bounds, seen)
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
        lines = [line for line in moves(size.bounds) if _is_seen(line[0], seen)]
        for state in _reached(size.bounds, seen):
            counting = _load(Counting([size.omits] if size.omits else []), state)
            snapshots = _snapshots(state, size.bounds, seen)
            for line in [*lines, *snapshots]:
                expected = _machine_step(state, size.bounds, line, seen)
                found = counting_faults.find(counting, 1, line[0])  # type: ignore[arg-type]
                if (found is None) is not (expected is not None):
                    raise ClaimRefutedError(difference(state, line[0], expected))
                shown += 1
            at_rest = all(move == scaling.NOTHING for move in state.moving)
            if (counting_faults.unfinished(counting, 1, end) is None) is not at_rest:
                raise ClaimRefutedError(difference(state, end, state if at_rest else None))
            states += 1
    return Evidence(states, shown)


Seen = tuple[bool, ...]
"""Whether the log sees the requests, and the containers."""


def _is_seen(event: trace_lines.Event, seen: Seen) -> bool:
    return seen[CONTAINER if type(event).__name__.startswith("Container") else REQUEST]


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
    lines: Sequence[_Line],
    seen: Seen,
) -> int:
    counting = _load(judge(), state)
    for line in lines:
        event = line[0]
        expected = _machine_step(state, bounds, line, seen)
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


_MOVES: tuple[tuple[type[trace_lines.Event], _Action], ...] = (
    (trace_lines.RequestMove, scaling.request_move),
    (trace_lines.ContainerMove, scaling.container_move),
)
_CHANGES: tuple[tuple[int, type[trace_lines.Event], _Action], ...] = (
    (REQUEST, trace_lines.RequestEnter, scaling.request_enter),
    (REQUEST, trace_lines.RequestExit, scaling.request_exit),
    (CONTAINER, trace_lines.ContainerEnter, scaling.container_enter),
    (CONTAINER, trace_lines.ContainerExit, scaling.container_exit),
)


def moves(bounds: scaling.Bounds) -> Iterator[_Line]:
    """List every line about so many trackers and their counters."""
    for mover in range(bounds.movers):
        process = client(mover)
        for kind, (event, action) in enumerate(_MOVES):
            for number in range((bounds.requests, bounds.containers)[kind]):
                for source, target, ok in product(
                    (None, *STATES[kind]), STATES[kind], (True, False)
                ):
                    fields = {"from_": source, "state": target, "ok": ok}
                    line = event(process=process, object=str(number), **fields)  # type: ignore[call-arg]
                    yield line, action, (mover, number, target)
        for kind, event, action in _CHANGES:
            if (bounds.requests, bounds.containers)[kind]:
                for name, count in product(STATES[kind], (0, 1, 2, UINT64 - 1)):
                    line = event(process=process, state=name, count=count)  # type: ignore[call-arg]
                    yield line, action, (mover,)


Counts = Mapping[str, int]


def _snapshots(state: scaling.State, bounds: scaling.Bounds, seen: Seen) -> Iterator[_Line]:
    # What a launcher could say: all counters as they are, each of them one more or left out, the
    # one that there is not, nothing.
    whole = [
        dict(zip(names[1:], side.counts, strict=True))
        for names, side in zip(STATES, state.sides, strict=True)
    ]
    said: list[tuple[Counts, Counts]] = []
    for kind in (REQUEST, CONTAINER):
        ways = list(_said(whole[kind]) if seen[kind] else _anything(kind))
        other = whole[1 - kind]
        said += [(way, other) if kind == REQUEST else (other, way) for way in ways]
    for mover, needed in product(range(bounds.movers), (True, False)):
        for requests, containers in said:
            check = trace_lines.LaunchCheck(
                process=client(mover),
                request=dict(requests),  # type: ignore[arg-type]
                container=dict(containers),  # type: ignore[arg-type]
                needed=needed,
            )
            yield check, scaling.launch_check, (mover,)


def _said(counts: Counts) -> Iterator[Counts]:
    yield from ({}, counts, {**counts, "none": 0}, {**counts, "none": 1})
    for name, count in counts.items():
        yield {**counts, name: (count + 1) % UINT64}
        yield {other: counts[other] for other in counts if other != name}


_READ = (("wait",), ("wait", "start", "idle", "paused"))


def _anything(kind: int) -> Iterator[Counts]:
    # Of a kind that the log does not see: some of the counters that the launcher reads.
    for size in range(len(_READ[kind]) + 1):
        for names in combinations(_READ[kind], size):
            for values in product((0, 1), repeat=size):
                yield dict(zip(names, values, strict=True))


def _machine_step(
    state: scaling.State, bounds: scaling.Bounds, line: _Line, seen: Seen
) -> scaling.State | None:
    event, action, arguments = line
    after = action(state, bounds, *arguments)
    if isinstance(after, Disabled):
        return None
    agrees = (
        _agrees_snapshot(state, event, seen)
        if isinstance(event, trace_lines.LaunchCheck)
        else _agrees(state, after, event)
    )
    return after if agrees else None


def _agrees(state: scaling.State, after: scaling.State, event: trace_lines.Event) -> bool:
    # Whether a line says what the step did.
    if isinstance(event, trace_lines.RequestMove | trace_lines.ContainerMove):
        kind = REQUEST if isinstance(event, trace_lines.RequestMove) else CONTAINER
        source = state.sides[kind].states[int(event.object)]
        return event.from_ in {None, source} and event.ok is (after != state)
    kind = (
        REQUEST
        if isinstance(event, trace_lines.RequestEnter | trace_lines.RequestExit)
        else CONTAINER
    )
    name, count = event.state, event.count  # type: ignore[attr-defined]
    before, now = state.sides[kind].counts, after.sides[kind].counts
    changed = [STATES[kind][place + 1] for place in range(len(now)) if now[place] != before[place]]
    return changed == [name] and now[STATES[kind].index(name) - 1] == count


def _agrees_snapshot(state: scaling.State, event: trace_lines.LaunchCheck, seen: Seen) -> bool:
    known: list[tuple[tuple[str, int], ...]] = []
    said: tuple[Counts, Counts] = (
        {str(name): count for name, count in event.request.items()},
        {str(name): count for name, count in event.container.items()},
    )
    for kind, counts in enumerate(said):
        shown = dict(zip(STATES[kind][1:], state.sides[kind].counts, strict=True))
        if not seen[kind]:
            shown = {name: count for name, count in counts.items() if name != "none"}
        if any(count != shown.get(name, 0) for name, count in counts.items()):
            return False
        known.append(tuple(shown.items()))
    return event.needed in _answers(known[REQUEST], known[CONTAINER])


@cache
def _answers(
    requests: tuple[tuple[str, int], ...], containers: tuple[tuple[str, int], ...]
) -> frozenset[bool]:
    # What the machine may decide, whatever the counters are that nobody knows.
    sides = []
    for kind, known in enumerate((dict(requests), dict(containers))):
        values = [
            [known[name]] if name in known else [0, 1, UINT64 - 2, UINT64 - 1]
            for name in _READ[kind]
        ]
        sides.append([dict(zip(_READ[kind], value, strict=True)) for value in product(*values)])
    return frozenset(
        scaling.is_new_container_needed(_state_of(one, other), scaling.Bounds(1, 1, 1))
        for one, other in product(*sides)
    )


def _state_of(requests: Counts, containers: Counts) -> scaling.State:
    counted = [
        scaling.Counted((), tuple(counts.get(name, 0) for name in states[1:]))
        for counts, states in zip((requests, containers), STATES, strict=True)
    ]
    return scaling.State((counted[0], counted[1]), (), signalled=False)


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
