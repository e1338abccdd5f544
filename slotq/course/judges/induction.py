"""Judges a state that shows that an invariant is not inductive: one step leads out of it."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec

from slotq.course.answer import read_toml
from slotq.course.verdict import AnswerError, Verdict, solved, unsolved
from slotq.course.view import view, written
from slotq.machine.slot_queue_steps import INVARIANTS, MODULE, NO_TOKEN, Client, Dequeuer, State
from slotq.machine.slot_queue_steps.bounds import Bounds

PROPERTY = "FreeListedInv"
_BOUNDS = Bounds(clients=1, dequeuers=1, tokens=2)
Token = Annotated[int, msgspec.Meta(ge=0, le=1)]


class _Client(msgspec.Struct, forbid_unknown_fields=True):
    doing: Literal["nothing", "broadcast", "remove", "close"]
    hand: Token | Literal["none"]
    known: frozenset[Token]


class _Dequeuer(msgspec.Struct, forbid_unknown_fields=True):
    dequeuer: Literal["absent", "lock", "asleep", "offering", "ended"]
    is_waiting: bool
    item: Token | Literal["none"]
    done: bool
    canceller: Literal["absent", "waiting", "ended"]


class _State(msgspec.Struct, forbid_unknown_fields=True):
    slots: tuple[Token, ...]
    next_id: Annotated[int, msgspec.Meta(ge=0, le=2)]
    busy: frozenset[Token]
    closed: frozenset[Token]
    client: _Client
    dequeuer: _Dequeuer


def judge_induction(folder: Path) -> Verdict:
    """Look whether the property is true of the state, and false after one step from it."""
    state = _read(folder / "state.toml")
    holds = INVARIANTS[PROPERTY]
    if not holds(state):
        return unsolved(f"{PROPERTY} is false of your state already:", *_shown(state))
    steps = MODULE.system(_BOUNDS).successors(state)
    for label, after in steps:
        if not holds(after):
            false = [name for name, invariant in INVARIANTS.items() if not invariant(state)]
            excluded = ", ".join(false) or "none of the others, so one more is needed"
            return solved(
                f"{label.action} leads to a state in which {PROPERTY} is false:",
                *_shown(after),
                f"What excludes your state: {excluded}.",
            )
    names = ", ".join(dict.fromkeys(label.action for label, _ in steps)) or "none"
    return unsolved(f"{PROPERTY} is true after each step from your state ({names}).")


def _shown(state: State) -> list[str]:
    return [f"  {line}" for line in written(view(state))]


def _read(path: Path) -> State:
    read = read_toml(path, _State)
    if any(token >= read.next_id for token in (*read.slots, *read.busy, *read.closed)):
        message = f"{path.name}: a token below next_id has been queued, and no other exists"
        raise AnswerError(message)
    own = read.dequeuer
    owner = -1 if own.dequeuer == "absent" else 0
    return State(
        read.slots,
        read.next_id,
        _bits(read.busy),
        _bits(read.closed),
        (Client(_bits(read.client.known), read.client.doing, _token(read.client.hand)),),
        (Dequeuer(own.dequeuer, own.is_waiting, _token(own.item), owner, own.done, own.canceller),),
    )


def _bits(tokens: frozenset[int]) -> int:
    return sum(1 << token for token in tokens)


def _token(token: int | str) -> int:
    return token if isinstance(token, int) else NO_TOKEN
