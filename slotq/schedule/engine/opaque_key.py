"""A key that nobody may look at: what is explored with it is so with every key."""

from typing import Any

from slotq.errors import SlotqError

# What any object has, and what a message may show.
_HARMLESS = frozenset(
    {
        "__class__",
        "__delattr__",
        "__dir__",
        "__doc__",
        "__getattribute__",
        "__getstate__",
        "__init__",
        "__init_subclass__",
        "__new__",
        "__reduce__",
        "__reduce_ex__",
        "__repr__",
        "__setattr__",
        "__sizeof__",
        "__str__",
        "__subclasshook__",
    }
)


class DependsOnKeyError(SlotqError):
    """Something was about to depend on a key."""


class OpaqueKey(str):
    """A key whose every use but to hand it on is an error."""

    __slots__ = ()


def _refuse(name: str) -> Any:  # noqa: ANN401  # it stands in for any method
    def refused(self: OpaqueKey, *_: object, **__: object) -> Any:  # noqa: ANN401
        message = f"{name} of the key {self!r}: the code must not depend on the key"
        raise DependsOnKeyError(message)

    return refused


for _name in set(dir(str)) - _HARMLESS:
    setattr(OpaqueKey, _name, _refuse(_name))
