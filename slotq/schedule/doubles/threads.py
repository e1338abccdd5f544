"""A small program on the real `slotq.sync`, with its locks alone under control."""

import threading
from collections.abc import Callable, Mapping
from functools import partial
from types import ModuleType
from typing import Any

from slotq import sync
from slotq.schedule.doubles.clients import LOCK, Client, Shared
from slotq.schedule.doubles.guards import unguarded
from slotq.schedule.doubles.operations import Select
from slotq.schedule.doubles.programs import Program, State
from slotq.schedule.doubles.rule import shortest, standing
from slotq.schedule.doubles.search import Found, Search
from slotq.schedule.doubles.snapshot import Snapshot, describe
from slotq.schedule.engine.locks import ControlledLock, MakeLock, Process
from slotq.schedule.reading.stops import UnreadableError
from slotq.schedule.walk import lock_graph
from slotq.schedule.walk.lock_graph import Graph, ScheduleError


class OnThreads:
    """A small program, as one that is explored from lock to lock.

    Args:
        make_lock: Makes the locks.
        program: What it does.
        search: What is kept from run to run.
    """

    def __init__(self, make_lock: MakeLock, program: Program, search: Search) -> None:
        self._program = program
        self._search = search
        self._lines: list[str] = []
        search.watch.run = None
        try:
            threads: Any = search.make_threads(make_lock, self._lines)
            self._guard: ControlledLock = threads.guard
            self._shared = Shared(threads, program.objects)
            lock: ControlledLock = self._shared.objects[LOCK]
            is_free = not (self._guard.is_held or lock.is_held)
        except Exception as error:
            message = f"the primitives cannot be made: {describe(error)}"
            raise ScheduleError(message) from error
        if not is_free:
            message = "the primitives cannot be made: a lock is held initially"
            raise ScheduleError(message)
        threads.regions.append(lock)
        self._clients = {
            name: Client(self._shared, operations) for name, operations in program.processes.items()
        }
        self._shared.clients |= self._clients
        self._roots = (threads, self._shared, *self._clients.values())
        search.watch.guard, search.watch.run = self._guard, self._guard.run

    def processes(self) -> Mapping[str, Callable[[], object]]:
        """Name the processes that nobody starts."""
        return {name: self._clients[name].run for name in self._program.first}

    def state(self, processes: Mapping[str, Process]) -> int:
        """Number the state: all that can matter, and what is compared of it.

        Raises:
            UnreadableError: Something is not where it should be.
        """
        self._lines.clear()
        self._search.watch.uses = 0
        try:
            compared = self._compared(processes)
            whole = Snapshot(self._search.places).take(processes.values(), *self._roots)
        except (AttributeError, IndexError, KeyError, TypeError) as error:
            raise UnreadableError(describe(error)) from error
        ended = frozenset(name for name, process in processes.items() if not process.frames())
        is_free = not self._shared.objects[LOCK].is_held
        return self._search.number((whole, compared), Found(compared, ended, is_free))

    def action(self, before: tuple[str, ...], after: tuple[str, ...]) -> str:
        """Name a move by what was recorded of it."""
        del before, after
        return "\n".join(self._lines)

    def _compared(self, processes: Mapping[str, Process]) -> State:
        program, objects = self._program, self._shared.objects
        results = tuple(self._results(name, processes.get(name)) for name in self._clients)
        failures = tuple(
            f"{name}: {failure}"
            for name, process in processes.items()
            if (failure := self._failure(name, process))
        )
        at = {process.lock: name for name, process in processes.items() if process.lock}
        signals = {name: self._shared.signal(name) for name in program.named("signal", "context")}
        return State(
            results,
            frozenset(name for name, process in processes.items() if self._is_waiting(process)),
            tuple(
                tuple(
                    sorted(
                        at.get(lock, "another process")
                        for lock in _list(objects[name], "_sleepers")
                    )
                )
                for name in program.named("condition")
            ),
            frozenset(
                [name for name, signal in signals.items() if unguarded(signal, "closed")]
                + [n for n in program.named("flag") if unguarded(objects[n], "_set")]
            ),
            tuple(tuple(_list(objects[name], "items")) for name in program.named("mailbox")),
            failures,
        )

    def _results(self, name: str, process: Process | None) -> tuple[str, ...]:
        """List what the operations of a process have returned, or are going to."""
        results = tuple(self._clients[name].done.results)
        operations = self._program.processes[name]
        operation = operations[len(results)] if len(results) < len(operations) else None
        waiter = process and _local(process, "waiter")
        if isinstance(operation, Select) and waiter is not None:
            outcome = unguarded(waiter, "outcome")
            if outcome is not self._search.undecided:
                return (*results, operation.result(outcome))
        return results

    def _is_waiting(self, process: Process) -> bool:
        """Say whether it is in a wait: it stands there but not before it slept, or has slept."""
        is_linked = "wait" in process.functions() and process.lock is not self._guard
        return is_linked or bool(_local(process, "has_slept"))

    def _returned(self) -> list[tuple[str, ...]]:
        """List what the operations of each process have returned, whatever else is decided."""
        return [tuple(client.done.results) for client in self._clients.values()]

    def _failure(self, name: str, process: Process) -> str:
        if process.error is not None:
            return describe(process.error)
        waiter = _local(process, "waiter")
        if waiter is None or process.lock is not unguarded(waiter, "parked"):
            return ""
        timer = shortest(standing(self._program, self._returned(), name))
        wanted = -1 if timer is None else min(timer.seconds, threading.TIMEOUT_MAX)
        if process.timeout == wanted:
            return ""
        return f"it waits for {process.timeout} s, but its timer fires after {wanted} s"


def _list(owner: object, name: str) -> list[Any]:
    return [*list.__iter__(unguarded(owner, name))]


def _local(process: Process, name: str) -> Any:  # noqa: ANN401  # of any type
    """Find a local of the calls that a process is in, the innermost first."""
    for frame in reversed(process.frames()):
        if frame.f_locals.get(name) is not None:
            return frame.f_locals[name]
    return None


def explore(program: Program, most: int, module: ModuleType = sync) -> tuple[Search, Graph[int]]:
    """Run a program through every interleaving of its moves.

    Args:
        program: What to run.
        most: The number of states to stop at: a wrong module may have no end of them.
        module: `slotq.sync`, or a broken one.

    Raises:
        ScheduleError: The state that is read leaves something out.
        UnreadableError: It cannot be read.
    """
    search = Search(module)
    with search.begun():
        begin = partial(OnThreads, program=program, search=search)
        return search, lock_graph.explore(begin, most)
