"""A state of the counting's machine as the specification's variables, to compare it with TLC's."""

from functools import cache

from slotq.formats.tla_values import Function, ModelValue, Value, function
from slotq.machine import scaling, scaling_callers
from slotq.machine.scaling import CONTAINER_STATES, NOTHING, REQUEST_STATES

NONE = ModelValue("None")
_KINDS = ("request", "container")


def scaling_record(state: scaling.State) -> Function:
    """A state of Scaling, whose movers are the pairs of "mover" and a number."""
    movers = [("mover", number + 1) for number in range(len(state.moving))]
    return Function(_counting(state, movers))


def scaling_callers_record(
    state: scaling_callers.State, bounds: scaling_callers.Bounds
) -> Function:
    """A state of ScalingCallers."""
    requests = _names("request", bounds.requests)
    containers = _names("container", bounds.containers)
    callers = [*requests, *containers, ("launcher", 0)]
    reapers = [("reaper", container + 1) for container, _ in bounds.reapers]
    hand = [NONE if c == scaling_callers.NO_CONTAINER else containers[c] for c in state.hand]
    return Function(
        {
            **_counting(state.counting, [*callers, *reapers]),
            "at": Function(dict(zip(callers, state.at, strict=True))),
            "slot": Function(dict(zip(containers, state.slot, strict=True))),
            "hand": Function(dict(zip(requests, hand, strict=True))),
        }
    )


def _names(kind: str, count: int) -> list[tuple[str, int]]:
    return [(kind, number + 1) for number in range(count)]


def _counting(state: scaling.State, movers: list[tuple[str, int]]) -> dict[str, Value]:
    requests, containers = state.sides
    return {
        "requestState": _of_each("request", requests.states),
        "containerState": _of_each("container", containers.states),
        "requestCount": _counts(REQUEST_STATES, requests.counts),
        "containerCount": _counts(CONTAINER_STATES, containers.counts),
        "moving": Function(dict(zip(movers, map(_move, state.moving), strict=True))),
        "signalled": state.signalled,
    }


@cache
def _counts(states: tuple[str, ...], counts: tuple[int, ...]) -> Function:
    return Function(dict(zip(states[1:], counts, strict=True)))


@cache
def _of_each(kind: str, states: tuple[str, ...]) -> Value:
    return function(dict(zip(_names(kind, len(states)), states, strict=True)))


@cache
def _move(move: scaling.Move) -> Function:
    kind, number = move.of
    return Function(
        {
            "step": move.step,
            "of": NONE if move == NOTHING else (_KINDS[kind], number + 1),
            "from": move.source,
            "to": move.target,
        }
    )
