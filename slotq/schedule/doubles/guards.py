"""The fields of `slotq.sync`'s objects, looked after while the code is explored.

Every field of every class is guarded by the guard of the primitives that the object belongs to,
except for those that never change once they are set. A list or a dictionary in a guarded field is
guarded as well, for as long as it can be found there: one that was taken out of its field in the
guard belongs to the process that took it. What a select returns may be read without the guard once
it is decided, and may not be written any more once its process was woken.
"""

# ruff: noqa: ANN401
# A guard stands in for a field or a method, whatever their types are.

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

from slotq.errors import SlotqError
from slotq.schedule.engine.guarded_containers import NOT_USES, UnguardedError
from slotq.schedule.reading.stops import UnreadableError

if TYPE_CHECKING:
    from slotq.schedule.engine.locks import Run

FIXED = frozenset({"_lock", "_threads", "done", "name", "parked", "places", "process"})
"""Fields that are set once, by the maker of the object; what they refer to may change."""

# No move of a small program uses nearly as many fields.
_MOST_USES = 10_000


class EndlessError(SlotqError):
    """A process goes round and never stops."""


class Watch:
    """The process that may use a field now, of whatever is explored now.

    Attributes:
        run: The execution; None while nothing runs that is to be watched.
        guard: The guard of the primitives in it.
        uses: How often a field was used since a process stopped last.
    """

    def __init__(self) -> None:
        self.run: Run[Any] | None = None
        self.guard: Any = None
        self.uses = 0

    def look(self, what: str) -> None:
        """Raise an error if a process runs that does not have the guard, or that does not stop.

        Raises:
            UnguardedError: One does.
            EndlessError: One does not.
        """
        run = self.run
        if run is None or run.is_over or run.running is None:
            return
        self.uses += 1
        if self.uses > _MOST_USES:
            message = f"{what} is used endlessly without a stop"
            raise EndlessError(message)
        if self.guard.holder is not run.running:
            message = f"{what} was used outside the guard"
            raise UnguardedError(message)

    def refuse(self, what: str, why: str = "was set twice") -> None:
        """Raise an error if a process runs.

        Raises:
            UnguardedError: One does.
        """
        if self.run is not None and not self.run.is_over and self.run.running is not None:
            message = f"{what} {why}"
            raise UnguardedError(message)


class Field:
    """A field of a class, guarded.

    Args:
        slot: The class's own descriptor.
        watch: Knows the process that may use it.
        undecided: What an outcome is until it is decided.
    """

    def __init__(self, slot: Any, watch: Watch, undecided: object) -> None:
        self.slot = slot
        self.what = f"{slot.__objclass__.__name__.lstrip('_')}.{slot.__name__}"
        self._watch = watch
        self._undecided = undecided

    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        self._watch.look(self.what)
        return self.slot.__get__(owner, kind)

    def __set__(self, owner: Any, value: Any) -> None:
        if unguarded(owner, self.slot.__name__) is not UNSET:
            self._watch.look(self.what)
        self.slot.__set__(owner, guarded(value, owner, self.slot.__name__, self._watch))


class Outcome(Field):
    """What a select returns: its process reads it without the guard, once it was woken."""

    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        value = self.slot.__get__(owner, kind)
        if value == self._undecided:
            self._watch.look(self.what)
        return value

    def __set__(self, owner: Any, value: Any) -> None:
        if unguarded(owner, self.slot.__name__) is not UNSET and not owner.parked.is_held:
            self._watch.refuse(self.what, "was set after its process may have read it")
        super().__set__(owner, value)


class FixedField(Field):
    """A field that never changes."""

    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        return self.slot.__get__(owner, kind)

    def __set__(self, owner: Any, value: Any) -> None:
        if unguarded(owner, self.slot.__name__) is not UNSET:
            self._watch.refuse(self.what)
        self.slot.__set__(owner, value)


UNSET = "unset"


def unguarded(owner: Any, name: str) -> Any:
    """Read a field past its guard.

    Raises:
        UnreadableError: It has no field of that name.
    """
    if name in getattr(owner, "__dict__", ()):
        return vars(owner)[name]
    found = [vars(kind)[name] for kind in type(owner).__mro__ if name in vars(kind)]
    if not found:
        message = f"a {type(owner).__name__} has no field {name}"
        raise UnreadableError(message)
    field = found[0]
    slot = field.slot if isinstance(field, Field) else field
    try:
        return slot.__get__(owner)
    except AttributeError:
        return UNSET


def guarded(value: Any, owner: object, name: str, watch: Watch) -> Any:
    """Make a collection one that looks before each use, while the field refers to it."""
    kind = _GUARDED.get(type(value))
    if kind is None:
        return value
    made = kind(value)
    made.is_there = lambda: unguarded(owner, name) is made
    made.look = lambda: watch.look(f"what {name} refers to")
    return made


def _guarded(kind: type) -> type:
    def watched(method: Callable[..., Any]) -> Callable[..., Any]:
        def use(self: Any, *arguments: Any, **keywords: Any) -> Any:
            if self.is_there():
                self.look()
            return method(self, *arguments, **keywords)

        return use

    uses = {name: watched(getattr(kind, name)) for name in dir(kind) if name not in NOT_USES}
    return type(f"Guarded{kind.__name__.title()}", (kind,), uses)


_GUARDED: dict[type, Any] = {kind: _guarded(kind) for kind in (dict, list)}


@contextmanager
def watched(module: ModuleType, watch: Watch) -> Iterator[None]:
    """Look after the fields of all classes of `slotq.sync`, or of what takes its place."""
    slots = [
        (kind, name, vars(kind)[name])
        for kind in vars(module).values()
        if isinstance(kind, type) and kind.__module__ == module.__name__
        for name in vars(kind).get("__slots__", ())
    ]
    for kind, name, slot in slots:
        guard = FixedField if name in FIXED else Outcome if name == "outcome" else Field
        setattr(kind, name, guard(slot, watch, module.UNDECIDED))
    try:
        yield
    finally:
        for kind, name, slot in slots:
            setattr(kind, name, slot)
