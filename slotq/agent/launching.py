"""The users of trackers, counters and signaller: requests, a queue's launcher, containers.

The Python twin of spec/ScalingCallers.tla, for a controlled world. A process chooses in a select
whose arms have no step of their own, so that the choice and the first step of what is chosen are
one transition. An arm that names a container is ready only where the world's law for its reason
says so.

How a slot is won is up to the queue, whose code is run with callers of its own. Here a
slot has a state, each of whose changes is one step.

Source: waitHot (requests), hotLauncher and checkLaunch (the launcher), runHot and runHotReq
(containers) of the agent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from slotq.primitives import After, Primitives, Signal, Take, Wait
from slotq.queue import SlotCaller, SlotQueue
from slotq.scaling import is_new_container_needed
from slotq.stats import ContainerState, ContainerTracker, RequestState, RequestTracker


class Slot:
    """The slot of a container.

    Attributes:
        state: "none", "offered", "error", "won" or "closed".
    """

    __slots__ = ("_lock", "_primitives", "state")

    def __init__(self, primitives: Primitives) -> None:
        self._primitives = primitives
        # Guards state. A process that needs a change of it waits for the world's law.
        self._lock = primitives.lock()
        self.state = "none"

    def change(self, step: str, state: str) -> str:
        """Change what has become of it, in one step.

        Returns:
            What had become of it before.
        """
        with self._lock:
            before, self.state = self.state, state
            self._primitives.step(step)
            return before


@dataclass(frozen=True, slots=True)
class Container:
    """A container, from its start to its end.

    Attributes:
        is_leaving: Whether it may leave when nobody wants it.
        is_freezable: Whether it may be frozen when nobody wants it.
        is_failing: Whether its start-up may fail.
    """

    primitives: Primitives
    tracker: ContainerTracker
    slot: Slot
    is_leaving: bool = False
    is_freezable: bool = False
    is_failing: bool = False

    def run(self) -> None:
        """Start, and serve one request after the other until nobody comes, or until it dies."""
        self.tracker.move(ContainerState.START)
        goes_on = self._start()
        while goes_on:
            goes_on = self._offer() and self._wait() and self._serve()

    def _start(self) -> bool:
        # Spec: ContainerMove to idle, or to done where it is asked to leave; QueueSlot of an error.
        may = (["fail"] + ["quit"] * self.is_leaving) * self.is_failing
        match self._choose("settle", "abandon", *may):
            case "fail":
                self._fail()
            case "quit":
                self.tracker.move(ContainerState.DONE)
            case "settle":
                self.tracker.move(ContainerState.IDLE)
                return True
        return False

    def _fail(self) -> None:
        self.slot.change("QueueSlot", "error")
        self.tracker.move(ContainerState.DONE)

    def _offer(self) -> bool:
        # Spec: QueueSlot.
        if self._choose("offer", "abandon") == "abandon":
            return False
        self.slot.change("QueueSlot", "offered")
        return True

    def _wait(self) -> bool:
        # Spec: Eject; ContainerMove to paused, busy and done.
        may = ["leave"] * self.is_leaving + ["freeze"] * self.is_freezable
        while True:
            match self._choose("serve", "abandon", *may):
                case "freeze":
                    self.tracker.move(ContainerState.PAUSED)
                case "leave":
                    self.slot.change("Eject", "none")
                    self.tracker.move(ContainerState.DONE)
                    return False
                case "abandon":
                    return False
                case _:
                    self.tracker.move(ContainerState.BUSY)
                    return True

    def _serve(self) -> bool:
        # Spec: ContainerMove to idle.
        if self._choose("return", "abandon") == "abandon":
            return False
        self.tracker.move(ContainerState.IDLE)
        return True

    def _choose(self, *reasons: str) -> str:
        # Spec: Abandon.
        index, _ = self.primitives.select(*[After(None, 0, self, reason) for reason in reasons])
        if reasons[index] == "abandon":
            self.slot.change("Abandon", "none")
        return reasons[index]


@dataclass(frozen=True, slots=True)
class Reaper:
    """The process that moves the tracker of a container that has died."""

    container: Container

    def run(self) -> None:
        """Wait for the container's death."""
        self.container.primitives.select(After(None, 0, self.container, "die"))
        self.container.tracker.move(ContainerState.DONE)


@dataclass(frozen=True, slots=True)
class Request:
    """A request, from its arrival to its end.

    Attributes:
        containers: All those whose slots it may win.
        is_impatient: Whether it may give up.
        is_repeating: Whether it signals again and again, or once.
    """

    primitives: Primitives
    queue: SlotQueue
    tracker: RequestTracker
    caller: SlotCaller
    containers: tuple[Container, ...]
    is_impatient: bool = False
    is_repeating: bool = True

    def run(self) -> None:
        """Wait for a slot, use it, and be done."""
        self.tracker.move(RequestState.WAIT)
        container, carries = self.wait()
        if container is not None and carries == "error":
            self._fail(container)
        elif container is not None:
            self.tracker.move(RequestState.EXEC)
            container.slot.change("SlotClose", "closed")
        self.tracker.move(RequestState.DONE)

    def _fail(self, container: Container) -> None:
        container.slot.change("SlotClose", "closed")

    def wait(self) -> tuple[Container | None, str]:
        """Win a slot, or give up; after a round that has brought nothing tell the launcher.

        Returns:
            The container whose slot was won, if any, and what it carries: "offered" or "error".
        """
        has_signalled = False
        wins = [After(None, 0, container, "win") for container in self.containers]
        gives_up = [After("GiveUp", 0, None, "give up")] * self.is_impatient
        signals = [After(None, 0, None, "signal")]
        while True:
            is_telling = self.is_repeating or not has_signalled
            arms = [*wins, *gives_up, *(signals if is_telling else [])]
            index, _ = self.primitives.select(*arms)
            match arms[index]:
                case After(token=Container() as container):
                    return container, container.slot.change("Win", "won")
                case After(reason="signal"):
                    self.queue.signaller.send("SignalSend", self.caller)
                    has_signalled = True
                case _:
                    return None, ""


class Launched(Protocol):
    """What a launcher launches."""

    @property
    def tracker(self) -> ContainerTracker:
        """Knows the container's state."""
        ...

    def run(self) -> None:
        """Live, from the start to the end."""
        ...


@dataclass(frozen=True, slots=True)
class Launcher:
    """The launcher of a queue.

    Attributes:
        containers: Those that it can launch, in order.
        reapers: The reapers of those that may die.
        never: Where it stands when it wants one more.
        is_refused: Whether it may be refused the resources.
    """

    primitives: Primitives
    queue: SlotQueue
    containers: tuple[Launched, ...]
    reapers: tuple[Reaper | None, ...]
    never: Signal
    is_refused: bool = False

    def run(self) -> None:
        """Launch a container whenever one is needed."""
        launched = 0
        while True:
            stats = self.queue.counters.get_stats()
            if is_new_container_needed(stats):
                self._launch(launched)
                launched += 1
            self.primitives.select(Take("SignalReceive", self.queue.signaller))

    def _launch(self, number: int) -> None:
        """Ask for the resources of a container, and start it unless they are refused."""
        if number == len(self.containers):
            self._stay()
        container = self.containers[number]
        container.tracker.move(ContainerState.WAIT)
        answer = 0
        if self.is_refused:
            answer, _ = self.primitives.select(After(None, 0), After(None, 0))
        if answer == 0:
            functions = {"container": container.run}
            reaper = self.reapers[number]
            if reaper is not None:
                functions["reaper"] = reaper.run
            self.primitives.spawn("Grant", str(number + 1), **functions)
        else:
            container.tracker.move(ContainerState.DONE)

    def _stay(self) -> None:
        # There are no more containers within the bounds.
        self.primitives.select(Wait(None, self.never))


Law = Callable[[Container], bool]
# When an arm is ready that names a container, by its reason.
LAWS: dict[str, Law] = {
    "settle": lambda _: True,
    "offer": lambda _: True,
    "fail": lambda _: True,
    "quit": lambda _: True,
    "win": lambda container: container.slot.state in {"offered", "error"},
    "serve": lambda container: container.slot.state in {"won", "closed"},
    "return": lambda container: container.slot.state == "closed",
    "leave": lambda container: container.slot.state == "offered",
    "freeze": lambda container: _state(container) == ContainerState.IDLE,
    "die": lambda container: ContainerState.START <= _state(container) < ContainerState.DONE,
    "abandon": lambda container: (
        _state(container) == ContainerState.DONE and container.slot.state != "won"
    ),
}


def _state(container: Container) -> int:
    return container.tracker._state  # noqa: SLF001  # as the scheduler, which may read everything
