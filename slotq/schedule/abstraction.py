"""What a state of the code is in the specification: the abstraction function.

It says where each process stands, by the functions that it is in, and puts what it reads into the
variables of Callers.tla. It adds nothing and guesses nothing: a state that it does not recognise
is an error.
"""

from collections.abc import Mapping
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from slotq.machine import steps
from slotq.machine.bounds import Bounds
from slotq.machine.callers import Caller, State
from slotq.machine.steps import EVERYTHING, NO_TOKEN, Client, Dequeuer
from slotq.schedule.reading import Frame, RawState
from slotq.schedule.run import UnknownStateError

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
    "run queue_slot __enter__": _Stand("ready"),
    "run queue_slot broadcast": _Stand("waiting", "broadcast", ("queue_slot", "token")),
    "run _wait select": _Stand("waiting", token=("run", "token")),
    "run acquire_slot compare_and_swap": _Stand("woken", token=_ACQUIRED),
    "run acquire_slot __enter__": _Stand("ejected", "remove", _ACQUIRED),
    "run acquire_slot close close_once": _Stand("ejected", "close", ("close_once", "self")),
    "run close close_once": _Stand("ejected", token=("close_once", "self")),
    "run select": _Stand("busy", token=("select", "arms")),
    "": _Stand("gone"),
}
_CONSUMER = {
    "run _win start_dequeuer spawn": _Stand("ready"),
    "run _win select": _Stand("waiting"),
    "run _win acquire_slot compare_and_swap": _Stand("acquiring", token=_ACQUIRED),
    "run _win acquire_slot __enter__": _Stand("won", "remove", _ACQUIRED),
    "run _win acquire_slot close close_once": _Stand("won", "close", ("close_once", "self")),
    "run _win cancel close_once": _Stand("won", token=("_win", "token")),
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
    holders = [name for name in raw.holders.values() if name]
    if holders:
        message = f"{', '.join(holders)} stands in a lock region"
        raise UnknownStateError(message)
    clients = [_client(bounds, raw, number) for number in range(bounds.clients)]
    queue = raw.objects["queue"]
    return State(
        steps.State(
            tuple(map(_token, queue["_slots"][1:])),
            queue["_next_id"],
            _tokens(raw.flags, "is_busy"),
            _tokens(raw.signals, "trigger"),
            tuple(client for client, _ in clients),
            tuple(_dequeuer(bounds, raw, number) for number in range(bounds.dequeuers)),
        ),
        tuple(caller for _, caller in clients),
        sum(1 << n for n in range(bounds.containers) if raw.signals[f"{bounds.name(n)}.evict"]),
        _tokens(raw.signals, "slot.closed"),
    )


def _tokens(bits: dict[str, bool], what: str) -> int:
    """Find the set of tokens of which a bit is set."""
    owners = (name.partition(".") for name, is_set in bits.items() if is_set)
    return sum(1 << _token(owner) for owner, _, part in owners if part == what)


def _token(name: Any) -> int:  # noqa: ANN401  # whatever is found where a token should be
    number = str(name).removeprefix("token ")
    if number == name or not number.isdecimal():
        message = f"{name} is no token that was queued"
        raise UnknownStateError(message)
    return int(number)


def _place(frames: tuple[Frame, ...]) -> str:
    functions = [frame.function.rpartition(".")[2] for frame in reversed(frames)]
    # A method that calls the same one of another class is as good as that one.
    return " ".join(function for function, _ in groupby(functions))


def _stand(stands: Mapping[str, T], process: str, frames: tuple[Frame, ...]) -> T:
    place = _place(frames)
    if place not in stands:
        message = f"{process} stands in {place or 'nothing'}"
        raise UnknownStateError(message)
    return stands[place]


def _variable(frames: tuple[Frame, ...], function: str, variable: str) -> Any:  # noqa: ANN401
    for frame in frames:
        if frame.function.rpartition(".")[2] == function and variable in frame.locals:
            return frame.locals[variable]
    message = f"{function} has no variable {variable} any more"
    raise UnknownStateError(message)


def _client(bounds: Bounds, raw: RawState, number: int) -> tuple[Client, Caller]:
    process = bounds.name(number)
    frames = raw.processes[process]
    stands = _CONTAINER if number < bounds.containers else _CONSUMER
    state, doing, where = _stand(stands, process, frames)
    token = NO_TOKEN
    if where is not None:
        value = _variable(frames, *where)
        if where == ("select", "arms"):
            value = value[1][2]  # the signal of its only arm
        token = _token(str(value).partition(".")[0])
    hand = token if doing in {"remove", "close"} else NO_TOKEN
    round_ = 0 if state == "gone" else _variable(frames, "run", "round_")
    return Client(EVERYTHING, doing, hand), Caller(state, token, round_)


def _dequeuer(bounds: Bounds, raw: RawState, number: int) -> Dequeuer:
    context = bounds.context(number)
    done = raw.signals[f"context {context}.done"]
    process = f"dequeuer-{context}"
    if process not in raw.processes:
        return Dequeuer(done=done)
    frames = raw.processes[process]
    stage = _stand(_DEQUEUER, process, frames)
    item = NO_TOKEN
    if stage == "offering":
        item = _token(_variable(frames, "select", "arms")[1][3])  # what the first arm sends
    if process in raw.sleepers["queue._condition"]:
        stage = "asleep"
    is_waiting = raw.objects[f"dequeuer {context}"]["is_waiting"] == "true"
    owner = bounds.containers + number // bounds.rounds
    canceller = f"canceller-{context}"
    return Dequeuer(
        stage,
        is_waiting,
        item,
        owner,
        done,
        _stand(_CANCELLER, canceller, raw.processes[canceller]),
    )
