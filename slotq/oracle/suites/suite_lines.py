"""The lines of a slotq-suite, as types.

Cases are written through these types, so a file holds nothing that they do not name. In a case of
calls the lines after the first are `CallLine`; in a case of steps they are `StepLine`.
"""

from collections.abc import Collection
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from slotq.machine.slot_queue_steps import general_client
from slotq.oracle.conform.calls import PARAMETERS, Do
from slotq.oracle.conform.serve import VALUE_OF

Number = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Numbers = tuple[Number, ...]
CallsName = Annotated[str, Meta(pattern="^calls-[0-9]{4,9}$")]
StepsName = Annotated[str, Meta(pattern="^steps-[0-9]{4,9}$")]
ClientName = Annotated[str, Meta(pattern="^p[1-9]$")]
DequeuerName = Annotated[str, Meta(pattern="^d[1-9]$")]
Action = Literal[
    "QueueAppend",
    "QueueBroadcast",
    "DequeuerStart",
    "DequeuerWait",
    "DequeuerPeek",
    "DequeuerExit",
    "DequeuerDeliver",
    "DequeuerEjected",
    "DequeuerCancelled",
    "Cancel",
    "CancellerWake",
    "AcquireCas",
    "AcquireRemove",
    "AcquireClose",
]

FIELDS_OF: dict[Do, tuple[str, ...]] = {
    do: tuple({"p": "process", "d": "dequeuer", "t": "token"}[letter] for letter in letters)
    for do, letters in PARAMETERS.items()
}
"""Which fields each call has."""

ARGUMENTS_OF: dict[str, int] = {
    label.action: len(label.arguments)
    for process in general_client(1, 1, 1).processes
    for label, *_ in process.actions
}
"""How many arguments each action has."""


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Bound(_Part, frozen=True, kw_only=True):
    """How many clients, dequeuers and tokens there are."""

    clients: Number
    dequeuers: Number
    tokens: Number


class _Header(_Part, frozen=True, kw_only=True, tag_field="level"):
    format: Literal["slotq-suite"]
    version: Literal[1]
    bound: Bound


class CallsHeader(_Header, frozen=True, kw_only=True, tag="SlotQueue"):
    """The first line of a case of calls."""

    name: CallsName


class StepsHeader(_Header, frozen=True, kw_only=True, tag="SlotQueueSteps"):
    """The first line of a case of steps."""

    name: StepsName


class Call(_Part, frozen=True, kw_only=True):
    """What to call, with the fields that the call has and no others."""

    do: Do
    process: ClientName | UnsetType = UNSET
    dequeuer: DequeuerName | UnsetType = UNSET
    token: Number | UnsetType = UNSET

    def __post_init__(self) -> None:
        _check_fields(self, self.do, {"do", *FIELDS_OF[self.do]})


class Returned(_Part, frozen=True, kw_only=True):
    """What a call returns that was done."""

    token: Number | UnsetType = UNSET
    reason: Literal["trigger"] | UnsetType = UNSET
    live_dequeuer_threads: Number | UnsetType = UNSET


class Failed(_Part, frozen=True, kw_only=True):
    """Why a call had no effect."""

    reason: Literal["lost", "timeout", "ctx_done"]


class Answer(_Part, frozen=True, kw_only=True):
    """What the call returns: one of both."""

    ok: Returned | UnsetType = UNSET
    fail: Failed | UnsetType = UNSET

    def __post_init__(self) -> None:
        if (self.ok is UNSET) == (self.fail is UNSET):
            message = "an answer has one of ok and fail"
            raise ValueError(message)


class State(_Part, frozen=True, kw_only=True):
    """A state of SlotQueue, by the specification's variables."""

    slots: Numbers
    next_id: Number = field(name="nextId")
    won: Numbers
    closed: Numbers
    known: tuple[Numbers, ...]
    call: tuple[Literal["nothing", "remove", "close"], ...]
    hand: tuple[Number | None, ...]
    running: tuple[bool, ...]
    offer: tuple[Number | None, ...]
    owner: tuple[Number | None, ...]
    done: tuple[bool, ...]


class Outcome(_Part, frozen=True, kw_only=True):
    """What may come of a call."""

    after: Annotated[Numbers, Meta(min_length=1)]
    answer: Answer
    states: Annotated[tuple[State, ...], Meta(min_length=1)]
    slots_closed: Numbers


class CallLine(_Part, frozen=True, kw_only=True):
    """A call, and all that may come of it."""

    call: Call
    outcomes: Annotated[tuple[Outcome, ...], Meta(min_length=1)]

    def __post_init__(self) -> None:
        value = VALUE_OF.get(self.call.do)
        for outcome in self.outcomes:
            if isinstance(outcome.answer.ok, Returned):
                _check_fields(outcome.answer.ok, self.call.do, {value} if value else set())


class StepsClient(_Part, frozen=True, kw_only=True):
    """A client in a state of SlotQueueSteps."""

    known: Numbers
    doing: Literal["nothing", "broadcast", "remove", "close"]
    hand: Number | None


class StepsDequeuer(_Part, frozen=True, kw_only=True):
    """A dequeuer and its canceller in a state of SlotQueueSteps."""

    dequeuer: Literal["absent", "lock", "asleep", "offering", "ended"]
    is_waiting: bool
    item: Number | None
    owner: Number | None
    done: bool
    canceller: Literal["absent", "waiting", "ended"]


class StepsState(_Part, frozen=True, kw_only=True):
    """A state of SlotQueueSteps."""

    slots: Numbers
    next_id: Number = field(name="nextId")
    busy: Numbers
    closed: Numbers
    clients: tuple[StepsClient, ...]
    dequeuers: tuple[StepsDequeuer, ...]


class StepLine(_Part, frozen=True, kw_only=True):
    """An action, the state after it, and the actions that must not be possible there."""

    action: Action
    arguments: Numbers
    state: StepsState
    refused: tuple[tuple[Action | Number, ...], ...]

    def __post_init__(self) -> None:
        for taken in ((self.action, *self.arguments), *self.refused):
            names = [it for it in taken if isinstance(it, str)]
            if not names or names != [*taken[:1]] or len(taken) != 1 + ARGUMENTS_OF[names[0]]:
                message = "an action is a name, then as many numbers as it has arguments"
                raise ValueError(message)


HEADER = CallsHeader | StepsHeader


def _check_fields(part: Struct, do: str, wanted: Collection[str]) -> None:
    found = {name for name in part.__struct_fields__ if getattr(part, name) is not UNSET}
    if found != wanted:
        message = f"{do} has the fields {sorted(wanted)}"
        raise ValueError(message)
