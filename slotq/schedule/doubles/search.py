"""What is kept of the real code while a program is begun again and again, and how it is controlled.

The module under test thinks that it runs on threads: in the place of `threading` it has something
that tells it the name of the process that runs, and whose threads are processes. Whatever it
records is kept, and held against the rule that a line is written inside its effect.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any, NamedTuple

from slotq.errors import SlotqError
from slotq.primitives import Arm
from slotq.schedule.doubles.clients import Line
from slotq.schedule.doubles.guards import Watch, guarded, watched
from slotq.schedule.doubles.programs import State
from slotq.schedule.engine.guarded_containers import UnguardedError
from slotq.schedule.engine.locks import ControlledLock, MakeLock, Process
from slotq.schedule.reading.stops import Places


class ThreadError(SlotqError):
    """A thread that no process can be."""


class OrderError(SlotqError):
    """A process was fired before one that had been parked longer."""


class Found(NamedTuple):
    """A state of the real code.

    Attributes:
        compared: What is compared of it.
        ended: The processes that have ended.
        is_free: Whether nobody has the caller's lock.
    """

    compared: State
    ended: frozenset[str]
    is_free: bool


class Search:
    """What is kept while a program is begun again and again.

    Args:
        module: `slotq.sync`, or what takes its place.

    Attributes:
        watch: Knows the process that may use the fields.
        undecided: What the outcome of a select is until it is decided.
        places: Where functions stop.
        states: The states, by number.
    """

    def __init__(self, module: ModuleType) -> None:
        self.watch = Watch()
        self.undecided = module.UNDECIDED
        self.places = Places()
        self.states: list[Found] = []
        self._module = module
        self._recorded = _recorded(module, self.watch)
        self._numbers: dict[object, int] = {}

    def number(self, whole: object, state: Found) -> int:
        """Number a state."""
        found = self._numbers.setdefault(whole, len(self.states))
        if found == len(self.states):
            self.states.append(state)
        return found

    def make_threads(self, make_lock: MakeLock, lines: list[str]) -> object:
        """Make the primitives, which keep what they record."""
        made: object = self._recorded(make_lock, lines)
        return made

    @contextmanager
    def begun(self) -> Iterator[None]:
        """Put the module under control."""
        module: Any = self._module
        real = module.threading
        module.threading = SimpleNamespace(
            current_thread=lambda: SimpleNamespace(name=self.running()),
            Lock=real.Lock,
            Thread=self.thread,
            TIMEOUT_MAX=real.TIMEOUT_MAX,
        )
        try:
            with watched(module, self.watch):
                yield
        finally:
            module.threading = real

    def thread(self, *, target: Callable[[], object], name: str, daemon: bool) -> SimpleNamespace:
        """Make a thread that begins as a process.

        Raises:
            ThreadError: It keeps the interpreter alive.
        """
        if not daemon:
            message = f"{name} keeps the interpreter alive"
            raise ThreadError(message)
        run = self.watch.run
        assert run is not None  # noqa: S101  # whoever starts it runs
        return SimpleNamespace(start=partial(run.spawn, name, target))

    def running(self) -> str:
        """Name the process that runs."""
        run = self.watch.run
        return "nobody" if run is None or run.running is None else run.running.name


def _require_inside(locks: list[ControlledLock], process: Process | None, step: str | None) -> None:
    if process not in [lock.holder for lock in locks]:
        message = f"{step} was recorded outside its effect"
        raise UnguardedError(message)


def _require_first(parked: list[Any], waiter: Any, index: int) -> None:  # noqa: ANN401  # of the module that is watched
    place = [linked for linked, _ in dict.keys(waiter.places[index])]
    longest = next((each for each in parked if each in place), waiter)
    if longest is not waiter:
        message = f"{waiter.process} was met, although {longest.process} has been parked for longer"
        raise OrderError(message)


def _recorded(module: Any, watch: Watch) -> Any:  # noqa: ANN401  # as it is loaded
    class Recorded(module.Threads):  # type: ignore[misc]  # whichever module it is
        """Primitives that keep each line, and see that it is written inside its effect.

        They also see that of several parked processes the one is met that was parked first, which
        the states that are compared leave open.
        """

        def __init__(self, make_lock: MakeLock, lines: list[str]) -> None:
            self.lines = lines
            self.regions: list[ControlledLock] = []
            self.parked: list[Any] = []
            self._is_step = False
            super().__init__(make_lock)

        def __setattr__(self, name: str, value: object) -> None:
            watch.refuse(f"Threads.{name}")
            self.__dict__[name] = (
                value
                if name in {"lines", "parked", "regions"}
                else guarded(value, self, name, watch)
            )

        def _link(self, process: str, arms: tuple[Arm, ...]) -> object:
            waiter: object = super()._link(process, arms)
            self.parked.append(waiter)
            return waiter

        def fire(self, waiter: Any, index: int, item: object = None) -> None:  # noqa: ANN401  # of that module
            if not self.guard.run.is_over:
                _require_first(self.parked, waiter, index)
            super().fire(waiter, index, item)
            self.parked[:] = [parked for parked in self.parked if parked is not waiter]

        def step(self, action: str, token: object = None, **fields: object) -> None:
            self.__dict__["_is_step"] = True
            super().step(action, token, **fields)
            self.__dict__["_is_step"] = False

        def happened(
            self,
            step: str | None,
            token: object = None,
            process: str | None = None,
            /,
            **fields: object,
        ) -> None:
            run = self.guard.run
            if run.is_over:
                return
            _require_inside(self.regions if self._is_step else [self.guard], run.running, step)
            if step is not None:
                self.lines.append(Line.text(process or run.running.name, step, token, fields))

    return Recorded
