"""A position in words."""

from slotq.machine.steps import NO_TOKEN
from slotq.oracle.conform.belief import closure
from slotq.oracle.conform.calls import NOBODY
from slotq.oracle.conform.places import Position


def describe(position: Position) -> str:
    """Say what is known, and what each dequeuer may be offering."""
    states = closure(position.belief)
    state = states[0]
    parts = [
        f"listed {_tokens(state.slots)}",
        f"won {_tokens(_members(state.won))}",
    ]
    for number, dequeuer in enumerate(state.dequeuers):
        if dequeuer.owner == NOBODY:
            continue
        offers = sorted({each.dequeuers[number].offer for each in states})
        words = ["nothing" if offer == NO_TOKEN else f"t{offer}" for offer in offers]
        done = ", context done" if dequeuer.done else ""
        parts.append(f"d{number + 1} may offer {' or '.join(words)}{done}")
    return "; ".join(parts)


def _members(tokens: int) -> list[int]:
    return [token for token in range(tokens.bit_length()) if tokens >> token & 1]


def _tokens(tokens: list[int] | tuple[int, ...]) -> str:
    return " ".join(f"t{token}" for token in tokens) or "nothing"
