"""slotq.schedule.reading.copied_instructions: what the compiler wrote twice."""

from collections.abc import Callable

import pytest

from slotq.schedule.reading.copied_instructions import are_copies
from slotq.schedule.reading.live_variables import Flow


def step() -> int:
    """Do something that is called."""
    return 0


def loop() -> None:
    """Have a condition that is compiled twice."""
    while step():
        pass


def loop_none() -> None:
    """Have another such condition."""
    while step() is not None:
        pass


def always() -> None:
    """Have a body whose end jumps to its beginning, and one call in it."""
    while True:
        step()
        step()


def finally_returns(value: int) -> int:
    """Have a body of a `finally` after which two different things happen."""
    try:
        if value:
            return 1
    finally:
        step()
    return 2


@pytest.mark.parametrize(
    ("function", "expected"),
    [(loop, True), (loop_none, True), (always, False), (finally_returns, False)],
)
def test_only_what_goes_on_alike_is_a_copy(function: Callable[..., object], expected: bool) -> None:
    """To take other things for one would merge states, and to tell copies apart split them."""
    flow = Flow(function.__code__)
    first, second, *_ = [o for o, found in flow.instructions.items() if found.opname == "CALL"]
    assert are_copies(flow, first, first)
    assert are_copies(flow, second, second)
    assert expected == are_copies(flow, first, second)
