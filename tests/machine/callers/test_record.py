"""slotq.machine.callers.record: a state is written as TLC has it."""

from slotq.formats.tla_values import Function
from slotq.machine import slot_queue_steps
from slotq.machine.callers import Bounds, Caller, State, record
from slotq.machine.slot_queue_steps import EVERYTHING, NO_TOKEN, Client, Dequeuer
from slotq.tlc.states import parse_state

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


def test_a_state_with_callers() -> None:
    """Dequeuers are named by consumer and round; what callers know is no variable."""
    ended = Dequeuer("ended", owner=1, done=True, canceller="ended")
    started = Dequeuer("lock", owner=1, canceller="waiting")
    queue = slot_queue_steps.State((0,), 1, 0, 0, (Client(EVERYTHING),) * 2, (ended, started))
    clients = (Caller("waiting", 0, 1), Caller("waiting", NO_TOKEN, 2))
    state = State(queue, clients, evicted=0b1, slot_closed=0b1, failed=0b1)
    assert Function(parse_state(CALLERS)) == record(state, Bounds(1, 1, 2))
