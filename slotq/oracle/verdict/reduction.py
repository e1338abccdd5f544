"""A small part of a log that gets the same verdict as the whole.

The same judge decides: of a part it has to say the same thing about the same line. What is left out
are queues, processes, tokens, dequeuers and objects with all their lines, and single lines at last.
Ids count from 0, so a part in which older tokens are missing is judged with its tokens renumbered;
lengths, and how many were woken, count what may be missing and are looked at only in the line that
is wrong.
"""

import json
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import msgspec

from slotq.errors import SlotqError
from slotq.formats.trace_lines import Header
from slotq.oracle.verdict.shrinking import Effort, shrink
from slotq.oracle.verdict.verdict import Fault

_STAGES = ("queue", "counting", "process", "token", "dequeuer", "object")
_NEAR = 4  # how far what is about the same things is followed
_NEAR_BY = ("process", "token", "dequeuer", "object")
_MOST_SINGLE = 400  # units that are tried one by one
_MOST_ALWAYS = 10  # units that stay for the context

# A line of either format. Which one, its judge knows.
Line = Any
Numbered = tuple[int, Line]


class Unit(NamedTuple):
    """What is left out together.

    Attributes:
        places: The places of its lines.
        about: What it is about, by kind.
    """

    places: tuple[int, ...]
    about: Mapping[str, Hashable]


class Reduction(ABC):
    """Looks for a part of a log of one format.

    Args:
        lines: The lines up to the last one that was judged, with their numbers.
        header: The log's header.
        fault: What is wrong.

    Attributes:
        lines: The lines, without what cannot be judged in a part.
        header: The log's header.
        fault: What is wrong.
    """

    def __init__(self, lines: Sequence[Numbered], header: Header, fault: Fault) -> None:
        self.header = header
        self.fault = fault
        self.lines = [(number, self.bare(number, line)) for number, line in lines]
        self._given = {
            place: (self.queue(line), line.token)
            for place, (_, line) in enumerate(lines)
            if self.gives(line)
        }

    def reduce(self, effort: Effort) -> list[int] | None:
        """Find the numbers of a few lines that get the verdict.

        Returns:
            The numbers; None if not even all lines get it in the way in which parts are judged.
        """
        units = list(self.units())
        always = [unit for unit in units if self.stays(unit)]
        if len(always) > _MOST_ALWAYS:
            always = []
        fixed = set(map(id, always))
        units = [unit for unit in units if id(unit) not in fixed]

        def shows(some: Sequence[Unit]) -> bool:
            places = sorted(place for unit in (*always, *some) for place in unit.places)
            effort.spend(len(places))
            return self._shows(places)

        if not shows(units):
            return None
        if shows(()):
            units = []
        units = self._near(units, shows)
        before = len(units) + 1
        while len(units) < before:
            before = len(units)
            for about in _STAGES:
                units = _without_groups(units, about, shows, effort)
            if len(units) <= _MOST_SINGLE:
                units = shrink(units, shows, effort)
        return sorted(self.lines[at][0] for unit in (*always, *units) for at in unit.places)

    def _near(self, units: list[Unit], shows: Callable[[Sequence[Unit]], bool]) -> list[Unit]:
        # A quick first part: what the fault is about, then also what those lines are about, ...
        known: set[tuple[str, Hashable]] = {
            (kind, name)
            for kind in ("process", "dequeuer")
            for name in (*_names(self.fault), self.fault.event.get("process"))
        }
        for _ in range(_NEAR):
            chosen = [unit for unit in units if not known.isdisjoint(unit.about.items())]
            ids = set(map(id, chosen))
            woken = [unit for unit in units if id(unit) in ids or "wakes" in unit.about]
            for part in (chosen, woken):
                if part and shows(part):
                    return part
            known |= {item for unit in chosen for item in unit.about.items() if item[0] in _NEAR_BY}
        return units

    def _shows(self, places: Sequence[int]) -> bool:
        # Whether these lines alone get the verdict.
        kept = set(places)
        missing: dict[str | None, list[int]] = {}
        for place, (queue, token) in self._given.items():
            if place not in kept:
                missing.setdefault(queue, []).append(token)
        for tokens in missing.values():
            tokens.sort()
        lines = (self.lines[place] for place in places)
        part = [
            (number, self._renumbered(line, missing.get(self.queue(line), ())))
            for number, line in lines
        ]
        try:
            found = self.judge(part)
        except SlotqError:
            return False
        if found is None or (found.line, found.code) != (self.fault.line, self.fault.code):
            return False
        return self.same(found, missing)

    @staticmethod
    def _renumbered(line: Line, missing: Sequence[int]) -> Line:
        token = getattr(line, "token", None)
        if not missing or token is None or token < missing[0]:
            return line
        return msgspec.structs.replace(line, token=token - bisect_left(missing, token))

    def queue(self, line: Line) -> str | None:
        """The queue of a line."""
        return self.header.queue if line.queue is None else line.queue

    def queue_at_fault(self) -> str | None:
        """The queue of the line that is wrong."""
        name = self.fault.event.get("queue")
        return name if isinstance(name, str) else self.header.queue

    def about(self, line: Line) -> dict[str, Hashable]:
        """Everything that a line is about, by kind."""
        queue = self.queue(line)
        found: dict[str, Hashable] = {"queue": queue or "", "process": line.process}
        kind, _, rest = line.process.partition("-")
        if kind in {"dequeuer", "canceller"}:
            found["dequeuer"] = f"dequeuer-{rest}"
        for name in ("token", "dequeuer", "object"):
            value = getattr(line, name, None)
            if value is not None:
                found[name] = (value, queue) if name == "token" else value
        return found

    @staticmethod
    @abstractmethod
    def gives(line: Line) -> bool:
        """Whether a line gives out the id of a token."""

    @abstractmethod
    def bare(self, number: int, line: Line) -> Line:
        """Take from a line what cannot be judged in a part of the log."""

    @abstractmethod
    def units(self) -> Iterator[Unit]:
        """Cut the log into what is left out together."""

    def stays(self, unit: Unit) -> bool:
        """Whether something is never left out, so that a reader has the context."""
        del unit
        return False

    @abstractmethod
    def judge(self, part: Sequence[Numbered]) -> Fault | None:
        """Judge a part of the log."""

    @abstractmethod
    def same(self, found: Fault, missing: Mapping[str | None, Sequence[int]]) -> bool:
        """Whether a fault of the same line and code is the same one."""


def _without_groups(
    units: list[Unit], about: str, shows: Callable[[Sequence[Unit]], bool], effort: Effort
) -> list[Unit]:
    # Leaves out all that is about one thing of a kind, with each thing that is not needed.
    groups: dict[Hashable, list[Unit]] = {}
    for unit in units:
        if about in unit.about:
            groups.setdefault(unit.about[about], []).append(unit)
    if not groups or effort.left <= 0:
        return units
    others = [unit for unit in units if about not in unit.about]

    def all_show(some: Sequence[Sequence[Unit]]) -> bool:
        return shows([*others, *chain.from_iterable(some)])

    whole: list[Sequence[Unit]] = list(groups.values())
    if others and shows(others):
        return others
    left = shrink(whole, all_show, effort)
    return [*others, *chain.from_iterable(left)]


def _names(fault: Fault) -> Iterator[str]:
    # The processes that a guard is about; the values are written as JSON.
    for parameter in ("p", "d", "c", "waits at"):
        if parameter in fault.values:
            yield json.loads(fault.values[parameter])
