"""A small part of a log that gets the same verdict as the whole.

The same judge decides: of a part it has to say the same thing about the same line. What is left out
are queues, processes, tokens, dequeuers and objects with all their lines, and single lines at last.
Ids count from 0, so a part in which older tokens are missing is judged with its tokens renumbered;
lengths, and how many were woken, count what may be missing and are looked at only in the line that
is wrong.
"""

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import msgspec

from slotq.errors import SlotqError
from slotq.oracle import formats
from slotq.oracle.formats import OTHER_ACTIONS, Header
from slotq.oracle.history import lines as history
from slotq.oracle.history.judge import HistoryJudge
from slotq.oracle.shrinking import Effort, shrink
from slotq.oracle.trace import TraceJudge
from slotq.oracle.verdict import Fault

_STAGES = ("queue", "counting", "process", "token", "dequeuer", "object", "process", "token")
_MOST_SINGLE = 400  # units that are tried one by one
_MOST_ALWAYS = 10
_BUDGET = 10_000  # states: a part that is dearer to judge than that is not worth it
_COUNTS = ("length", "woken")
_COUNTING = history.UpdateRequest | history.UpdateContainer | history.GetStats | history.IsIdle

# A line of either format. Which one, its judge knows.
_Line = Any
Numbered = tuple[int, _Line]


class _Unit(NamedTuple):
    # What is left out together, by the places of its lines, and what it is about.
    places: tuple[int, ...]
    about: Mapping[str, Hashable]


class Reduction(ABC):
    """Looks for a part of a log of one format.

    Args:
        lines: The lines up to the last one that was judged, with their numbers.
        header: The log's header.
        fault: What is wrong.
    """

    def __init__(self, lines: Sequence[Numbered], header: Header, fault: Fault) -> None:
        self._header = header
        self._fault = fault
        self._lines = [(number, self._bare(number, line)) for number, line in lines]
        self._given = {
            place: (self._queue(line), line.token)
            for place, (_, line) in enumerate(lines)
            if self._gives(line)
        }

    def reduce(self, effort: Effort) -> list[int] | None:
        """Find the numbers of a few lines that get the verdict.

        Returns:
            The numbers; None if not even all lines get it in the way in which parts are judged.
        """
        units = list(self._units())
        always = [unit for unit in units if self._stays(unit)]
        if len(always) > _MOST_ALWAYS:
            always = []
        fixed = set(map(id, always))
        units = [unit for unit in units if id(unit) not in fixed]

        def shows(some: Sequence[_Unit]) -> bool:
            places = sorted(place for unit in (*always, *some) for place in unit.places)
            effort.spend(len(places))
            return self._shows(places)

        if not shows(units):
            return None
        if shows(()):
            units = []
        for about in _STAGES:
            units = _without_groups(units, about, shows, effort)
        if len(units) <= _MOST_SINGLE:
            units = shrink(units, shows, effort)
        return sorted(self._lines[at][0] for unit in (*always, *units) for at in unit.places)

    def _shows(self, places: Sequence[int]) -> bool:
        # Whether these lines alone get the verdict.
        kept = set(places)
        missing: dict[str | None, list[int]] = {}
        for place, (queue, token) in self._given.items():
            if place not in kept:
                missing.setdefault(queue, []).append(token)
        for tokens in missing.values():
            tokens.sort()
        lines = (self._lines[place] for place in places)
        part = [
            (number, self._renumbered(line, missing.get(self._queue(line), ())))
            for number, line in lines
        ]
        try:
            found = self._judge(part)
        except SlotqError:
            return False
        if found is None or (found.line, found.code) != (self._fault.line, self._fault.code):
            return False
        return self._same(found, missing)

    @staticmethod
    def _renumbered(line: _Line, missing: Sequence[int]) -> _Line:
        token = getattr(line, "token", None)
        if not missing or token is None or token < missing[0]:
            return line
        return msgspec.structs.replace(line, token=token - bisect_left(missing, token))

    def _queue(self, line: _Line) -> str | None:
        return self._header.queue if line.queue is None else line.queue

    def _queue_at_fault(self) -> str | None:
        name = self._fault.event.get("queue")
        return name if isinstance(name, str) else self._header.queue

    def _about(self, line: _Line) -> dict[str, Hashable]:
        # Everything that a line is about, by kind.
        queue = self._queue(line)
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
    def _gives(line: _Line) -> bool:
        """Whether a line gives out the id of a token."""

    @abstractmethod
    def _bare(self, number: int, line: _Line) -> _Line:
        """Take from a line what cannot be judged in a part of the log."""

    @abstractmethod
    def _units(self) -> Iterator[_Unit]:
        """Cut the log into what is left out together."""

    def _stays(self, unit: _Unit) -> bool:
        """Whether something is never left out, so that a reader has the context."""
        del unit
        return False

    @abstractmethod
    def _judge(self, part: Sequence[Numbered]) -> Fault | None:
        """Judge a part of the log."""

    @abstractmethod
    def _same(self, found: Fault, missing: Mapping[str | None, Sequence[int]]) -> bool:
        """Whether a fault of the same line and code is the same one."""


def _without_groups(
    units: list[_Unit], about: str, shows: Callable[[Sequence[_Unit]], bool], effort: Effort
) -> list[_Unit]:
    # Leaves out all that is about one thing of a kind, with each thing that is not needed.
    groups: dict[Hashable, list[_Unit]] = {}
    for unit in units:
        if about in unit.about:
            groups.setdefault(unit.about[about], []).append(unit)
    if not groups or effort.left <= 0:
        return units
    others = [unit for unit in units if about not in unit.about]

    def all_show(some: Sequence[Sequence[_Unit]]) -> bool:
        return shows([*others, *chain.from_iterable(some)])

    whole: list[Sequence[_Unit]] = list(groups.values())
    if others and shows(others):
        return others
    left = shrink(whole, all_show, effort)
    return [*others, *chain.from_iterable(left)]


class TraceReduction(Reduction):
    """Looks for a part of a trace."""

    @staticmethod
    def _gives(line: _Line) -> bool:
        return isinstance(line, formats.QueueAppend)

    def _bare(self, number: int, line: _Line) -> _Line:
        if number == self._fault.line:
            return line
        counts = {name: None for name in _COUNTS if getattr(line, name, None) is not None}
        return msgspec.structs.replace(line, **counts) if counts else line

    def _units(self) -> Iterator[_Unit]:
        # A broadcast belongs to the append before it.
        appended: dict[str, int] = {}
        units: dict[int, _Unit] = {}
        for place, (_, line) in enumerate(self._lines):
            about = self._about(line)
            if isinstance(line, OTHER_ACTIONS):
                about["counting"] = "all"
            before = appended.pop(line.process, None)
            if before is not None and isinstance(line, formats.QueueBroadcast):
                units[before] = units[before]._replace(places=(before, place))
                continue
            units[place] = _Unit((place,), about)
            if isinstance(line, formats.QueueAppend):
                appended[line.process] = place
        return iter(units.values())

    def _judge(self, part: Sequence[Numbered]) -> Fault | None:
        judge = TraceJudge("", self._header, _BUDGET)
        for number, line in part:
            found = judge.take(number, line)
            if found is not None:
                return found
        return judge.finish()

    def _same(self, found: Fault, missing: Mapping[str | None, Sequence[int]]) -> bool:
        # What the specification expects may be a token, or another thing.
        fault, expected = self._fault, self._fault.expected
        if fault.field == "token" and isinstance(expected, int):
            expected -= bisect_left(missing.get(self._queue_at_fault(), ()), expected)
        return (found.guard, found.field, found.expected, *_who(found)) == (
            fault.guard,
            fault.field,
            expected,
            *_who(fault),
        )


def _who(fault: Fault) -> tuple[object, ...]:
    # Who is at fault, and what they could have done instead, whatever the tokens are called.
    instead = [(line["process"], line["action"]) for line in fault.possible]
    return fault.values.get("p"), fault.values.get("d"), instead


class HistoryReduction(Reduction):
    """Looks for a part of a history.

    Args:
        lines: The lines up to the last one that was judged, with their numbers.
        header: The history's header.
        fault: What is wrong.
        served_within: As for the judge, in nanoseconds.
        in_order: As for the judge.
    """

    def __init__(
        self,
        lines: Sequence[Numbered],
        header: Header,
        fault: Fault,
        served_within: int | None = None,
        *,
        in_order: bool = True,
    ) -> None:
        super().__init__(lines, header, fault)
        self._served_within = served_within
        self._in_order = in_order

    @staticmethod
    def _gives(line: _Line) -> bool:
        return isinstance(line, history.QueueSlot) and line.token is not None

    def _bare(self, number: int, line: _Line) -> _Line:
        del number
        return line

    def _units(self) -> Iterator[_Unit]:
        # A return belongs to its call.
        units: dict[int, _Unit] = {}
        calls: dict[str, int] = {}
        for place, (_, line) in enumerate(self._lines):
            about = self._about(line)
            if isinstance(line, _COUNTING):
                about["counting"] = "all"
            call = None if line.type == "invoke" else calls.pop(line.process, None)
            if call is None:
                units[place] = _Unit((place,), about)
                calls[line.process] = place
            else:
                units[call] = _Unit((call, place), {**units[call].about, **about})
        return iter(units.values())

    def _stays(self, unit: _Unit) -> bool:
        # Two lines may break a rule by themselves and yet say little to a reader, who wants to
        # know what else happened to their token.
        token = self._fault.event.get("token")
        return token is not None and unit.about.get("token") == (token, self._queue_at_fault())

    def _judge(self, part: Sequence[Numbered]) -> Fault | None:
        judge = HistoryJudge(
            frozenset(self._header.omits),
            self._served_within,
            self._header.queue,
            in_order=self._in_order,
        )
        for number, line in part:
            found = judge.take(number, line)
            if found is not None:
                return found
        return judge.finish()[0]

    def _same(self, found: Fault, missing: Mapping[str | None, Sequence[int]]) -> bool:
        values = dict(self._fault.values)
        token = values.get("token", "")
        if token.isdecimal():
            older = bisect_left(missing.get(self._queue_at_fault(), ()), int(token))
            values["token"] = str(int(token) - older)
        return (found.guard, found.values) == (self._fault.guard, values)
