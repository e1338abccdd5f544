"""The explorer of locks, on programs whose graphs are known, and on the condition of sync."""

import math
import threading
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from functools import partial
from itertools import count

import pytest

from slotq.schedule.engine.locks import ControlledLock, MakeLock, Process
from slotq.schedule.walk.lock_graph import ScheduleError, explore
from slotq.sync import Condition, Lock, Threads, _Condition

Function = Callable[[list[ControlledLock], list[str]], object]


FREE = "free free "


class Toy:
    """A program of functions that share two locks and a log."""

    def __init__(self, make_lock: MakeLock, *functions: Function) -> None:
        self.locks = [make_lock(), make_lock()]
        self.log: list[str] = []
        self.functions = functions

    def processes(self) -> Mapping[str, Callable[[], object]]:
        """Name each process as its function."""
        return {f.__name__: partial(f, self.locks, self.log) for f in self.functions}

    def state(self, processes: Mapping[str, Process]) -> Hashable:
        """Show what was logged, which locks are held, and how each process stands."""
        held = "".join("held " if lock.is_held else "free " for lock in self.locks)
        stands = (repr(p.error or " ".join(p.functions())) for p in processes.values())
        return tuple(self.log), held, *stands

    def action(self, before: tuple[str, ...], after: tuple[str, ...]) -> str:
        """Show the function, and whether it has ended."""
        return before[-1] if after else f"{before[-1]} ends"


def one(locks: list[ControlledLock], log: list[str]) -> None:
    """Log in the first lock."""
    with locks[0]:
        log.append("one")


def two(locks: list[ControlledLock], log: list[str]) -> None:
    """Log in the first lock."""
    with locks[0]:
        log.append("two")


def forth(locks: list[ControlledLock], _log: list[str]) -> None:
    """Take both locks."""
    with locks[0], locks[1]:
        pass


def back(locks: list[ControlledLock], _log: list[str]) -> None:
    """Take both locks, in the other order."""
    with locks[1], locks[0]:
        pass


def hurry(locks: list[ControlledLock], log: list[str]) -> None:
    """Take the first lock, if that is possible in time."""
    log.append(str(locks[0].acquire(timeout=1)))


def keep(locks: list[ControlledLock], _log: list[str]) -> None:
    """Take the first lock and never let it go."""
    locks[0].acquire()


def let_go(locks: list[ControlledLock], _log: list[str]) -> None:
    """Release the first lock, whoever has it."""
    with locks[1]:
        locks[0].release()


def test_graph_has_every_order() -> None:
    """Two regions of one lock come in two orders, and in no other way."""
    begin = ((), FREE, "'one'", "'two'")
    first, second = (("one",), FREE, "''", "'two'"), (("two",), FREE, "'one'", "''")
    ends = (("one", "two"), FREE, "''", "''"), (("two", "one"), FREE, "''", "''")
    edges = [
        (begin, "one ends", first),
        (begin, "two ends", second),
        (first, "two ends", ends[0]),
        (second, "one ends", ends[1]),
    ]
    graph = explore(lambda make_lock: Toy(make_lock, one, two))
    assert (begin, set(ends), Counter(edges)) == (graph.initial, graph.ends, graph.edges)


def test_deadlock_is_an_end() -> None:
    """Processes that wait for each other have no move, and are seen to stand there."""
    graph = explore(lambda make_lock: Toy(make_lock, forth, back))
    ends = {((), FREE, "''", "''"), ((), "held held ", "'forth'", "'back'")}
    assert ends == graph.ends


def test_time_is_over_only_while_the_lock_is_held() -> None:
    """Giving up is a move of its own, and one of a process that has to wait."""
    graph = explore(lambda make_lock: Toy(make_lock, hurry, keep))
    held = "held free "
    assert {(("True",), held, "''", "'keep'"), (("False",), held, "''", "''")} == graph.ends


@pytest.mark.parametrize(("timeout", "error"), [(-5, "ValueError"), (math.inf, "OverflowError")])
def test_time_is_refused_as_the_system_does(timeout: float, error: str) -> None:
    """Code that only a lenient lock lets pass would fail on threads."""

    def wait(locks: list[ControlledLock], _log: list[str]) -> None:
        locks[0].acquire(timeout=timeout)

    (end,) = explore(lambda make_lock: Toy(make_lock, wait)).ends
    assert isinstance(end, tuple)
    assert str(end[2]).startswith(error)
    with pytest.raises((ValueError, OverflowError)) as caught:
        threading.Lock().acquire(timeout=timeout)
    assert type(caught.value).__name__ == error


def test_processes_can_be_spawned() -> None:
    """They begin when whoever spawned them has stopped, and what they do is explored as well."""

    class Spawning(Toy):
        def processes(self) -> Mapping[str, Callable[[], object]]:
            return {"spawn": self.spawn}

        def spawn(self) -> None:
            with self.locks[1]:
                self.locks[1].run.spawn("child", partial(one, self.locks, self.log))
            two(self.locks, self.log)

    ends = explore(Spawning).ends
    assert {(("one", "two"), FREE, "''", "''"), (("two", "one"), FREE, "''", "''")} == ends


def test_a_search_without_end_is_stopped() -> None:
    """What is wrong may go on for ever."""

    def turn(locks: list[ControlledLock], log: list[str]) -> None:
        while True:
            one(locks, log)

    with pytest.raises(ScheduleError, match="more than 5 states"):
        explore(lambda make_lock: Toy(make_lock, turn), most=5)


def test_failure_of_a_process_is_seen() -> None:
    """An exception is a finding and belongs to the state."""
    graph = explore(lambda make_lock: Toy(make_lock, let_go))
    error = "RuntimeError('release of a lock that is not held')"
    assert {((), FREE, error)} == graph.ends


def test_lock_that_nobody_could_release() -> None:
    """Before the processes run, whoever would wait would wait for ever."""

    def make(make_lock: MakeLock) -> Toy:
        lock = make_lock()
        lock.acquire()
        lock.acquire()
        return Toy(make_lock)

    with pytest.raises(RuntimeError, match="no process is left"):
        explore(make)


def test_state_that_hides_what_was_logged_is_refused() -> None:
    """A state that leaves something out would merge what has to be told apart."""

    class Forgetful(Toy):
        def state(self, processes: Mapping[str, Process]) -> Hashable:
            return len(processes)

    with pytest.raises(ScheduleError, match="different moves are possible"):
        explore(lambda make_lock: Forgetful(make_lock, one, two))


def test_program_that_differs_from_run_to_run_is_refused() -> None:
    """The search relies on the same moves leading to the same state."""
    numbers = count()

    class Moody(Toy):
        def state(self, processes: Mapping[str, Process]) -> Hashable:
            return next(numbers), super().state(processes)

    with pytest.raises(ScheduleError, match="replay diverged"):
        explore(lambda make_lock: Moody(make_lock, one, two))


class Sleepers:
    """Two processes sleep until something is so; one makes it so and broadcasts after the unlock.

    Args:
        make_lock: Makes the locks.
        make_threads: Makes the primitives; broken ones, to see that it shows.
        holds_lock: Whether the broadcast comes in the lock instead.
    """

    def __init__(
        self,
        make_lock: MakeLock,
        make_threads: Callable[[MakeLock], Threads] = Threads,
        *,
        holds_lock: bool = False,
    ) -> None:
        threads = make_threads(make_lock)
        self._lock = threads.lock()
        self._condition = threads.condition(self._lock)
        self._holds_lock = holds_lock
        self._is_so = False

    def processes(self) -> Mapping[str, Callable[[], object]]:
        """Name the processes."""
        return {"sleeper-1": self._sleep, "sleeper-2": self._sleep, "waker": self._wake}

    def _sleep(self) -> None:
        with self._lock:
            while not self._is_so:
                self._condition.wait("Sleep")

    def _wake(self) -> None:
        with self._lock:
            self._is_so = True
            if self._holds_lock:
                self._condition.broadcast()
        if not self._holds_lock:
            self._condition.broadcast("Broadcast")

    def state(self, processes: Mapping[str, Process]) -> Hashable:
        """Read every process's place, the locks, and who is asleep."""
        lock, condition = self._lock, self._condition
        assert isinstance(lock, ControlledLock)
        assert isinstance(condition, _Condition)
        places = []
        for process in processes.values():
            frames = process.frames()
            parked = frames[-1].f_locals.get("parked") if frames else None
            places.append(
                (
                    tuple((frame.f_code.co_name, frame.f_lasti) for frame in frames),
                    parked and (parked in condition._sleepers, parked.is_held),
                    repr(process.error),
                )
            )
        return tuple(places), lock.is_held, self._is_so, len(condition._sleepers)

    def action(self, before: tuple[str, ...], after: tuple[str, ...]) -> str:
        """Show the functions."""
        return f"{before} to {after}"


class LetsGoFirst(_Condition):
    """Between its release of the lock and its falling asleep, a broadcast misses it."""

    def wait(self, step: str) -> None:
        """Sleep until a broadcast."""
        self._lock.__exit__(None, None, None)
        with self._threads.guard:
            parked = self._threads.park()
            self._sleepers.append(parked)
            self._threads.happened(step)
        parked.acquire()
        self._lock.__enter__()


class WakesOne(_Condition):
    """What is called Signal in the original, and is not enough."""

    def broadcast(self, step: str | None = None) -> int:
        """Wake one sleeper."""
        with self._threads.guard:
            self._threads.happened(step)
            woken, self._sleepers = self._sleepers[:1], self._sleepers[1:]
            for parked in woken:
                parked.release()
        return len(woken)


def threads_with(condition: type[_Condition]) -> Callable[[MakeLock], Threads]:
    """Make primitives with another condition."""

    class Broken(Threads):
        def condition(self, lock: Lock) -> Condition:
            return condition(self, lock)

    return Broken


ALL_ENDED = (((), None, "None"),) * 3


def ends_of(begin: Callable[[MakeLock], Sleepers]) -> set[Hashable]:
    """Show how the three processes stand when nothing can happen any more."""
    return {state[0] for state in explore(begin).ends if isinstance(state, tuple)}


@pytest.mark.parametrize("holds_lock", [False, True])
def test_condition_loses_no_wake_up(holds_lock: bool) -> None:  # a parameter
    """Wherever a broadcast falls, everybody who slept, or was about to, goes on."""
    assert {ALL_ENDED} == ends_of(partial(Sleepers, holds_lock=holds_lock))


@pytest.mark.parametrize("condition", [LetsGoFirst, WakesOne])
def test_wrong_condition_loses_one(condition: type[_Condition]) -> None:
    """A wake-up that is lost shows as a sleeper at the end."""
    ends = ends_of(partial(Sleepers, make_threads=threads_with(condition)))
    assert {ALL_ENDED} < ends
