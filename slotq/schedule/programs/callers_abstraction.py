"""What a state of the code is in the specification: the abstraction function.

It says where each process stands, by the functions that it is in, and puts what it reads into the
variables of Callers.tla. It adds nothing and guesses nothing: a state that it does not recognise
is an error.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from slotq.machine import slot_queue_steps
from slotq.machine.callers import Bounds, Caller, State
from slotq.machine.slot_queue_steps import EVERYTHING, NO_TOKEN, Client, Dequeuer
from slotq.schedule.reading.frames import Frame, RawState
from slotq.schedule.walk.execution import UnknownStateError
from slotq.stats import UINT64_MODULUS

T = TypeVar("T")


class _Stand(NamedTuple):
    """What it means that a client stands in certain functions.

    Attributes:
        state: Where it stands in Callers.
        doing: What the queue is doing for it.
        token: The function and the variable that has its token, or what belongs to its token.
    """

    state: str
    doing: str = "nothing"
    token: tuple[str, str] | None = None


_ACQUIRED = ("acquire_slot", "token")
_CONTAINER = {
    "run _starts select": _Stand("ready"),
    "run queue_slot __enter__": _Stand("ready"),
    "run queue_slot broadcast": _Stand("waiting", "broadcast", ("queue_slot", "token")),
    "run _fail queue_slot broadcast": _Stand("gone", "broadcast"),
    "run _wait select": _Stand("waiting", token=("run", "token")),
    "run acquire_slot compare_and_swap": _Stand("woken", token=_ACQUIRED),
    "run acquire_slot __enter__": _Stand("ejected", "remove", _ACQUIRED),
    "run acquire_slot close close_once": _Stand("ejected", "close", ("close_once", "self")),
    "run close close_once": _Stand("ejected", token=("close_once", "self")),
    "run acquire_slot _remove_late __enter__": _Stand("ejected", token=_ACQUIRED),  # if broken
    "run select": _Stand("busy", token=("select", "arms")),
    "": _Stand("gone"),
}
_CONSUMER = {
    "run _win start_dequeuer spawn": _Stand("ready"),
    "run _win select": _Stand("waiting"),
    "run _win acquire_slot compare_and_swap": _Stand("acquiring", token=_ACQUIRED),
    "run _win acquire_slot __enter__": _Stand("won", "remove", _ACQUIRED),
    "run _win acquire_slot close close_once": _Stand("won", "close", ("close_once", "self")),
    "run _win acquire_slot _remove_late __enter__": _Stand("won", token=_ACQUIRED),  # if broken
    "run _win close close_once": _Stand("won", token=("close_once", "self")),
    "run _win cancel close_once": _Stand("won", token=("_win", "token")),  # if it has one
    "run close close_once": _Stand("holding", token=("close_once", "self")),
    "": _Stand("gone"),
}
_DEQUEUER = {
    "<lambda> _offer _peek __enter__": "lock",
    "<lambda> _offer _peek wait __enter__": "lock",  # unless it is among the sleepers
    "<lambda> _offer select": "offering",
    "": "ended",
}
_CANCELLER = {"<lambda> _wake select": "waiting", "": "ended"}

# Variables that the specification keeps where the code does not need them any more.
KEPT = frozenset({"round_"})


def abstract(bounds: Bounds, raw: RawState) -> State:
    """Map a state of the code to the state of the specification that it is.

    Args:
        bounds: How large the system is.
        raw: The state as read.

    Raises:
        UnknownStateError: The specification has no such state.
    """
    clients = [_client(bounds, raw, number) for number in range(bounds.clients)]
    dequeuers = [
        read_dequeuer(raw, bounds.context(number), bounds.containers + number // bounds.rounds)
        for number in range(bounds.dequeuers)
    ]
    return State(
        read_queue(raw, [client for client, _ in clients], dequeuers),
        tuple(caller for _, caller in clients),
        sum(1 << n for n in range(bounds.containers) if raw.signals[f"{bounds.name(n)}.evict"]),
        _tokens(raw.signals, "slot.closed"),
        sum(1 << token_number(name.removesuffix(".slot")) for name in _failed(raw)),
    )


def _failed(raw: RawState) -> list[str]:
    # The slots of tokens that carry an error.
    slots = {name: fields for name, fields in raw.objects.items() if name.endswith(".slot")}
    return [name for name, fields in slots.items() if fields["reason"] is not None]


def read_queue(
    raw: RawState, clients: Iterable[Client], dequeuers: Iterable[Dequeuer], first_id: int = 0
) -> slot_queue_steps.State:
    """Map the queue, given what is known of its clients and dequeuers, and the first token's id.

    Raises:
        UnknownStateError: It stands in the middle of a step.
    """
    holders = [name for name in raw.holders.values() if name]
    if holders:
        message = f"{', '.join(holders)} is inside a lock region"
        raise UnknownStateError(message)
    queue = raw.objects["queue"]
    if not 0 <= queue["_next_id"] < UINT64_MODULUS:
        message = f"{queue['_next_id']} is not an unsigned 64-bit integer"
        raise UnknownStateError(message)
    return slot_queue_steps.State(
        tuple(map(token_number, queue["_slots"][1:])),
        (queue["_next_id"] - first_id) % UINT64_MODULUS,
        _tokens(raw.flags, "is_busy"),
        _tokens(raw.signals, "trigger"),
        tuple(clients),
        tuple(dequeuers),
    )


def _tokens(bits: dict[str, bool], what: str) -> int:
    """Find the set of tokens of which a bit is set."""
    owners = (name.partition(".") for name, is_set in bits.items() if is_set)
    return sum(1 << token_number(owner) for owner, _, part in owners if part == what)


def token_number(name: Any) -> int:  # noqa: ANN401  # whatever is found where a token should be
    """Read a token's number from its name.

    Raises:
        UnknownStateError: It is no token's.
    """
    number = str(name).removeprefix("token ")
    if number == name or not number.isdecimal():
        message = f"{name} is not a token that was queued"
        raise UnknownStateError(message)
    return int(number)


@cache
def _place(*functions: str) -> str:
    names = [function.rpartition(".")[2] for function in reversed(functions)]
    # A method that calls the same one of another class is as good as that one.
    return " ".join(name for name, _ in groupby(names))


def stand(stands: Mapping[str, T], process: str, frames: tuple[Frame, ...]) -> T:
    """Look up where a process stands.

    Raises:
        UnknownStateError: The specification knows no process that stands there.
    """
    place = _place(*[frame.function for frame in frames])
    if place not in stands:
        message = (
            f"{process} is in {place or 'no function'}, which has no counterpart in the "
            "specification"
        )
        raise UnknownStateError(message)
    return stands[place]


def variable(frames: tuple[Frame, ...], function: str, variable: str) -> Any:  # noqa: ANN401  # whatever it holds
    """Find the value of a function's variable.

    Raises:
        UnknownStateError: The function has no such variable any more.
    """
    for frame in frames:
        if frame.function.rpartition(".")[2] == function and variable in frame.locals:
            return frame.locals[variable]
    message = f"{function} has no variable {variable}"
    raise UnknownStateError(message)


def _client(bounds: Bounds, raw: RawState, number: int) -> tuple[Client, Caller]:
    process = bounds.name(number)
    frames = raw.processes[process]
    stands = _CONTAINER if number < bounds.containers else _CONSUMER
    state, doing, where = stand(stands, process, frames)
    token = NO_TOKEN
    if where is not None:
        value = variable(frames, *where)
        if value is None:
            return Client(EVERYTHING), Caller(
                "failing", NO_TOKEN, variable(frames, "run", "round_")
            )
        if where == ("select", "arms"):
            value = value[1][2]  # the signal of its only arm
        token = token_number(str(value).partition(".")[0])
    hand = token if doing in {"remove", "close"} else NO_TOKEN
    round_ = 0 if state == "gone" else variable(frames, "run", "round_")
    return Client(EVERYTHING, doing, hand), Caller(state, token, round_)


def read_dequeuer(raw: RawState, context: str, owner: int) -> Dequeuer:
    """Map a dequeuer, by the name of its context and the number of the client that starts it.

    Raises:
        UnknownStateError: The specification has no such dequeuer.
    """
    done = raw.signals[f"context {context}.done"]
    process = f"dequeuer-{context}"
    if process not in raw.processes:
        return Dequeuer(done=done)
    frames = raw.processes[process]
    stage = stand(_DEQUEUER, process, frames)
    item = NO_TOKEN
    if stage == "offering":
        item = token_number(variable(frames, "select", "arms")[1][3])  # what the first arm sends
    if process in raw.sleepers["queue._condition"]:
        stage = "asleep"
    is_waiting = raw.objects[f"dequeuer {context}"]["is_waiting"] == "true"
    canceller = f"canceller-{context}"
    return Dequeuer(
        stage,
        is_waiting,
        item,
        owner,
        done,
        stand(_CANCELLER, canceller, raw.processes[canceller]),
    )
