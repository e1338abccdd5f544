"""The whole state of the real code, from live objects and frames: what the search tells apart."""

# ruff: noqa: ANN401
# What is read is whatever a program has in its variables.

import re
from collections.abc import Iterable
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

from slotq.schedule.doubles.guards import unguarded
from slotq.schedule.engine.locks import ControlledLock, Process, Run
from slotq.schedule.reading.stops import Places

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_ATOMS = (int, str, float, bytes, type(None))
_CONSTANT = (BuiltinFunctionType, CodeType, ModuleType, type)


def describe(error: Exception | None) -> str:
    """Say what an error is, which is the same in each run."""
    return "" if error is None else _ADDRESS.sub("", f"{type(error).__name__}: {error}")


class Snapshot:
    """Writes down values so that two states that are equal read the same.

    An object is numbered where it is met first, in an order that is the same each time; where it is
    met again, that number says that it is the same object.

    Args:
        places: Where functions stop, and which of their locals are live there.
    """

    def __init__(self, places: Places) -> None:
        self._places = places
        self._numbers: dict[int, int] = {}

    def take(self, processes: Iterable[Process], *roots: object) -> tuple[Any, ...]:
        """Read processes, and what hangs on the roots.

        Raises:
            UnreadableError: A value is kept where it cannot be read.
        """
        shared = tuple(self.read(root) for root in roots)
        return (*shared, *(self._process(process) for process in processes))

    def _process(self, process: Process) -> tuple[Any, ...]:
        return (
            process.name,
            describe(process.error),
            self.read(process.lock),
            process.timeout if process.lock else None,
            *(self._frame(frame) for frame in process.frames()),
        )

    def _frame(self, frame: Any) -> tuple[Any, ...]:
        place = self._places.add(frame.f_code, frame.f_lasti)
        values = place.read_bound(frame.f_locals) if place else ()
        return (place, *(self.read(value) for value in values))

    def read(self, value: Any) -> Any:
        """Read a value, and what hangs on it."""
        if isinstance(value, _ATOMS):
            return value if value.__class__ is not bool else ("bool", value)
        if isinstance(value, _CONSTANT):
            return value
        if isinstance(value, tuple):
            return (value.__class__, *(self.read(item) for item in value))
        known = self._numbers.get(id(value))
        if known is not None:
            return ("again", known)
        self._numbers[id(value)] = len(self._numbers)
        return (value.__class__, *self._contents(value))

    def _contents(self, value: Any) -> Iterable[Any]:
        parts: Iterable[Any]
        match value:
            case ControlledLock():
                return (value.is_held, value.holder and value.holder.name)
            case Run():
                return ()  # it is another one each time
            case dict():
                parts = dict.items(value)
            case list():
                parts = list.__iter__(value)
            case FunctionType():
                parts = [value.__code__, *[cell.cell_contents for cell in value.__closure__ or ()]]
            case MethodType():
                parts = value.__func__, value.__self__
            case _:
                parts = fields_of(value)
        return [self.read(part) for part in parts]


def fields_of(value: Any) -> Iterable[Any]:
    """Read the fields of an object, past all guards."""
    for kind in value.__class__.__mro__:
        for name in vars(kind).get("__slots__", ()):
            yield unguarded(value, name)
    yield from vars(value).values() if hasattr(value, "__dict__") else ()
