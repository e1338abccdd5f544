"""Values of a program as values that are equal when the states are.

Two runs that come to the same state have different objects, so an object is known by a *name*.
Roots have the names that the world gives them, and what hangs on them is named by the way there. A
token is named by its number once it is listed. What a process shares with those that it starts is
named after them. All that is named is *shared*: its contents are read each time, from then on. What
is not named is known to one process only, and is written out where that process refers to it.
"""

from collections.abc import Callable, Iterable
from operator import attrgetter
from types import FunctionType, MethodType
from typing import Any, NamedTuple

from slotq.primitives import After, Arm, Receive, Send, Wait
from slotq.queue import SlotToken
from slotq.schedule.guards import REAL, GuardedField, GuardedList
from slotq.schedule.primitives import Channel, Condition, Context, Flag, Lock, Signal
from slotq.schedule.processes import Process
from slotq.schedule.world import World

_ATOMS = frozenset({int, str, float, bytes, type(None)})
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
        return (values, *[_copy(values[index]) for index in self._in_place])


def _copy(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, list):
        return tuple(list.__iter__(value))  # also from behind a guard
    return tuple(value.items()) if isinstance(value, dict) else tuple(value)


class Catalogue:
    """What can be known of a program's classes and names, over all its runs.

    Attributes:
        bits: A number for each name that was ever given, with one bit set.
        sorts: What sort of thing each name is of.
    """

    def __init__(self) -> None:
        self.bits: dict[str, int] = {}
        self.sorts: dict[str, str] = {}
        self._fields: dict[type, Fields] = {}
        self._forms: dict[type, Form] = {}
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

    def form(self, kind: type) -> "Form":
        """Find how the objects of a class are named and encoded."""
        found = self._forms.get(kind)
        if found is None:
            found = self._forms[kind] = _form(kind)
        return found

    def has_fields(self, kind: type) -> bool:
        """Say whether something may hang on the objects of a class."""
        return self.sort(kind) == "record" or hasattr(kind, "__dataclass_params__")

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


class Encoder:
    """Encodes the values of one world.

    Attributes:
        given: Which names are given, as the bits of the catalogue.
        shared: What is shared, by sort, each in the order of the names, since it was arranged last.
        lists: The shared objects that have lists.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.given = 0
        self.shared: dict[str, list[Any]] = {}
        self.lists: list[Record] = []
        self._catalogue = catalogue
        self._arranged = 0
        self._name_of: dict[int, Any] = {}
        self._named: dict[str, Any] = {}
        self._own: dict[int, Any] = {}
        self._kept: list[object] = []

    # Names.

    def arrange(self) -> bool:
        """Arrange what is shared, and say whether there is more of it than before."""
        if self._arranged == self.given:
            return False
        self._arranged = self.given
        named = self._named
        arrangement = self._catalogue.arrangement(self.given)
        self.shared = {sort: [named[n] for n in names] for sort, names in arrangement.items()}
        return True

    def share(self, value: Any, name: str) -> None:  # noqa: ANN401
        """Name an object, and what hangs on it, unless it has a name."""
        kind = value.__class__
        if kind not in _ATOMS and id(value) not in self._name_of:
            self._catalogue.form(kind).share(self, value, name)

    def share_items(self, items: Iterable[tuple[object, Any]], name: str) -> None:
        """Name what hangs on something by its own name and the way there."""
        for key, item in items:
            if item.__class__ not in _ATOMS and id(item) not in self._name_of:
                self.share(item, f"{name}.{key}")

    def share_object(self, value: Any, name: str) -> None:  # noqa: ANN401
        """Name an object, and what hangs on it."""
        kind = value.__class__
        name = self._give(value, name)
        if self._catalogue.has_fields(kind):
            fields = self._catalogue.fields(kind)
            self.share_items(zip(fields.names, fields.read(value), strict=True), name)

    def share_context(self, context: Context, _: str) -> None:
        """Name a context after itself."""
        name = self._give(context, f"context {context.name}")
        self.share(context.done, f"{name}.done")

    def _give(self, value: object, name: str) -> str:
        while name in self._named:
            name += "'"
        self._name_of[id(value)] = name
        sort = self._catalogue.sort(value.__class__)
        is_record = sort == "record"
        self._named[name] = (
            Record(name, value, self._catalogue.fields(type(value))) if is_record else value
        )
        self.given |= self._catalogue.bit(name, sort)
        return name

    # Values.

    def begin(self) -> None:
        """Begin with another process, which has objects of its own."""
        if self._own:
            self._own = {}

    def encode_record(self, record: Record) -> tuple[Any, ...]:
        """Read and encode the fields of a shared object; what hangs on it is shared, too."""
        names, values = record.fields.names, record.read_again()
        if record.has_lists and record not in self.lists:
            self.lists.append(record)
        for field, value in zip(names, values, strict=True):
            self.share(value, f"{record.name}.{field}")
        self.begin()
        return (names, *self.encode(values))

    def encode(self, values: Iterable[Any]) -> list[Any]:
        """Encode values."""
        name_of = self._name_of.get
        return [
            value
            if value.__class__ in _ATOMS
            else name_of(id(value)) or self._encode_unnamed(value)
            for value in values
        ]

    def _encode_unnamed(self, value: Any) -> Any:  # noqa: ANN401
        return self._catalogue.form(value.__class__).encode(self, value)

    def encode_once(self, value: Any, contents: Iterable[Any]) -> Any:  # noqa: ANN401
        """Encode an object without a name; where its process refers to it again, only that."""
        number = self._own.get(id(value))
        if number is not None:
            return number
        self._own[id(value)] = ("again", len(self._own))
        return (value.__class__.__name__, *self.encode(contents))

    def encode_arm(self, arm: Arm) -> Any:  # noqa: ANN401
        """Encode an arm of a select."""
        encoded: list[Any] = [arm.__class__.__name__]
        is_constant = True
        for part in arm:
            if part.__class__ in _ATOMS:
                encoded.append(part)
                continue
            name = self._name_of.get(id(part))
            if name is None:
                is_constant = False
                name = self._encode_unnamed(part)
            encoded.append(name)
        result = tuple(encoded)
        if is_constant:
            # It will be met again each time its process is read.
            self._name_of[id(arm)] = result
            self._kept.append(arm)
        return result

    def encode_object(self, value: Any) -> Any:  # noqa: ANN401
        """Encode an object with fields."""
        return self.encode_once(value, self._catalogue.fields(value.__class__).read(value))


class Form(NamedTuple):
    """How the objects of a class are named and encoded."""

    share: Callable[[Encoder, Any, str], None]
    encode: Callable[[Encoder, Any], Any]


def _closure(function: FunctionType) -> list[tuple[str, Any]]:
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return [(name, cell.cell_contents) for name, cell in cells]


def _share_closure(encoder: Encoder, function: FunctionType, name: str) -> None:
    for variable, value in _closure(function):
        encoder.share(value, f"{variable} {name}")


_OBJECT = Form(Encoder.share_object, Encoder.encode_object)
_SEQUENCE = Form(
    lambda encoder, value, name: encoder.share_items(enumerate(_copy(value)), name),
    lambda encoder, value: (value.__class__.__name__, *encoder.encode(_copy(value))),
)
_ARM = Form(_SEQUENCE.share, Encoder.encode_arm)
_FORMS = {
    bool: Form(lambda *_: None, lambda _, value: "true" if value else "false"),
    tuple: _SEQUENCE,
    list: _SEQUENCE,
    set: Form(_SEQUENCE.share, lambda encoder, value: frozenset(encoder.encode(value))),
    frozenset: Form(_SEQUENCE.share, lambda encoder, value: frozenset(encoder.encode(value))),
    dict: Form(
        lambda encoder, value, name: encoder.share_items(value.items(), name),
        lambda encoder, value: ("dict", *encoder.encode(value), *encoder.encode(value.values())),
    ),
    Send: _ARM,
    Receive: _ARM,
    Wait: _ARM,
    After: _ARM,
    FunctionType: Form(
        _share_closure,
        lambda encoder, value: (
            value.__qualname__,
            *encoder.encode([cell for _, cell in _closure(value)]),
        ),
    ),
    MethodType: Form(
        lambda encoder, value, name: encoder.share(value.__self__, name),
        lambda encoder, value: (value.__func__.__qualname__, *encoder.encode([value.__self__])),
    ),
    Context: Form(Encoder.share_context, Encoder.encode_object),
    Process: Form(
        lambda encoder, value, _: encoder.share_object(value, f"process {value.name}"),
        Encoder.encode_object,
    ),
    SlotToken: Form(
        lambda encoder, value, _: encoder.share_object(value, f"token {value.id}"),
        Encoder.encode_object,
    ),
}


def _form(kind: type) -> Form:
    return next((_FORMS[base] for base in kind.__mro__ if base in _FORMS), _OBJECT)
