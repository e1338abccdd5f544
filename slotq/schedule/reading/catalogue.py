"""What can be known of a program's classes and names, over all its runs.

How the fields of a class are read, which of its objects are shared, and in which order a state
lists what is shared: found once, for a program is begun many thousand times.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from slotq.schedule.engine.controlled import Channel, Condition, Context, Flag, Lock, Signal
from slotq.schedule.engine.guarded_containers import GuardedDict, GuardedList, GuardedSet
from slotq.schedule.engine.guards import REAL, GuardedField
from slotq.schedule.engine.processes import Process
from slotq.schedule.engine.world import World

# Values that are written down as they are.
ATOMS = frozenset({int, str, float, bytes, type(None)})


class Fields:
    """How the fields of a class's objects are read, past all guards.

    Attributes:
        names: What they are called.
        read: Reads them all.
    """

    __slots__ = ("names", "read")

    def __init__(self, kind: type) -> None:
        real: dict[str, str] = {}
        for base in reversed(kind.__mro__):
            slots = vars(base).get("__slots__", ())
            for name in (slots,) if isinstance(slots, str) else slots:
                is_guarded = isinstance(vars(base)[name], GuardedField)
                real[name] = REAL + name if is_guarded else name
            if "__dict__" in vars(base):
                real["__dict__"] = "__dict__"
        self.names = tuple(real)
        self.read: Callable[[Any], Any]
        read = attrgetter(*real.values()) if real else lambda _: ()
        self.read = read if len(real) != 1 else lambda owner: (read(owner),)


UNREAD = -1


class Record:
    """A shared object whose fields may change.

    Attributes:
        name: Its name.
        owner: The object.
        fields: Its fields.
        number: The number of what was read last; UNREAD until that is encoded.
        contents: Those of its fields that can change in place: how to copy the items, and a copy.
    """

    __slots__ = ("_values", "contents", "fields", "name", "number", "owner")

    def __init__(self, name: str, owner: object, fields: Fields) -> None:
        self.name = name
        self.owner = owner
        self.fields = fields
        self.number = UNREAD
        self.contents: list[tuple[Callable[[Any], Any], Any, Any]] = []
        self._values: tuple[Any, ...] | None = None

    def read(self) -> tuple[Any, ...]:
        """Read the fields, and remember them."""
        values: tuple[Any, ...] = self.fields.read(self.owner)
        self._values = values
        self.contents = [
            (copy, value, copy(value))
            for value in values
            if (copy := _COPIES.get(value.__class__)) is not None
        ]
        return values

    def may_list(self) -> bool:
        """Say whether there is a list in it of more than plain values."""
        return not all(items and ATOMS.issuperset(map(type, items)) for *_, items in self.contents)

    def has_changed(self) -> bool:
        """Say whether a field is not what was read last, or has other items."""
        if self.fields.read(self.owner) != self._values:
            return True
        # The thing itself is the same after a change in place.
        for copy, value, items in self.contents:  # noqa: SIM110  # a generator takes twice as long
            if copy(value) != items:
                return True
        return False


# How to copy what can change in place, also from behind a guard.
_COPIES: dict[type, Callable[[Any], Any]] = {
    list: list.copy,
    GuardedList: list.copy,
    dict: lambda value: [*dict.items(value)],
    GuardedDict: lambda value: [*dict.items(value)],
    set: set.copy,
    GuardedSet: set.copy,
}


def copy_items(value: Any) -> Any:  # noqa: ANN401  # of any type
    """Copy the items of a collection, also from behind a guard."""
    copy = _COPIES.get(value.__class__)
    return value if copy is None else copy(value)


# The sorts that a state lists, in this order.
SORTS = ("process", "record", "flag", "signal", "condition", "lock")
_PRIMITIVES = {Flag: "flag", Signal: "signal", Condition: "condition", Lock: "lock"}


def _sort(kind: type) -> str:
    for primitive, sort in _PRIMITIVES.items():
        if issubclass(kind, primitive):
            return sort
    if issubclass(kind, Process):
        return "process"
    parameters = getattr(kind, "__dataclass_params__", None)
    if issubclass(kind, Channel | Context | World) or (parameters and parameters.frozen):
        return "constant"
    return "record"


class Catalogue:
    """What can be known of a program's classes and names, over all its runs.

    Attributes:
        bits: A number for each name that was ever given, with one bit set.
        sorts: What sort of thing each name is of.
        roots: The names of what each run begins with.
    """

    def __init__(self) -> None:
        self.bits: dict[str, int] = {}
        self.sorts: dict[str, str] = {}
        self.roots: list[str | None] = []
        self._fields: dict[type, Fields] = {}
        self._has_fields: dict[type, bool] = {}
        self._sort_of: dict[type, str] = {}
        self._entries: dict[tuple[str, type], tuple[int, Fields | None]] = {}
        self._arrangements: dict[int, dict[str, tuple[str, ...]]] = {}

    def fields(self, kind: type) -> Fields:
        """Find how to read the objects of a class."""
        found = self._fields.get(kind)
        if found is None:
            found = self._fields[kind] = Fields(kind)
        return found

    def sort(self, kind: type) -> str:
        """Find what sort of thing the objects of a class are, to the reading of a state."""
        found = self._sort_of.get(kind)
        if found is None:
            found = self._sort_of[kind] = _sort(kind)
        return found

    def has_fields(self, kind: type) -> bool:
        """Say whether something may hang on the objects of a class."""
        found = self._has_fields.get(kind)
        if found is None:
            found = self.sort(kind) == "record" or hasattr(kind, "__dataclass_params__")
            self._has_fields[kind] = found
        return found

    def entry(self, name: str, kind: type) -> tuple[int, Fields | None]:
        """Find the bit of a name, and how to read what it names, if that is a record."""
        found = self._entries.get((name, kind))
        if found is None:
            sort = self.sort(kind)
            if name not in self.bits:
                self.bits[name] = 1 << len(self.bits)
                self.sorts[name] = sort
            fields = self.fields(kind) if sort == "record" else None
            found = self._entries[name, kind] = self.bits[name], fields
        return found

    def arrangement(self, given: int) -> dict[str, tuple[str, ...]]:
        """Arrange the names whose bits are set: by sort, and by name."""
        found = self._arrangements.get(given)
        if found is None:
            names = sorted(name for name, bit in self.bits.items() if given & bit)
            found = self._arrangements[given] = {
                sort: tuple(name for name in names if self.sorts[name] == sort) for sort in SORTS
            }
        return found
