"""What can be known of a program's classes and names, over all its runs.

How the fields of a class are read, which of its objects are shared, and in which order a state
lists what is shared: found once, for a program is begun many thousand times.
"""

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from slotq.schedule.guards import REAL, GuardedField, GuardedList
from slotq.schedule.primitives import Channel, Condition, Context, Flag, Lock, Signal
from slotq.schedule.processes import Process
from slotq.schedule.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

_MUTABLE: frozenset[type] = frozenset({list, dict, set, GuardedList})


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
        if len(real) > 1:
            self.read = attrgetter(*real.values())
        else:
            names = [*real.values()]
            self.read = lambda owner: tuple([getattr(owner, name) for name in names])


class Record:
    """A shared object whose fields may change.

    Attributes:
        name: Its name.
        owner: The object.
        fields: Its fields.
        read: Reads them.
        values: What was read last.
        number: The number of what that is encoded as.
    """

    __slots__ = ("_in_place", "fields", "name", "number", "owner", "read", "values")

    def __init__(self, name: str, owner: object, fields: Fields) -> None:
        self.name = name
        self.owner = owner
        self.fields = fields
        self.read = fields.read
        self.values: tuple[Any, ...] = ()
        self.number = -1
        self._in_place: list[int] = []

    def read_again(self) -> tuple[Any, ...]:
        """Read the fields, and remember which of them can change in place."""
        values: tuple[Any, ...] = self.fields.read(self.owner)
        self._in_place = [i for i, value in enumerate(values) if value.__class__ in _MUTABLE]
        self.read = self._read_copies if self._in_place else self.fields.read
        self.values = self.read(self.owner)
        return values

    @property
    def has_lists(self) -> bool:
        """Whether something can change in place."""
        return bool(self._in_place)

    def _read_copies(self, owner: object) -> tuple[Any, ...]:
        # The thing itself is the same after a change in place, so its contents are added.
        values = self.fields.read(owner)
        return (values, *[copy_items(values[index]) for index in self._in_place])


def copy_items(value: Any) -> Any:  # noqa: ANN401
    """Copy what can change in place, also from behind a guard."""
    if isinstance(value, list):
        return tuple(list.__iter__(value))
    return tuple(value.items()) if isinstance(value, dict) else tuple(value)


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

    def bit(self, name: str, sort: str) -> int:
        """Find the bit of a name."""
        found = self.bits.get(name)
        if found is None:
            found = self.bits[name] = 1 << len(self.bits)
            self.sorts[name] = sort
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
