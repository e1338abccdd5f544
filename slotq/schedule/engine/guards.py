"""Guards on what processes share: an access outside the lock is an error while code is explored.

Every field of every class of the reference is guarded, found by looking at its modules. A field
that is written outside `__init__` somewhere, or that holds a list, a dictionary or a set, *varies*:
it may be read and written only in a region of the lock that guards its object. All others are
*constant*: anybody may read them, and nobody may write them once their object is made, in a lock
or not. So what is constant is not believed but enforced.

The lock of an object is the one in its field `_lock`; a token's is its queue's. Of an object that
has none, as a dequeuer, it is the one in whose region a field was used first, from then on.

Fields are slots of classes, so a class's descriptor can be exchanged for one that looks first and
reads or writes then. A list or a dictionary would leave the guard behind once somebody holds it, so
a guarded field gives out one that looks as well. All this is so during a `with guarded():`, for all
objects; those that belong to no controlled world are let alone.
"""

# ruff: noqa: ANN401
# A guard stands in for a field or a method, whatever their types are, and looks into everything.

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import attrgetter
from types import FunctionType, MappingProxyType, MethodType
from typing import Any

from slotq.queue import SlotToken
from slotq.schedule.engine.guarded_containers import GUARDED_KINDS, UnguardedError, require_nobody
from slotq.schedule.engine.processes import Nobody
from slotq.schedule.engine.shared_classes import shared_classes, slots_of, varying_names

# Under this name a field can be read past its guard.
REAL = "real "
# Given in the lock, once, and constant from then on.
_GIVEN = frozenset({(SlotToken, "id")})
# Objects whose `__init__` has begun and not ended: nobody but their maker knows them.
_in_the_making: list[object] = []


class LearntLock:
    """Stands for a lock that cannot be found from the object: the one in whose region it is used.

    Attributes:
        control: The world that it is in.
        lock: The lock, once it is known.
    """

    __slots__ = ("control", "lock")

    def __init__(self, control: Any) -> None:
        self.control = control
        self.lock: Any = None

    @property
    def holder(self) -> Any:
        """The process in its region."""
        if self.lock is None:
            held = self.control.running.held
            if not held:
                return None
            self.lock = held[-1]
        return self.lock.holder


def _lock_of(owner: Any) -> Any:
    """Find the lock that guards an object; None if it is not controlled."""
    if isinstance(owner, SlotToken):
        owner = owner.queue
    lock = getattr(owner, "_lock", None)
    if lock is not None:
        return lock if hasattr(lock, "control") else None
    control = _control_of(owner)
    if control is None:
        return None
    learnt = control.learnt.get(id(owner))
    if learnt is None:
        # The owner is kept, so that no other gets its identity.
        learnt = control.learnt[id(owner)] = (owner, LearntLock(control))
    return learnt[1]


def _control_of(owner: Any) -> Any:
    """Find the world that an object is in, by one of the things that it holds."""
    kind: type = type(owner)
    for name in slots_of(kind):
        if isinstance(getattr(kind, name), GuardedField):
            continue  # it would ask for its lock
        value = getattr(owner, name, None)
        if hasattr(value, "learnt"):
            return value
        control = getattr(value, "control", None)
        if control is not None:
            return control
    return None


def _is_in_the_making(owner: object) -> bool:
    return any(made is owner for made in _in_the_making)


class GuardedField:
    """A field that varies.

    Args:
        field: The class's own descriptor.
    """

    def __init__(self, field: Any) -> None:
        self.name = f"{field.__objclass__.__name__.lstrip('_')}.{field.__name__}"
        self.field = field
        self._get = field.__get__
        self._set = field.__set__
        has_lock = "_lock" in slots_of(field.__objclass__)
        self._lock = attrgetter("_lock") if has_lock else _lock_of

    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        if owner is None:
            return self
        try:
            lock = self._lock(owner)
            is_held = lock.holder is lock.control.running
        except AttributeError:  # not controlled, or in the making
            is_held = False
        if not is_held:
            self._require(owner)
        return self._get(owner, kind)

    def __set__(self, owner: Any, value: Any) -> None:
        self._require(owner)
        self._set(owner, value)

    def __delete__(self, owner: Any) -> None:
        self._require(owner)
        self.field.__delete__(owner)

    def _require(self, owner: Any) -> None:
        lock = _lock_of(owner)
        if (
            lock is not None
            and lock.holder is not lock.control.running
            and not _is_in_the_making(owner)
        ):
            require_nobody(lock, self.name)


class GivenField(GuardedField):
    """A field that is written once, in the lock, and may be read by anybody then."""

    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        if owner is not None and not self._is_given(owner):
            self._require(owner)
        return self if owner is None else self._get(owner, kind)

    def __set__(self, owner: Any, value: Any) -> None:
        lock = _lock_of(owner)
        if lock is not None and not _is_in_the_making(owner):
            if self._is_given(owner):
                _refuse(lock.control, f"{self.name} was written a second time")
            self._require(owner)
            lock.control.given[id(owner), self.name] = owner
        self._set(owner, value)

    def _is_given(self, owner: Any) -> bool:
        lock = _lock_of(owner)
        return lock is None or (id(owner), self.name) in lock.control.given


def _refuse(control: Any, message: str) -> None:
    if not isinstance(control.running, Nobody):
        raise UnguardedError(message)


class _Guards:
    """What was exchanged, and by what; all of it can be taken back."""

    def __init__(self) -> None:
        self._real: list[tuple[type, str, Any]] = []
        kinds = shared_classes()
        varying = varying_names(kinds)
        for kind in kinds:
            for name in vars(kind).get("__slots__", ()):
                if name in varying:
                    self.guard(kind, name)
            if "__init__" in vars(kind):
                self._exchange(kind, "__init__", _making(vars(kind)["__init__"]))
            if not any("__setattr__" in vars(base) for base in kind.__mro__[:-1]):
                self._exchange(kind, "__setattr__", self._set)
                self._exchange(kind, "__delattr__", _delete)

    def guard(self, kind: type, name: str) -> None:
        """Guard a field that varies."""
        field = vars(kind)[name]
        make = GivenField if (kind, name) in _GIVEN else GuardedField
        self._exchange(kind, name, make(field))
        self._exchange(kind, REAL + name, field)

    def _exchange(self, kind: type, name: str, instead: Any) -> None:
        self._real.append((kind, name, vars(kind).get(name)))
        setattr(kind, name, instead)

    def undo(self) -> None:
        """Leave the classes as they were."""
        for kind, name, real in reversed(self._real):
            if real is None:
                delattr(kind, name)
            else:
                setattr(kind, name, real)

    @property
    def _set(self) -> Callable[[Any, str, Any], None]:
        def guarded_set(owner: Any, name: str, value: Any) -> None:
            if not (_in_the_making and _in_the_making[-1] is owner):
                _require_varying(owner, name)
            _require_readable(owner, name, value)
            guarded_kind = GUARDED_KINDS.get(type(value))
            if guarded_kind is not None:
                lock = _lock_of(owner)
                if lock is not None:
                    value = guarded_kind(value, lock, f"{type(owner).__name__}.{name}")
                    self._guard_container(type(owner), name)
            object.__setattr__(owner, name, value)

        return guarded_set

    def _guard_container(self, kind: type, name: str) -> None:
        """Let what refers to a container be used in the lock only, like the container."""
        for base in kind.__mro__:
            if name in vars(base):
                if not isinstance(vars(base)[name], GuardedField):
                    self.guard(base, name)
                return


def _making(init: Callable[..., None]) -> Callable[..., None]:
    def making(self: object, *arguments: Any, **keywords: Any) -> None:
        _in_the_making.append(self)
        try:
            init(self, *arguments, **keywords)
        finally:
            _in_the_making.pop()

    return making


def _delete(owner: Any, name: str) -> None:
    _require_varying(owner, name)
    object.__delattr__(owner, name)


def _require_varying(owner: Any, name: str) -> None:
    """Refuse to write what is constant."""
    if isinstance(getattr(type(owner), name, None), GuardedField) or _is_in_the_making(owner):
        return  # a field that varies looks for itself
    control = _control_of(owner)
    if control is not None:
        _refuse(control, f"{type(owner).__name__}.{name} is constant, but was written")


# What changes in none of its parts, and what is guarded in its place.
_PLAIN = frozenset({int, str, bytes, float, bool, type(None), tuple, frozenset, type})
_PLAIN |= {*GUARDED_KINDS, FunctionType, MethodType, MappingProxyType}


def _require_readable(owner: Any, name: str, value: Any) -> None:
    """Reject what may change, but cannot be guarded and read."""
    kind = type(value)
    if kind in _PLAIN or kind.__module__.partition(".")[0] not in sys.stdlib_module_names:
        return
    if _control_of(owner) is not None:
        message = f"{type(owner).__name__}.{name} holds a {kind.__name__}, which cannot be guarded"
        raise UnguardedError(message)


_now: list[_Guards] = []


@contextmanager
def guarded() -> Iterator[None]:
    """Guard what processes share of the reference, in controlled worlds."""
    if _now:
        yield  # it is guarded
        return
    _now.append(_Guards())
    try:
        yield
    finally:
        _now.pop().undo()
