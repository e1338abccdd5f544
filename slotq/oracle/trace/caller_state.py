"""What is known of the callers of a queue, as values, and how it is written for a reader."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple, Protocol

from slotq.formats.trace_lines import ContainerReturn, ContainerWake, SlotClose
from slotq.machine.slot_queue_steps import NO_TOKEN


class SeenQueue(Protocol):
    """What callers see of the queue."""

    def is_closed(self, token: int) -> bool:
        """Say whether a token's trigger is closed."""

    def is_free(self, token: int) -> bool:
        """Say whether nobody has won a token."""

    def is_being_won(self, token: int) -> bool:
        """Say whether somebody has won a token and not closed its trigger."""

    def is_done(self, dequeuer: str) -> bool:
        """Say whether a dequeuer's context is done."""

    def item(self, dequeuer: str) -> int:
        """Say which token a dequeuer offers; `NO_TOKEN` if none."""


class Container(NamedTuple):
    """A container, as far as the log tells.

    Attributes:
        states: Where it may stand: "ready", "queueing", "waiting", "woken", "busy" or "ejected".
            One of these, unless the log does not see containers wake.
        token: The token that it queued last.
    """

    states: tuple[str, ...] = ("ready",)
    token: int = NO_TOKEN


class Waiting(NamedTuple):
    """A consumer that waits at a dequeuer.

    Attributes:
        dequeuer: The one that it started last, and has not cancelled itself.
        token: What it was delivered there last and has not tried.
        won: Whether it has won what it tried last, so that it waits no longer.
    """

    dequeuer: str
    token: int = NO_TOKEN
    won: bool = False


class Winner(NamedTuple):
    """The winner of a token, which may close its slot.

    Attributes:
        caller: The owner of the token.
        process: The process that acted for the caller; mostly itself.
        dequeuer: Where the caller waited for it; empty if nothing is asked about that.
    """

    caller: str
    process: str
    dequeuer: str = ""


class Owed(NamedTuple):
    """A cancel that is still to come.

    Attributes:
        caller: The caller whose wait it ends.
        token: What was won.
    """

    caller: str
    token: int


class CallerState(NamedTuple):
    """What is known of all callers, as a value; see `CallerJudge`."""

    containers: tuple[tuple[str, Container], ...] = ()
    waiting: tuple[tuple[str, Waiting], ...] = ()
    taken: tuple[tuple[int, Winner], ...] = ()
    winners: tuple[tuple[int, Winner], ...] = ()
    uncancelled: tuple[tuple[str, Owed], ...] = ()
    closed: tuple[int, ...] = ()
    evicted: tuple[tuple[str, bool], ...] = ()
    failed: tuple[tuple[int, str], ...] = ()
    ejected: tuple[tuple[str, int], ...] = ()
    acted: bool = False


class Objection(NamedTuple):
    """Why a step is not allowed.

    Attributes:
        guard: Violated condition.
        values: Writes down the values of its parts.
    """

    guard: str
    values: Callable[[], dict[str, str]]


READY = Container()
WINNER = 'state[p] \\in {"holding", "ejected"} /\\ token[p] = token'
READY_TO_CLOSE = "Queue!Ready(p)"
CANCELLED = 'state[p] \\in {"holding", "ejected"}'
NOT_CANCELLED = 'state[p] = "won" /\\ token[p] \\in failed'
NOT_ITS_OWN = "Later => p \\in Consumers"
NO_ERROR = "Later => ~error"
FIRST = "error => round[k] = 1"
NOT_BEHIND = 'state[p] \\in {"acquiring", "woken"}'


def owner_of(event: SlotClose, winner: Winner | None) -> dict[str, str]:
    """Write down which process may close a slot."""
    name = "nobody" if winner is None else json.dumps(winner.caller)
    return {"token": str(event.token), "winner": name}


def still_open(event: SlotClose) -> dict[str, str]:
    """Write down that acquire has not come to its end."""
    token = str(event.token)
    return {"p": json.dumps(event.process), "token": token, "its trigger": "not closed"}


def own_token(process: str, token: int) -> dict[str, str]:
    """Write down what a container won itself."""
    return {"p": json.dumps(process), "token[p]": str(token)}


def waiting_of(winner: Winner, state: str) -> dict[str, str]:
    """Write down where a winner stands."""
    who = {"p": json.dumps(winner.caller), "state[p]": json.dumps(state)}
    return {**who, "dequeuer": json.dumps(winner.dequeuer)}


def consumer(process: str, waiting: Waiting) -> dict[str, str]:
    """Write down where a consumer stands that has not won anything."""
    state = "waiting" if waiting.token == NO_TOKEN else "acquiring"
    found = {"c": json.dumps(process), "state[c]": json.dumps(state)}
    if waiting.token != NO_TOKEN:
        found["token[c]"] = str(waiting.token)
    return found | {"waits at": json.dumps(waiting.dequeuer)}


def values(letter: str, process: str, container: Container) -> dict[str, str]:
    """Write down where a container stands, under the letter that a guard has for it."""
    return {
        letter: json.dumps(process),
        f"state[{letter}]": " or ".join(map(json.dumps, container.states)),
        f"token[{letter}]": "None" if container.token == NO_TOKEN else str(container.token),
    }


def stands(
    event: ContainerWake | ContainerReturn, container: Container, state: str
) -> Iterator[Objection]:
    """Object if a container does not stand where a line needs it."""
    if state not in container.states:
        yield Objection(f'state[k] = "{state}"', partial(values, "k", event.process, container))
    if container.token != event.token:
        yield Objection(f"token[k] = {event.token}", partial(values, "k", event.process, container))
