"""Broken actions of Callers, over an algebra, and what cannot be proved with each."""

from collections.abc import Callable
from typing import NamedTuple

from slotq.prove import callers
from slotq.prove.algebra import (
    Action,
    Algebra,
    Definition,
    Function,
    State,
    Step,
    System,
    Term,
    put,
)
from slotq.prove.callers import ERROR, FREEZE
from slotq.prove.callers_invariant import WITHOUT_BOTH, WITHOUT_FREEZE
from slotq.prove.queue import CLIENT, TOKEN


class BrokenCaller(NamedTuple):
    """A broken action.

    Attributes:
        what: What is wrong with it.
        action: The action, under the name of the right one.
        fails: The conjuncts that fail, and no others.
        system: The callers that have it.
    """

    what: str
    action: Action
    fails: tuple[str, ...]
    system: System = WITHOUT_FREEZE


_Change = Callable[[Algebra, State, Step, Term], Function]


def _changed(name: str, right: Definition, **changes: _Change) -> Action:
    """The right action, but for some variables, each given the right step."""

    def wrong(m: Algebra, s: State, p: Term) -> Step:
        step = right(m, s, p)
        named = {variable: change(m, s, step, p) for variable, change in changes.items()}
        return Step(step.when, step.then.but(**named))

    return Action(name, (CLIENT,), wrong)


def _unchanged(name: str) -> _Change:
    return lambda _m, s, *_: getattr(s, name)


def _of_client(name: str, value: Callable[[Algebra, State, Term], Term]) -> _Change:
    return lambda m, s, step, p: put(m, getattr(step.then, name), p, value=value(m, s, p))


def _close_unwon(m: Algebra, s: State, c: Term) -> Step:
    acquires = [m.no(s.isContainer(c)), m.same(s.state(c), "acquiring")]
    return Step(acquires, callers.slot_close(m, s, c).then)


def _forget(m: Algebra, s: State, c: Term) -> Step:
    holds = [m.no(s.isContainer(c)), m.same(s.state(c), "holding")]
    return Step(holds, callers.cancel_of_loser(m, s, c).then)


def _run_error(m: Algebra, s: State, c: Term) -> Step:
    won = [m.no(s.isContainer(c)), m.same(s.state(c), "won"), m.same(s.doing(c), "nothing")]
    return Step(won, callers.cancel_of_winner(m, s, c).then)


def _not_a_round(m: Algebra, s: State, k: Term) -> Step:
    step = callers.container_return(m, s, k)
    return Step(
        step.when,
        step.then.but(
            state=put(m, s.state, k, value="ready"),
            round=put(m, s.round, k, value=m.after(s.round(k))),
        ),
    )


def _steal(m: Algebra, s: State, k: Term, j: Term) -> Step:
    step = callers.container_wake("idle", m, s, k)
    other = [s.isContainer(j), m.same(s.state(j), "waiting")]
    return Step([*step.when, *other], step.then.but(token=put(m, s.token, k, value=s.token(j))))


BROKEN_CALLERS = {
    "FreezeFails": BrokenCaller(
        "A container that fails to freeze leaves its token listed.", FREEZE, ("HealthyBehind",)
    ),
    "StartFails": BrokenCaller(
        "A container that fails to start queues an error, as it ends.",
        ERROR,
        ("ContainerBehind",),
        WITHOUT_BOTH,
    ),
    "LoserKeeps": BrokenCaller(
        "A consumer that loses keeps the token.",
        _changed("AcquireCas", callers.acquire_cas, token=_unchanged("token")),
        ("HasToken",),
    ),
    "LoserRuns": BrokenCaller(
        "A consumer that loses continues as the winner.",
        _changed(
            "AcquireCas",
            callers.acquire_cas,
            state=_of_client("state", lambda m, s, p: m.choose(s.isContainer(p), "ejected", "won")),
            token=_unchanged("token"),
        ),
        ("OneHolder", "HolderIsOpen"),
    ),
    "ConsumerServes": BrokenCaller(
        "A consumer acts as a container: it is busy if it loses, and ejected if it wins.",
        _changed(
            "AcquireCas",
            callers.acquire_cas,
            state=_of_client(
                "state", lambda m, s, p: m.choose(s.busy(s.token(p)), "busy", "ejected")
            ),
            token=_unchanged("token"),
        ),
        ("StateType",),
    ),
    "WinNothing": BrokenCaller(
        "A client wins without setting the flag of the token.",
        _changed("AcquireCas", callers.acquire_cas, busy=_unchanged("busy")),
        ("WonIsBusy", "HealthyBehind"),
    ),
    "WinAnother": BrokenCaller(
        "The winner removes another token than its own.",
        _changed(
            "AcquireCas",
            callers.acquire_cas,
            hand=_of_client("hand", lambda m, *_: m.none(TOKEN)),
        ),
        ("InCall",),
    ),
    "LeaveOpen": BrokenCaller(
        "A container that has ejected itself leaves its slot open.",
        _changed("SlotClose", callers.slot_close, slotClosed=_unchanged("slotClosed")),
        ("WonIsHeld", "IsServed"),
    ),
    "CloseUnwon": BrokenCaller(
        "A consumer closes the slot of a token that it has not won.",
        Action("SlotClose", (CLIENT,), _close_unwon),
        ("HolderIsOpen", "SlotClosedWasWon"),
    ),
    "Forget": BrokenCaller(
        "A consumer ends without closing the slot that it has won.",
        Action("Cancel", (CLIENT,), _forget),
        ("WonIsHeld", "IsServed"),
    ),
    "RunError": BrokenCaller(
        "A consumer runs its call with a slot that carries an error.",
        Action("Cancel", (CLIENT,), _run_error),
        ("ErrorNeverRuns",),
    ),
    "NotARound": BrokenCaller(
        "A container queues once more than it may.",
        Action("ContainerReturn", (CLIENT,), _not_a_round),
        ("InRound",),
    ),
    "Steal": BrokenCaller(
        "A container that wakes acquires the token of another one.",
        Action("ContainerWake", (CLIENT,), _steal, chosen=(CLIENT,)),
        ("OwnToken", "HealthyBehind"),
    ),
    "WaitWithError": BrokenCaller(
        "A container that failed to start waits for the trigger of its error.",
        _changed(
            "QueueAppend",
            callers.queue_error,
            state=_of_client("state", lambda *_: "waiting"),
            token=_of_client("token", lambda _, s, __: s.nextId()),
            round=_unchanged("round"),
        ),
        ("ErrorHasNoContainer",),
    ),
    "HideError": BrokenCaller(
        "A slot of a container that failed to start does not carry the error.",
        _changed("QueueAppend", callers.queue_error, failed=_unchanged("failed")),
        ("AppendsOwn", "BroadcastToCome", "HealthyBehind"),
    ),
}
"""The broken actions, by name; the first two are such as the module has."""
CONSTANT = ("Constants",)
"""What no action can break, since it changes no constant."""
