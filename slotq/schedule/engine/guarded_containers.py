"""Lists, dictionaries and sets that may be used in a region of their lock only.

A field returns what it holds, and its holder does not need the field any more. So what can change
in place looks for itself whether its user has the lock.
"""

# ruff: noqa: ANN401
# A method stands in for another, whatever its types are.

from collections.abc import Callable
from typing import Any

from slotq.errors import SlotqError
from slotq.schedule.engine.processes import Nobody


class UnguardedError(SlotqError):
    """A field that a lock guards was used outside it, or a constant one was written."""


def require_nobody(lock: Any, field: str) -> None:
    """Refuse a use outside the lock, unless it is the scheduler's, which may look at everything."""
    if not isinstance(lock.control.running, Nobody):
        message = f"{field} was used outside the lock"
        raise UnguardedError(message)


def _guarded_method(method: Callable[..., Any]) -> Callable[..., Any]:
    def guarded_method(self: Any, *arguments: Any, **keywords: Any) -> Any:
        if self.lock.holder is not self.lock.control.running:
            require_nobody(self.lock, self.name)
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


class GuardedSet(set[Any]):
    """A set that may be used in a region of its lock only."""

    __slots__ = ("lock", "name")

    def __init__(self, items: set[Any], lock: Any, name: str) -> None:
        super().__init__(items)
        self.lock = lock
        self.name = name


NOT_USES = frozenset(
    {
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
)
"""The methods of every object that are no use of what it holds."""
GUARDED_KINDS: dict[type, Callable[..., Any]] = {
    list: GuardedList,
    dict: GuardedDict,
    set: GuardedSet,
}
"""What stands in for what, made of its items, its lock and its name."""

for _real, _kind in GUARDED_KINDS.items():
    for _name in set(dir(_real)) - NOT_USES:
        setattr(_kind, _name, _guarded_method(getattr(_real, _name)))
