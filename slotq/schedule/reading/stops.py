"""The places where functions stop, and which of their locals are live there."""

from operator import itemgetter
from types import CodeType
from typing import TYPE_CHECKING, Any

from slotq.errors import SlotqError
from slotq.schedule.engine import processes
from slotq.schedule.reading.copied_instructions import are_copies
from slotq.schedule.reading.live_variables import Flow, hidden, live

if TYPE_CHECKING:
    from collections.abc import Callable

UNBOUND = "unbound"


class UnreadableError(SlotqError):
    """A part of the state that cannot be read."""


class Place:
    """A place where a function stops.

    Attributes:
        function: The function's qualified name.
        line: Where that is in the source.
        names: The locals that are live there.
        read: Reads them from all locals, or fails with KeyError if one has no value.
    """

    __slots__ = ("function", "line", "names", "read")

    def __init__(self, function: str, line: int, names: tuple[str, ...]) -> None:
        self.function = function
        self.line = line
        self.names = names
        self.read: Callable[[dict[str, Any]], tuple[Any, ...]]
        if len(names) > 1:
            self.read = itemgetter(*names)
        else:
            self.read = lambda variables: tuple([variables[name] for name in names])

    def read_bound(self, variables: dict[str, Any]) -> tuple[Any, ...]:
        """Read the locals of which some have no value."""
        return tuple([variables.get(name, UNBOUND) for name in self.names])

    def __repr__(self) -> str:
        return f"{self.function}:{self.line}"


class _Function:
    """A function that processes stop in."""

    __slots__ = ("_by_offset", "_code", "_flow", "_hidden", "_keep", "_live", "_omit")

    def __init__(self, code: CodeType, keep: frozenset[str], omit: frozenset[str]) -> None:
        self._code = code  # kept, so that its identity is
        self._keep = keep.intersection(code.co_varnames)
        self._omit = omit
        self._flow = Flow(code)
        self._live = live(code)
        self._hidden = hidden(code)
        self._by_offset: dict[int, Place] = {}

    def place(self, lasti: int) -> Place:
        """Find a place; the same one can have more than one `f_lasti`."""
        offset = self._flow.offset(lasti)
        for known, place in self._by_offset.items():
            if are_copies(self._flow, known, offset):
                return place
        place = self._by_offset[offset] = self._place(offset)
        return place

    def _place(self, offset: int) -> Place:
        function = self._code.co_qualname
        line = self._flow.line(offset)
        if offset in self._hidden:
            message = (
                f"{function} stops in line {line} with a value on the evaluation stack, from "
                f"{', '.join(sorted(self._hidden[offset]))}: keep it in a variable instead"
            )
            raise UnreadableError(message)
        names = (self._live[offset] | self._keep) - self._omit
        return Place(function, line, tuple(sorted(names)))


class Places:
    """The places of all functions of a program; the scheduler's own have none.

    Args:
        keep: Names of locals that count although they are not live.
        omit: Names of locals that do not count, for tests of what such a mistake does.

    Attributes:
        known: The places known so far, by the identity of the function's code and by `f_lasti`.
    """

    def __init__(
        self, keep: frozenset[str] = frozenset(), omit: frozenset[str] = frozenset()
    ) -> None:
        self._keep = keep
        self._omit = omit
        self._functions: dict[int, _Function] = {}
        self.known: dict[int, dict[int, Place | None]] = {}

    def add(self, code: CodeType, lasti: int) -> Place | None:
        """Make a place known; None is one of the scheduler's own functions.

        Raises:
            UnreadableError: A value is kept there where it cannot be read.
        """
        if id(code) not in self._functions:
            self._functions[id(code)] = _Function(code, self._keep, self._omit)
            self.known[id(code)] = {}
        ours = code.co_filename == processes.__file__
        place = None if ours else self._functions[id(code)].place(lasti)
        self.known[id(code)][lasti] = place
        return place
