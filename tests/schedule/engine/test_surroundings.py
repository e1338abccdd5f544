"""schedule.engine.surroundings: what functions can reach must never change, or it is a finding."""

import threading
from collections.abc import Callable
from functools import lru_cache, wraps
from itertools import count

import pytest

from slotq.machine.callers import Bounds
from slotq.queue import Slot, SlotQueue, SlotToken
from slotq.schedule.engine.findings import FindingError, Kind, parse_schedule
from slotq.schedule.engine.guards import guarded
from slotq.schedule.engine.surroundings import ElsewhereError, Surroundings, of_the_reference
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.walk.execution import Runner, replay
from slotq.schedule.walk.explore import explore
from slotq.sync import THREADS, Primitives
from slotq.verify.claim import ClaimRefutedError
from slotq.verify.code import check_surroundings

_seen: dict[int, int] = {}
_local = threading.local()
_lock = threading.Lock()
_next = count()
_number = 0
_CONSTANT = (1, ("two", b"three"), frozenset({None, 4.0}))


def writes_a_global() -> None:
    """Look something up in a dictionary of the module."""
    _seen[0] = 1


def writes_a_thread_local() -> None:
    """Keep something for each thread."""
    _local.count = 1


def takes_a_real_lock() -> None:
    """Keep others out without a step."""
    with _lock:
        pass


def draws_from_an_iterator() -> int:
    """Advance an iterator of the module."""
    return next(_next)


def binds_a_global() -> None:
    """Count."""
    global _number  # noqa: PLW0603  # as the fault has it
    _number += 1


def has_a_default(seen: list[int] = []) -> None:  # noqa: B006  # as the fault has it
    """Keep something in a default."""
    seen.append(1)


def has_a_named_default(*, seen: list[int] = []) -> None:  # noqa: B006  # as the fault has it
    """Keep something in a default that is named."""
    seen.append(1)


def has_an_attribute() -> None:
    """Have a list that goes with the function."""


has_an_attribute.seen = []  # type: ignore[attr-defined]


@lru_cache
def has_a_cache(number: int) -> int:
    """Remember what it was called with."""
    return number


def uses_a_cache() -> int:
    """Call what remembers."""
    return has_a_cache(1)


def counted(function: Callable[[], None]) -> Callable[[], None]:
    """Count the calls of a function in a closure."""
    calls: list[int] = []

    @wraps(function)
    def counting() -> None:
        calls.append(1)
        function()

    return counting


@counted
def is_counted() -> None:
    """Be counted."""


def asks_for_an_address() -> int:
    """Ask for what no state has."""
    return id(_CONSTANT)


def ends_everything() -> None:
    """End whoever explores it."""
    raise SystemExit


def imports() -> None:
    """Reach for another module."""
    import random  # noqa: PLC0415  # as the fault has it

    random.random()


def asks_a_module() -> str:
    """Ask another module for something that changes."""
    return threading.current_thread().name


def reaches_past_the_guards(token: SlotToken) -> None:
    """Write what is constant."""
    object.__setattr__(token, "slot", None)  # as the fault has it


def writes_what_the_interpreter_keeps() -> None:
    """Keep something in a docstring."""
    SlotToken.__doc__ = f"{SlotToken.__doc__}."


class HasAList:
    """A class with a list for all its objects."""

    seen: list[int] = []  # noqa: RUF012  # as the fault has it


class HasAMethod:
    """A class with a method that has a default."""

    def method(self, seen: dict[int, int] = {}) -> None:  # noqa: B006  # as the fault has it
        """Keep something there."""
        seen[0] = id(self)


@pytest.mark.parametrize(
    "value",
    [
        writes_a_global,
        writes_a_thread_local,
        takes_a_real_lock,
        draws_from_an_iterator,
        binds_a_global,
        has_a_default,
        has_a_named_default,
        has_an_attribute,
        uses_a_cache,
        is_counted,
        asks_for_an_address,
        ends_everything,
        imports,
        asks_a_module,
        reaches_past_the_guards,
        writes_what_the_interpreter_keeps,
        HasAList,
        HasAMethod,
    ],
)
def test_what_can_change_is_refused(value: Callable[..., object]) -> None:
    """Whatever it is: nobody who reads a state would see it change."""
    with pytest.raises(ElsewhereError):
        Surroundings([value])  # type: ignore[list-item]
    with pytest.raises(ClaimRefutedError):
        check_surroundings([value])  # type: ignore[list-item]


def reads_constants(primitives: Primitives = THREADS) -> object:
    """Reach what never changes, and real threads, whose things cannot be read."""
    return _CONSTANT, len(_CONSTANT), SlotQueue("key", primitives)


def test_what_cannot_change_is_let_alone() -> None:
    """Constants, classes, functions; and the whole reference."""
    assert Surroundings([reads_constants]).size  # type: ignore[list-item]
    assert check_surroundings().others == Surroundings(of_the_reference()).size


class CountsInTheClass(SlotQueue):
    """Counts in an attribute of the class, which holds another number then."""

    queued = 0

    def queue_slot(self, slot: Slot) -> SlotToken:
        """Count, too."""
        type(self).queued += 1
        return super().queue_slot(slot)


class CountsInAFunction(SlotQueue):
    """Counts in an attribute of a function."""

    def queue_slot(self, slot: Slot) -> SlotToken:
        """Count, too."""
        CountsInAFunction.queue_slot.queued = object()  # type: ignore[attr-defined]
        return super().queue_slot(slot)


def _remembering() -> type[SlotQueue]:
    has_queued = False

    class Remembers(SlotQueue):
        """Remembers in a variable around the class."""

        def queue_slot(self, slot: Slot) -> SlotToken:
            nonlocal has_queued
            has_queued = True
            return super().queue_slot(slot)

    return Remembers


@pytest.mark.parametrize(
    "make", [lambda: CountsInTheClass, lambda: CountsInAFunction, _remembering]
)
def test_what_changes_is_found(make: Callable[[], type[SlotQueue]]) -> None:
    """Also where a name only comes to stand for another constant."""
    program = CallersProgram(Bounds(1, 1, 1), make())
    with pytest.raises(FindingError) as caught:
        replay(program, parse_schedule("container-1"))
    assert caught.value.kind is Kind.ELSEWHERE
    with pytest.raises(FindingError) as caught:
        explore(Runner(CallersProgram(Bounds(1, 1, 1), make())))
    assert caught.value.kind is Kind.ELSEWHERE


def test_guards_are_no_change() -> None:
    """They come and go, and what they take the place of is looked at all the same."""
    around = Surroundings(of_the_reference())
    with guarded():
        around.require_unchanged()
        within = Surroundings(of_the_reference())
    around.require_unchanged()
    within.require_unchanged()
    assert around.size == within.size
