"""A state of the machine as a reader writes about it: sets are sets, and nothing is None."""

from collections.abc import Mapping
from typing import NamedTuple

from slotq.machine import slot_queue_steps


class Client(NamedTuple):
    """A client.

    Attributes:
        known: The tokens that it queued or was delivered.
        doing: What its call has still to do: "nothing", "broadcast", "remove" or "close".
        hand: The token that it has won and is still acquiring, or None.
    """

    known: frozenset[int]
    doing: str
    hand: int | None


class Dequeuer(NamedTuple):
    """A dequeuer and its canceller.

    Attributes:
        dequeuer: Where it stands: "absent", "lock", "asleep", "offering" or "ended".
        is_waiting: The variable that it shares with its canceller.
        item: The token that it offers, or None.
        done: Whether its context is done.
        canceller: Where the canceller stands: "absent", "waiting" or "ended".
    """

    dequeuer: str
    is_waiting: bool
    item: int | None
    done: bool
    canceller: str


class View(NamedTuple):
    """A state.

    Attributes:
        slots: The listed tokens, oldest first.
        next_id: The id of the next token.
        busy: The tokens that have been won.
        closed: The tokens whose trigger is closed.
        clients: All clients.
        dequeuers: All dequeuers.
    """

    slots: tuple[int, ...]
    next_id: int
    busy: frozenset[int]
    closed: frozenset[int]
    clients: tuple[Client, ...]
    dequeuers: tuple[Dequeuer, ...]


def view(state: slot_queue_steps.State) -> View:
    """Show a state of the machine."""
    return View(
        state.slots,
        state.next_id,
        _set(state.busy),
        _set(state.closed),
        tuple(Client(_set(known), doing, _token(hand)) for known, doing, hand in state.clients),
        tuple(
            Dequeuer(d.dequeuer, d.is_waiting, _token(d.item), d.done, d.canceller)
            for d in state.dequeuers
        ),
    )


def _set(bits: int) -> frozenset[int]:
    return frozenset(bit for bit in range(bits.bit_length()) if bits >> bit & 1)


def _token(number: int) -> int | None:
    return None if number < 0 else number


def written(state: View) -> list[str]:
    """Write a state, a line for each part."""
    fields = {"slots": state.slots, "next_id": state.next_id}
    fields |= {"busy": _words(state.busy), "closed": _words(state.closed)}
    lines = [_line(fields)]
    for number, client in enumerate(state.clients):
        own = {**client._asdict(), "known": _words(client.known)}
        lines.append(f"clients[{number}]: {_line(own)}")
    for number, dequeuer in enumerate(state.dequeuers):
        lines.append(f"dequeuers[{number}]: {_line(dequeuer._asdict())}")
    return lines


def _line(fields: Mapping[str, object]) -> str:
    return "  ".join(f"{name} = {value}" for name, value in fields.items())


def _words(tokens: frozenset[int]) -> str:
    return "{" + ", ".join(map(str, sorted(tokens))) + "}"
