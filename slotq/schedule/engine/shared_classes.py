"""The classes whose objects processes share, and which of their fields vary: found, not listed.

They are the classes with fields of the modules that are explored, and whatever derives from them.
A field varies if some function of theirs writes a field of that name, other than an object's own
`__init__`.
"""

import dis
import inspect
from collections.abc import Iterable, Iterator
from dataclasses import is_dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from types import CodeType, FunctionType

MODULES = ("slotq.queue", "slotq.stats", "slotq.manager", "slotq.agent.callers")
"""The modules that are explored."""


def shared_classes() -> tuple[type, ...]:
    """List the classes whose fields are guarded: a class after those that it derives from."""
    found: dict[type, None] = {}
    for module in MODULES:
        for value in vars(import_module(module)).values():
            if isinstance(value, type) and value.__module__ == module and _has_fields(value):
                found |= dict.fromkeys(_with_derived(value))
    return tuple(found)


def _has_fields(kind: type) -> bool:
    is_plain = not issubclass(kind, tuple | Enum | BaseException)
    is_frozen = is_dataclass(kind) and kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    return is_plain and not is_frozen and not getattr(kind, "_is_protocol", False)


def _with_derived(kind: type) -> Iterator[type]:
    yield kind
    derived: type
    for derived in kind.__subclasses__():
        yield from _with_derived(derived)


@cache
def slots_of(kind: type) -> tuple[str, ...]:
    """List the fields of a class's objects, but for those in a dictionary."""
    found: dict[str, None] = {}
    for base in reversed(kind.__mro__):
        slots = vars(base).get("__slots__", ())
        found |= dict.fromkeys((slots,) if isinstance(slots, str) else slots)
    return tuple(found)


def varying_names(kinds: Iterable[type]) -> frozenset[str]:
    """List the names of fields that are written after their object is made."""
    written: set[str] = set()
    modules = {import_module(kind.__module__) for kind in kinds if kind.__module__ in MODULES}
    for module in modules:
        for _, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__:
                written |= _written(function.__code__)
    for kind in kinds:
        for name, value in vars(kind).items():
            function = getattr(value, "__func__", getattr(value, "fget", value))
            if isinstance(function, FunctionType) and name != "__init__":
                written |= _written(function.__code__)
    return frozenset(written)


@cache
def _written(code: CodeType) -> frozenset[str]:
    names = {
        instruction.argval
        for instruction in dis.get_instructions(code)
        if instruction.opname in {"STORE_ATTR", "DELETE_ATTR"}
    }
    nested = (constant for constant in code.co_consts if isinstance(constant, CodeType))
    return frozenset(names.union(*map(_written, nested)))
