"""The graph of all that a program of `slotq.schedule.engine.locks` can do.

A program cannot be copied in the middle, so a state is reached again by making the same moves from
the beginning. A run continues from each new state at once, and further moves that the state allows
are made later, each by a run of its own.
"""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from slotq.errors import SlotqError
from slotq.schedule.engine.endless import EndlessError, bounded
from slotq.schedule.engine.locks import MakeLock, Move, Program, Run

State = TypeVar("State", bound=Hashable)


class ScheduleError(SlotqError):
    """A program that cannot be explored: its state leaves something out, or it never stops."""


@dataclass(frozen=True)
class Graph(Generic[State]):
    """All that a program can do.

    Attributes:
        initial: Where it begins.
        moves: What can happen in each state.
        edges: Source, action and target of each move.
    """

    initial: State
    moves: dict[State, list[Move]] = field(default_factory=dict)
    edges: Counter[tuple[State, str, State]] = field(default_factory=Counter)

    @property
    def ends(self) -> set[State]:
        """The states in which nothing can happen any more."""
        return {state for state, moves in self.moves.items() if not moves}


def explore(begin: Callable[[MakeLock], Program[State]], most: int | None = None) -> Graph[State]:
    """Run a program through every interleaving of its moves.

    Args:
        begin: Makes the program anew, with the locks that it is given.
        most: The number of states to stop at; none unless given.

    Raises:
        ScheduleError: The same moves led to another state than before, or the same state allowed
            other moves, or there are more states than `most`, or a process never stops.
    """
    try:
        with bounded():
            return _explore(begin, most)
    except EndlessError as error:
        raise ScheduleError(str(error)) from error


def _explore(begin: Callable[[MakeLock], Program[State]], most: int | None) -> Graph[State]:
    # What is still to do: moves from the beginning, the last of which was not made yet, and the
    # state before that one.
    pending: list[tuple[tuple[Move, ...], State]] = []
    made: tuple[Move, ...] = ()
    run = Run(begin)
    state = run.state()
    graph = Graph(state)
    while True:
        moves = run.moves()
        is_new = state not in graph.moves
        if graph.moves.setdefault(state, moves) != moves:
            message = (
                f"the state that is read leaves something out: in one state, different moves "
                f"are possible: {state}"
            )
            raise ScheduleError(message)
        if len(graph.moves) == most:
            message = f"more than {most} states"
            raise ScheduleError(message)
        if is_new:
            pending += [((*made, move), state) for move in moves]
        if not (is_new and moves):
            run.end()
            if not pending:
                return graph
            run = _begin_again(begin, *pending[-1])
        made, source = pending.pop()
        action = run.make(made[-1])
        state = run.state()
        graph.edges[source, action, state] += 1


def _begin_again(
    begin: Callable[[MakeLock], Program[State]], made: tuple[Move, ...], source: State
) -> Run[State]:
    run = Run(begin)
    for process, takes in made[:-1]:
        run.processes[process].go_on(takes=takes)
    if run.state() != source:
        message = (
            f"the replay diverged, as the state that is read leaves something out: {made[:-1]}"
        )
        raise ScheduleError(message)
    return run
