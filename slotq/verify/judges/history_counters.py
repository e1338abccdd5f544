"""The judge of counters' histories accepts exactly what the machine of Scaling can explain."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

from slotq.formats.history_lines import (
    DeleteQueue,
    GetStats,
    IsIdle,
    Line,
    UpdateContainer,
    UpdateRequest,
)
from slotq.machine import scaling
from slotq.oracle.history.all_orders_counters import Machine
from slotq.verify.claim import Evidence
from slotq.verify.judges.histories import Histories, Known, Scenario, count_agreeing
from slotq.verify.judges.history_queue import accepts

WRAPPED = scaling.UINT64 - 1
_KINDS: dict[str, type[UpdateRequest | UpdateContainer]] = {
    "request": UpdateRequest,
    "container": UpdateContainer,
}


def moves(process: str, tracker: str, *states: str) -> Iterator[Line]:
    """List the moves that a process may ask a tracker for, such as "request 1"."""
    kind, _, name = tracker.partition(" ")
    for state in states:
        yield _KINDS[kind]("invoke", process, object=name, state=state)  # type: ignore[arg-type]


def looks(process: str, *kinds: type[Line]) -> Iterator[Line]:
    """List the snapshots that a process may take."""
    for kind in kinds:
        yield kind("invoke", process)


def _both(tracker: str, *states: str) -> list[Line]:
    """Write that two processes have moved a tracker at once."""
    called = [
        line for who, state in zip("ab", states, strict=True) for line in moves(who, tracker, state)
    ]
    return [*called, *(type(call)("ok", call.process) for call in called)]


Counted = Mapping[str, Sequence[int]]
"""Counters by name, such as "request wait", and which values snapshots may show."""


def snapshots(counted: Counted) -> Callable[[Line], Sequence[Line]]:
    """Make what lists the returns of a call, right and wrong ones."""
    shown = [dict(zip(counted, values, strict=True)) for values in product(*counted.values())]
    # What needs no container without a request that waits is said wrongly only once.
    lied = [counts for counts in shown if counts.get("request wait")] or shown[:1]

    def of_call(call: Line) -> Sequence[Line]:
        kind, process = type(call), call.process
        failed, unknown = kind("fail", process), kind("info", process)
        if isinstance(call, GetStats):
            seen = [_stats(process, counts, needed=_is_needed(counts)) for counts in shown]
            wrong = [_stats(process, counts, needed=not _is_needed(counts)) for counts in lied]
            never = GetStats("ok", process, request={"none": 1}, container={}, needed=False)
            return [*seen, *wrong, never, failed, unknown]
        if isinstance(call, IsIdle):
            idle = [IsIdle("ok", process, idle=idle) for idle in (True, False)]
            return [*idle, failed, unknown]
        if isinstance(call, DeleteQueue):
            deleted = [DeleteQueue("ok", process, deleted=deleted) for deleted in (True, False)]
            return [*deleted, failed, unknown]
        return [kind("ok", process), failed, unknown]

    return of_call


def _is_needed(counts: Mapping[str, int]) -> bool:
    sides = [
        scaling.Counted((), tuple(counts.get(f"{kind} {state}", 0) for state in states[1:]))
        for kind, states in zip(_KINDS, scaling.STATES, strict=True)
    ]
    state = scaling.State((sides[0], sides[1]), (), signalled=False)
    return scaling.is_new_container_needed(state, scaling.Bounds(1, 1, 1))


def _stats(process: str, counts: Mapping[str, int], *, needed: bool) -> Line:
    sides: dict[str, dict[str, int]] = {"request": {}, "container": {}}
    for name, count in counts.items():
        kind, _, state = name.partition(" ")
        sides[kind][state] = count
    return GetStats(
        "ok",
        process,
        request=sides["request"],  # type: ignore[arg-type]
        container=sides["container"],  # type: ignore[arg-type]
        needed=needed,
    )


SCENARIOS: Mapping[str, tuple[Scenario, Counted]] = {
    "one request": (
        Scenario(
            "a counter that is changed twice or not at all; a wrong is_idle",
            [
                *moves("a", "request 1", "wait", "exec", "done"),
                *looks("b", GetStats, DeleteQueue),
            ],
            lines=5,
        ),
        {"request wait": (0, 1), "request exec": (0, 1), "request done": (0, 1)},
    ),
    "two at once": (
        Scenario(
            "two concurrent moves of one tracker, and a counter that wraps at an exit",
            [
                *moves("a", "container 1", "busy", "idle"),
                *moves("b", "container 1", "start"),
                *looks("c", GetStats),
            ],
            lines=6,
        ),
        {
            "container start": (0, 1, WRAPPED),
            "container idle": (0, 1),
            "container busy": (0, 1),
        },
    ),
    "after two at once": (
        Scenario(
            "a tracker whose place is taken for known though two moves may have come last",
            [*moves("a", "container 1", "busy", "idle"), *looks("c", GetStats)],
            lines=4,
            first=_both("container 1", "busy", "idle"),
        ),
        {"container idle": (0, 1, 2, WRAPPED), "container busy": (0, 1, 2, WRAPPED)},
    ),
    "needed": (
        Scenario(
            "a wrong decision from a snapshot",
            [
                *moves("a", "request 1", "wait"),
                *moves("b", "container 1", "wait", "idle"),
                *looks("c", GetStats),
            ],
            lines=5,
        ),
        {"request wait": (0, 1), "container wait": (0, 1), "container idle": (0, 1)},
    ),
    "two snapshots": (
        Scenario(
            "two concurrent snapshots that see moves in different orders",
            [
                *moves("a", "request 1", "wait"),
                *moves("b", "container 1", "start"),
                *looks("c", GetStats),
                *looks("d", IsIdle),
            ],
            lines=6,
        ),
        {"request wait": (0, 1), "container start": (0, 1)},
    ),
    "unknown moves": (
        Scenario(
            "a move of unknown outcome that takes effect late, or in one counter only",
            [*moves("a", "request 1", "wait", "exec"), *looks("b", GetStats, IsIdle)],
            lines=5,
            unknown=1,
        ),
        {"request wait": (0, 1, WRAPPED), "request exec": (0, 1)},
    ),
}
"""What is judged, all of it, up to a number of lines."""


def check_history_counters(
    scenarios: Mapping[str, tuple[Scenario, Counted]] = SCENARIOS,
) -> Evidence:
    """Judge all histories of some scenarios, and search the machine for an order of their steps.

    Args:
        scenarios: Which histories, and what their snapshots may show.

    Raises:
        ClaimRefutedError: The judge says something else than the machine.
    """
    sets = histories = 0
    for scenario, counted in scenarios.values():
        machine = _machine_of(scenario)
        known = Known(machine.init, machine.steps, machine.apply)
        histories += count_agreeing(Histories(scenario, known, snapshots(counted)), accepts)
        sets += len(known)
    return Evidence(sets, histories)


def _machine_of(scenario: Scenario) -> Machine:
    requests, containers = (
        dict.fromkeys(getattr(line, "object", "") for line in scenario.calls if type(line) is kind)
        for kind in _KINDS.values()
    )
    unknown = scenario.unknown * len(scenario.processes)
    return Machine(scenario.processes, requests, containers, unknown)
