"""programs.scaling: the graph of trackers and counters is the machine's, of wrong ones not."""

from typing import Any

import pytest

from slotq.machine.kernel import explore as explore_machine
from slotq.machine.scaling import Bounds
from slotq.primitives import Primitives
from slotq.queue import Key, SlotQueue
from slotq.schedule.programs.scaling import MoversProgram
from slotq.schedule.walk.execution import Runner
from slotq.schedule.walk.explore import explore
from slotq.stats import ContainerState, ContainerTracker, Counters, RequestState, RequestTracker
from slotq.verify.claim import ClaimRefutedError
from slotq.verify.code import check_code

RACE = Bounds(requests=1, containers=0, movers=2)
ONE = Bounds(requests=0, containers=1, movers=1)


@pytest.mark.parametrize("bounds", [RACE, ONE, Bounds(1, 1, 1)])
def test_the_code_does_what_the_machine_does(bounds: Bounds) -> None:
    """No state and no edge is missing, and none is extra."""
    program = MoversProgram(bounds)
    machine, code = explore_machine(program.system), explore(Runner(program))
    states = machine.states
    assert set(states) == set(code.states)
    assert {(states[a], label.action, states[b]) for a, label, b in machine.edges} == code.edges()


class ExitsFirst(RequestTracker):
    """Is counted out of the old state before it is counted into the new one."""

    def move(self, state: int) -> bool:
        """Do it wrong."""
        with self._lock:
            old = self._state
            moves = old < state
            if moves:
                self._state = state
            self._primitives.step("RequestMove")
        if moves:
            self._counters.exit_request_state(old)
            self._counters.enter_request_state(state)
        return moves


class MovesBack(ContainerTracker):
    """Lets a container start again, which is done."""

    def move(self, state: int) -> bool:
        """Do it wrong."""
        with self._lock:
            if self._state == ContainerState.DONE:
                self._state = ContainerState.NONE
        return super().move(state)


class _CountsTwice(Counters):
    def enter_request_state(self, state: int) -> None:
        with self._lock:
            self._request[state] += 1
        super().enter_request_state(state)


class _NeverEnters(Counters):
    def enter_container_state(self, state: int) -> None:
        """Let the counters fall for ever."""


class _ReadsOutside(Counters):
    def exit_request_state(self, state: int) -> None:
        if self._request[state]:
            super().exit_request_state(state)


class _Other(SlotQueue):
    """A queue with counters of another kind."""

    kind: type[Counters]

    def __init__(self, key: Key, primitives: Primitives) -> None:
        super().__init__(key, primitives)
        self.counters = self.kind(primitives)


@pytest.mark.parametrize(
    ("bounds", "wrong"),
    [
        (RACE, {"make_request": ExitsFirst}),
        (ONE, {"make_container": MovesBack}),
        (RACE, {"make_queue": type("CountsTwice", (_Other,), {"kind": _CountsTwice})}),
        (ONE, {"make_queue": type("NeverEnters", (_Other,), {"kind": _NeverEnters})}),
        (RACE, {"make_queue": type("ReadsOutside", (_Other,), {"kind": _ReadsOutside})}),
    ],
)
def test_wrong_code_is_not(bounds: Bounds, wrong: dict[str, Any]) -> None:
    """Each shows as a difference or as a finding."""
    with pytest.raises(ClaimRefutedError):
        check_code(MoversProgram(bounds, **wrong))


def test_a_state_of_a_tracker_is_read_as_its_number() -> None:
    """Members of an enumeration are no objects with parts."""
    with Runner(MoversProgram(RACE)).run() as run:
        assert run.raw().objects["request-1"]["_state"] == RequestState.NONE
