"""All histories up to a length, each judged twice: by a judge, and by a search of the machine.

The search follows the set of all states that are consistent with the lines so far. There are far
fewer such sets than histories, and what one line makes of a set is looked up only once: so what the
machine says of a history costs next to nothing, and the time goes to the judge.

Histories that differ only in the order of calls between which nothing returns, or of returns
between which nothing is called, say the same about who was before whom: one of them is judged.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, Protocol, TypeVar

from slotq.formats.history_lines import Line
from slotq.formats.trace_lines import Callers
from slotq.verify.claim import ClaimRefutedError

S = TypeVar("S", bound=Hashable)
K = TypeVar("K")
Returns = Callable[[Line], Sequence[Line]]
"""Lists what a call may return, right or wrong."""
Accepts = Callable[[Sequence[Line]], bool]
"""Judges a history."""


class Follows(Protocol[K]):
    """What is said of a history, line by line."""

    @property
    def first(self) -> K:
        """What is known before the first line."""

    def after(self, known: K, line: Line) -> K | None:
        """Say what is known after a line; None if it is not allowed."""


class Known(Generic[S]):
    """What the machine may have done, as far as lines tell: sets of states, by number.

    Args:
        init: The state before the first line.
        steps: The steps that nobody sees.
        apply: Lets a line happen, if a state agrees with it.
    """

    def __init__(
        self,
        init: S,
        steps: Callable[[S], Iterable[S]],
        apply: Callable[[S, Line], S | None],
    ) -> None:
        self._steps = steps
        self._apply = apply
        self._reached: dict[S, frozenset[S]] = {}
        self._sets: list[frozenset[S]] = []
        self._numbers: dict[frozenset[S], int] = {}
        # By the line itself, since one with counters has no hash: each is kept, so that it stays.
        self._after: dict[tuple[int, int], tuple[Line, int | None]] = {}
        self.first = self._number([init])

    def __len__(self) -> int:
        """Count the sets that were found."""
        return len(self._sets)

    def after(self, known: int, line: Line) -> int | None:
        """Let a line happen in a set; None if no state in it agrees with the line."""
        key = known, id(line)
        if key not in self._after:
            left = [self._apply(state, line) for state in self._sets[known]]
            agreeing = [state for state in left if state is not None]
            self._after[key] = line, self._number(agreeing) if agreeing else None
        return self._after[key][1]

    def states(self, number: int) -> frozenset[S]:
        """List the states of a set."""
        return self._sets[number]

    def _number(self, states: Iterable[S]) -> int:
        every = frozenset[S]().union(*(self._closure(state) for state in states))
        number = self._numbers.setdefault(every, len(self._sets))
        if number == len(self._sets):
            self._sets.append(every)
        return number

    def _closure(self, state: S) -> frozenset[S]:
        reached = self._reached.get(state)
        if reached is None:
            found = [state]
            seen = {state}
            for one in found:
                for after in self._steps(one):
                    if after not in seen:
                        seen.add(after)
                        found.append(after)
            reached = self._reached[state] = frozenset(seen)
        return reached


@dataclass(frozen=True, slots=True)
class Scenario:
    """Which histories are judged: everything that these calls may become.

    Attributes:
        shows: The faults that it takes that much to show.
        calls: The calls that may be made, any number of times.
        lines: How many lines there are at most, after those that come first.
        first: Lines that come first.
        unknown: How many calls may end without a known outcome.
        wrong: How many lines may follow on one that the machine does not allow.
        omits: The calls that the log cannot see.
        callers: Which version's callers are meant.
    """

    shows: str
    calls: Sequence[Line]
    lines: int
    first: Sequence[Line] = ()
    unknown: int = 0
    wrong: int = 0
    omits: frozenset[str] = frozenset()
    callers: Callers = "seed"

    def __str__(self) -> str:
        """Write its length for the table."""
        first = f" after {len(self.first)}" if self.first else ""
        return f"{self.lines}{first}"

    @property
    def processes(self) -> list[str]:
        """The names of the callers."""
        return list(dict.fromkeys(line.process for line in (*self.first, *self.calls)))


class Histories(Generic[K]):
    """All histories of a scenario, with what is known after each of them.

    Args:
        scenario: Which ones.
        known: What the machine says of them.
        returns: What a call may return.
    """

    def __init__(self, scenario: Scenario, known: Follows[K], returns: Returns) -> None:
        self._scenario = scenario
        self._known = known
        self._returns = {call: tuple(returns(call)) for call in scenario.calls}
        self._history: list[Line] = []

    def __iter__(self) -> Iterator[tuple[Sequence[Line], K | None]]:
        """Give them one after the other, in a list that changes; None is known of illegal ones."""
        number: K | None = self._known.first
        opened: dict[str, Line] = {}
        for line in self._scenario.first:
            self._history.append(line)
            if line.type == "invoke":
                opened[line.process] = line
            else:
                del opened[line.process]
            number = None if number is None else self._known.after(number, line)
        return self._go_on(number, opened, self._scenario.lines, self._scenario.unknown, 0)

    def _go_on(
        self, number: K | None, opened: dict[str, Line], left: int, unknown: int, wrong: int
    ) -> Iterator[tuple[Sequence[Line], K | None]]:
        if not left:
            return
        history = self._history
        for line in self._malformed(opened) if number is not None else ():
            history.append(line)
            yield history, None
            history.pop()
        for line in self._next(opened, unknown):
            after = None if number is None else self._known.after(number, line)
            history.append(line)
            yield history, after
            if after is not None or wrong < self._scenario.wrong:
                now = dict(opened)
                if line.type == "invoke":
                    now[line.process] = line
                else:
                    del now[line.process]
                yield from self._go_on(
                    after,
                    now,
                    left - 1,
                    unknown - (line.type == "info"),
                    wrong + (after is None),
                )
            history.pop()

    def _malformed(self, opened: dict[str, Line]) -> Iterator[Line]:
        # A second call of a process, and a return that answers no call.
        for call in {call.process: call for call in self._scenario.calls}.values():
            open_call = opened.get(call.process)
            if open_call is not None:
                yield open_call
            answers = [self._returns[other][0] for other in self._scenario.calls]
            wrong = (a for a in answers if a.process == call.process and not _answers(a, open_call))
            yield from islice(wrong, 1)

    def _next(self, opened: dict[str, Line], unknown: int) -> Iterator[Line]:
        last = self._history[-1] if self._history else None
        for call in self._scenario.calls:
            in_order = last is None or last.type != "invoke" or last.process < call.process
            if call.process not in opened and in_order:
                yield call
        for process, call in opened.items():
            if last is None or last.type == "invoke" or last.process < process:
                for line in self._returns[call]:
                    if line.type != "info" or unknown:
                        yield line


def count_agreeing(histories: Histories[K], accepts: Accepts) -> int:
    """Judge all histories of a scenario, and count them.

    Args:
        histories: Which ones.
        accepts: The judge.

    Raises:
        ClaimRefutedError: The judge says something else than the machine about one of them.
    """
    judged = 0
    for lines, known in histories:
        accepted = accepts(lines)
        if accepted is (known is None):
            raise ClaimRefutedError(disagreement(lines, accepted=accepted))
        judged += 1
    return judged


def _answers(line: Line, call: Line | None) -> bool:
    return call is not None and type(call) is type(line)


def disagreement(lines: Sequence[Line], *, accepted: bool) -> str:
    """Say about which history the judge and the machine differ."""
    said = "accepts" if accepted else "rejects"
    other = "finds no order of steps for it" if accepted else "has an order of steps for it"
    text = "\n".join(f"  {describe(line)}" for line in lines)
    return f"the judge {said} a history, but the machine {other}:\n{text}"


def describe(line: Line) -> str:
    """Write a line in one short line of text."""
    fields = [
        f"{name}={value}"
        for name in line.__struct_fields__
        if name not in {"type", "process"} and (value := getattr(line, name)) is not None
    ]
    return " ".join([line.process, line.type, type(line).__name__, *fields])
