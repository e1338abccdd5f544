"""slotq.verify.decode: TLC's states are the machine's, or are refused."""

import re

import pytest

from slotq.formats.tla_values import ModelValue, Value, parse_value
from slotq.machine import callers, slot_queue_steps
from slotq.machine.callers import Bounds, Caller
from slotq.machine.slot_queue_steps import EVERYTHING, NO_CLIENT, NO_TOKEN, Client, Dequeuer
from slotq.tlc.states import parse_state
from slotq.verify.decode import DecodeError, callers_decoder, model_values, queue_decoder

QUEUE = """
/\\ slots = <<1, 2>>
/\\ nextId = 3
/\\ busy = {0, 2}
/\\ closed = {0}
/\\ known = (client1 :> {0, 1} @@ client2 :> {2})
/\\ doing = (client1 :> "nothing" @@ client2 :> "remove")
/\\ hand = (client1 :> None @@ client2 :> 2)
/\\ dequeuer = (dequeuer1 :> "offering" @@ dequeuer2 :> "absent")
/\\ isWaiting = (dequeuer1 :> TRUE @@ dequeuer2 :> FALSE)
/\\ item = (dequeuer1 :> 2 @@ dequeuer2 :> None)
/\\ owner = (dequeuer1 :> client2 @@ dequeuer2 :> None)
/\\ done = {dequeuer2}
/\\ canceller = (dequeuer1 :> "waiting" @@ dequeuer2 :> "absent")
"""
CALLERS = """
/\\ slots = <<0>>
/\\ nextId = 1
/\\ busy = {}
/\\ closed = {}
/\\ doing = (container1 :> "nothing" @@ consumer1 :> "nothing")
/\\ hand = (container1 :> None @@ consumer1 :> None)
/\\ dequeuer = (<<consumer1, 1>> :> "ended" @@ <<consumer1, 2>> :> "lock")
/\\ isWaiting = (<<consumer1, 1>> :> FALSE @@ <<consumer1, 2>> :> FALSE)
/\\ item = (<<consumer1, 1>> :> None @@ <<consumer1, 2>> :> None)
/\\ owner = (<<consumer1, 1>> :> consumer1 @@ <<consumer1, 2>> :> consumer1)
/\\ done = {<<consumer1, 1>>}
/\\ canceller = (<<consumer1, 1>> :> "ended" @@ <<consumer1, 2>> :> "waiting")
/\\ state = (container1 :> "waiting" @@ consumer1 :> "waiting")
/\\ token = (container1 :> 0 @@ consumer1 :> None)
/\\ round = (container1 :> 1 @@ consumer1 :> 2)
/\\ evicted = {container1}
/\\ slotClosed = {0}
/\\ failed = {0}
"""


def variables(text: str, **changed: str) -> dict[str, Value]:
    """The variables of a state, some with other values."""
    return parse_state(text) | {name: parse_value(value) for name, value in changed.items()}


def test_a_state_of_the_queue() -> None:
    """Functions become records, sets of tokens become bits, None becomes a number of its own."""
    expected = slot_queue_steps.State(
        slots=(1, 2),
        next_id=3,
        busy=0b101,
        closed=0b1,
        clients=(Client(known=0b11), Client(known=0b100, doing="remove", hand=2)),
        dequeuers=(
            Dequeuer("offering", is_waiting=True, item=2, owner=1, canceller="waiting"),
            Dequeuer("absent", False, NO_TOKEN, NO_CLIENT, True, "absent"),
        ),
    )
    assert expected == queue_decoder(2, 2)(variables(QUEUE))


def test_a_state_with_callers() -> None:
    """Dequeuers are numbered by consumer and round; callers may acquire everything."""
    ended = Dequeuer("ended", owner=1, done=True, canceller="ended")
    started = Dequeuer("lock", owner=1, canceller="waiting")
    queue = slot_queue_steps.State((0,), 1, 0, 0, (Client(EVERYTHING),) * 2, (ended, started))
    clients = (Caller("waiting", 0, 1), Caller("waiting", NO_TOKEN, 2))
    expected = callers.State(queue, clients, evicted=0b1, slot_closed=0b1, failed=0b1)
    assert expected == callers_decoder(Bounds(1, 1, 2))(variables(CALLERS))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"extra": "1"}, "do not share the variables ['extra']"),
        ({"nextId": "TRUE"}, "True is not an integer"),
        ({"slots": "{1}"}, "frozenset({1}) is not a sequence"),
        ({"busy": "<<1>>"}, "(1,) is not a set"),
        ({"done": "{client1}"}, "is not one of the processes"),
        ({"doing": "(client1 :> 1 @@ client2 :> 2)"}, "1 is not a string"),
        ({"doing": '(client1 :> "nothing")'}, "is not a function of"),
        ({"doing": "1"}, "1 is not a function of"),
        ({"isWaiting": "(dequeuer1 :> 1 @@ dequeuer2 :> 1)"}, "1 is not a truth value"),
        ({"owner": "(dequeuer1 :> dequeuer1 @@ dequeuer2 :> None)"}, "is not one of the processes"),
    ],
)
def test_another_shape_is_refused(changed: dict[str, str], message: str) -> None:
    """What the machine has no place for could differ unseen."""
    with pytest.raises(DecodeError, match=re.escape(message)):
        queue_decoder(2, 2)(variables(QUEUE, **changed))


def test_a_missing_variable_is_refused() -> None:
    """A constant in its place would be the same in every state."""
    state = variables(CALLERS)
    del state["evicted"]
    with pytest.raises(DecodeError, match="evicted"):
        callers_decoder(Bounds(1, 1, 2))(state)


def test_model_values_are_numbered_from_one() -> None:
    """As the configurations name them."""
    assert model_values("client", 2) == (ModelValue("client1"), ModelValue("client2"))
