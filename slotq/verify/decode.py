"""TLC's states as the machine's: where the specification has a function, the machine has records.

Every variable must be one that the machine has, and every domain the expected one: what was left
out could not differ. Equal parts of states are decoded once.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeVar

from slotq.errors import SlotqError
from slotq.formats.tla_values import Function, ModelValue, Value
from slotq.machine import callers, slot_queue_steps
from slotq.machine.callers import Bounds, Caller
from slotq.machine.slot_queue_steps import EVERYTHING, NO_CLIENT, NO_TOKEN, Client, Dequeuer

T = TypeVar("T")
Variables = dict[str, Value]

_CLIENT_VARIABLES = ("doing", "hand")
_DEQUEUER_VARIABLES = ("dequeuer", "isWaiting", "item", "owner", "done", "canceller")
_LIST_VARIABLES = ("slots", "nextId", "busy", "closed")
_QUEUE_VARIABLES = {*_LIST_VARIABLES, *_CLIENT_VARIABLES, *_DEQUEUER_VARIABLES}
_CALLER_VARIABLES = ("state", "token", "round")
NONE = ModelValue("None")


class DecodeError(SlotqError):
    """TLC's state is not of the shape that the machine has."""


def model_values(name: str, count: int) -> tuple[ModelValue, ...]:
    """The model values of one kind: container1, container2, …."""
    return tuple(ModelValue(f"{name}{number}") for number in range(1, count + 1))


def queue_decoder(clients: int, dequeuers: int) -> Callable[[Variables], slot_queue_steps.State]:
    """What turns a state of SlotQueueSteps, of client1, …, dequeuer1, …, into the machine's."""
    decode = _queue(model_values("client", clients), model_values("dequeuer", dequeuers))

    def decode_state(variables: Variables) -> slot_queue_steps.State:
        _require_variables(variables, {*_QUEUE_VARIABLES, "known"})
        return decode(variables)

    return decode_state


def callers_decoder(bounds: Bounds) -> Callable[[Variables], callers.State]:
    """What turns a state of Callers, of container1, …, consumer1, …, into the machine's."""
    containers = model_values("container", bounds.containers)
    consumers = model_values("consumer", bounds.consumers)
    clients = (*containers, *consumers)
    rounds = range(1, bounds.rounds + 1)
    queue = _queue(
        clients, tuple((consumer, round_) for consumer in consumers for round_ in rounds)
    )

    @cache
    def decode_callers(state: Value, token: Value, round_: Value) -> tuple[Caller, ...]:
        columns = zip(
            map(_text, _values(state, clients)),
            map(_token, _values(token, clients)),
            map(_integer, _values(round_, clients)),
            strict=True,
        )
        return tuple(map(Caller._make, columns))

    @cache
    def decode_evicted(evicted: Value) -> int:
        return _bits(containers.index, evicted)

    def decode(variables: Variables) -> callers.State:
        names = {*_QUEUE_VARIABLES, *_CALLER_VARIABLES, "evicted", "slotClosed", "failed"}
        _require_variables(variables, names)
        return callers.State(
            queue(variables),
            decode_callers(*[variables[name] for name in _CALLER_VARIABLES]),
            decode_evicted(variables["evicted"]),
            _tokens(variables["slotClosed"]),
            _tokens(variables["failed"]),
        )

    return decode


def _queue(
    clients: tuple[ModelValue, ...], dequeuers: Sequence[Value]
) -> Callable[[Variables], slot_queue_steps.State]:
    def owner(value: Value) -> int:
        return NO_CLIENT if value == NONE else _position(clients.index, value)

    @cache
    def decode_clients(known: "Value | None", doing: Value, hand: Value) -> tuple[Client, ...]:
        everything = [EVERYTHING] * len(clients)
        columns = zip(
            everything if known is None else map(_tokens, _values(known, clients)),
            map(_text, _values(doing, clients)),
            map(_token, _values(hand, clients)),
            strict=True,
        )
        return tuple(map(Client._make, columns))

    @cache
    def decode_dequeuers(*variables: Value) -> tuple[Dequeuer, ...]:
        stage, is_waiting, item, owners, done, canceller = variables
        is_done = _bits(dequeuers.index, done)
        columns = zip(
            map(_text, _values(stage, dequeuers)),
            map(_truth, _values(is_waiting, dequeuers)),
            map(_token, _values(item, dequeuers)),
            map(owner, _values(owners, dequeuers)),
            [bool(is_done >> number & 1) for number in range(len(dequeuers))],
            map(_text, _values(canceller, dequeuers)),
            strict=True,
        )
        return tuple(map(Dequeuer._make, columns))

    def decode(variables: Variables) -> slot_queue_steps.State:
        slots, next_id, busy, closed = [variables[name] for name in _LIST_VARIABLES]
        return slot_queue_steps.State(
            _sequence(slots),
            _integer(next_id),
            _tokens(busy),
            _tokens(closed),
            decode_clients(
                variables.get("known"), *[variables[name] for name in _CLIENT_VARIABLES]
            ),
            decode_dequeuers(*[variables[name] for name in _DEQUEUER_VARIABLES]),
        )

    return decode


def _require_variables(variables: Variables, names: set[str]) -> None:
    if variables.keys() != names:
        unknown = sorted(variables.keys() ^ names)
        message = f"the specification and the machine do not share the variables {unknown}"
        raise DecodeError(message)


def _wrong(value: Value, expected: str) -> DecodeError:
    return DecodeError(f"{value!r} is not {expected}")


def _values(function: Value, domain: Sequence[Value]) -> list[Value]:
    if not isinstance(function, Function) or set(function) != set(domain):
        raise _wrong(function, f"a function of {list(domain)}")
    return [function[argument] for argument in domain]


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise _wrong(value, "a string")
    return value


def _truth(value: Value) -> bool:
    if not isinstance(value, bool):
        raise _wrong(value, "a truth value")
    return value


def _integer(value: Value) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(value, "an integer")
    return value


def _token(value: Value) -> int:
    return NO_TOKEN if value == NONE else _integer(value)


@cache
def _sequence(value: Value) -> tuple[int, ...]:
    if not isinstance(value, tuple):
        raise _wrong(value, "a sequence")
    return tuple(map(_integer, value))


def _position(index: Callable[[Value], int], value: Value) -> int:
    try:
        return index(value)
    except ValueError:
        raise _wrong(value, "one of the processes") from None


def _bits(index: Callable[[Value], int], value: Value) -> int:
    if not isinstance(value, frozenset):
        raise _wrong(value, "a set")
    return sum(1 << _position(index, element) for element in value)


@cache
def _tokens(value: Value) -> int:
    return _bits(_integer, value)
