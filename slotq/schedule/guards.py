"""Guards on shared fields: an access outside a lock region is an error while code is explored.

The fields are slots of classes, so a class's descriptor can be exchanged for one that looks first
and reads or writes then. A list would leave the guard behind once somebody holds it, so a guarded
field gives out one that looks as well. An object's maker may set each field once, without the
lock: nobody else knows the object yet.

The real fields are exchanged for the time of a `with guarded():`, for all objects; those that
belong to no controlled world are let alone.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from slotq.errors import SlotqError
from slotq.queue import Dequeuer, SlotQueue


class UnguardedError(SlotqError):
    """A field that the lock guards was used outside it."""


def _look(control: Any, field: str) -> None:  # noqa: ANN401
    if not control.running.regions:
        message = f"{field} was used outside the lock"
        raise UnguardedError(message)


class GuardedField:
    """A field of a class, guarded.

    Args:
        field: The class's own descriptor.
        control: Finds the world that an object belongs to.
    """

    def __init__(self, field: Any, control: Callable[[Any], Any]) -> None:  # noqa: ANN401
        self._name = f"{field.__objclass__.__name__}.{field.__name__}"
        self.field = field
        self._get = field.__get__
        self._set = field.__set__
        self._control = control

    def __get__(self, owner: Any, kind: type | None = None) -> Any:  # noqa: ANN401
        if owner is None:
            return self
        control = self._control(owner)
        if control is not None and not control.running.regions:
            _look(control, self._name)
        return self._get(owner, kind)

    def __set__(self, owner: Any, value: Any) -> None:  # noqa: ANN401
        control = self._control(owner)
        if control is not None:
            if not control.running.regions and self._is_set(owner):
                _look(control, self._name)
            if type(value) is list:
                value = GuardedList(value, control, self._name)
        self._set(owner, value)

    def _is_set(self, owner: object) -> bool:
        try:
            self._get(owner)
        except AttributeError:
            return False
        return True


def _guarded_method(name: str) -> Callable[..., Any]:
    method = getattr(list, name)

    def guarded_method(self: "GuardedList", *arguments: Any, **keywords: Any) -> Any:  # noqa: ANN401
        if not self.control.running.regions:
            _look(self.control, self.name)
        return method(self, *arguments, **keywords)

    return guarded_method


class GuardedList(list[Any]):
    """A list that may be used in a lock region only."""

    __slots__ = ("control", "name")

    def __init__(self, items: list[Any], control: Any, name: str) -> None:  # noqa: ANN401
        super().__init__(items)
        self.control = control
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
for _name in set(dir(list)) - _UNGUARDED:
    setattr(GuardedList, _name, _guarded_method(_name))


def _of_queue(queue: Any) -> Any:  # noqa: ANN401
    return getattr(queue._lock, "control", None)  # noqa: SLF001


def _of_dequeuer(dequeuer: Any) -> Any:  # noqa: ANN401
    return getattr(dequeuer.context, "control", None)


GUARDED = (
    (SlotQueue, "_slots", _of_queue),
    (SlotQueue, "_next_id", _of_queue),
    (Dequeuer, "is_waiting", _of_dequeuer),
)


# Under this name a field can be read past its guard.
REAL = "real "


@contextmanager
def guarded() -> Iterator[None]:
    """Guard the fields of queues and dequeuers in controlled worlds."""
    if isinstance(vars(SlotQueue)["_slots"], GuardedField):
        yield  # they are guarded
        return
    real = [(kind, name, vars(kind)[name], control) for kind, name, control in GUARDED]
    for kind, name, field, control in real:
        setattr(kind, name, GuardedField(field, control))
        setattr(kind, REAL + name, field)
    try:
        yield
    finally:
        for kind, name, field, _ in real:
            setattr(kind, name, field)
            delattr(kind, REAL + name)
