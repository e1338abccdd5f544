"""What code can reach outside its objects and its frames, which must be nothing that changes.

A state is read from live objects and frames. A function can keep something in other places, too: in
a global variable, a default argument, an attribute of a function or of a class, the cell of a
closure, a cache, another module. So everything that the functions of a program can reach by a name
is looked at once: what could change there is refused, and what a name stands for is remembered and
compared from state to state. A function may not ask either for what no state has, such as an
object's address.

`slotq.sync.THREADS` is reached as the default of an argument, and may be: it makes primitives of
real threads, and one of those in a program under control could not be read.
"""

import dis
import sys
import types
import typing
from collections import deque
from collections.abc import Callable, Iterable
from enum import Enum
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple

from slotq.errors import SlotqError
from slotq.queue import SlotCaller
from slotq.schedule.engine.guards import REAL, GuardedField
from slotq.schedule.engine.shared_classes import MODULES
from slotq.sync import THREADS

EXPLORED = (*MODULES, "slotq.scaling", "slotq.errors", "slotq.primitives")
"""The modules of the reference whose every function and class is looked at."""

# Modules of the scheduler whose functions belong to programs; all others control them.
_PROGRAMS = frozenset(
    f"slotq.schedule.{name}" for name in ("general", "launching", "queueing", "movers", "managing")
)
_CONTROL = "slotq.schedule."
# Where code is that `dataclass` has made, or brought along.
_GENERATED, _LIBRARY = "<string>", str(Path(dis.__file__).parent)
_GUARDS = "slotq.schedule.engine.guards"
_ATOMS = (int, str, bytes, float, complex, type(None), type(...), type(NotImplemented), Enum)
_INERT = (
    type(SlotCaller.notify),  # reads a field of a named tuple
    types.BuiltinMethodType,
    types.GenericAlias,
    types.GetSetDescriptorType,
    types.MemberDescriptorType,
    types.MethodDescriptorType,
    types.ClassMethodDescriptorType,
    types.MethodWrapperType,
    types.UnionType,
    types.WrapperDescriptorType,
    GuardedField,
)
# What the interpreter, `typing`, `dataclasses` and `copyreg` keep in classes.
_OF_CLASSES = frozenset(
    {
        "__abstractmethods__",
        "__annotate_func__",
        "__annotations__",
        "__annotations_cache__",
        "__classdictcell__",
        "__dataclass_fields__",
        "__dataclass_params__",
        "__dict__",
        "__doc__",
        "__orig_bases__",
        "__parameters__",
        "__slotnames__",
        "__weakref__",
        "_abc_impl",
        "_field_defaults",
    }
)
# What guards exchange.
_EXCHANGED = frozenset({"__init__", "__setattr__", "__delattr__"})
# These tell a program what no state has, let it change what is constant behind everybody's back, or
# end the program that explores it.
_FORBIDDEN_NAMES = frozenset(
    {
        "SystemExit",
        "__import__",
        "breakpoint",
        "compile",
        "delattr",
        "eval",
        "exec",
        "exit",
        "globals",
        "hash",
        "id",
        "input",
        "locals",
        "open",
        "quit",
        "setattr",
        "vars",
    }
)
_FORBIDDEN_ATTRIBUTES = frozenset(
    {
        "__annotations__",
        "__closure__",
        "__code__",
        "__defaults__",
        "__delattr__",
        "__dict__",
        "__globals__",
        "__kwdefaults__",
        "__setattr__",
        "__slotnames__",
    }
)


class ElsewhereError(SlotqError):
    """State that is neither in an object nor in a frame."""


class _Cell(NamedTuple):
    """A place that something is remembered of.

    Attributes:
        where: What it is called.
        read: Reads it.
        value: What it held.
    """

    where: str
    read: Callable[[], object]
    value: object


class Surroundings:
    """What some classes and functions can reach, as it was when it was looked at.

    Args:
        beginning: The classes and functions.

    Raises:
        ElsewhereError: Something there could change.
    """

    def __init__(self, beginning: Iterable[type | FunctionType]) -> None:
        self._cells: list[_Cell] = []
        self._seen: dict[int, object] = {}
        self._pending: deque[tuple[str, Any]] = deque()
        for value in beginning:
            self._look(value.__qualname__, value)
        while self._pending:
            where, value = self._pending.popleft()
            if isinstance(value, FunctionType):
                self._look_at_function(where, value)
            else:
                self._look_at_class(where, value)

    @property
    def size(self) -> int:
        """How many places are remembered."""
        return len(self._cells)

    def require_unchanged(self) -> None:
        """Compare what is reached with what was.

        Raises:
            ElsewhereError: It is something else.
        """
        for where, read, value in self._cells:
            if read() is not value:
                message = f"{where} has changed, but is not part of the state that is read"
                raise ElsewhereError(message)

    def _look(self, where: str, value: Any) -> None:  # noqa: ANN401  # whatever has a name
        """Look at what a name stands for."""
        if id(value) in self._seen or value is THREADS:
            return
        self._seen[id(value)] = value
        if isinstance(value, FunctionType | type):
            if _is_of_a_program(value.__module__) and not _is_made(value):
                self._pending.append((where, value))
            elif isinstance(value, FunctionType) and value.__module__ == _GUARDS:
                self._look_into(where, _cells(value))
        elif isinstance(value, tuple | frozenset | types.MappingProxyType):
            self._look_into(where, value)
            if isinstance(value, types.MappingProxyType):
                self._look_into(where, value.values())
        elif isinstance(value, property):
            self._look_into(where, (value.fget, value.fset, value.fdel))
        elif isinstance(value, staticmethod | classmethod | types.MethodType):
            self._look_into(where, (value.__func__, getattr(value, "__self__", None)))
        elif not _is_constant(value):
            message = (
                f"{where} is a {type(value).__name__}, which can change, but is not part of the "
                "state that is read"
            )
            raise ElsewhereError(message)

    def _look_into(self, where: str, values: Iterable[object]) -> None:
        for value in values:
            self._look(where, value)

    def _remember(self, where: str, read: Callable[[], object]) -> None:
        self._cells.append(_Cell(where, read, read()))

    def _look_at_function(self, where: str, function: FunctionType) -> None:
        self._remember(f"the code of {where}", lambda: function.__code__)
        self._remember(f"a default of {where}", lambda: function.__defaults__)
        self._look_into(f"a default of {where}", function.__defaults__ or ())
        named = function.__kwdefaults__ or {}
        self._remember(f"a default of {where}", lambda: function.__kwdefaults__)
        for name in named:
            self._remember(f"the default {name} of {where}", partial(named.get, name))
        self._look_into(f"a default of {where}", named.values())
        self._remember(f"an attribute of {where}", lambda: len(vars(function)))
        for name in vars(function):
            self._remember(f"{where}.{name}", partial(_entry, function, name))
        self._look_into(f"an attribute of {where}", vars(function).values())
        for name, cell in zip(
            function.__code__.co_freevars, function.__closure__ or (), strict=True
        ):
            self._remember(f"{name} around {where}", partial(_contents, cell))
        self._look_into(f"a variable around {where}", _cells(function))
        for name in _globals(function.__code__, where):
            self._look_at_global(f"{function.__module__}.{name}", function.__globals__, name)

    def _look_at_global(self, where: str, names: dict[str, Any], name: str) -> None:
        if name in names:
            self._remember(where, partial(names.get, name))
            self._look(where, names[name])
        elif name in _FORBIDDEN_NAMES:
            message = f"{where} depends on something that is not part of the state"
            raise ElsewhereError(message)

    def _look_at_class(self, where: str, kind: type) -> None:
        for base in kind.__mro__:
            self._look(base.__qualname__, base)
        if getattr(kind, "_is_protocol", False):
            return
        names = _names(kind)
        self._remember(f"what {where} has", lambda: len(_names(kind)))
        for name in names:
            if name in _EXCHANGED:
                pass
            elif name in vars(kind).get("__slots__", ()):
                # A guard may take its place at any time.
                self._remember(f"{where}.{name}", partial(_is_field, kind, name))
            else:
                self._remember(f"{where}.{name}", partial(_entry, kind, name))
            if not (issubclass(kind, Enum) and name.startswith("_")):
                self._look(f"{where}.{name}", vars(kind)[name])


def _entry(owner: type | FunctionType, name: str) -> object:
    return vars(owner).get(name)


def _is_field(kind: type, name: str) -> bool:
    return isinstance(_entry(kind, name), GuardedField | types.MemberDescriptorType)


def _names(kind: type) -> list[str]:
    return [
        name
        for name in vars(kind)
        if name not in _OF_CLASSES and not name.startswith((REAL, "__setattr__", "__delattr__"))
    ]


def _contents(cell: types.CellType) -> object:
    return cell.cell_contents


def _cells(function: FunctionType) -> list[object]:
    return list(map(_contents, function.__closure__ or ()))


@cache
def _is_of_a_program(module: str) -> bool:
    """Say whether functions of a module are a program's, and not of what controls or carries it."""
    if module.startswith(_CONTROL):
        return module in _PROGRAMS
    return module != "slotq.sync" and module.partition(".")[0] not in sys.stdlib_module_names


def _is_made(value: type | FunctionType) -> bool:
    """Say whether a function is the library's, though a class of a program has it."""
    if not isinstance(value, FunctionType):
        return False
    file = value.__code__.co_filename
    return file == _GENERATED or (file.startswith(_LIBRARY) and "-packages" not in file)


def _is_constant(value: object) -> bool:
    if isinstance(value, types.BuiltinFunctionType):  # of a module or of a class, not of an object
        return value.__self__ is None or isinstance(value.__self__, types.ModuleType | type)
    return isinstance(value, (*_ATOMS, *_INERT)) or type(value).__module__ == typing.__name__


@cache
def _globals(code: CodeType, where: str) -> tuple[str, ...]:
    """List the global names that a function reads.

    Raises:
        ElsewhereError: It binds one, imports, or reaches past what is guarded.
    """
    found: dict[str, None] = {}
    for instruction in dis.get_instructions(code):
        name = str(instruction.argval)
        match instruction.opname:
            case "LOAD_GLOBAL" | "LOAD_NAME":
                found[name] = None
            case "STORE_GLOBAL" | "DELETE_GLOBAL" | "IMPORT_NAME":
                message = f"{where} binds {name}, which is not part of the state that is read"
                raise ElsewhereError(message)
            case "LOAD_ATTR" | "LOAD_METHOD" if name in _FORBIDDEN_ATTRIBUTES:
                message = f"{where} uses {name}, which bypasses the guards"
                raise ElsewhereError(message)
            case "STORE_ATTR" | "DELETE_ATTR" if name.startswith("__"):
                message = f"{where} uses {name}, which bypasses the guards"
                raise ElsewhereError(message)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found |= dict.fromkeys(_globals(constant, where))
    return tuple(found)


def of_the_reference() -> list[type | FunctionType]:
    """List the functions and classes of the modules that are explored."""
    return [
        value
        for module in EXPLORED
        for value in vars(import_module(module)).values()
        if isinstance(value, type | FunctionType) and value.__module__ == module
    ]
