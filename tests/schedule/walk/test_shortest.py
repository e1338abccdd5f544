"""slotq.schedule.walk.shortest: what is wrong is shown by no more steps than it takes."""

from collections.abc import Callable
from typing import Any

from slotq.machine.callers import Bounds
from slotq.machine.kernel import explore as explore_machine
from slotq.schedule.engine.findings import parse_schedule
from slotq.schedule.faults.catalogue import broken
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.programs.slot_queue_steps import GeneralProgram
from slotq.schedule.walk.execution import Runner
from slotq.schedule.walk.explore import explore
from slotq.schedule.walk.shortest import by_running, in_graph

GENERAL = GeneralProgram(2, 1, 1)


def specified(program: Any) -> Callable[[Any, str, Any], bool]:
    """Say which steps the machine has."""
    machine = explore_machine(program.system)
    states = machine.states
    edges = {(states[source], label.action, states[to]) for source, label, to in machine.edges}
    return lambda *step: step in edges


def test_both_searches_find_schedules_of_one_length() -> None:
    """In the graph, where there is one, as by running."""
    program = broken("RemoveNothing", GENERAL)
    found = in_graph(program, explore(Runner(program)), specified(program))
    assert found is not None
    assert len(found) == len(by_running(program) or ()) == 5


def test_a_property_can_be_looked_for() -> None:
    """Of several that break one after the other."""
    program = broken("CheckThenSet", GENERAL)
    lengths = [len(by_running(program, name) or ()) for name in ("", "HandInv", "OneWinnerInv")]
    assert lengths == [3, 3, 9]


def test_what_the_specification_breaks_is_no_fault() -> None:
    """A false claim is refuted by the machine, too."""
    program = CallersProgram(Bounds(2, 1, 1), claims=("WonNewestProp",))
    graph = explore(Runner(program))
    assert in_graph(program, graph, specified(program)) is None
    assert by_running(program, most=500) is None


def test_a_search_has_an_end() -> None:
    """After so many schedules, whether or not there is more."""
    program = broken("SkipBroadcast", CallersProgram(Bounds(1, 1, 1)))
    assert by_running(program, most=3) is None
    assert by_running(program) == tuple(
        parse_schedule("consumer-1 dequeuer-1.1 container-1 container-1")
    )
