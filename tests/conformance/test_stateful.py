"""Hypothesis drives the real code by the machine's actions, far beyond the exhaustive bounds.

A failure is shrunk, and prints the rules that repeat it.
"""

from collections.abc import Iterator

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from slotq.machine.callers import Bounds, Callers, State
from slotq.machine.kernel import Label
from slotq.queue import SlotQueue, SlotToken
from slotq.schedule.engine.findings import FindingError, Transition
from slotq.schedule.faults.queues import PicksOldest
from slotq.schedule.programs.callers import CallersProgram, MakeQueue
from slotq.schedule.walk.execution import Runner
from tests.conformance import driver
from tests.conformance.driver import Driver, with_rules

BOUNDS = Bounds(
    containers=4,
    consumers=6,
    rounds=10,
    idling=frozenset({0, 1}),
    evictable=frozenset({1, 2}),
    freezable=frozenset({3}),
    impatient=frozenset({4, 5}),
    cancellable=frozenset({5, 6, 7}),
    failing=frozenset({0, 3}),
)
SYSTEM = Callers(BOUNDS)


def transitions(state: State, label: Label) -> Iterator[Transition]:
    """Say which transitions of the code are a step of the specification."""
    action, (number, *rest) = label
    if action.startswith(("Dequeuer", "Canceller")) and action not in CONSUMERS_OWN:
        context = BOUNDS.context(int(number))
        process = f"canceller-{context}" if action == "CancellerWake" else f"dequeuer-{context}"
        arm = {"DequeuerEjected": 1, "DequeuerCancelled": 2}.get(action, 0)
        yield Transition(process, arm)
        return
    client = int(number)
    name = BOUNDS.name(client)
    caller = state.callers[client]
    if action == "DequeuerDeliver":
        context = BOUNDS.context(BOUNDS.dequeuer(client, caller.round))
        yield Transition(f"dequeuer-{context}", 0, name)
    elif action == "ContainerWake":
        yield Transition(name, arms(client).index(str(rest[0])))
    elif action == "Evict":
        yield Transition(f"evict-{name}")
    elif action == "QueueAppend":
        chooses = client in BOUNDS.failing and caller.round == 1
        yield Transition(name, int(not rest[0]) if chooses else 0)
    elif rest:
        yield Transition(f"cancel-{BOUNDS.context(BOUNDS.dequeuer(client, caller.round))}")
    elif action == "Cancel" and caller.state == "waiting":
        if state.queue.dequeuers[BOUNDS.dequeuer(client, caller.round)].done:
            yield Transition(name, 1)
        if client in BOUNDS.impatient:
            yield Transition(name, 2)
    else:
        yield Transition(name)


CONSUMERS_OWN = {"DequeuerStart", "DequeuerDeliver"}


def arms(container: int) -> list[str]:
    """List what a container waits for, in the order of its select's arms."""
    timers = ["idle", "shutdown"] if container in BOUNDS.idling else []
    return ["trigger", "evict", *timers, *(["freeze"] if container in BOUNDS.freezable else [])]


@with_rules
class Conformance(Driver):
    """The queue with its callers: the machine and the code."""

    runner = Runner(CallersProgram(BOUNDS))
    system = SYSTEM

    def ways(self, label: Label) -> Iterator[Transition]:
        """Say which transitions of the code are a step of the specification."""
        return transitions(self.state, label)


SETTINGS = settings(driver.SETTINGS, max_examples=40, stateful_step_count=120)


def test_the_code_does_what_the_machine_does() -> None:
    """Four containers, six consumers, ten rounds: the same states and steps on random runs."""
    run_state_machine_as_test(Conformance, settings=SETTINGS)


class RemovesTheNewest(SlotQueue):
    """A queue whose winners remove whatever is last."""

    __slots__ = ()

    def _remove(self, token: SlotToken) -> bool:
        del token
        self._slots.pop()
        return True


@pytest.mark.parametrize("broken", [PicksOldest, RemovesTheNewest])
def test_a_broken_queue_is_found(broken: MakeQueue) -> None:
    """The comparison does look: wrong code is found (and not shrunk, which would take longer)."""

    class Broken(Conformance):
        runner = Runner(CallersProgram(BOUNDS, broken))

    with pytest.raises((AssertionError, FindingError)):
        run_state_machine_as_test(Broken, settings=settings(SETTINGS, phases=[Phase.generate]))
