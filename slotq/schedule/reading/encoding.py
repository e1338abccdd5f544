"""Values of a program as values that are equal when the states are.

Two runs that come to the same state have different objects, so an object is known by a *name*.
Roots have the names that the world gives them, and what hangs on them is named by the way there. A
token is named by its number once it is listed. What a process shares with those that it starts is
named after them. All that is named is *shared*: its contents are read each time, from then on. What
is not named is known to one process only, and is written out where that process refers to it.
"""

# ruff: noqa: ANN401
# What is written down is whatever a program has in its variables.

import sys
from collections.abc import Callable, Iterable
from enum import Enum
from functools import cache, partial
from types import FunctionType, MethodType
from typing import Any, NamedTuple, NoReturn

from slotq.primitives import After, Arm, Receive, Send, Take, Wait
from slotq.queue import SlotToken
from slotq.schedule.engine.controlled import Context
from slotq.schedule.engine.processes import Process
from slotq.schedule.engine.world import World
from slotq.schedule.reading.catalogue import ATOMS, SORTS, Catalogue, Record, copy_items
from slotq.schedule.reading.stops import UnreadableError
from slotq.stats import UINT64_MODULUS


class Encoder:
    """Encodes the values of one world.

    Attributes:
        given: Which names are given, as the bits of the catalogue.
        shared: What is shared, by sort, each in the order of the names, since it was arranged last.
        first_id: The id of the first token, which is called token 0.
        lists: The shared objects in whose lists something with a name may come and go.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.given = 0
        self.shared: dict[str, list[Any]] = {sort: [] for sort in SORTS}
        self.lists: list[Record] = []
        self.first_id = 0
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

    def share_roots(self, world: World) -> None:
        """Name what a world begins with, which is made in the same order each time."""
        self.first_id = world.first_id
        objects = [*world.roots.values(), *world.made]
        names = self._catalogue.roots
        if len(names) != len(objects):
            finder = Encoder(self._catalogue)
            for name, root in world.roots.items():
                finder.share(root, name)
            names = [finder.name(value) for value in objects]
            self._catalogue.roots = names
        for value, root in zip(objects, names, strict=True):
            if root is not None:
                self._give(value, root)

    def name(self, value: object) -> str | None:
        """Return the name of an object, if it has one."""
        return self._name_of.get(id(value))

    def share(self, value: Any, name: str) -> None:
        """Name an object, and what hangs on it, unless it has a name."""
        kind = value.__class__
        if kind not in ATOMS and id(value) not in self._name_of:
            _form(kind).share(self, value, name)

    def share_items(self, items: Iterable[tuple[object, Any]], name: str) -> None:
        """Name what hangs on something by its own name and the way there."""
        for key, item in items:
            if item.__class__ not in ATOMS and id(item) not in self._name_of:
                self.share(item, f"{name}.{key}")

    def share_object(self, value: Any, name: str) -> None:
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

    def _give(self, value: Any, name: str) -> str:
        named = self._named
        while name in named:
            name += "'"
        self._name_of[id(value)] = name
        bit, fields = self._catalogue.entry(name, value.__class__)
        named[name] = value if fields is None else Record(name, value, fields)
        self.given |= bit
        return name

    def records(self) -> list[Record]:
        """List the shared objects whose fields may change, in the order in which they were named.

        The roots come first: what hangs on several is named after the first of them.
        """
        return [value for value in self._named.values() if isinstance(value, Record)]

    # Values.

    def begin(self) -> None:
        """Begin with another process, which has objects of its own."""
        if self._own:
            self._own = {}

    def encode_record(self, record: Record) -> tuple[Any, ...]:
        """Read and encode the fields of a shared object; what hangs on it is shared, too."""
        values = self.read_record(record)
        self.begin()
        return (record.fields.names, *self.encode(values))

    def read_record(self, record: Record) -> tuple[Any, ...]:
        """Read the fields of a shared object; what hangs on it is shared, too."""
        values = record.read()
        if record.contents and record not in self.lists and record.may_list():
            self.lists.append(record)
        known = self._name_of
        for field, value in zip(record.fields.names, values, strict=True):
            if value.__class__ not in ATOMS and id(value) not in known:
                _form(value.__class__).share(self, value, f"{record.name}.{field}")
        return values

    def encode(self, values: Iterable[Any]) -> list[Any]:
        """Encode values."""
        name_of = self._name_of.get
        return [
            value if value.__class__ in ATOMS else name_of(id(value)) or self._encode_unnamed(value)
            for value in values
        ]

    def _encode_unnamed(self, value: Any) -> Any:
        return _form(value.__class__).encode(self, value)

    def encode_once(self, value: Any, contents: Iterable[Any]) -> Any:
        """Encode an object without a name; where its process refers to it again, only that."""
        number = self._own.get(id(value))
        if number is not None:
            return number
        self._own[id(value)] = ("again", len(self._own))
        return (value.__class__.__name__, *self.encode(contents))

    def encode_arm(self, arm: Arm) -> Any:
        """Encode an arm of a select."""
        encoded: list[Any] = [arm.__class__.__name__]
        is_constant = True
        for part in arm:
            if part.__class__ in ATOMS:
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

    def encode_object(self, value: Any) -> Any:
        """Encode an object with fields."""
        return self.encode_once(value, self._catalogue.fields(value.__class__).read(value))


class Form(NamedTuple):
    """How the objects of a class are named and encoded."""

    share: Callable[[Encoder, Any, str], None]
    encode: Callable[[Encoder, Any], Any]


def _closure(function: FunctionType) -> list[tuple[str, Any]]:
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return [(name, cell.cell_contents) for name, cell in cells]


def _parts(value: "partial[Any]") -> tuple[Any, ...]:
    return value.func, value.args, value.keywords


def _share_closure(encoder: Encoder, function: FunctionType, name: str) -> None:
    for variable, value in _closure(function):
        encoder.share(value, f"{variable} {name}")


def _refuse(*of: Any) -> NoReturn:
    kind = type(of[1])
    message = f"a {kind.__module__}.{kind.__qualname__} has a state that cannot be read"
    raise UnreadableError(message)


def _around(function: FunctionType) -> list[Any]:
    """List what a function has in addition to its code: cells, defaults, attributes."""
    values = [cell for _, cell in _closure(function)]
    if function.__defaults__ or function.__kwdefaults__ or function.__dict__:
        values += [function.__defaults__, function.__kwdefaults__, function.__dict__]
    return values


_OBJECT = Form(Encoder.share_object, Encoder.encode_object)
_UNREADABLE = Form(_refuse, _refuse)
_SEQUENCE = Form(
    lambda encoder, value, name: encoder.share_items(enumerate(copy_items(value)), name),
    lambda encoder, value: (value.__class__.__name__, *encoder.encode(copy_items(value))),
)
_ARM = Form(_SEQUENCE.share, Encoder.encode_arm)
_FORMS = {
    bool: Form(lambda *_: None, lambda _, value: "true" if value else "false"),
    int: Form(lambda *_: None, lambda _, value: int(value)),  # of an enumeration
    Enum: Form(lambda *_: None, lambda _, value: str(value)),
    type: Form(lambda *_: None, lambda _, value: value.__qualname__),
    tuple: _SEQUENCE,
    list: _SEQUENCE,
    set: Form(_SEQUENCE.share, lambda encoder, value: frozenset(encoder.encode(value))),
    frozenset: Form(_SEQUENCE.share, lambda encoder, value: frozenset(encoder.encode(value))),
    dict: Form(
        lambda encoder, value, name: encoder.share_items(value.items(), name),
        lambda encoder, value: ("dict", *encoder.encode(value), *encoder.encode(value.values())),
    ),
    BaseException: Form(
        Encoder.share_object, lambda encoder, value: encoder.encode_once(value, value.args)
    ),
    partial: Form(
        lambda encoder, value, name: encoder.share_items(enumerate(_parts(value)), name),
        lambda encoder, value: ("partial", *encoder.encode(_parts(value))),
    ),
    Send: _ARM,
    Receive: _ARM,
    Take: _ARM,
    Wait: _ARM,
    After: _ARM,
    FunctionType: Form(
        _share_closure,
        lambda encoder, value: (value.__qualname__, *encoder.encode(_around(value))),
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
        lambda encoder, value, _: encoder.share_object(
            value, f"token {(value.id - encoder.first_id) % UINT64_MODULUS}"
        ),
        Encoder.encode_object,
    ),
}


@cache
def _form(kind: type) -> Form:
    found = next((_FORMS[base] for base in kind.__mro__ if base in _FORMS), None)
    if found is None:
        # Of what is not written in Python nobody sees the fields.
        is_known = kind.__module__.partition(".")[0] not in sys.stdlib_module_names
        found = _OBJECT if is_known else _UNREADABLE
    return found
