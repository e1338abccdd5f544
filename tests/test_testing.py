"""slotq.testing: the state machine for users accepts the reference, and nothing that is broken."""

import re
from asyncio import CancelledError
from collections.abc import Callable
from typing import NoReturn, Self, cast

import pytest
from hypothesis import HealthCheck, Phase, settings

from slotq.oracle.conform.reference_program import Reference
from slotq.testing import Implementation, Patience, Size, SlotQueueMachine, run
from tests.oracle.conform.programs import BROKEN

SETTINGS = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


class OfTheReference(SlotQueueMachine):
    """The reference, on threads."""

    patience = Patience(answer=10, served=10)

    def make(self) -> Implementation:
        """Make one."""
        return Reference()


def failure(machine: type[SlotQueueMachine], how: settings) -> str:
    """Say how a machine fails."""
    try:
        run(machine, how)
    except AssertionError as error:
        return str(error)
    return "it does not"


def test_the_reference_is_accepted() -> None:
    """On random runs."""
    assert failure(OfTheReference, SETTINGS) == "it does not"


@pytest.mark.parametrize(
    ("name", "code"),
    [("PicksOldest", "SQ301"), ("PickRemoves", "SQ30[12]"), ("AlwaysWins", "SQ301")],
)
def test_a_broken_queue_is_found(name: str, code: str) -> None:
    """With the code that slotq conform gives, and the calls (not shrunk: that takes longer)."""

    class Broken(SlotQueueMachine):
        patience = Patience(answer=5, served=0.1)

        def make(self) -> Implementation:
            return Reference(BROKEN[name])

    quick = settings(SETTINGS, phases=[Phase.generate], max_examples=200)
    assert re.search(rf"{code} .*\nthe calls: \w+", failure(Broken, quick))


class Hangs(Reference):
    """Never returns from an acquire."""

    def acquire_slot(self, process: str, token: int) -> bool:
        """Wait for nothing."""
        del process
        return self.wait_trigger(token, 30)


def _missing(*_: object) -> NoReturn:
    raise NotImplementedError


def _raise(error: BaseException) -> Callable[..., NoReturn]:
    def raising(*_: object) -> NoReturn:
        raise error

    return raising


def with_methods(**methods: object) -> type[Reference]:
    """The reference with other methods."""
    return type("Other", (Reference,), methods)


async def _coroutine(*_: object) -> int:
    """Return a token, but only to those who await it."""
    return 0


def _second_missing(self: Reference, process: str, token: int) -> bool:
    if token == 1:
        raise NotImplementedError
    return Reference.acquire_slot(self, process, token)


def float_token(self: Reference, process: str) -> float:
    """Equal to the right one."""
    return float(Reference.queue_slot(self, process))


def false_token(self: Reference, process: str) -> bool:
    """Equal to the first right one."""
    return bool(Reference.queue_slot(self, process))


class Unshown(Exception):  # noqa: N818  # it is a value as well
    """Raises where it is to be shown."""

    def __repr__(self) -> str:
        """Raise."""
        message = "gone"
        raise OSError(message)

    __str__ = __repr__


class MadeNone(Reference):
    """Makes nothing."""

    def __new__(cls) -> Self:
        """Make None, whatever its type says."""
        return cast("Self", None)


UNDECIDED = "undecided: {} is missing, and nothing can be judged without it"
ODD: dict[str, tuple[type[Reference], str]] = {
    "hangs": (Hangs, "SQ311 .*: acquire_slot did not return for 0.4 s"),
    "is no method": (with_methods(wait_closed=None), "SQ312 .*: wait_closed raised TypeError"),
    "raises": (with_methods(cancel=_raise(OSError("no"))), "SQ312 .*: cancel raised OSError: no"),
    "is cancelled": (
        with_methods(cancel=_raise(CancelledError())),
        "SQ312 .*: cancel raised CancelledError",
    ),
    "exits": (with_methods(cancel=_raise(SystemExit(3))), "SQ312 .*: cancel raised SystemExit: 3"),
    "close raises": (
        with_methods(close=_raise(OSError("closed"))),
        "SQ312 .*: close raised OSError: closed\nthe calls: ",
    ),
    "make raises": (
        with_methods(__init__=_raise(OSError("no"))),
        "SQ312 .*: make raised OSError: no\nthe calls: none",
    ),
    "token 0.0": (with_methods(queue_slot=float_token), r"SQ313 .*: queue_slot returned 0\.0, not"),
    "token False": (
        with_methods(queue_slot=false_token),
        "SQ313 .*: queue_slot returned False, not",
    ),
    "no token": (with_methods(queue_slot=lambda *_: -1), "SQ313 .*: queue_slot returned -1, not"),
    "nothing": (
        with_methods(acquire_slot=lambda *_: None),
        "SQ313 .*: acquire_slot returned None, not True or False",
    ),
    "a token that cannot be shown": (
        with_methods(queue_slot=lambda *_: Unshown()),
        "SQ313 .*: queue_slot returned <Unshown that cannot be shown: OSError>, not a natural",
    ),
    "too many digits": (
        with_methods(queue_slot=lambda *_: 10**5000),
        "SQ313 .*: queue_slot returned <int that cannot be shown: ValueError>, not a natural",
    ),
    "an exception that cannot be shown": (
        with_methods(cancel=_raise(Unshown())),
        "SQ312 .*: cancel raised Unshown: <Unshown that cannot be shown: OSError>",
    ),
    "nothing is made": (MadeNone, "SQ313 .*: make returned None, not a queue\nthe calls: none"),
    "coroutine": (with_methods(queue_slot=_coroutine), "coroutines are not awaited"),
    "coroutine of nothing": (with_methods(cancel=_coroutine), "cancel returned .*not None; corou"),
    "one token is missing": (
        with_methods(acquire_slot=_second_missing),
        "acquire_slot p1 t1 is unimplemented, although|" + UNDECIDED.format("acquire_slot"),
    ),
    **{
        f"{do} is missing": (with_methods(**{do: _missing}), UNDECIDED.format(do))
        for do in ("queue_slot", "start_dequeuer", "dequeue", "acquire_slot", "cancel")
    },
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_a_finding(name: str) -> None:
    """The test ends at once, and says so in the words of slotq conform."""
    kind, expected = ODD[name]

    class Odd(SlotQueueMachine):
        size = Size(1, 1, 2)
        patience = Patience(answer=0.2, served=0.2)

        def make(self) -> Implementation:
            return kind()

    quick = settings(
        SETTINGS, phases=[Phase.generate], max_examples=100, report_multiple_bugs=False
    )
    assert re.search(expected, failure(Odd, quick))


def test_what_need_not_be_there_may_be_missing() -> None:
    """Slots and triggers, as for slotq conform."""
    kind = with_methods(close_slot=_missing, wait_closed=_missing, wait_trigger=_missing)

    class Small(OfTheReference):
        def make(self) -> Implementation:
            return kind()

    assert failure(Small, SETTINGS) == "it does not"


def test_a_race_is_told_with_its_calls_and_how_often_it_came() -> None:
    """Not in the words of Hypothesis, which calls the test flaky; by the test case as well."""
    turns = iter(range(100_000))

    class Sometimes(Reference):
        def acquire_slot(self, process: str, token: int) -> bool:
            return super().acquire_slot(process, token) is not (next(turns) % 7 == 5)

    class Race(SlotQueueMachine):
        size = Size(1, 1, 2)

        def make(self) -> Implementation:
            return Sometimes()

    Race.TestCase.settings = settings(SETTINGS, max_examples=100)
    with pytest.raises(AssertionError) as found:
        Race.TestCase().runTest()
    assert re.search(
        "^SQ301 .*\nthe calls: .*queue_slot p1; .*acquire_slot p1 t[01]\n"
        "a race: the same calls do not always fail. Hypothesis saw [0-9]+ runs fail; [0-9]+ of "
        "50 more runs of these calls failed$",
        str(found.value),
    )
    assert found.value.__suppress_context__
