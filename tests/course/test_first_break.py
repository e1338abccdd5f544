"""slotq.course.first_break: what is found first is a property, on a shortest schedule."""

from slotq.course.first_break import Break, first_break
from slotq.machine import slot_queue_steps
from slotq.machine.slot_queue_steps import Bounds
from slotq.queue import SlotQueue
from slotq.schedule.engine.findings import parse_schedule
from slotq.schedule.programs.slot_queue_steps import GeneralProgram, MakeQueue
from slotq.schedule.walk.execution import replay
from tests.schedule import broken


def found(make_queue: MakeQueue, clients: int, dequeuers: int, tokens: int) -> Break | None:
    """What breaks first with a queue under the most general clients."""
    program = GeneralProgram(clients, dequeuers, tokens, make_queue)
    properties = slot_queue_steps.MODULE.properties(Bounds(clients, dequeuers, tokens))
    return first_break(program, properties)


def words(what: Break) -> str:
    """Its schedule as one writes it."""
    return " ".join(str(transition) for transition, _ in what.schedule)


def test_nothing_is_found_in_the_right_queue() -> None:
    """Nor in anything that is it."""
    assert found(SlotQueue, 1, 1, 1) is None


def test_a_property_of_a_state_is_named() -> None:
    """With a schedule that has the breaking step last, and that runs."""
    what = found(broken.PickRemoves, 1, 1, 1)
    assert what is not None
    assert (what.name, what.message) == ("FreeListedInv", "")
    taken = replay(GeneralProgram(1, 1, 1, broken.PickRemoves), parse_schedule(words(what)))
    assert [action for action, _ in taken] == [action for _, action in what.schedule]
    assert len(taken) == 3


def test_a_property_of_a_step_is_named() -> None:
    """That of the pick, which no state has."""
    what = found(broken.PicksOldest, 1, 1, 2)
    assert what is not None
    assert what.name == "PickedNewestProp"
    assert what.schedule[-1][1] == "DequeuerPeek"


def test_a_property_comes_before_what_cannot_be_read() -> None:
    """Between look and set a client holds a token that is not won."""
    what = found(broken.ChecksThenSets, 2, 1, 1)
    assert what is not None
    assert (what.name, len(what.schedule)) == ("HandInv", 3)


def test_what_is_no_named_step_is_told() -> None:
    """With the step itself."""
    what = found(broken.ForgetsAName, 1, 1, 1)
    assert what is not None
    assert what.name == ""
    assert what.message.startswith("not one named step: client-1 must be one named step, but is 0")


def test_code_that_hangs_in_a_lock_is_told() -> None:
    """It is not searched for ever."""
    what = found(broken.Deadlocks, 1, 1, 1)
    assert what is not None
    assert what.name == ""
    assert what.message
