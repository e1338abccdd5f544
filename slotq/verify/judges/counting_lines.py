"""The lines about trackers and counters that a judge is shown, and the machine's step of each."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import combinations, product

from slotq.formats import trace_lines
from slotq.machine import scaling
from slotq.machine.kernel import Disabled
from slotq.machine.scaling import CONTAINER, REQUEST, STATES, UINT64
from slotq.verify.judges.queue_lines import client

Action = Callable[..., scaling.State | Disabled]
CountingLine = tuple[trace_lines.Event, Action, tuple[object, ...]]


Seen = tuple[bool, ...]
"""Whether the log sees the requests, and the containers."""


def is_seen(event: trace_lines.Event, seen: Seen) -> bool:
    """Whether a log sees the kind of tracker that a line is about."""
    return seen[CONTAINER if type(event).__name__.startswith("Container") else REQUEST]


_MOVES: tuple[tuple[type[trace_lines.Event], Action], ...] = (
    (trace_lines.RequestMove, scaling.request_move),
    (trace_lines.ContainerMove, scaling.container_move),
)
_CHANGES: tuple[tuple[int, type[trace_lines.Event], Action], ...] = (
    (REQUEST, trace_lines.RequestEnter, scaling.request_enter),
    (REQUEST, trace_lines.RequestExit, scaling.request_exit),
    (CONTAINER, trace_lines.ContainerEnter, scaling.container_enter),
    (CONTAINER, trace_lines.ContainerExit, scaling.container_exit),
)


def moves(bounds: scaling.Bounds) -> Iterator[CountingLine]:
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


def snapshots_of(
    state: scaling.State, bounds: scaling.Bounds, seen: Seen
) -> Iterator[CountingLine]:
    """List what a launcher could say.

    All counters as they are, each of them one more or left out, the one that there is not, nothing.
    """
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


def machine_step(
    state: scaling.State, bounds: scaling.Bounds, line: CountingLine, seen: Seen
) -> scaling.State | None:
    """Take the step of a line, if the machine has it and the line says what it does."""
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
