"""slotq.schedule.reading.live_variables: which locals can still matter."""

from collections.abc import Callable
from types import CodeType, FrameType

import greenlet
import pytest

from slotq.schedule.reading.live_variables import Flow, hidden, live


def stop(*_: object) -> int:
    """Stand still, for the test to look at the frames."""
    return int(greenlet.getcurrent().parent.switch() or 0)


class Manager:
    """Something to be entered; it stops as it is."""

    def __enter__(self) -> None:
        stop()

    def __exit__(self, *_: object) -> None:
        pass


def names_at_stops(function: Callable[..., object], *arguments: object) -> list[list[str]]:
    """Run a function, and list what is live in it at each stop."""
    running = greenlet.greenlet(function)
    found = []
    running.switch(*arguments)
    while not running.dead:
        frame: FrameType = running.gr_frame
        while frame.f_code is not function.__code__:
            assert frame.f_back is not None
            frame = frame.f_back
        found.append(sorted(live(frame.f_code)[Flow(frame.f_code).offset(frame.f_lasti)]))
        running.switch()
    return found


def straight(read: int, overwritten: int) -> int:
    """Read one variable after the stop, and write the other."""
    stop()
    overwritten = read + 1
    return overwritten + read


def branches(chosen: int, other: int) -> int:
    """Read either variable."""
    if stop():
        return chosen
    return other


def loops(count: int) -> int:
    """Read in the next round what the last one wrote."""
    total = 0
    while count:
        step = stop()
        total += step + 1
        count -= 1
    return total


def fails(kept: int) -> int:
    """Read a variable only where something went wrong."""
    try:
        stop()
    except KeyError:
        return kept
    return 0


def enters(kept: int, dropped: int) -> int:
    """Stop on the way into a `with`, and in it; its end may hide that something failed."""
    dropped += 1
    with Manager():
        stop()
        dropped = 0
    return kept + dropped


def shares(cell: int) -> Callable[[], int]:
    """Share a variable with an inner function."""
    inner = lambda: cell  # noqa: E731  # what is tested
    stop()
    return inner


def deletes(gone: int) -> None:
    """Delete a variable."""
    stop()
    del gone


def nothing_left(used: int) -> int:
    """Use a variable for the last time in the call that stops."""
    return stop(used)


@pytest.mark.parametrize(
    ("function", "arguments", "expected"),
    [
        (straight, (1, 2), [["read"]]),
        (branches, (1, 2), [["chosen", "other"]]),
        (loops, (2,), [["count", "total"], ["count", "total"]]),
        (fails, (1,), [["kept"]]),
        (enters, (1, 2), [["dropped", "kept"], ["dropped", "kept"]]),
        (shares, (1,), [["cell", "inner"]]),
        (deletes, (1,), [[]]),
        (nothing_left, (1,), [[]]),
    ],
)
def test_what_is_live_at_a_stop(
    function: Callable[..., object], arguments: tuple[object, ...], expected: list[list[str]]
) -> None:
    """What is read later belongs to the state, and what is not would split states."""
    assert expected == names_at_stops(function, *arguments)


def at_calls(code: CodeType, names: dict[int, frozenset[str]]) -> list[list[str]]:
    """List what is kept at each call of `stop`."""
    lines = {
        offset: sorted(names.get(offset, frozenset()))
        for offset, found in Flow(code).instructions.items()
        if found.opname == "CALL"
    }
    return [*lines.values()]


def iterates() -> None:
    """Keep an iterator on the stack."""
    for _ in range(2):
        stop()


def adds(first: int) -> int:
    """Keep an operand on the stack."""
    return (first + 1) * stop()


def handles() -> None:
    """Keep an exception on the stack."""
    try:
        stop()
    except KeyError:
        stop()


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (straight, [False]),
        (enters, [False, False, False]),
        (iterates, [False, True]),
        (adds, [True]),
        (handles, [False, True]),
    ],
)
def test_what_waits_on_the_stack(function: Callable[..., object], expected: list[bool]) -> None:
    """Nobody can read it there, so a stop with something there must not pass for readable."""
    calls = at_calls(function.__code__, hidden(function.__code__))
    assert expected == [bool(kept) for kept in calls]


def test_the_line_of_an_instruction() -> None:
    """Findings name it."""
    flow = Flow(straight.__code__)
    first = straight.__code__.co_firstlineno
    assert {first, first + 2, first + 3, first + 4} == {flow.line(o) for o in flow.instructions}
