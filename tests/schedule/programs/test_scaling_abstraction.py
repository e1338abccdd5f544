"""schedule.programs.scaling_abstraction: the state of ScalingCallers, from frames and objects."""

from typing import Any, ClassVar

import pytest

from slotq.machine import scaling
from slotq.machine.scaling import CONTAINER, NOTHING, REQUEST, Counted, Move
from slotq.machine.scaling_callers import NO_CONTAINER, Bounds, State
from slotq.schedule.programs.scaling_abstraction import OF_THE_LAUNCHER, Abstraction
from slotq.schedule.reading.frames import Frame, RawState
from slotq.schedule.walk.execution import UnknownStateError
from slotq.stats import ContainerState, RequestState

LAUNCHER = (Frame("Primitives.select", 1, {}), Frame("Launcher.run", 1, {}))


class Simple(Abstraction):
    """Processes that stand in one function, or in a move of their tracker."""

    stands: ClassVar = (  # type: ignore[misc]
        {"run wait select": "waiting", "": "gone"},
        {"run select": "idle", "": "gone"},
        OF_THE_LAUNCHER,
    )

    def slot(self, container: int, at: str) -> str:
        """Whatever it is."""
        return f"slot of {container}, {at}"

    def hand(self, request: int) -> int:
        """The container of the same number."""
        return request


def moving(name: str, target: int, old: int | None = None, *inner: str) -> tuple[Frame, ...]:
    """A process that moves a tracker: before its first step, or within one of the counters'."""
    variables = {"self": f"{name}.tracker", "state": target}
    if old is not None:
        variables["old"] = old
    functions = [Frame(f"Lock.{function}", 1, {}) for function in inner]
    return (*functions, Frame("Tracker.move", 1, variables), Frame("Request.run", 1, {}))


def raw(**changed: tuple[Frame, ...]) -> RawState:
    """A state of one request, one container and the launcher."""
    processes = {
        "request-1": (),
        "container-1": (Frame("Primitives.select", 1, {}), Frame("Container.run", 1, {})),
        "launcher": LAUNCHER,
    }
    objects: dict[str, dict[str, Any]] = {
        "request-1.tracker": {"_state": RequestState.DONE},
        "container-1.tracker": {"_state": ContainerState.IDLE},
        "queue.counters": {
            "_request": ("list", 0, 1, 2, 3),
            "_container": ("list", 0, 4, 5, 6, 7, 8, 9),
        },
        "queue.signaller": {"items": ("list",)},
    }
    named = {name.replace("_", "-"): frames for name, frames in changed.items()}
    return RawState(processes | named, objects, {}, {}, {}, {})


def test_a_whole_state() -> None:
    """Trackers and counters from objects, the rest from where the processes stand."""
    assert Simple(Bounds(1, 1), raw()).state() == State(
        scaling.State(
            (Counted(("done",), (1, 2, 3)), Counted(("idle",), (4, 5, 6, 7, 8, 9))),
            (NOTHING, NOTHING, NOTHING),
            signalled=False,
        ),
        ("gone", "idle", "waiting"),
        ("slot of 0, idle",),
        (NO_CONTAINER,),
    )


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        (
            moving("request-1", RequestState.EXEC, None, "__enter__"),
            ("won", NOTHING),
        ),
        (
            moving("request-1", RequestState.EXEC, 1, "__enter__", "enter_request_state"),
            ("holding", Move("enter", (REQUEST, 0), "wait", "exec")),
        ),
        (
            moving("request-1", RequestState.DONE, 2, "__enter__", "exit_request_state"),
            ("gone", Move("exit", (REQUEST, 0), "exec", "done")),
        ),
    ],
)
def test_a_move_is_in_three_steps(frames: tuple[Frame, ...], expected: tuple[str, Move]) -> None:
    """Before it the process stands where it was, from then on where it goes."""
    assert Simple(Bounds(1, 1), raw(request_1=frames)).mover(REQUEST, 0) == expected


def test_a_container_that_could_not_start_has_failed() -> None:
    """It has the same move before it as one that has ejected itself."""
    before = moving("container-1", ContainerState.DONE, None, "__enter__")
    failing = (*before, Frame("Container._fail", 1, {}))
    found = [
        Simple(Bounds(1, 1), raw(container_1=frames)).mover(CONTAINER, 0)
        for frames in (before, failing)
    ]
    assert found == [("ejected", NOTHING), ("failed", NOTHING)]


def test_a_request_that_has_not_signalled_has_arrived() -> None:
    """And waits once it has."""
    found = []
    for has_signalled in ("false", "true"):
        wait = Frame("Request.wait", 1, {"has_signalled": has_signalled})
        frames = (Frame("Primitives.select", 1, {}), wait, Frame("Request.run", 1, {}))
        found.append(Simple(Bounds(1, 1), raw(request_1=frames)).mover(REQUEST, 0))
    assert found == [("arrived", NOTHING), ("waiting", NOTHING)]


def test_a_container_without_a_process_is_known_by_its_tracker() -> None:
    """It may still be launched, or be gone."""
    state = raw()
    del state.processes["container-1"]
    found = []
    for tracker in (ContainerState.NONE, ContainerState.WAIT, ContainerState.DONE):
        state.objects["container-1.tracker"]["_state"] = tracker
        found.append(Simple(Bounds(1, 1), state).mover(CONTAINER, 0))
    assert found == [("absent", NOTHING), ("launched", NOTHING), ("gone", NOTHING)]


@pytest.mark.parametrize(
    ("frames", "said"),
    [
        (
            moving("request-1", RequestState.NONE, None, "__enter__"),
            "request-1 moves its tracker to 0",
        ),
        (
            (Frame("Request.sleep", 1, {}), Frame("Request.run", 1, {})),
            "request-1 is in run sleep, which has no counterpart in the specification",
        ),
    ],
)
def test_what_the_specification_does_not_know_is_refused(
    frames: tuple[Frame, ...], said: str
) -> None:
    """A move or a place without a counterpart is a finding, and no guess."""
    with pytest.raises(UnknownStateError) as raised:
        Simple(Bounds(1, 1), raw(request_1=frames)).state()
    assert str(raised.value) == said
