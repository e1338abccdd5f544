"""The executable twin of spec/Scaling.tla: trackers, counters, and what is concluded from them.

What holds of requests holds of containers, but for the states and the moves between them, so one
function does the work of two actions. Counters are tuples in the order of the states, without
`none`, which has no counter.
"""

from slotq.machine.kernel.system import OWN, Disabled
from slotq.machine.scaling.bounds import Bounds
from slotq.machine.scaling.state import (
    CONTAINER,
    CONTAINER_STATES,
    NOTHING,
    REQUEST,
    REQUEST_STATES,
    STATES,
    Counted,
    Move,
    State,
)

_BACKWARD = frozenset({("paused", "idle"), ("busy", "idle"), ("busy", "paused")})
# For each kind the moves that a tracker makes; it ignores all others.
_MOVES = (
    frozenset((a, b) for i, a in enumerate(REQUEST_STATES) for b in REQUEST_STATES[i + 1 :]),
    _BACKWARD | {(a, b) for i, a in enumerate(CONTAINER_STATES) for b in CONTAINER_STATES[i + 1 :]},
)
_PLACES = tuple({state: place - 1 for place, state in enumerate(states)} for states in STATES)


def _put(state: State, kind: int, side: Counted, mover: int, move: Move) -> State:
    sides = (side, state.sides[1]) if kind == REQUEST else (state.sides[0], side)
    moving = (*state.moving[:mover], move, *state.moving[mover + 1 :])
    return State(sides, moving, state.signalled)


_NOT_READY = Disabled("moving[p] = Nothing", OWN)
_RACING = (Disabled("MayBegin(r)"), Disabled("MayBegin(c)"))


def _may_race(bounds: Bounds, move: Move) -> bool:
    return bounds.races == "always" or (bounds.races == "onceCounted" and move.source != "none")


def _move(
    state: State, bounds: Bounds, mover: int, of: tuple[int, int], target: str
) -> State | Disabled:
    kind, number = of
    if state.moving[mover] != NOTHING:
        return _NOT_READY
    if any(move.of == of and not _may_race(bounds, move) for move in state.moving):
        return _RACING[kind]
    states, counts = state.sides[kind]
    source = states[number]
    if (source, target) not in _MOVES[kind]:
        return state
    moved = Counted((*states[:number], target, *states[number + 1 :]), counts)
    return _put(state, kind, moved, mover, Move("enter", of, source, target))


def request_move(
    state: State, bounds: Bounds, mover: int, request: int, target: str
) -> State | Disabled:
    """Ask a request's tracker to move, under its lock; it ignores what is not allowed.

    Spec: RequestMove.
    """
    return _move(state, bounds, mover, (REQUEST, request), target)


def container_move(
    state: State, bounds: Bounds, mover: int, container: int, target: str
) -> State | Disabled:
    """Ask a container's tracker to move, under its lock; it ignores what is not allowed.

    Spec: ContainerMove.
    """
    return _move(state, bounds, mover, (CONTAINER, container), target)


_OTHER_KIND = (
    Disabled("moving[p].of \\in Requests", OWN),
    Disabled("moving[p].of \\in Containers", OWN),
)
_NOT_ENTERING = Disabled('moving[p].step = "enter"', OWN)
_NOT_EXITING = Disabled('moving[p].step = "exit"', OWN)


def _add(side: Counted, kind: int, state: str, number: int, modulus: int) -> Counted:
    place = _PLACES[kind][state]
    counts = side.counts
    count = (counts[place] + number) % modulus
    return Counted(side.states, (*counts[:place], count, *counts[place + 1 :]))


def _enter(state: State, bounds: Bounds, mover: int, kind: int) -> State | Disabled:
    move = state.moving[mover]
    if move.of[0] != kind:
        return _OTHER_KIND[kind]
    if move.step != "enter":
        return _NOT_ENTERING
    side = _add(state.sides[kind], kind, move.target, 1, bounds.modulus)
    # What leaves none has no counter to exit.
    rest = NOTHING if move.source == "none" else move._replace(step="exit")
    return _put(state, kind, side, mover, rest)


def request_enter(state: State, bounds: Bounds, mover: int) -> State | Disabled:
    """Count the request in its new state, under the lock of the counters.

    Spec: RequestEnter.
    """
    return _enter(state, bounds, mover, REQUEST)


def container_enter(state: State, bounds: Bounds, mover: int) -> State | Disabled:
    """Count the container in its new state, under the lock of the counters.

    Spec: ContainerEnter.
    """
    return _enter(state, bounds, mover, CONTAINER)


def _exit(state: State, bounds: Bounds, mover: int, kind: int) -> State | Disabled:
    move = state.moving[mover]
    if move.of[0] != kind:
        return _OTHER_KIND[kind]
    if move.step != "exit":
        return _NOT_EXITING
    side = _add(state.sides[kind], kind, move.source, -1, bounds.modulus)
    return _put(state, kind, side, mover, NOTHING)


def request_exit(state: State, bounds: Bounds, mover: int) -> State | Disabled:
    """Count the request in its old state no longer, under the lock of the counters.

    Spec: RequestExit.
    """
    return _exit(state, bounds, mover, REQUEST)


def container_exit(state: State, bounds: Bounds, mover: int) -> State | Disabled:
    """Count the container in its old state no longer, under the lock of the counters.

    Spec: ContainerExit.
    """
    return _exit(state, bounds, mover, CONTAINER)


def launch_check(state: State, bounds: Bounds, mover: int) -> State | Disabled:
    """Take a snapshot of the counters, under their lock.

    Spec: LaunchCheck.
    """
    del bounds
    return state if state.moving[mover] == NOTHING else _NOT_READY


def signal_send(state: State, bounds: Bounds, mover: int) -> State | Disabled:
    """Send a message, or drop it if there is one.

    Spec: SignalSend.
    """
    del bounds
    return state._replace(signalled=True) if state.moving[mover] == NOTHING else _NOT_READY


_NO_SIGNAL = Disabled("signalled")


def signal_receive(state: State, bounds: Bounds, mover: int) -> State | Disabled:
    """Receive the message.

    Spec: SignalReceive.
    """
    del bounds
    if state.moving[mover] != NOTHING:
        return _NOT_READY
    return state._replace(signalled=False) if state.signalled else _NO_SIGNAL


def is_idle(state: State) -> bool:
    """Whether a snapshot says that nobody waits, runs or starts.

    Spec: IsIdle.
    """
    return not any(count for side in state.sides for count in side.counts[:-1])


def is_new_container_needed(state: State, bounds: Bounds) -> bool:
    """Whether a snapshot says that more requests wait than containers are here or to come.

    Spec: IsNewContainerNeeded.
    """
    requests, containers = state.sides
    wait, start, idle, paused, _, _ = containers.counts
    here = (idle + paused) % bounds.modulus
    coming = (start + wait) % bounds.modulus
    queued = requests.counts[0]
    return here < queued and coming < queued - here
