"""Parts of traces and of histories that get the verdict of the whole."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from slotq.formats import history_lines, trace_lines
from slotq.formats.trace_lines import OTHER_ACTIONS, Header
from slotq.oracle.history.judge import HistoryJudge
from slotq.oracle.trace.judge import TraceJudge
from slotq.oracle.verdict.budget import Budget
from slotq.oracle.verdict.reduction import Line, Numbered, Reduction, Unit
from slotq.oracle.verdict.verdict import Fault

_BUDGET = 10_000  # states: a part that costs more to judge is not worth it
_SECONDS = 0.5
_COUNTS = ("length", "woken")
# How a value begins that names a token; what comes after it may be anybody's name.
_TOKEN = re.compile(r"^()([0-9]{1,20})\Z")
_ABOUT_TOKEN = re.compile(
    r"^((?:token|acquire_slot|wait_trigger|wait_closed|close_slot) )([0-9]{1,20})(?=[ ,])"
)
_COUNTING = (
    history_lines.UpdateRequest
    | history_lines.UpdateContainer
    | history_lines.GetStats
    | history_lines.IsIdle
)


class TraceReduction(Reduction):
    """Looks for a part of a trace."""

    @staticmethod
    def gives(line: Line) -> bool:
        """Whether a line gives out the id of a token."""
        return isinstance(line, trace_lines.QueueAppend)

    def bare(self, number: int, line: Line) -> Line:
        """Take from a line what cannot be judged in a part of the log."""
        if number == self.fault.line:
            return line
        counts = {name: None for name in _COUNTS if getattr(line, name, None) is not None}
        return msgspec.structs.replace(line, **counts) if counts else line

    def units(self) -> Iterator[Unit]:
        """Cut the log into what is left out together."""
        # A broadcast belongs to the append before it.
        appended: dict[str, int] = {}
        units: dict[int, Unit] = {}
        for place, (_, line) in enumerate(self.lines):
            about = self.about(line)
            if isinstance(line, trace_lines.QueueAppend):
                about["wakes"] = "all"
            if isinstance(line, OTHER_ACTIONS):
                about["counting"] = "all"
            before = appended.pop(line.process, None)
            if before is not None and isinstance(line, trace_lines.QueueBroadcast):
                units[before] = units[before]._replace(places=(before, place))
                continue
            units[place] = Unit((place,), about)
            if isinstance(line, trace_lines.QueueAppend):
                appended[line.process] = place
        return iter(units.values())

    def judge(self, part: Sequence[Numbered]) -> Fault | None:
        """Judge a part of the log."""
        judge = TraceJudge("", self.header, Budget(_BUDGET, _SECONDS))
        for number, line in part:
            found = judge.take(number, line)
            if found is not None:
                return found
        return judge.finish()

    def same(self, found: Fault, missing: Mapping[str | None, Sequence[int]]) -> bool:
        """Whether a fault of the same line and code is the same one."""
        # What the specification expects may be a token, or another thing.
        fault, expected = self.fault, self.fault.expected
        if fault.field == "token" and isinstance(expected, int):
            expected -= bisect_left(missing.get(self.queue_at_fault(), ()), expected)
        return (found.guard, found.field, found.expected, *_who(found)) == (
            fault.guard,
            fault.field,
            expected,
            *_who(fault),
        )


def _who(fault: Fault) -> tuple[object, ...]:
    # The process at fault, and what it could have done instead, whatever the tokens are called.
    instead = {(line["process"], line["action"]) for line in fault.possible}
    return *(fault.values.get(letter) for letter in "pdc"), instead


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
    def gives(line: Line) -> bool:
        """Whether a line gives out the id of a token."""
        return isinstance(line, history_lines.QueueSlot) and line.token is not None

    def bare(self, number: int, line: Line) -> Line:
        """Take from a line what cannot be judged in a part of the log."""
        del number
        return line

    def units(self) -> Iterator[Unit]:
        """Cut the log into what is left out together."""
        # A return belongs to its call.
        units: dict[int, Unit] = {}
        calls: dict[str, int] = {}
        for place, (_, line) in enumerate(self.lines):
            about = self.about(line)
            if isinstance(line, _COUNTING):
                about["counting"] = "all"
            call = None if line.type == "invoke" else calls.pop(line.process, None)
            if call is None:
                units[place] = Unit((place,), about)
                calls[line.process] = place
            else:
                units[call] = Unit((call, place), {**units[call].about, **about})
        return iter(units.values())

    def stays(self, unit: Unit) -> bool:
        """Whether something is never left out, so that a reader has the context."""
        # Two lines may break a rule by themselves and yet say little to a reader, who wants to
        # know what else happened to their token.
        token = self.fault.event.get("token")
        return token is not None and unit.about.get("token") == (token, self.queue_at_fault())

    def judge(self, part: Sequence[Numbered]) -> Fault | None:
        """Judge a part of the log."""
        judge = HistoryJudge(
            frozenset(self.header.omits),
            self._served_within,
            self.header.queue,
            in_order=self._in_order,
            budget=Budget(_BUDGET, _SECONDS),
            version=self.header.callers,
        )
        for number, line in part:
            found = judge.take(number, line)
            if found is not None:
                return judge.earliest(found)
        return judge.finish()[0]

    def same(self, found: Fault, missing: Mapping[str | None, Sequence[int]]) -> bool:
        """Whether a fault of the same line and code is the same one."""
        gone = missing.get(self.queue_at_fault(), ())

        def renumbered(match: re.Match[str]) -> str:
            return match[1] + str(int(match[2]) - bisect_left(gone, int(match[2])))

        values = {
            name: (_TOKEN if name == "token" else _ABOUT_TOKEN).sub(renumbered, value)
            for name, value in self.fault.values.items()
        }
        return (found.guard, found.values) == (self.fault.guard, values)
