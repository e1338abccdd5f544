"""slotq.prove.tie: what Z3 reads, evaluated on states, has the machine's steps."""

from collections.abc import Hashable, Iterator
from dataclasses import replace
from operator import attrgetter
from typing import Any

import pytest

from slotq.machine import callers, slot_queue, slot_queue_manager
from slotq.machine import slot_queue_steps as steps
from slotq.machine.callers import Bounds as CallersBounds
from slotq.machine.kernel import Module, explore
from slotq.machine.slot_queue_manager import Bounds as ManagerBounds
from slotq.machine.slot_queue_steps import Bounds, general_client
from slotq.prove import broken
from slotq.prove.abstract_states import abstract_twin
from slotq.prove.algebra import Algebra, Formula, Predicate, State
from slotq.prove.callers_invariant import INVARIANT
from slotq.prove.callers_states import callers_twin
from slotq.prove.manager_states import manager_twin
from slotq.prove.queue import TOKEN
from slotq.prove.queue_invariant import QUEUE
from slotq.prove.queue_states import queue_twin
from slotq.prove.tie import Tied, compare, initial_differences

Steps = tuple[steps.State, set[tuple[Hashable, steps.State]]]


def of_module(module: Module[Any, Any], bounds: Any) -> Iterator[tuple[Any, set[Any]]]:
    """The machine's states at some bounds, with their transitions."""
    system = module.system(bounds)
    return ((state, set(system.successors(state))) for state in explore(system).states)


def graph(*size: int) -> Iterator[Steps]:
    """Those of the queue."""
    return of_module(steps.MODULE, Bounds(*size))


@pytest.mark.parametrize("size", [(1, 1, 2), (2, 1, 1), (1, 2, 1)])
def test_the_definitions_have_the_steps_of_the_machine(size: tuple[int, int, int]) -> None:
    """With all their parameters; slotq verify compares them with TLC's at larger sizes."""
    found = explore(general_client(*size))
    edges = {(source, label, target) for source, label, target in found.edges}
    assert compare(queue_twin(Bounds(*size)), graph(*size)) == Tied(
        len(found.states), len(edges), ()
    )


def test_so_have_those_of_the_abstract_queue_and_of_the_manager() -> None:
    """Each at small bounds; slotq verify compares them with TLC's, too."""
    bounds = Bounds(1, 1, 2)
    assert compare(abstract_twin(bounds), of_module(slot_queue.MODULE, bounds)).differences == ()
    for fixes in ((), ("lease",), ("lookAgain", "compare")):
        size = ManagerBounds((0, 1), 2, frozenset(fixes), strangers_delete=True)
        tied = compare(manager_twin(size), of_module(slot_queue_manager.MODULE, size))
        assert (tied.differences, tied.states > 50) == ((), True)


ANYTHING: dict[str, Any] = {
    **dict.fromkeys(("idling", "evictable", "freezable"), frozenset({0})),
    **dict.fromkeys(("impatient", "cancellable"), frozenset({1})),
}


@pytest.mark.parametrize(
    "size",
    [
        CallersBounds(1, 1, 2),
        CallersBounds(1, 1, 1, **ANYTHING, failing=frozenset({0})),
        CallersBounds(1, 1, 1, **ANYTHING, later=True),
    ],
    ids=str,
)
def test_so_have_those_of_callers_whose_invariant_is_true_of_each_state(
    size: CallersBounds,
) -> None:
    """By the names of the actions; what is proved is true of what can be reached."""
    found = explore(callers.MODULE.system(size))
    edges = {(source, label.action, target) for source, label, target in found.edges}
    graph = (
        (state, {(label.action, after) for label, after in found_steps})
        for state, found_steps in of_module(callers.MODULE, size)
    )
    twin = callers_twin(size)
    assert compare(twin, graph, attrgetter("action")) == Tied(len(found.states), len(edges), ())
    # `AppendsOwn` speaks of the history variable, which the machine does not remember.
    conjuncts = {name: said for name, said in INVARIANT.items() if name != "AppendsOwn"}
    false = {
        name
        for state in map(twin.read, found.states)
        for name, said in conjuncts.items()
        if not said(twin.algebra, state)
    }
    assert false == set()


def test_a_manager_that_is_fixed_otherwise_is_a_difference() -> None:
    """The definitions go by what is to be fixed."""
    twin = manager_twin(ManagerBounds((0, 0), 2, frozenset({"lease"})))
    other = ManagerBounds((0, 0), 2)
    tied = compare(twin, of_module(slot_queue_manager.MODULE, other))
    assert any("LeaseSlotQueue" in line for line in tied.differences)


@pytest.mark.parametrize("name", ["PickNothing", "WakeEarly", "CloseNothing", "SignalOne"])
def test_a_broken_definition_is_a_difference(name: str) -> None:
    """Whether it allows more, less, or something else."""
    twin = queue_twin(Bounds(1, 2, 1))
    wrong = replace(twin, system=QUEUE.instead(broken.broken_action(name)))
    tied = compare(wrong, graph(1, 2, 1))
    assert tied.differences
    assert broken.table()[name].instead in " ".join(tied.differences)


def test_the_definitions_begin_where_the_machine_begins() -> None:
    """Nowhere else: not even where one value is another."""
    system = general_client(1, 2, 1)
    assert initial_differences(queue_twin(SIZE), explore(system).states, {system.init}) == ()


SIZE = Bounds(1, 2, 1)


def without_items(m: Algebra, s: State) -> Formula:
    """Init that leaves open what dequeuers offer."""
    return QUEUE.init(m, s.but(item=lambda _: m.none(TOKEN)))


@pytest.mark.parametrize(
    ("init", "difference"),
    [
        (lambda m, _: m.either(), "the graph alone can begin"),
        (lambda m, _: m.both(), "the definitions alone can begin"),
        (without_items, "the definitions can also begin where item could be 0 at (0,)"),
    ],
    ids=["nowhere", "anywhere", "with an item"],
)
def test_another_beginning_is_a_difference(init: Predicate, difference: str) -> None:
    """Whatever is proved of all initial states would be proved of too few, or is of too many."""
    system = general_client(1, 2, 1)
    wrong = replace(queue_twin(SIZE), system=replace(QUEUE, init=init))
    found = initial_differences(wrong, explore(system).states, {system.init})
    assert difference in found[0]
