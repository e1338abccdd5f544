"""Random small histories of moves and snapshots: runs of the machine, and what damage leaves."""

# ruff: noqa: PLR2004, S311
# How likely something is, is said where it happens; nothing here is secret.

import random
from collections.abc import Sequence

from msgspec.structs import replace

from slotq.formats.history_lines import (
    DeleteQueue,
    GetStats,
    IsIdle,
    Line,
    UpdateContainer,
    UpdateRequest,
)
from slotq.machine import scaling
from slotq.machine.scaling import CONTAINER_STATES, REQUEST_STATES
from slotq.oracle.history.all_orders_counters import Call, Machine

PROCESSES = ("a", "b", "c", "d")
OBJECTS = ("1", "2")


def random_counting(seed: int) -> list[Line]:
    """Make a small history of counters that is always the same for a seed; many are illegal."""
    chance = random.Random(seed)
    lines = _run(chance, chance.randrange(4, 16))
    return lines if chance.random() < 0.4 else _damaged(chance, lines)


def _run(chance: random.Random, calls: int) -> list[Line]:
    unknown = chance.choice((0, 0, 0, 2))
    machine = Machine(PROCESSES, OBJECTS, OBJECTS, unknown)
    state, lines = machine.init, list[Line]()
    haste = chance.choice((0.3, 0.6, 0.8))
    own = chance.random() < 0.6  # whether each tracker has one process that moves it
    for _ in range(calls * 30):
        if chance.random() < haste:
            state = chance.choice([state, *machine.steps(state)])
            continue
        place = chance.randrange(len(PROCESSES))
        opened = state.calls[place]
        if opened is None:
            if sum(line.type == "invoke" for line in lines) == calls:
                break
            line = _call(chance, place, own=own)
        else:
            line = _return(chance, opened, unknown)
        after = machine.apply(state, line)
        if after is not None:
            state = after
            unknown -= line.type == "info"
            lines.append(line)
    return lines


def _call(chance: random.Random, place: int, *, own: bool) -> Line:
    kind = chance.choices(
        (UpdateRequest, UpdateContainer, GetStats, IsIdle, DeleteQueue), (4, 4, 5, 1, 0.5)
    )[0]
    process = PROCESSES[place]
    name = OBJECTS[place // 2] if own else chance.choice(OBJECTS)
    if own and kind in {UpdateRequest, UpdateContainer}:
        kind = (UpdateRequest, UpdateContainer)[place % 2]
    if kind is UpdateRequest:
        return UpdateRequest("invoke", process, object=name, state=chance.choice(REQUEST_STATES))  # type: ignore[arg-type]
    if kind is UpdateContainer:
        state = chance.choice(CONTAINER_STATES)
        return UpdateContainer("invoke", process, object=name, state=state)  # type: ignore[arg-type]
    return kind("invoke", process)


def _return(chance: random.Random, opened: Call, unknown: int) -> Line:
    call, seen = opened.line, opened.seen
    kind = chance.choices(("ok", "fail", "info"), (20, 1, 2 * bool(unknown)))[0]
    line: Line = replace(call, type=kind)
    if kind != "ok" or seen is None:
        return line
    if isinstance(line, GetStats):
        requests, containers = (
            dict(zip(states, (0, *side.counts), strict=True))
            for states, side in zip((REQUEST_STATES, CONTAINER_STATES), seen.sides, strict=True)
        )
        needed = scaling.is_new_container_needed(seen, scaling.Bounds(2, 2, 1))
        return replace(line, request=requests, container=containers, needed=needed)
    if isinstance(line, IsIdle):
        return replace(line, idle=scaling.is_idle(seen))
    return replace(line, deleted=scaling.is_idle(seen)) if isinstance(line, DeleteQueue) else line


def _damaged(chance: random.Random, lines: Sequence[Line]) -> list[Line]:
    changed = list(lines)
    for _ in range(chance.choice((1, 1, 2))):
        place = chance.randrange(len(changed))
        line = changed[place]
        if isinstance(line, GetStats) and line.container is not None:
            state = chance.choice(CONTAINER_STATES)
            count = (line.container.get(state, 0) + chance.choice((-1, 1))) % scaling.UINT64  # type: ignore[call-overload]
            changed[place] = replace(line, container={**line.container, state: count})
        elif isinstance(line, IsIdle) and line.idle is not None:
            changed[place] = replace(line, idle=not line.idle)
        elif place and changed[place - 1].process != line.process:
            changed[place - 1 : place + 1] = line, changed[place - 1]
    return changed
