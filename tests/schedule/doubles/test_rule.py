"""slotq.schedule.doubles.rule: exactly what sync never does is taken out."""

from typing import Any

import pytest

from slotq.primitives import After, Arm, Receive, Send, Take, Wait
from slotq.schedule.doubles.operations import Select, Swap
from slotq.schedule.doubles.programs import Program, State
from slotq.schedule.doubles.rule import Timer, is_chosen, shortest
from slotq.schedule.engine.findings import Transition

CHANNEL: Any = "channel"
SIGNAL: Any = "signal"
MAILBOX: Any = "mailbox"
SEND: Arm = Send("Send", CHANNEL, "item")
RECEIVE: Arm = Receive(CHANNEL)
WAIT: Arm = Wait("Wait", SIGNAL)
TAKE: Arm = Take("Take", MAILBOX)
RING: Arm = After("Ring", 2)
SOON: Arm = After("Soon", 1)
OBJECTS = {"channel": "channel", "signal": "signal", "mailbox": "mailbox", "flag": "flag"}


def chosen(
    arms: tuple[Arm, ...],
    index: int,
    partner: tuple[Arm, ...] = (),
    *,
    closed: bool = False,
    full: bool = False,
) -> bool:
    """Say whether the first of two processes may take that arm, with the other one if it is met."""
    program = Program(OBJECTS, {"one": (Select(arms),), "two": (Select(partner),)})
    true = frozenset({"signal"} if closed else ())
    state = State(((), ()), frozenset(), (), true, (("letter",) if full else (),))
    return is_chosen(program, state, Transition("one", index, "two" if partner else ""))


@pytest.mark.parametrize(
    ("arms", "expected"),
    [
        ((RING, SOON), Timer(1, 1)),
        ((SOON, RING), Timer(1, 0)),
        ((WAIT, RING, RING), Timer(2, 1)),
        ((RING, After("Past", -5)), Timer(0, 1)),
        ((WAIT,), None),
    ],
)
def test_the_shortest_timer_rings(arms: tuple[Arm, ...], expected: Timer | None) -> None:
    """Of equal ones the first; what is below zero has gone by."""
    assert shortest(arms) == expected


def test_a_timer_rings_where_nothing_is_ready() -> None:
    """And no other timer does."""
    arms = (WAIT, RING, TAKE, SOON)
    assert [chosen(arms, index) for index in (1, 3)] == [False, True]
    assert not chosen(arms, 3, closed=True)
    assert not chosen(arms, 3, full=True)


def test_the_first_ready_arm_is_taken() -> None:
    """Whichever it is."""
    for arms in ((WAIT, TAKE), (TAKE, WAIT)):
        taken = [chosen(arms, index, closed=True, full=True) for index in (0, 1)]
        assert taken == [True, False]
    assert chosen((TAKE, WAIT), 1, closed=True)


def test_a_partner_is_met_by_who_comes_second() -> None:
    """Either may; the one that was there first was parked, with nothing ready to it."""
    assert chosen((SEND, WAIT), 0, (RECEIVE,), closed=True)
    assert chosen((WAIT, SEND), 1, (RECEIVE,))
    assert not chosen((WAIT, SEND), 1, (RECEIVE,), closed=True)
    assert chosen((SEND,), 0, (RECEIVE, WAIT), closed=True)
    assert not chosen((SEND,), 0, (WAIT, RECEIVE), closed=True)
    assert not chosen((SEND, WAIT), 0, (RECEIVE, WAIT), closed=True)


def test_two_that_both_send_and_receive() -> None:
    """The one that comes second takes its first arm that the other one answers."""
    assert chosen((SEND, RECEIVE), 0, (SEND, RECEIVE))
    assert not chosen((RECEIVE, SEND), 1, (SEND, RECEIVE))
    assert chosen((RECEIVE, SEND), 1, (RECEIVE, SEND))


def test_what_is_no_select_is_left_alone() -> None:
    """The rule is one of choices."""
    program = Program(OBJECTS, {"one": (Swap("flag"),)})
    state = State(((),), frozenset(), (), frozenset(), ((),))
    assert is_chosen(program, state, Transition("one"))
    over = state._replace(results=(("True",),))
    assert is_chosen(program, over, Transition("one"))
