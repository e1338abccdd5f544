"""A state as the variables of spec/Scaling.tla, as TLC has them."""

from collections.abc import Sequence
from functools import cache

from slotq.formats.tla_values import Function, Value, function
from slotq.machine.kernel.records import NONE, each
from slotq.machine.scaling.bounds import Bounds
from slotq.machine.scaling.state import CONTAINER_STATES, NOTHING, REQUEST_STATES, Move, State

_KINDS = ("request", "container")


def record(state: State, bounds: Bounds) -> Function:
    """Write a state whose movers are the pairs of "mover" and a number."""
    return Function(counting_variables(state, numbered("mover", bounds.movers)))


def numbered(kind: str, count: int) -> tuple[tuple[str, int], ...]:
    """Name the processes of one kind: pairs of the kind and a number from 1."""
    return tuple((kind, number + 1) for number in range(count))


def counting_variables(state: State, movers: Sequence[Value]) -> dict[str, Value]:
    """Write the variables that do not depend on the movers."""
    requests, containers = state.sides
    return {
        "requestState": _of_each("request", requests.states),
        "containerState": _of_each("container", containers.states),
        "requestCount": _counts(REQUEST_STATES, requests.counts),
        "containerCount": _counts(CONTAINER_STATES, containers.counts),
        "moving": each(movers, map(_move, state.moving)),
        "signalled": state.signalled,
    }


@cache
def _counts(states: tuple[str, ...], counts: tuple[int, ...]) -> Function:
    return Function(dict(zip(states[1:], counts, strict=True)))


@cache
def _of_each(kind: str, states: tuple[str, ...]) -> Value:
    return function(dict(zip(numbered(kind, len(states)), states, strict=True)))


@cache
def _move(move: Move) -> Function:
    kind, number = move.of
    return Function(
        {
            "step": move.step,
            "of": NONE if move == NOTHING else (_KINDS[kind], number + 1),
            "from": move.source,
            "to": move.target,
        }
    )
