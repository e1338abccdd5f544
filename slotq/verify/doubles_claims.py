"""What is claimed of the primitives: the scheduler's doubles do what `slotq.sync` does."""

from collections.abc import Iterator
from functools import partial
from itertools import permutations
from math import inf
from typing import Any, NamedTuple

from slotq.primitives import After, Arm, Receive, Send, Take, Wait
from slotq.schedule.doubles.clients import Operation
from slotq.schedule.doubles.operations import (
    Broadcast,
    Cancel,
    Close,
    Leave,
    Look,
    Select,
    Sleep,
    Start,
    Swap,
    Tell,
    WakeWhen,
)
from slotq.schedule.doubles.programs import Program
from slotq.verify.claim import Claim, Strength
from slotq.verify.doubles import check_doubles
from slotq.verify.manifest import Tier


class Doubled(NamedTuple):
    """What is claimed of a primitive.

    Attributes:
        what: What the sentence is about.
        bound: The programs, in words.
        faults: What they must show.
        programs: What is run on both sides.
    """

    what: str
    bound: str
    faults: str
    programs: tuple[Program, ...]


def _named(name: str) -> Any:  # noqa: ANN401  # it stands in the place of a primitive
    return name


_SEE: Arm = Wait("See", _named("request"), "token", "done")
_CLOSED: Arm = Wait("Closed", _named("trigger"), "token", "trigger")
_SEND: Arm = Send("Deliver", _named("channel"), "a")
_SEND_TOO: Arm = Send("Deliver", _named("channel"), "b")
_RECEIVE: Arm = Receive(_named("channel"))
_TAKE: Arm = Take("Take", _named("mailbox"))
_LEAVE = Leave("mailbox", "a"), Leave("mailbox", "b")


def _after(seconds: float, step: str = "Ring") -> Arm:
    return After(step, seconds, "token", "idle")


def _select(*arms: Arm) -> tuple[Operation, ...]:
    return (Select(arms),)


_FLAGS = {"flag": "flag", "other": "flag"}
_SIGNALS = {"trigger": "signal", "other": "signal"}
_CONTEXTS = {"request": "context", "other": "context"}
_CONDITION = {"condition": "condition"}
_BOX = {"mailbox": "mailbox"}
_MEETING = {"channel": "channel", "trigger": "signal", "request": "context"}
_SLEEPERS = {"sleeper-1": (Sleep("condition"),), "sleeper-2": (Sleep("condition"),)}

FLAG = (
    Program(
        _FLAGS,
        {
            "swapper-1": (Swap("flag"), Swap("other")),
            "swapper-2": (Swap("flag"), Look("flag")),
            "reader": (Look("flag"), Look("other")),
        },
    ),
)
SIGNAL = (
    Program(
        _SIGNALS,
        {
            "closer-1": (Close("trigger"), Look("other")),
            "closer-2": (Close("trigger"),),
            "waiter-1": _select(_CLOSED),
            "waiter-2": _select(_CLOSED, Wait("Again", _named("trigger"))),
        },
    ),
    Program(_SIGNALS, {"closer": (Close("trigger"),), "reader": (Look("trigger"),) * 2}),
)
CONTEXT = (
    Program(
        _CONTEXTS,
        {
            "canceller-1": (Cancel("request"),),
            "canceller-2": (Cancel("request"), Look("other")),
            "waiter": _select(_SEE),
            "reader": (Look("request"), Look("request")),
        },
    ),
)
CONDITION = (
    # As a slot is queued: the broadcast comes after the region.
    Program(_CONDITION, {**_SLEEPERS, "teller": (Tell(), Broadcast("condition"))}),
    # A broadcast in the region, and one that nobody needs, at any time.
    Program(
        _CONDITION,
        {**_SLEEPERS, "teller": (Tell("condition"),), "other": (Broadcast("condition"),)},
    ),
    # As a context is cancelled: the process that waits for it wakes the sleepers in a region.
    Program(
        {**_CONDITION, "request": "context"},
        {
            **_SLEEPERS,
            "canceller": (WakeWhen("request", "condition"), Look("request")),
            "request-1": (Cancel("request"),),
        },
    ),
    # A broadcast is for its own condition.
    Program(
        {**_CONDITION, "other": "condition"},
        {
            "sleeper": (Sleep("condition"),),
            "stranger": (Sleep("other"),),
            "waker": (Broadcast("condition"), Tell("other")),
        },
    ),
)
MAILBOX = (
    Program(
        _BOX,
        {
            "sender-1": _LEAVE,
            "sender-2": (Leave("mailbox", "c"),),
            "taker": _select(_TAKE, _after(1)) * 2,
        },
    ),
    Program(_BOX, {"sender": _LEAVE, "taker-1": _select(_TAKE), "taker-2": _select(_TAKE)}),
    Program(
        {"mailbox": "mailbox", "other": "mailbox"},
        {
            "sender": (Leave("mailbox", "a"), Leave("other", "b")),
            "taker": _select(Take("TakeOther", _named("other")), _TAKE) * 2,
        },
    ),
)
# How long two timers run, with a name for each that says nothing of that.
_LENGTHS = ((1, 2), (2, 1), (1, 1), (-5, inf), (inf, 0), (inf, inf))
TIMERS = tuple(
    Program(
        {"channel": "channel", "trigger": "signal"},
        {
            "waiter": _select(
                _after(one, "RingOne"), _RECEIVE, _CLOSED, _after(other, "RingOther")
            ),
            **others,
        },
    )
    for one, other in _LENGTHS
    for others in (
        {"sender": _select(_SEND, _CLOSED), "closer": (Close("trigger"),)},
        {"sender": _select(_SEND, _after(3)), "receiver": _select(_RECEIVE, _after(-1))},
    )
)
SELECT = (
    # The arms of a dequeuer in every order, against a receiver that looks in either.
    *(
        Program(
            _MEETING,
            {
                "sender": _select(*sending),
                "receiver": _select(*receiving),
                "closer": (Close("trigger"),),
                "canceller": (Cancel("request"),),
            },
        )
        for sending in permutations((_SEND, _CLOSED, _SEE))
        for receiving in permutations((_RECEIVE, _SEE))
    ),
    # Which of two partners is met.
    Program(
        {"channel": "channel"},
        {
            "sender-1": _select(_SEND),
            "sender-2": _select(_SEND_TOO, _after(1)),
            "receiver-1": _select(_RECEIVE) * 2,
            "receiver-2": _select(_after(1), _RECEIVE),
        },
    ),
    # A sender on one channel meets no process on another one.
    Program(
        {"channel": "channel", "other": "channel"},
        {
            "sender": _select(_SEND, _after(1)),
            "receiver": _select(_RECEIVE),
            "stranger": _select(Receive(_named("other")), _after(1)),
        },
    ),
    # No process meets itself.
    Program(
        {"channel": "channel"},
        {"one": _select(_SEND, _RECEIVE, _after(1)), "two": _select(_RECEIVE, _SEND_TOO)},
    ),
    # A launcher and a request.
    *(
        Program(
            {**_BOX, "trigger": "signal"},
            {"taker": _select(*arms), "sender": (_LEAVE[0],), "closer": (Close("trigger"),)},
        )
        for arms in permutations((_TAKE, _CLOSED, _after(1)))
    ),
)

SPAWN = (
    Program(
        _FLAGS,
        {
            "starter-1": (Start("1", ("first", "second")), Look("flag")),
            "starter-2": (Start("2", ("first",)), Swap("other")),
            "first-1": (Swap("flag"),),
            "second-1": (Look("flag"),),
            "first-2": (Swap("other"),),
        },
    ),
)

DOUBLED = {
    "flag": Doubled(
        "flag",
        "2 processes that set the flag, 1 that reads it in a lock; a second flag",
        "Two concurrent swaps that both win; an access outside the guard; an inverted is_set",
        FLAG,
    ),
    "signal": Doubled(
        "signal",
        "2 processes that close, 2 that wait, one of them twice, 1 that reads; a second signal",
        "A close that wakes one waiter of two; a second close that returns true; an is_closed "
        "outside the guard",
        SIGNAL,
    ),
    "context": Doubled(
        "context",
        "2 processes that cancel, 1 that waits, 1 that reads; a second context",
        "Two cancels that both return true; a context that is done before its cancel",
        CONTEXT,
    ),
    "condition": Doubled(
        "condition",
        "2 sleepers on 1 condition or 2; broadcasts in the lock, after it, without it, and by "
        "a process that waits for a context",
        "A broadcast that wakes one of two; a wake-up lost between enqueueing and sleeping; a "
        "sleeper that releases the lock too early or does not reacquire it",
        CONDITION,
    ),
    "mailbox": Doubled(
        "mailbox",
        "3 items and a receiver of two with a timer; 2 receivers; a second mailbox",
        "A full mailbox that is overwritten, or reports that it took an item; a receiver that "
        "sleeps although there is an item",
        MAILBOX,
    ),
    "timers": Doubled(
        "select with timers",
        "2 timers in every order of lengths, negative and infinite ones included, against a "
        "sender, a receiver or a signal",
        "The longer of two timers fires; a negative one waits forever; a timer that revokes "
        "what a partner has decided",
        TIMERS,
    ),
    "spawn": Doubled(
        "start of processes",
        "2 processes that start 2 and 1 more, which use flags",
        "A process that is not started, or started too early, or has the wrong name",
        SPAWN,
    ),
    "select": Doubled(
        "select",
        "every order of 3 arms against 2; 2 senders and 2 receivers; 2 channels; a process "
        "that sends and receives in one select",
        "A ready arm that is skipped; a process that meets itself; a partner that is completed "
        "twice or never wakes; partners out of their order",
        SELECT,
    ),
}
"""The primitives, and the programs that both sides run."""

_SENTENCE = (
    "Under every schedule, the scheduler's double of the {} is equivalent to the one in slotq.sync."
)


def doubles_claims() -> Iterator[Claim]:
    """The claims of the primitives."""
    for name, doubled in DOUBLED.items():
        yield Claim(
            name=f"sync/{name}",
            sentence=_SENTENCE.format(doubled.what),
            bound=doubled.bound,
            tier=Tier.SMOKE,
            strength=Strength.EXHAUSTIVE,
            check=partial(check_doubles, doubled.programs),
            faults=f"{doubled.faults[0].upper()}{doubled.faults[1:]}.",
        )
