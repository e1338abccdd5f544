"""The search: everything that can be reached, the way to it, and a bound."""

import gc

import pytest

from slotq.machine.kernel import (
    Graph,
    Label,
    Process,
    System,
    TooManyStatesError,
    explore,
    shortest_path,
)


def counter(limit: int) -> System[int]:
    """Count up to a limit, by one or by two, or go back to the beginning."""
    process = Process[int](lambda state: state)
    process.add("One", lambda state: min(state + 1, limit))
    process.add("Two", lambda state: min(state + 2, limit))
    return System(0, [process])


def test_explore() -> None:
    """Every state is found once, and every transition, those that change nothing too."""
    one, two = Label("One", ()), Label("Two", ())
    expected = Graph(
        [0, 1, 2], [(0, one, 1), (0, two, 2), (1, one, 2), (1, two, 2), (2, one, 2), (2, two, 2)]
    )
    assert explore(counter(2)) == expected


def test_explore_leaves_the_collector_as_it_was() -> None:
    """A search neither leaves the collector off nor turns it on."""
    explore(counter(1))
    assert gc.isenabled()
    gc.disable()
    try:
        explore(counter(1))
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_explore_stops() -> None:
    """A search that grows too large says so."""
    with pytest.raises(TooManyStatesError, match="more than 3 states"):
        explore(counter(100), most=3)


def test_shortest_path() -> None:
    """The way is a shortest one, in order; the initial state needs none; not all can be reached."""
    graph = explore(counter(5))
    two, one = Label("Two", ()), Label("One", ())
    path = shortest_path(graph, lambda state: state == 5)
    assert path is not None
    assert len(path) == 3
    assert path[-1][1] == 5
    assert {label for label, _ in path} == {one, two} or {label for label, _ in path} == {two}
    assert shortest_path(graph, lambda state: state == 0) == []
    assert shortest_path(graph, lambda state: state > 5) is None
    assert shortest_path(explore(counter(0)), lambda state: state == 1) is None
