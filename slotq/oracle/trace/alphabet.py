"""Each action of the queue: the machine's function for it, and what a line must say of its effect.

The rules are the machine's alone. Here stands only how a line names the action's parameters, and
how each of its other fields reads in the specification's terms, as a function of the states before
and after the step. The same functions judge a line that is there and write the lines that could
have been there instead.
"""

from collections.abc import Callable
from typing import NamedTuple

from slotq.formats import trace_lines
from slotq.machine import slot_queue_steps
from slotq.machine.kernel import Disabled
from slotq.machine.slot_queue_steps import State

Arguments = tuple[int, ...]
Value = int | bool


class Shown(NamedTuple):
    """A field whose value follows from the step.

    Attributes:
        field: The field's name.
        meaning: Its value in the terms of the specification.
        value: Its value, of the states before and after and the action's arguments.
    """

    field: str
    meaning: str
    value: Callable[[State, State, Arguments], Value]


class Step(NamedTuple):
    """An action of the queue.

    Attributes:
        action: The machine's function.
        parameters: What it is a function of, in addition to the state: p is a client, d a dequeuer,
            t a token, o the client on whose behalf p acts, itself unless the line names another
            one.
        named: Which fields of a line name them, in the same order.
        shown: What else a line says.
    """

    action: Callable[..., State | Disabled]
    parameters: str
    named: tuple[str, ...]
    shown: tuple[Shown, ...] = ()


def sleepers(state: State) -> int:
    """Count the dequeuers that sleep."""
    return sum(d.dequeuer == "asleep" for d in state.dequeuers)


def _hand(before: State, _: State, arguments: Arguments) -> int:
    return before.clients[arguments[0]].hand


def _item(before: State, _: State, arguments: Arguments) -> int:
    return before.dequeuers[arguments[0]].item


def _picked(_: State, after: State, arguments: Arguments) -> int:
    return after.dequeuers[arguments[0]].item


def _is_free(before: State, _: State, arguments: Arguments) -> bool:
    return not before.busy >> arguments[1] & 1


def _is_listed(before: State, _: State, arguments: Arguments) -> bool:
    return before.clients[arguments[0]].hand in before.slots


def _is_open(before: State, _: State, arguments: Arguments) -> bool:
    return not before.closed >> before.clients[arguments[0]].hand & 1


def _is_alive(before: State, _: State, arguments: Arguments) -> bool:
    return not before.dequeuers[arguments[0]].done


def _is_waiting(before: State, _: State, arguments: Arguments) -> bool:
    return before.dequeuers[arguments[0]].is_waiting


def _woken_by_canceller(before: State, after: State, arguments: Arguments) -> int:
    return sleepers(before) if _is_waiting(before, after, arguments) else 0


def acquire_cas(
    state: State, client: int, token: int, owner: int | None = None
) -> State | Disabled:
    """Try a token, perhaps one that another client knows and has handed over.

    Spec: AcquireCas, where that client's `known` is the knowledge of both.
    """
    acting = state.clients[client]
    if owner in {None, client} or acting.known >> token & 1 or acting.doing != "nothing":
        return slot_queue_steps.acquire_cas(state, client, token)
    if not state.clients[owner].known >> token & 1:
        return _UNKNOWN_TO_BOTH
    knowing = acting._replace(known=acting.known | 1 << token)
    clients = (*state.clients[:client], knowing, *state.clients[client + 1 :])
    return slot_queue_steps.acquire_cas(state._replace(clients=clients), client, token)


_UNKNOWN_TO_BOTH = Disabled("t \\in known[p] \\cup known[o]")
SLEEPERS = '{e \\in Dequeuers : dequeuer[e] = "asleep"}'
_WOKEN = f"Cardinality({SLEEPERS})"
_LENGTH = Shown("length", "Len(slots')", lambda _, after, __: len(after.slots))
_OFFERED = (Shown("token", "item[d]", _item),)
_PROCESS = ("process",)

STEPS: dict[type[trace_lines.Event], Step] = {
    trace_lines.QueueAppend: Step(
        slot_queue_steps.queue_append,
        "p",
        _PROCESS,
        (Shown("token", "nextId", lambda before, _, __: before.next_id), _LENGTH),
    ),
    trace_lines.QueueBroadcast: Step(
        slot_queue_steps.queue_broadcast,
        "p",
        _PROCESS,
        (Shown("woken", _WOKEN, lambda before, _, __: sleepers(before)),),
    ),
    trace_lines.AcquireCas: Step(
        acquire_cas,
        "pto",
        ("process", "token", "for_"),
        (Shown("ok", "(t \\notin busy)", _is_free),),
    ),
    trace_lines.AcquireRemove: Step(
        slot_queue_steps.acquire_remove,
        "p",
        _PROCESS,
        (
            Shown("token", "hand[p]", _hand),
            Shown("ok", "(hand[p] \\in Listed)", _is_listed),
            _LENGTH,
        ),
    ),
    trace_lines.AcquireClose: Step(
        slot_queue_steps.acquire_close,
        "p",
        _PROCESS,
        (Shown("token", "hand[p]", _hand), Shown("ok", "(hand[p] \\notin closed)", _is_open)),
    ),
    trace_lines.DequeuerStart: Step(slot_queue_steps.dequeuer_start, "pd", ("process", "dequeuer")),
    trace_lines.DequeuerWait: Step(slot_queue_steps.dequeuer_wait, "d", _PROCESS),
    trace_lines.DequeuerPeek: Step(
        slot_queue_steps.dequeuer_peek, "d", _PROCESS, (Shown("token", "Newest", _picked), _LENGTH)
    ),
    trace_lines.DequeuerExit: Step(slot_queue_steps.dequeuer_exit, "d", _PROCESS),
    trace_lines.DequeuerDeliver: Step(
        slot_queue_steps.dequeuer_deliver, "dp", ("process", "to"), _OFFERED
    ),
    trace_lines.DequeuerEjected: Step(slot_queue_steps.dequeuer_ejected, "d", _PROCESS, _OFFERED),
    trace_lines.DequeuerCancelled: Step(
        slot_queue_steps.dequeuer_cancelled, "d", _PROCESS, _OFFERED
    ),
    trace_lines.Cancel: Step(
        slot_queue_steps.cancel, "d", ("dequeuer",), (Shown("ok", "(d \\notin done)", _is_alive),)
    ),
    trace_lines.CancellerWake: Step(
        slot_queue_steps.canceller_wake,
        "d",
        _PROCESS,
        (
            Shown("waiting", "isWaiting[d]", _is_waiting),
            Shown("woken", f"IF isWaiting[d] THEN {_WOKEN} ELSE 0", _woken_by_canceller),
        ),
    ),
}

# What the runtime promises of a dequeuer and of its canceller, and what a client promises once it
# has begun a call: the parts of the specification's Fairness.
DEQUEUER_PROMISES: tuple[type[trace_lines.Event], ...] = tuple(
    kind
    for name in slot_queue_steps.OF_A_DEQUEUER
    for kind in STEPS
    if kind.__name__ == name and kind is not trace_lines.CancellerWake
)
CLIENT_PROMISES: tuple[type[trace_lines.Event], ...] = (
    trace_lines.QueueBroadcast,
    trace_lines.AcquireRemove,
    trace_lines.AcquireClose,
)
