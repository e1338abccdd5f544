"""Hypothesis drives requests, launcher and containers by the machine's actions of ScalingCallers.

More of them than could be explored: requests come while others leave, several containers are
launched for one of them, and some die.
"""

from collections.abc import Iterator

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from slotq.agent.launching import Container, Launcher, Request
from slotq.machine.kernel import Label
from slotq.machine.scaling_callers import Bounds
from slotq.primitives import Take
from slotq.scaling import is_new_container_needed
from slotq.schedule.engine.findings import FindingError, Transition
from slotq.schedule.programs.scaling_callers import ScalingCallersProgram
from slotq.schedule.walk.execution import Runner
from slotq.stats import ContainerState, RequestState
from tests.conformance.driver import SETTINGS, Driver, with_rules

BOUNDS = Bounds(
    requests=4,
    containers=5,
    impatient=frozenset({0}),
    leaving=frozenset({0, 1}),
    freezable=frozenset({1, 2}),
    crashable=frozenset({2, 3}),
    failing=frozenset({0, 3, 4}),
    refusing=True,
)
PROGRAM = ScalingCallersProgram(BOUNDS)
NAMES = [
    *[f"request-{number + 1}" for number in range(BOUNDS.requests)],
    *[f"container-{number + 1}" for number in range(BOUNDS.containers)],
    "launcher",
    *[f"reaper-{number + 1}" for number, _ in BOUNDS.reapers],
]
ARMS = {"GiveUp": BOUNDS.containers, "Abandon": 1, "Eject": 2}


def arm(label: Label, at: tuple[str, ...]) -> int:
    """Say which arm of its select a process takes, if it stands in one."""
    action, (number, *rest) = label
    match action, rest:
        case "Win", [container]:
            return int(container)
        case "SignalSend", _:
            return BOUNDS.containers + (number in BOUNDS.impatient)
        case "QueueSlot", [error]:
            return 2 * int(error)
        case "ContainerMove", [_, "done"]:
            return 3 if at[int(number)] == "started" else int(number == BOUNDS.launcher)
        case "ContainerMove", [container, "paused"]:
            return 2 + (container in BOUNDS.leaving)
    return ARMS.get(action, 0)


@with_rules
class Launching(Driver):
    """The machine of ScalingCallers, and the code."""

    runner = Runner(PROGRAM)
    system = PROGRAM.system

    @precondition(lambda self: self.next)
    @rule(choice=st.integers(0, 1000))
    def anything(self, choice: int) -> None:
        """Take a step that changes something: Hypothesis leaves out rules without which all end."""
        steps = [(label, after) for label, after in self.next if after != self.state] or self.next
        actions = sorted({label.action for label, _ in steps})
        self.take(actions[choice % len(actions)], choice // len(actions))

    def ways(self, label: Label) -> Iterator[Transition]:
        """Whoever the step is of takes an arm of its select, or goes on."""
        action, arguments = label
        at = (*self.state.at, *["reaper"] * len(BOUNDS.reapers))
        if action in {"LaunchCheck", "SignalReceive", "Grant"}:
            yield Transition("launcher")
        elif action in {"QueueSlot", "Eject", "Abandon"}:
            yield Transition(f"container-{int(arguments[0]) + 1}", arm(label, at))
        else:
            yield Transition(NAMES[int(arguments[0])], arm(label, at))


def test_the_code_does_what_the_machine_does() -> None:
    """Four requests and five containers: the same states and steps on random runs."""
    run_state_machine_as_test(Launching, settings=settings(SETTINGS, max_examples=15))


class LeavesWithoutEnd(Request):
    """Is never done."""

    __slots__ = ()

    def run(self) -> None:
        """Do it wrong."""
        self.tracker.move(RequestState.WAIT)
        container, carries = self.wait()
        if container is not None and carries == "error":
            self._fail(container)
        elif container is not None:
            self.tracker.move(RequestState.EXEC)
            container.slot.change("SlotClose", "closed")


class LaunchesForEach(Launcher):
    """Takes no account of containers that are there or to come."""

    __slots__ = ()

    def run(self) -> None:
        """Do it wrong."""
        launched = 0
        while True:
            stats = self.queue.counters.get_stats()
            if is_new_container_needed(stats) or stats.request.wait:
                self._launch(launched)
                launched += 1
            self.primitives.select(Take("SignalReceive", self.queue.signaller))


class ThawsFirst(Container):
    """Is idle again before it is busy."""

    __slots__ = ()

    def _serve(self) -> bool:
        self.tracker.move(ContainerState.IDLE)
        return super()._serve()


WRONG = [
    ScalingCallersProgram(BOUNDS, make_request=LeavesWithoutEnd),
    ScalingCallersProgram(BOUNDS, make_launcher=LaunchesForEach),
    ScalingCallersProgram(BOUNDS, make_container=ThawsFirst),
]


@pytest.mark.parametrize("program", WRONG, ids=["no end", "launches for each", "thaws first"])
def test_wrong_code_is_found(program: ScalingCallersProgram) -> None:
    """The comparison does look: wrong code is found (and not shrunk, which would take longer)."""

    class Broken(Launching):
        runner = Runner(program)

    with pytest.raises((AssertionError, FindingError)):
        # It ends at the first fault; many examples only cost where it is rare.
        run_state_machine_as_test(
            Broken, settings=settings(SETTINGS, phases=[Phase.generate], max_examples=500)
        )
