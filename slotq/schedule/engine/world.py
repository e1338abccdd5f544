"""A world whose processes run one step at a time: the driver of everything that is controlled.

A *transition* is a process and an alternative: of a select that it stands in each ready arm, a
timer always being ready; of any other operation the only one. A rendezvous is one transition of two
processes, taken on the sender's side. The environment's acts are transitions without a process.
Each transition must turn out to be one named step.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from slotq import primitives
from slotq.errors import MisuseError
from slotq.primitives import After, Arm, Receive, Send, Take, Wait
from slotq.schedule.engine.controlled import (
    Channel,
    Condition,
    Context,
    Flag,
    Lock,
    Mailbox,
    Signal,
    controlled,
)
from slotq.schedule.engine.endless import EndlessError
from slotq.schedule.engine.findings import FindingError, Kind, Step, Transition, surprise
from slotq.schedule.engine.guarded_containers import UnguardedError
from slotq.schedule.engine.processes import Crew, Function, Greenlets, Nobody, Process, Script

T = TypeVar("T")
NOBODY = Nobody()
INSIDE = "(inside)"
"""What a part of a step is called, in a fine-grained world."""


def _see_nothing() -> None:
    """Do nothing."""


def _settle(process: Process, steps: list[str]) -> None:
    """Say of what a process has done whether it is a part of a step, or a step that is complete."""
    process.named += steps
    process.is_between = bool(process.held) or (not process.named and process.needs is not None)
    steps[:] = [INSIDE] if process.is_between else process.named
    if not process.is_between:
        process.named = []


def _kind(error: BaseException | None) -> Kind:
    if isinstance(error, EndlessError):
        return Kind.ENDLESS
    return Kind.UNGUARDED if isinstance(error, UnguardedError) else Kind.EXCEPTION


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
        crew: What its processes run on; greenlets unless given.

    Attributes:
        processes: All that were started, by their names.
        roots: What the processes share from the beginning, by names.
        environment: What the environment may do, by names.
        made: What was made before the first process, in order.
        moved: The processes that have moved since the world was last read.
        taken: The transitions so far.
        watch: Called after each transition.
        learnt: The locks of objects that do not name theirs, with the objects, by identity.
        first_id: The id of the first token.
        is_fine: Whether others may interleave where a lock region uses what its lock does not
            guard; else a region is one step.
        reported: What was said of the last step: its object and its result.
        given: Objects with a field that is written once and was, by identity and field.
    """

    def __init__(self, crew: Crew | None = None) -> None:
        self.processes: dict[str, Process] = {}
        self.roots: dict[str, object] = {}
        self.environment: dict[str, Act] = {}
        self.moved: dict[Process, None] = {}
        self.made: list[object] = [self]
        self.taken: list[Step] = []
        self._current: Transition | None = None
        # The process that runs, and the steps that it has done since it was resumed.
        self.running: Process = NOBODY
        self.steps: list[str] = []
        self.is_fine = False
        self.first_id = 0
        self.reported: tuple[object, dict[str, object]] = (None, {})
        self.watch: Callable[[], object] = _see_nothing
        self.learnt: dict[int, tuple[object, Any]] = {}
        self.given: dict[tuple[int, str], object] = {}
        self._crew = crew or Greenlets()
        self._spawned: list[tuple[str, str, Function]] = []

    # What the program uses.

    def lock(self) -> Lock:
        """Make a lock. A region is one step, named by `step` inside it."""
        return self._make(Lock(self))

    def condition(self, lock: primitives.Lock) -> Condition:
        """Make a condition of that lock."""
        return self._make(Condition(self, controlled(lock)))

    def flag(self) -> Flag:
        """Make a flag that is not set."""
        return self._make(Flag(self))

    def signal(self) -> Signal:
        """Make a signal that has not happened."""
        return self._make(Signal(self))

    def channel(self) -> Channel:
        """Make a channel."""
        return self._make(Channel())

    def mailbox(self) -> Mailbox:
        """Make a mailbox that is empty."""
        return self._make(Mailbox(self))

    def context(self, name: str) -> Context:
        """Make a context that is not done."""
        context = self._make(Context(self, name))
        self._make(context.done)
        return context

    def _make(self, made: T) -> T:
        if not self.processes:
            self.made.append(made)
        return made

    def step(self, action: str, token: object = None, **fields: object) -> None:
        """Name the step of the lock region that the caller is in.

        Raises:
            MisuseError: It is in none.
        """
        if not self.running.regions:
            message = f"{action}: a step was named outside a lock region"
            raise MisuseError(message)
        # A region in another one is part of its step.
        if self.running.regions == 1:
            self.happened(action, token, **fields)

    def happened(self, step: str, token: object = None, **fields: object) -> None:
        """Record a step, its object and its result."""
        self.steps.append(step)
        self.reported = token, fields

    def spawn(self, step: str, name: str, **functions: Function) -> None:
        """Stop; then start one process for each function, called `keyword-name`, in one step."""
        self.running.pause()
        self.happened(step, name=name)
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
                self._selected(arm)
            if arm.__class__ is Take and isinstance(arm.mailbox, Mailbox):
                item = arm.mailbox.take()
        return index, item

    def _selected(self, arm: Arm) -> None:
        match arm:
            case Send(step, _, item):
                self.happened(step, item, to=self._current.partner if self._current else "")
            case Take(step):
                self.happened(step)
            case Wait(str(step), _, token, reason) | After(str(step), _, token, reason):
                self.happened(step, token, reason=reason)

    # What the scheduler uses.

    def start(self, functions: Mapping[str, Function]) -> None:
        """Start processes, by their names; each runs to its first stop."""
        self._spawned += [(name, name, function) for name, function in functions.items()]
        self._crew.drive(self._begin_spawned())

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
                case Wait(_, Signal(closed=True)) | After() | Take(_, Mailbox(items=(_,))):
                    yield Transition(process.name, index)
                case Send(channel=channel):
                    for receiver in self._receivers(channel):
                        if receiver is not process:
                            yield Transition(process.name, index, receiver.name)

    def _receivers(self, channel: object) -> Iterator[Process]:
        for process in self.processes.values():
            if any(isinstance(arm, Receive) and arm.channel is channel for arm in process.arms):
                yield process

    def take(self, transition: Transition) -> str:
        """Take a transition that is possible now, and say which action it was.

        Raises:
            FindingError: It failed, or it was not one named step.
        """
        self.follow((transition,))
        return self.taken[-1][1]

    def follow(self, transitions: Iterable[Transition]) -> None:
        """Take transitions, one after the other.

        Raises:
            FindingError: One of them failed, or was not one named step.
        """
        try:
            self._crew.drive(self._script(transitions))
        except (FindingError, MemoryError):
            raise
        except Exception as error:
            self.running = NOBODY
            raise surprise(error, self._schedule(), _kind(error)) from error

    def _script(self, transitions: Iterable[Transition]) -> Script:
        steps, processes, moved = self.steps, self.processes, self.moved
        for transition in transitions:
            name, arm, partner = self._current = transition
            steps.clear()
            if name in processes:
                self.running = process = processes[name]
                sends = process.arms[arm] if partner else None
                yield process, (arm, None)
                moved[process] = None
                if process.error is not None:
                    raise self._failed(process)
                if isinstance(sends, Send):
                    yield from self._receive(processes[partner], sends)
                if self._spawned:
                    yield from self._begin_spawned()
                self.running = NOBODY
                if self.is_fine:
                    _settle(process, steps)
            else:
                self._act(name)
            if len(steps) != 1:
                message = (
                    f"{transition} must be one named step, but is {len(steps)}: "
                    f"{', '.join(steps) or 'none'}"
                )
                raise FindingError(Kind.STEPS, message, self._schedule())
            self.taken.append((transition, steps[0]))
            self.watch()

    def _receive(self, receiver: Process, send: Send[Any]) -> Script:
        index = next(
            (
                index
                for index, arm in enumerate(receiver.arms)
                if isinstance(arm, Receive) and arm.channel is send.channel
            ),
            None,
        )
        if index is None:
            message = f"{receiver.name} does not receive on that channel any more"
            raise FindingError(Kind.EXCEPTION, message, self._schedule())
        self.running = receiver
        yield receiver, (index, send.item)
        self.moved[receiver] = None
        if receiver.error is not None:
            raise self._failed(receiver)

    def _begin_spawned(self) -> Script:
        spawned, self._spawned = self._spawned, []
        for name, group, function in spawned:
            self.running = self.processes[name] = self._crew.make(name, group, function)
            yield self.running, None
            self.moved[self.running] = None
            if self.running.error is not None:
                raise self._failed(self.running)
        self.running = NOBODY

    def _schedule(self) -> list[Step]:
        """List what was taken, and what has just gone wrong."""
        if self._current is None:
            return []
        return [*self.taken, (self._current, ", ".join(self.steps) or "nothing")]

    def _failed(self, process: Process) -> FindingError:
        self.running = NOBODY
        error = process.error
        kind = _kind(error)
        message = f"{process.name}: {type(error).__name__}: {error}"
        if kind is Kind.ENDLESS:  # which names the process
            message = str(error)
        finding = FindingError(kind, message, self._schedule())
        finding.__cause__ = error
        return finding

    def _act(self, name: str) -> None:
        self.running = Process(name, name, lambda: None)
        self.running.goes_on = True
        self.environment[name].effect()
        self.running = NOBODY

    def end(self) -> None:
        """Unwind all processes."""
        for process in self.processes.values():
            self._crew.abandon(process)

    def forget(self) -> None:
        """Let everything go, after the end: what refers to itself is slow to collect."""
        self.processes.clear()
        self.environment.clear()
        self.roots.clear()
        self.made.clear()
        self.learnt.clear()
        self.given.clear()
        self.watch = _see_nothing
