"""Values of a program as values that are equal when the states are.

Two runs that come to the same state have different objects, so an object is known by a *name*. Roots
have the names that the world gives them, and what hangs on them is named by the way there. A token
is named by its number once it is listed. What a process shares with those that it starts is named
after them. All that is named is *shared*: its contents are read each time, from then on. What is
not named is known to one process only, and is written out where that process refers to it.
"""

from bisect import insort
from collections.abc import Callable, Iterable
from types import FunctionType, MethodType
from typing import Any

from slotq.queue import SlotToken
from slotq.schedule.guards import GuardedField, GuardedList
from slotq.schedule.places import UnreadableError
from slotq.schedule.primitives import Channel, Condition, Context, Flag, Lock, Signal
from slotq.schedule.processes import Process
from slotq.schedule.world import World

UNBOUND = "unbound"
_ATOMS = frozenset({int, str, float, bytes, type(None)})
_MUTABLE = frozenset({list, dict, set, GuardedList})
_Getter = Callable[[Any], Any]


class Record:
    """A shared object whose fields may change.

    Attributes:
        name: Its name.
        owner: The object.
        number: The number of its encoded contents.
    """

    __slots__ = ("_getters", "_values", "fields", "name", "number", "owner")

    def __init__(self, name: str, owner: object) -> None:
        self.name = name
        self.owner = owner
        self.number = -1
        found = fields(type(owner))
        self.fields = tuple(found)
        self._getters = tuple(found.values())
        self._values: list[Any] = []

    def is_read(self) -> bool:
        """Say whether its contents are still those that were read last."""
        owner = self.owner
        values = [
            _copy(value) if (value := get(owner)).__class__ in _MUTABLE else value
            for get in self._getters
        ]
        if values == self._values:
            return True
        self._values = values
        return False

    def items(self) -> Iterable[tuple[str, Any]]:
        """List its fields with their values."""
        return zip(self.fields, self._values, strict=True)


def fields(kind: type) -> dict[str, _Getter]:
    """Find how to read each field of a class's objects, past all guards."""
    found: dict[str, _Getter] = {}
    for base in reversed(kind.__mro__):
        names = vars(base).get("__slots__", ())
        for name in (names,) if isinstance(names, str) else names:
            field = vars(base).get(name)
            if isinstance(field, GuardedField):
                field = field.field
            if hasattr(field, "__get__"):
                found[name] = _getter(field)
        if "__dict__" in vars(base):
            found["__dict__"] = vars
    return found


def _getter(field: Any) -> _Getter:  # noqa: ANN401
    get = field.__get__

    def get_if_bound(owner: object) -> object:
        try:
            return get(owner)
        except AttributeError:
            return UNBOUND

    return get_if_bound


def _copy(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return tuple(value.items())
    if isinstance(value, list):
        return tuple(list.__iter__(value))
    return frozenset(value)


class Encoder:
    """Encodes the values of one world.

    Attributes:
        records: The shared objects whose fields may change, by name.
        is_changed: Whether something has come to be shared since `lay_out`.
    """

    def __init__(self) -> None:
        self._names: dict[int, str] = {}
        self._kept: dict[str, object] = {}
        self._own: dict[int, int] = {}
        self.is_changed = True
        self.records: list[Record] = []
        self.flags: list[Flag] = []
        self.signals: list[Signal] = []
        self.conditions: list[Condition] = []
        self.locks: list[Lock] = []

    # Names.

    def share(self, value: Any, name: str) -> None:  # noqa: ANN401
        """Name an object, and what hangs on it, unless it has a name."""
        kind = value.__class__
        if kind in _ATOMS or kind is bool or id(value) in self._names:
            return
        if kind is tuple or isinstance(value, list | tuple | set | frozenset):
            for index, item in enumerate(_copy(value) if kind in _MUTABLE else value):
                self.share(item, f"{name}.{index}")
        elif isinstance(value, dict):
            for key, item in value.items():
                self.share(item, f"{name}.{key}")
        elif kind is MethodType:
            self.share(value.__self__, name)
        elif kind is FunctionType:
            for variable, cell in _closure(value):
                self.share(cell, f"{variable} {name}")
        elif kind is Context:
            self._give(value, f"context {value.name}")
            self.share(value.done, f"context {value.name}.done")
        elif kind is SlotToken:
            self._share_object(value, f"token {value.id}")
        else:
            self._share_object(value, name)

    def _share_object(self, value: Any, name: str) -> None:  # noqa: ANN401
        name = self._give(value, name)
        if value.__class__ in _PRIMITIVES or isinstance(value, World | type):
            return
        for field, get in fields(type(value)).items():
            self.share(get(value), f"{name}.{field}")

    def name_process(self, process: Process) -> None:
        """Let a process be known by its name."""
        self._give(process, process.name)

    def _give(self, value: object, name: str) -> str:
        while name in self._kept:
            name += "'"
        self._names[id(value)] = name
        self._kept[name] = value
        self.is_changed = True
        return name

    def lay_out(self) -> None:
        """Arrange all that is shared in the order of the names."""
        self.is_changed = False
        known = {record.name: record for record in self.records}
        shared = sorted(self._kept.items())
        self.records = [
            known.get(name) or Record(name, value) for name, value in shared if _has_record(value)
        ]
        self.flags = [value for _, value in shared if isinstance(value, Flag)]
        self.signals = [value for _, value in shared if isinstance(value, Signal)]
        self.conditions = [value for _, value in shared if isinstance(value, Condition)]
        self.locks = [value for _, value in shared if isinstance(value, Lock)]

    def names_by_kind(self) -> tuple[tuple[str, ...], ...]:
        """List the names of records, flags, signals, conditions and locks."""
        primitives = (self.flags, self.signals, self.conditions, self.locks)
        return (
            tuple(record.name for record in self.records),
            *(tuple(self._names[id(value)] for value in values) for values in primitives),
        )

    # Values.

    def begin(self) -> None:
        """Begin with another process, which has objects of its own."""
        self._own.clear()

    def encode_record(self, record: Record) -> tuple[Any, ...]:
        """Encode the fields of a shared object; what hangs on it is shared, too."""
        items = [*record.items()]
        for field, value in items:
            self.share(value, f"{record.name}.{field}")
        self.begin()
        return tuple((field, self.encode(value)) for field, value in items)

    def encode(self, value: Any) -> Any:  # noqa: ANN401
        """Encode a value."""
        kind = value.__class__
        if kind in _ATOMS:
            return value
        name = self._names.get(id(value))
        if name is not None:
            return name
        if kind is bool:
            return "true" if value else "false"
        if isinstance(value, tuple):
            return (kind.__name__, *[self.encode(item) for item in value])
        return self._encode_own(value)

    def _encode_own(self, value: Any) -> Any:  # noqa: ANN401
        number = self._own.get(id(value))
        if number is not None:
            return ("again", number)
        self._own[id(value)] = len(self._own)
        kind = value.__class__
        if kind is FunctionType:
            cells = [self.encode(cell) for _, cell in _closure(value)]
            return ("function", value.__qualname__, *cells)
        if kind is MethodType:
            return ("method", value.__func__.__qualname__, self.encode(value.__self__))
        if isinstance(value, dict):
            return ("dict", *[(self.encode(key), self.encode(item)) for key, item in value.items()])
        if isinstance(value, list):
            return ("list", *[self.encode(item) for item in list.__iter__(value)])
        if isinstance(value, set | frozenset):
            return ("set", frozenset(self.encode(item) for item in value))
        contents = [self.encode(get(value)) for get in fields(kind).values()]
        return (kind.__name__, *contents)


_PRIMITIVES = frozenset({Lock, Condition, Flag, Signal, Channel})


def _has_record(value: object) -> bool:
    kind = type(value)
    if kind in _PRIMITIVES or isinstance(value, World | type | Process | Context):
        return False
    parameters = getattr(kind, "__dataclass_params__", None)
    return not (parameters and parameters.frozen)


def _closure(function: FunctionType) -> list[tuple[str, Any]]:
    variables = function.__code__.co_freevars
    cells = function.__closure__ or ()
    return [
        (name, cell.cell_contents) for name, cell in zip(variables, cells, strict=True)
    ]


__all__ = ["UNBOUND", "Encoder", "Record", "UnreadableError", "fields", "insort"]
