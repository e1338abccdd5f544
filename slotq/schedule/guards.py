"""Guards on shared fields: an access outside a lock region is an error while code is explored.

The fields are slots of classes, so a class's descriptor can be exchanged for one that looks first
and reads or writes then. A list or a dictionary would leave the guard behind once somebody holds
it, so a guarded field gives out one that looks as well. An object's maker may set each field once,
without the lock: nobody else knows the object yet.

The real fields are exchanged for the time of a `with guarded():`, for all objects; those that
belong to no controlled world are let alone.
"""

# ruff: noqa: ANN401
# A guard stands in for a field or a method, whatever their types are.

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from slotq.errors import SlotqError
from slotq.manager import _Map
from slotq.queue import Dequeuer, SlotQueue
from slotq.schedule.processes import Nobody
from slotq.stats import ContainerTracker, Counters, RequestTracker


class UnguardedError(SlotqError):
    """A field that a lock guards was used outside it."""


def _look(lock: Any, field: str) -> None:
    # The scheduler may look at everything.
    if not isinstance(lock.control.running, Nobody):
        message = f"{field} was used outside the lock"
        raise UnguardedError(message)


class GuardedField:
    """A field of a class, guarded.

    Args:
        field: The class's own descriptor.
        lock: Finds the lock that guards an object's field; None if the object is not controlled.
    """

    def __init__(self, field: Any, lock: Callable[[Any], Any]) -> None:
        self._name = f"{field.__objclass__.__name__.lstrip('_')}.{field.__name__}"
        self.field = field
        self._get = field.__get__
        self._set = field.__set__
        self._lock = lock

    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        if owner is None:
            return self
        lock = self._lock(owner)
        if lock is not None and lock.holder is not lock.control.running:
            _look(lock, self._name)
        return self._get(owner, kind)

    def __set__(self, owner: Any, value: Any) -> None:
        lock = self._lock(owner)
        if lock is not None:
            if lock.holder is not lock.control.running and self._is_set(owner):
                _look(lock, self._name)
            guarded_kind = _GUARDED_KINDS.get(type(value))
            if guarded_kind is not None:
                value = guarded_kind(value, lock, self._name)
        self._set(owner, value)

    def _is_set(self, owner: object) -> bool:
        try:
            self._get(owner)
        except AttributeError:
            return False
        return True


def _guarded_method(method: Callable[..., Any]) -> Callable[..., Any]:
    def guarded_method(self: Any, *arguments: Any, **keywords: Any) -> Any:
        if self.lock.holder is not self.lock.control.running:
            _look(self.lock, self.name)
        return method(self, *arguments, **keywords)

    return guarded_method


class GuardedList(list[Any]):
    """A list that may be used in a region of its lock only."""

    __slots__ = ("lock", "name")

    def __init__(self, items: list[Any], lock: Any, name: str) -> None:
        super().__init__(items)
        self.lock = lock
        self.name = name


class GuardedDict(dict[Any, Any]):
    """A dictionary that may be used in a region of its lock only."""

    __slots__ = ("lock", "name")

    def __init__(self, items: dict[Any, Any], lock: Any, name: str) -> None:
        super().__init__(items)
        self.lock = lock
        self.name = name


_UNGUARDED = {
    "__class__",
    "__class_getitem__",
    "__delattr__",
    "__dir__",
    "__doc__",
    "__getattribute__",
    "__getstate__",
    "__hash__",
    "__init__",
    "__init_subclass__",
    "__new__",
    "__repr__",
    "__setattr__",
    "__sizeof__",
    "__subclasshook__",
}
_GUARDED_KINDS: dict[type, Callable[..., Any]] = {list: GuardedList, dict: GuardedDict}
for _real, _kind in ((list, GuardedList), (dict, GuardedDict)):
    for _name in set(dir(_real)) - _UNGUARDED:
        setattr(_kind, _name, _guarded_method(getattr(_real, _name)))


class _AnyRegion:
    """Stands for a lock that cannot be found from the object: a region of any will do."""

    __slots__ = ("control",)

    def __init__(self, control: Any) -> None:
        self.control = control

    @property
    def holder(self) -> Any:
        running = self.control.running
        return running if running.regions else None


def _own(owner: Any) -> Any:
    lock = owner._lock  # noqa: SLF001  # the lock that guards it
    return lock if hasattr(lock, "control") else None


def _of_dequeuer(dequeuer: Any) -> Any:
    control = getattr(dequeuer.context, "control", None)
    return None if control is None else _AnyRegion(control)


GUARDED = (
    (SlotQueue, "_slots", _own),
    (SlotQueue, "_next_id", _own),
    (Dequeuer, "is_waiting", _of_dequeuer),
    (Counters, "_request", _own),
    (Counters, "_container", _own),
    (RequestTracker, "_state", _own),
    (ContainerTracker, "_state", _own),
    (_Map, "_hot", _own),
)


# Under this name a field can be read past its guard.
REAL = "real "


@contextmanager
def guarded() -> Iterator[None]:
    """Guard the shared fields of the reference in controlled worlds."""
    if isinstance(vars(SlotQueue)["_slots"], GuardedField):
        yield  # they are guarded
        return
    real = [(kind, name, vars(kind)[name], lock) for kind, name, lock in GUARDED]
    for kind, name, field, lock in real:
        setattr(kind, name, GuardedField(field, lock))
        setattr(kind, REAL + name, field)
    try:
        yield
    finally:
        for kind, name, field, _ in real:
            setattr(kind, name, field)
            delattr(kind, REAL + name)
