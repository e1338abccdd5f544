"""Hypothesis drives the real code by the machine's actions, far beyond the exhaustive bounds.

Each rule is an action of the specification. It asks the machine where that action is possible,
takes one of those steps in the machine and in the real code, and after every step both must be in
the same state and the same steps must be possible. A failure is shrunk, and prints the rules that
repeat it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from slotq.machine.bounds import Bounds
from slotq.machine.callers import State
from slotq.machine.next import Callers, Label
from slotq.queue import Dequeuer, SlotQueue, SlotToken
from slotq.schedule.clients import CallersProgram, MakeQueue
from slotq.schedule.findings import FindingError, Transition
from slotq.schedule.run import Runner

BOUNDS = Bounds(
    containers=4,
    consumers=6,
    rounds=10,
    idling=frozenset({0, 1}),
    evictable=frozenset({1, 2}),
    freezable=frozenset({3}),
    impatient=frozenset({4, 5}),
    cancellable=frozenset({5, 6, 7}),
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


class Conformance(RuleBasedStateMachine):
    """The machine and the real code, step by step."""

    runner = Runner(CallersProgram(BOUNDS))

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.run = self.stack.enter_context(self.runner.run())
        self.state = SYSTEM.init
        self.next = SYSTEM.successors(self.state)

    def teardown(self) -> None:
        """Unwind the processes of the code."""
        self.stack.close()

    def possible(self, action: str) -> list[tuple[Label, State]]:
        """List the machine's steps of that action."""
        return [(label, after) for label, after in self.next if label.action == action]

    def take(self, action: str, choice: int) -> None:
        """Take one of the possible steps of that action, in the machine and in the code."""
        possible = self.possible(action)
        label, after = possible[choice % len(possible)]
        ways = list(transitions(self.state, label))
        assert self.run.take(ways[choice % len(ways)]) == action
        self.state = after
        self.next = SYSTEM.successors(after)

    @invariant()
    def same_state(self) -> None:
        """The code is in the machine's state."""
        assert self.run.state() == self.state

    @invariant()
    def same_steps(self) -> None:
        """What can happen next in the code is what the machine allows, and nothing else."""
        allowed = {way for label, _ in self.next for way in transitions(self.state, label)}
        assert set(self.run.transitions()) == allowed


def _rule(action: str) -> Callable[[Conformance, int], None]:
    def take(self: Conformance, choice: int) -> None:
        self.take(action, choice)

    take.__name__ = action
    decorated = rule(choice=st.integers(0, 60))(take)
    guarded: Callable[[Conformance, int], None] = precondition(
        lambda self: bool(self.possible(action))
    )(decorated)
    return guarded


ACTIONS = sorted({label.action for process in SYSTEM.processes for label, *_ in process.actions})
for _action in ACTIONS:
    setattr(Conformance, _action, _rule(_action))

SETTINGS = settings(
    max_examples=40,
    stateful_step_count=120,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)


def test_the_code_does_what_the_machine_does() -> None:
    """Four containers, six consumers, ten rounds: the same states and steps on random runs."""
    run_state_machine_as_test(Conformance, settings=SETTINGS)


class PicksTheOldest(SlotQueue):
    """A queue whose dequeuers offer the oldest slot."""

    __slots__ = ()

    def _peek(self, dequeuer: Dequeuer) -> SlotToken | None:
        with self._lock:
            dequeuer.is_waiting = True
            while not self._slots and not dequeuer.context.done.is_closed():
                self._condition.wait("DequeuerWait")
            dequeuer.is_waiting = False
            if dequeuer.context.done.is_closed():
                self._primitives.step("DequeuerExit")
                return None
            token = self._slots[0]
            self._primitives.step("DequeuerPeek", token)
            return token


class RemovesTheNewest(SlotQueue):
    """A queue whose winners remove whatever is last."""

    __slots__ = ()

    def _remove(self, token: SlotToken) -> bool:
        del token
        self._slots.pop()
        return True


@pytest.mark.parametrize("broken", [PicksTheOldest, RemovesTheNewest])
def test_a_broken_queue_is_found(broken: MakeQueue) -> None:
    """The comparison does look: wrong code is found (and not shrunk, which would take longer)."""

    class Broken(Conformance):
        runner = Runner(CallersProgram(BOUNDS, broken))

    with pytest.raises((AssertionError, FindingError)):
        run_state_machine_as_test(Broken, settings=settings(SETTINGS, phases=[Phase.generate]))
