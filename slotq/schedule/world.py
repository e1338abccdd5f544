"""A world whose processes run one step at a time: the driver of everything that is controlled.

A *transition* is a process and an alternative: of a select that it stands in each ready arm, a
timer always being ready; of any other operation the only one. A rendezvous is one transition of two
processes, taken on the sender's side. The environment's acts are transitions without a process.
Each transition must turn out to be one named step.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from slotq.errors import MisuseError
from slotq.primitives import After, Arm, Receive, Send, Wait
from slotq.schedule.findings import Finding, Step, Transition
from slotq.schedule.guards import UnguardedError
from slotq.schedule.primitives import Channel, Condition, Context, Flag, Lock, Signal, stop
from slotq.schedule.processes import GreenletProcess, MakeProcess, Process



class _Nobody(Process):
    """Who runs while no process does: the scheduler, which may read everything and never stops."""

    def __init__(self) -> None:
        super().__init__("nobody", "", lambda: None)
        self.regions = 1

    def stop(self) -> None:
        message = "an operation of a controlled world was called from outside its processes"
        raise MisuseError(message)


NOBODY = _Nobody()


class Act(NamedTuple):
    """Something that the environment may do.

    Attributes:
        is_enabled: Whether it may, now.
        effect: Does it.
    """

    is_enabled: Callable[[], bool]
    effect: Callable[[], object]


class World:
    """The primitives of one controlled execution, and the processes that use them.

    Args:
        make_process: The kind of its processes.

    Attributes:
        processes: All that were started, by their names.
        roots: What the processes share from the beginning, by names.
        environment: What the environment may do, by names.
        moved: The processes that have moved since the world was last read.
        taken: The transitions so far.
    """

    def __init__(self, make_process: MakeProcess = GreenletProcess) -> None:
        self.processes: dict[str, Process] = {}
        self.roots: dict[str, object] = {}
        self.environment: dict[str, Act] = {}
        self.moved: list[Process] = []
        self.taken: list[Step] = []
        # Who runs, and which steps it has done since it was resumed.
        self.running: Process = NOBODY
        self.steps: list[str] = []
        self._make_process = make_process
        self._spawned: list[tuple[str, str, Callable[[], object]]] = []

    # What the program uses.

    def lock(self) -> Lock:
        """Make a lock. A region is one step, named by `step` inside it."""
        return Lock(self)

    def condition(self, lock: Lock) -> Condition:
        """Make a condition of that lock."""
        return Condition(self, lock)

    def flag(self) -> Flag:
        """Make a flag that is not set."""
        return Flag(self)

    def signal(self) -> Signal:
        """Make a signal that has not happened."""
        return Signal(self)

    def channel(self) -> Channel:
        """Make a channel."""
        return Channel()

    def context(self, name: str) -> Context:
        """Make a context that is not done."""
        return Context(self, name)

    def step(self, action: str, token: object = None, **fields: object) -> None:
        """Name the step of the lock region that the caller is in.

        Raises:
            MisuseError: It is in none.
        """
        del token, fields
        if not self.running.regions:
            message = f"{action}: the step of a lock region was named outside one"
            raise MisuseError(message)
        self.steps.append(action)

    def spawn(self, step: str, name: str, **functions: Callable[[], object]) -> None:
        """Stop; then start one process for each function, called `keyword-name`, in one step."""
        stop(self)
        self.steps.append(step)
        self._spawned += [
            (f"{keyword}-{name}", name, function) for keyword, function in functions.items()
        ]

    def select(self, *arms: Arm) -> tuple[int, Any]:
        """Stop until an arm is ready; then take it."""
        process = self.running
        process.goes_on = False
        process.arms = arms
        index, item = process.stop()
        process.arms = ()
        arm = arms[index]
        if arm.__class__ is not Receive:  # whose step is the sender's
            if arm.step is None:
                process.goes_on = True
            else:
                self.steps.append(arm.step)
        return index, item

    # What the scheduler uses.

    def start(self, name: str, group: str, function: Callable[[], object]) -> None:
        """Start a process, which runs to its first stop."""
        process = self.processes[name] = self._make_process(name, group, function)
        self.moved.append(process)
        self._resume(process, None)

    def _resume(self, process: Process, value: object) -> None:
        self.running = process
        process.resume(value)
        self.running = NOBODY
        if process.error is not None:
            raise self.finding(*_kind(process.error), process.name) from process.error

    def transitions(self) -> list[Transition]:
        """List what can happen next."""
        found: list[Transition] = []
        for process in self.processes.values():
            if process.arms:
                found += self._ready_arms(process)
            elif not (
                process.is_ended or process.is_asleep or (process.needs and process.needs.holder)
            ):
                found.append(Transition(process.name))
        found += [Transition(name) for name, act in self.environment.items() if act.is_enabled()]
        return found

    def _ready_arms(self, process: Process) -> Iterator[Transition]:
        for index, arm in enumerate(process.arms):
            match arm:
                case Wait(_, Signal(closed=True)) | After():
                    yield Transition(process.name, index)
                case Send(channel=channel):
                    for receiver in self._receivers(channel):
                        yield Transition(process.name, index, receiver.name)

    def _receivers(self, channel: object) -> Iterator[Process]:
        for process in self.processes.values():
            if any(isinstance(arm, Receive) and arm.channel is channel for arm in process.arms):
                yield process

    def take(self, transition: Transition) -> str:
        """Take a transition that is possible now, and say which action it was.

        Raises:
            Finding: It failed, or it was not one named step.
        """
        name, arm, partner = transition
        steps = self.steps
        steps.clear()
        process = self.processes.get(name)
        if process is None:
            self._act(name)
        else:
            self.moved.append(process)
            if partner:
                self._meet(process, arm, self.processes[partner])
            else:
                self._resume(process, (arm, None))
            if self._spawned:
                spawned, self._spawned = self._spawned, []
                for arguments in spawned:
                    self.start(*arguments)
        if len(steps) != 1:
            raise self.finding("step", f"{len(steps)} steps in one: {', '.join(steps)}", name)
        action = steps[0]
        self.taken.append(Step(transition, action))
        return action

    def _act(self, name: str) -> None:
        self.running = Process(name, name, lambda: None)
        self.running.goes_on = True
        self.environment[name].effect()
        self.running = NOBODY

    def _meet(self, sender: Process, arm: int, receiver: Process) -> None:
        send = sender.arms[arm]
        index = next(
            index
            for index, receive in enumerate(receiver.arms)
            if isinstance(receive, Receive) and receive.channel is send.channel
        )
        self.moved.append(receiver)
        self._resume(sender, (arm, None))
        self._resume(receiver, (index, send.item))

    def finding(self, kind: str, message: str, process: str) -> Finding:
        """Describe what has just gone wrong."""
        return Finding(kind, f"{process}: {message}", self.taken)

    def end(self) -> None:
        """Unwind all processes."""
        for process in self.processes.values():
            if not process.is_ended:
                process.abandon()


def _kind(error: Exception) -> tuple[str, str]:
    if isinstance(error, UnguardedError):
        return "unguarded access", str(error)
    return "exception", f"{type(error).__name__}: {error}"
