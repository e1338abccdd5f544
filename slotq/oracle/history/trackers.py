"""What a tracker's move does to the counters, as Scaling has it: at most an enter, then an exit."""

from collections.abc import Mapping
from typing import Literal

from slotq.oracle.formats import ContainerState, RequestState
from slotq.scaling import is_new_container_needed
from slotq.stats import ContainerCounts, RequestCounts, SlotQueueStats

Kind = Literal["request", "container"]
Counts = tuple[int, ...]
MODULUS = 2**64

REQUEST = RequestCounts._fields
CONTAINER = ContainerCounts._fields
_BACK = {("paused", "idle"), ("busy", "idle"), ("busy", "paused")}
# The counters, those of requests first. None of them counts the state "none".
_COUNTED: tuple[tuple[Kind, str], ...] = (
    *(("request", state) for state in REQUEST[1:]),
    *(("container", state) for state in CONTAINER[1:]),
)
PLACES = {name: place for place, name in enumerate(_COUNTED)}
ZERO: Counts = (0,) * len(PLACES)
ACTIVE = tuple(place for (_, state), place in PLACES.items() if state != "done")


def may_move(kind: Kind, old: str, new: str) -> bool:
    """Whether a tracker moves when it is asked to; otherwise it ignores that.

    Spec: RequestMayMove, ContainerMayMove.
    """
    ranks = REQUEST if kind == "request" else CONTAINER
    return ranks.index(old) < ranks.index(new) or (old, new) in _BACK


def changes(kind: Kind, old: str, new: str) -> tuple[tuple[int, int], ...]:
    """List what a move does to the counters, in order, as places and differences."""
    if not may_move(kind, old, new):
        return ()
    entered = (PLACES[kind, new], 1)
    return (entered,) if old == "none" else (entered, (PLACES[kind, old], -1))


def changed(counts: Counts, change: tuple[int, int]) -> Counts:
    """Change one counter; it wraps."""
    place, difference = change
    return (*counts[:place], (counts[place] + difference) % MODULUS, *counts[place + 1 :])


def is_idle(counts: Counts) -> bool:
    """Whether nothing waits, runs or starts."""
    return not any(counts[place] for place in ACTIVE)


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
    requests = len(REQUEST) - 1
    stats = SlotQueueStats(
        RequestCounts(0, *counts[:requests]), ContainerCounts(0, *counts[requests:])
    )
    return is_new_container_needed(stats)
