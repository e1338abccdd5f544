"""A position in words, and a state as JSON."""

from slotq.machine.slot_queue import State
from slotq.machine.slot_queue_steps import NO_TOKEN
from slotq.oracle.conform.calls import NOBODY
from slotq.oracle.conform.candidates import closure
from slotq.oracle.conform.places import Position


def describe(position: Position) -> str:
    """Say what is known, and what each dequeuer may be offering."""
    states = closure(position.candidates)
    state = states[0]
    parts = [
        f"listed {_tokens(state.slots)}",
        f"won {_tokens(members(state.won))}",
    ]
    for number, dequeuer in enumerate(state.dequeuers):
        if dequeuer.owner == NOBODY:
            continue
        offers = sorted({each.dequeuers[number].offer for each in states})
        words = ["nothing" if offer == NO_TOKEN else f"t{offer}" for offer in offers]
        done = ", context done" if dequeuer.done else ""
        parts.append(f"d{number + 1} may offer {' or '.join(words)}{done}")
    return "; ".join(parts)


def write_state(state: State) -> dict[str, object]:
    """Write a state of SlotQueue with the names of its variables."""
    return {
        "slots": list(state.slots),
        "nextId": state.next_id,
        "won": members(state.won),
        "closed": members(state.closed),
        "known": [members(client.known) for client in state.clients],
        "call": [client.call for client in state.clients],
        "hand": [optional(client.hand) for client in state.clients],
        "running": [dequeuer.running for dequeuer in state.dequeuers],
        "offer": [optional(dequeuer.offer) for dequeuer in state.dequeuers],
        "owner": [optional(dequeuer.owner) for dequeuer in state.dequeuers],
        "done": [dequeuer.done for dequeuer in state.dequeuers],
    }


def optional(number: int) -> int | None:
    """Write what stands for none as null."""
    return None if number < 0 else number


def members(tokens: int) -> list[int]:
    """List the members of a set that is kept as a number."""
    return [token for token in range(tokens.bit_length()) if tokens >> token & 1]


def _tokens(tokens: list[int] | tuple[int, ...]) -> str:
    return " ".join(f"t{token}" for token in tokens) or "nothing"
