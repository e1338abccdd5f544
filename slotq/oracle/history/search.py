"""A search of all states of a machine that are consistent with the lines of a history."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from slotq.formats.errors import BudgetError
from slotq.formats.history_lines import Line

S = TypeVar("S", bound=Hashable)
MOST_STATES = 20_000
"""How many states may be consistent with the lines at once, by default."""


class Searched(Protocol[S]):
    """What a machine may do for a history, and which states are consistent with a line.

    Attributes:
        init: The state before the first line.
    """

    init: S

    def steps(self, state: S) -> Iterator[S]:
        """Take every step that is not seen."""
        ...

    def apply(self, state: S, line: Line) -> S | None:
        """Let a line happen, if the state is consistent with it."""
        ...


def search(
    init: S,
    steps: Callable[[S], Iterable[S]],
    lines: Sequence[Line],
    apply: Callable[[S, Line], S | None],
    most: int = MOST_STATES,
) -> int | None:
    """Keep the states that are consistent with each line, after any number of unseen steps.

    Raises:
        BudgetError: There are more of them than `most`.
    """
    known, numbers = [init], {init: 0}  # a state is large, its number is quickly looked up
    after: dict[int, list[int]] = {}

    def number_of(state: S) -> int:
        number = numbers.setdefault(state, len(known))
        if number == len(known):
            known.append(state)
        return number

    agreeing = {0}
    for place, line in enumerate(lines):
        found = list(agreeing)
        for number in found:
            if number not in after:
                after[number] = [number_of(reached) for reached in steps(known[number])]
            for reached in after[number]:
                if reached not in agreeing:
                    agreeing.add(reached)
                    found.append(reached)
            if len(found) > most:
                message = f"more than {most} candidate states were possible after {place} lines"
                raise BudgetError(message)
        left = (apply(known[number], line) for number in found)
        agreeing = {number_of(state) for state in left if state is not None}
        if not agreeing:
            return place
    return None


def refused_of(
    machine: Searched[S], about: Sequence[Line], lines: Sequence[Line], most: int = MOST_STATES
) -> int | None:
    """Find the first line of a history with which no order of a machine's steps is consistent.

    Args:
        machine: The machine.
        about: The lines that are about it.
        lines: All lines.
        most: How many states may be consistent with the lines at once.

    Returns:
        The line's place among all lines, or None if the history is legal.

    Raises:
        BudgetError: There are more states.
    """
    refused = search(machine.init, machine.steps, about, machine.apply, most)
    return None if refused is None else [line is about[refused] for line in lines].index(True)
