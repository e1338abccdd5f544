"""What `slotq.sync` never does of all that the doubles may: the one rule that takes steps out.

A select of `slotq.sync` looks at its arms in their order, takes the first that is ready, and parks
if none is; from then on, the process that makes one ready fires it. So an arm that is ready before
the process has looked is never passed over for a later one or for a timer, and once the process is
parked none of its arms stays ready. A signal that is closed or an item in a mailbox while a process
is still to choose means, therefore, that it has not looked.

Whether a process is parked is hidden, so of two processes that meet either may have come second:
to that one no earlier arm was ready, neither by itself nor for the same partner; the other one was
parked, so none was ready to it.

Of several timers the one that is over first rings: the shortest, and of equal ones the first.
"""

from collections.abc import Sequence
from typing import NamedTuple

from slotq.primitives import After, Arm, Receive, Send, Take, Wait
from slotq.schedule.doubles.operations import Select
from slotq.schedule.doubles.programs import Program, State
from slotq.schedule.engine.findings import Transition


class Timer(NamedTuple):
    """The timer that rings.

    Attributes:
        seconds: When; what is below zero has gone by already.
        arm: Which arm it is.
    """

    seconds: float
    arm: int


def shortest(arms: tuple[Arm, ...]) -> Timer | None:
    """Find the timer that fires: the first of the shortest ones; None if there is no timer."""
    timers = [
        Timer(max(arm.seconds, 0), index)
        for index, arm in enumerate(arms)
        if isinstance(arm, After)
    ]
    return min(timers, default=None)


def is_chosen(program: Program, state: State, transition: Transition) -> bool:
    """Say whether sync would ever do what the doubles may do next."""
    arms = standing(program, state.results, transition.process)
    if not arms:
        return True
    index = transition.arm
    ready = _ready(program, state, arms)
    if isinstance(arms[index], After):
        timer = shortest(arms)
        return not ready and timer is not None and index == timer.arm
    if not transition.partner:
        return index == min(ready, default=None)
    partners = standing(program, state.results, transition.partner)
    channel = getattr(arms[index], "channel", None)
    theirs = next(
        at for at, arm in enumerate(partners) if isinstance(arm, Receive) and arm.channel == channel
    )
    ready_there = _ready(program, state, partners)
    comes_second = min([*ready, *_meeting(arms, partners)], default=None) == index
    goes_second = min([*ready_there, *_meeting(partners, arms)], default=None) == theirs
    return (comes_second and not ready_there) or (goes_second and not ready)


def _meeting(arms: tuple[Arm, ...], partners: tuple[Arm, ...]) -> list[int]:
    """List the arms that a parked partner could be met with."""
    sent = [arm.channel for arm in partners if isinstance(arm, Send)]
    received = [arm.channel for arm in partners if isinstance(arm, Receive)]
    return [
        index
        for index, arm in enumerate(arms)
        if (isinstance(arm, Send) and arm.channel in received)
        or (isinstance(arm, Receive) and arm.channel in sent)
    ]


def standing(program: Program, results: Sequence[tuple[str, ...]], process: str) -> tuple[Arm, ...]:
    """List the arms of the select that a process does next; none if it does something else."""
    done = results[[*program.processes].index(process)]
    operations = program.processes[process]
    operation = operations[len(done)] if len(done) < len(operations) else None
    return operation.arms if isinstance(operation, Select) else ()


def _ready(program: Program, state: State, arms: tuple[Arm, ...]) -> list[int]:
    """List the arms that need nobody."""
    mailboxes = dict(zip(program.named("mailbox"), state.items, strict=True))
    found = []
    for index, arm in enumerate(arms):
        match arm:
            case Wait(signal=signal) if str(signal) in state.true:
                found.append(index)
            case Take(mailbox=mailbox) if mailboxes[str(mailbox)]:
                found.append(index)
            case Send() | Receive() | After() | Take() | Wait():
                pass
    return found
