"""slotq.machine.slot_queue_steps.record: a state is written as TLC has it."""

from slotq.formats.tla_values import Function
from slotq.machine.slot_queue_steps import (
    NO_CLIENT,
    NO_TOKEN,
    Bounds,
    Client,
    Dequeuer,
    State,
    record,
)
from slotq.tlc.states import parse_state

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


def test_a_state_of_the_queue() -> None:
    """Records become functions, bits become sets of tokens, and a number of its own is None."""
    state = State(
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
    assert Function(parse_state(QUEUE)) == record(state, Bounds(2, 2, 3))
