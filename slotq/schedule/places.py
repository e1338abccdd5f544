"""The places where functions stop, and which of their locals are live there."""

from types import CodeType

from slotq.errors import SlotqError
from slotq.schedule import processes
from slotq.schedule.copies import are_copies
from slotq.schedule.liveness import Flow, hidden, live


class UnreadableError(SlotqError):
    """A part of the state that cannot be read."""


class Place:
    """A place where a function stops.

    Attributes:
        function: The function's qualified name.
        line: Where that is in the source.
        names: The locals that are live there.
    """

    __slots__ = ("function", "line", "names")

    def __init__(self, function: str, line: int, names: tuple[str, ...]) -> None:
        self.function = function
        self.line = line
        self.names = names

    def __repr__(self) -> str:
        return f"{self.function}:{self.line}"


class _Function:
    """A function that processes stop in.

    Attributes:
        places: Where, by the `f_lasti` of its frames.
    """

    __slots__ = ("_by_offset", "_code", "_flow", "_hidden", "_keep", "_live", "_omit", "places")

    def __init__(self, code: CodeType, keep: frozenset[str], omit: frozenset[str]) -> None:
        self._code = code  # kept, so that its identity is
        self._keep = keep.intersection(code.co_varnames)
        self._omit = omit
        self._flow = Flow(code)
        self._live = live(code)
        self._hidden = hidden(code)
        self._by_offset: dict[int, Place] = {}
        self.places: dict[int, Place] = {}

    def add(self, lasti: int) -> Place:
        """Make a place known. The same one can have more than one `f_lasti`."""
        offset = self._flow.offset(lasti)
        for known, place in self._by_offset.items():
            if are_copies(self._flow, known, offset):
                break
        else:
            place = self._by_offset[offset] = self._place(offset)
        self.places[lasti] = place
        return place

    def _place(self, offset: int) -> Place:
        function = self._code.co_qualname
        line = self._flow.line(offset)
        if offset in self._hidden:
            message = (
                f"{function} stops in line {line} with a value on its stack, from "
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
    """

    def __init__(
        self, keep: frozenset[str] = frozenset(), omit: frozenset[str] = frozenset()
    ) -> None:
        self._keep = keep
        self._omit = omit
        self._functions: dict[int, _Function | None] = {}

    def of(self, code: CodeType) -> dict[int, Place] | None:
        """Return the places known so far of a function by `f_lasti`, or None for the scheduler's."""
        try:
            function = self._functions[id(code)]
        except KeyError:
            function = self._add(code)
        return function and function.places

    def _add(self, code: CodeType) -> _Function | None:
        ours = code.co_filename == processes.__file__
        function = None if ours else _Function(code, self._keep, self._omit)
        self._functions[id(code)] = function
        return function

    def add(self, code: CodeType, lasti: int) -> Place:
        """Make a place known.

        Raises:
            UnreadableError: A value is kept there where it cannot be read.
        """
        function = self._functions[id(code)]
        if function is None:
            raise KeyError(code)
        return function.add(lasti)
