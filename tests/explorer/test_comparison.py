"""slotq.explorer.comparison: the page's transition function is the machine's, edge for edge."""

import pytest

from slotq.explorer.comparison import (
    PageDiffersError,
    Size,
    compare,
    of_callers,
    of_general,
    of_manager,
)
from slotq.explorer.engine import Engine
from slotq.explorer.sources import read
from slotq.machine.callers import Bounds

_FIRST, _SECOND = frozenset({0}), frozenset({1})


@pytest.mark.parametrize(
    ("size", "counts"),
    [
        (of_general(1, 1, 2), (311, 1071)),
        (of_general(2, 1, 1), (472, 1740)),
        (of_callers(Bounds(1, 1, 1)), (120, 291)),
        (
            of_callers(Bounds(1, 1, 1, _FIRST, _FIRST, _FIRST, _SECOND, _SECOND, _FIRST)),
            (1076, 3590),
        ),
        (of_callers(Bounds(1, 1, 2, idling=_FIRST, later=True)), (1586, 6410)),
        (of_callers(Bounds(2, 1, 1, failing=_SECOND)), (1948, 5952)),
        (of_manager(3), (1639, 4578)),
    ],
)
def test_the_graph_is_the_machines(engine: Engine, size: Size, counts: tuple[int, int]) -> None:
    """With guards, invariants and the mapping to SlotQueue, in every state."""
    assert compare(engine, size) == counts


@pytest.mark.parametrize(
    ("file", "right", "wrong", "size"),
    [
        ("queue.js", "state.slots.at(-1)", "state.slots[0]", of_general(1, 1, 2)),
        ("queue.js", 'no("slots = <<>>")', 'no("slots # <<>>")', of_general(1, 1, 1)),
        ("queue.js", 'own("d \\\\in done")', 'no("d \\\\in done")', of_general(1, 1, 1)),
        ("callers.js", 'lost ? "busy" : "ejected"', '"busy"', of_callers(Bounds(1, 1, 1, _FIRST))),
        ("properties.js", "<= state.clients", "< state.clients", of_general(1, 1, 1)),
        ("manager.js", '"leaving", "left"]', '"leaving"]', of_manager(2)),
        (
            "systems.js",
            '["AcquireRemove", "AcquireClose"]',
            '["AcquireClose"]',
            of_general(1, 1, 1),
        ),
        ("abstract.js", 'doing === "broadcast"', 'doing === "remove"', of_general(1, 1, 1)),
    ],
)
def test_what_is_changed_is_found(file: str, right: str, wrong: str, size: Size) -> None:
    """A state, the words of a guard, whose guard it is, an invariant, an action, the mapping."""
    changed = read(file).replace(right, wrong)
    assert changed != read(file)
    with Engine({file: changed}) as engine, pytest.raises(PageDiffersError):
        compare(engine, size)
