"""What a tracker's move does to the counters: at most an enter, then an exit.

All of it is asked of the machine of Scaling, once for each move, and kept.
"""

from collections.abc import Mapping
from functools import cache
from typing import Literal

from slotq.formats.trace_lines import ContainerState, RequestState
from slotq.machine import scaling
from slotq.machine.kernel import Disabled
from slotq.machine.scaling import NOTHING, REQUEST_STATES

Kind = Literal["request", "container"]
Counts = tuple[int, ...]
Changes = tuple[tuple[int, int], ...]
MODULUS = scaling.UINT64

_BOUNDS = scaling.Bounds(1, 1, 1)
_KINDS: tuple[Kind, ...] = ("request", "container")
# The counters, those of requests first. None of them counts the state "none".
_COUNTED: tuple[tuple[Kind, str], ...] = tuple(
    (kind, state)
    for kind, states in zip(_KINDS, scaling.STATES, strict=True)
    for state in states[1:]
)
PLACES = {name: place for place, name in enumerate(_COUNTED)}
ZERO: Counts = (0,) * len(PLACES)
ACTIVE = tuple(place for (_, state), place in PLACES.items() if state != "done")
_REQUESTS = len(REQUEST_STATES) - 1


def _counts(state: scaling.State) -> Counts:
    requests, containers = state.sides
    return (*requests.counts, *containers.counts)


@cache
def _of_a_move(number: int, old: str, new: str) -> Changes:
    # What the machine does to the counters by a move, in order, as places and differences.
    sides = list(scaling.init(_BOUNDS).sides)
    sides[number] = sides[number]._replace(states=(old,))
    state = scaling.init(_BOUNDS)._replace(sides=(sides[0], sides[1]))
    move, enter, leave = (
        (scaling.request_move, scaling.request_enter, scaling.request_exit),
        (scaling.container_move, scaling.container_enter, scaling.container_exit),
    )[number]
    reached = move(state, _BOUNDS, 0, 0, new)
    found = []
    for step in (enter, leave):
        if isinstance(reached, Disabled) or reached.moving[0] == NOTHING:
            break
        before, reached = _counts(reached), step(reached, _BOUNDS, 0)
        if not isinstance(reached, Disabled):
            after = _counts(reached)
            found += [
                (place, 1 if count == (was + 1) % MODULUS else -1)
                for place, (was, count) in enumerate(zip(before, after, strict=True))
                if was != count
            ]
    return tuple(found)


def changes(kind: Kind, old: str, new: str) -> Changes:
    """List what a move does to the counters, in order, as places and differences."""
    return _of_a_move(_KINDS.index(kind), old, new)


def may_move(kind: Kind, old: str, new: str) -> bool:
    """Whether a tracker moves when it is asked to; otherwise it ignores that.

    Spec: RequestMayMove, ContainerMayMove.
    """
    return bool(changes(kind, old, new))


def changed(counts: Counts, change: tuple[int, int]) -> Counts:
    """Change one counter; it wraps."""
    place, difference = change
    return (*counts[:place], (counts[place] + difference) % MODULUS, *counts[place + 1 :])


def _as_state(counts: Counts) -> scaling.State:
    sides = (
        scaling.Counted((), counts[:_REQUESTS]),
        scaling.Counted((), counts[_REQUESTS:]),
    )
    return scaling.State(sides, (), signalled=False)


def is_idle(counts: Counts) -> bool:
    """Whether nothing waits, runs or starts."""
    return scaling.is_idle(_as_state(counts))


def counts_of(
    request: Mapping[RequestState, int], container: Mapping[ContainerState, int]
) -> Counts | None:
    """Turn a snapshot into counters, or None if it counts what is never counted."""
    if request.get("none") or container.get("none"):
        return None
    said: dict[tuple[str, str], int] = {("request", s): count for s, count in request.items()}
    said |= {("container", s): count for s, count in container.items()}
    return tuple(said.get(name, 0) for name in PLACES)


def is_needed(counts: Counts) -> bool:
    """Whether a snapshot says that another container is needed."""
    return scaling.is_new_container_needed(_as_state(counts), _BOUNDS)
