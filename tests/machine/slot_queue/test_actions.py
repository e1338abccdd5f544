"""The abstract queue: each guard, its graph, and that the steps refine it."""

from collections.abc import Callable
from functools import partial

import pytest

from slotq.formats.tla_values import Function
from slotq.machine import slot_queue, slot_queue_steps
from slotq.machine.kernel import Disabled, System, explore
from slotq.machine.slot_queue import Client, Dequeuer, State, abstract_queue, of_steps, record
from slotq.machine.slot_queue_steps import Bounds, general_client
from slotq.verify.comparison import LabelledGraph
from tests.machine.graphs import MODELS, difference, explored, specified

WRITTEN = partial(record, bounds=Bounds(2, 1, 2))


def state(
    *,
    slots: tuple[int, ...] = (),
    won: int = 0,
    closed: int = 0,
    client: Client | None = None,
    dequeuer: Dequeuer | None = None,
) -> State:
    """Make a state of two clients and a dequeuer, after two tokens were queued."""
    return State(slots, 2, won, closed, (client or Client(), Client()), (dequeuer or Dequeuer(),))


STARTED = Dequeuer(running=True, owner=0)
DONE = Dequeuer(running=True, owner=0, done=True)
OFFERING = Dequeuer(running=True, offer=0, owner=0)
REMOVING = Client(1, "remove", 0)
CLOSING = Client(1, "close", 0)

EFFECTS = [
    pytest.param(
        lambda: slot_queue.queue(state(slots=(0,)), 0),
        state(slots=(0, 2), client=Client(0b100))._replace(next_id=3),
        id="Queue",
    ),
    pytest.param(
        lambda: slot_queue.win(state(slots=(0, 1), client=Client(1)), 0, 0),
        state(slots=(0, 1), won=1, client=REMOVING),
        id="Win leaves the token listed",
    ),
    pytest.param(
        lambda: slot_queue.lose(state(won=1, client=Client(1)), 0, 0),
        state(won=1, client=Client(1)),
        id="Lose changes nothing",
    ),
    pytest.param(
        lambda: slot_queue.remove(state(slots=(0, 1), won=1, client=REMOVING), 0),
        state(slots=(1,), won=1, client=CLOSING),
        id="Remove takes its own token",
    ),
    pytest.param(
        lambda: slot_queue.close(state(won=1, client=CLOSING), 0),
        state(won=1, closed=1, client=Client(1)),
        id="Close ends the call",
    ),
    pytest.param(
        lambda: slot_queue.start(state(dequeuer=Dequeuer(done=True)), 0, 0),
        state(dequeuer=DONE),
        id="Start of a dequeuer whose context is done",
    ),
    pytest.param(
        lambda: slot_queue.pick(state(slots=(0, 1), won=0b10, dequeuer=STARTED), 0),
        state(slots=(0, 1), won=0b10, dequeuer=STARTED._replace(offer=1)),
        id="Pick takes the newest, won or not, and leaves it listed",
    ),
    pytest.param(
        lambda: slot_queue.deliver(
            state(won=1, closed=1, dequeuer=OFFERING._replace(done=True)), 0, 0
        ),
        state(won=1, closed=1, client=Client(1), dequeuer=DONE),
        id="Deliver whatever has become of token and context",
    ),
    pytest.param(
        lambda: slot_queue.withdraw(state(won=1, closed=1, dequeuer=OFFERING), 0),
        state(won=1, closed=1, dequeuer=STARTED),
        id="Withdraw a token that is closed",
    ),
    pytest.param(
        lambda: slot_queue.withdraw(state(dequeuer=OFFERING._replace(done=True)), 0),
        state(dequeuer=DONE),
        id="Withdraw when the context is done",
    ),
    pytest.param(
        lambda: slot_queue.cancel(state(dequeuer=STARTED), 0), state(dequeuer=DONE), id="Cancel"
    ),
    pytest.param(
        lambda: slot_queue.end(state(slots=(0,), dequeuer=DONE), 0),
        state(slots=(0,), dequeuer=DONE._replace(running=False)),
        id="End beside a listed token",
    ),
]


@pytest.mark.parametrize(("action", "expected"), EFFECTS)
def test_effect(action: Callable[[], State | Disabled], expected: State) -> None:
    """An action changes what the specification says and nothing else."""
    assert expected == action()


GUARDS = [
    (lambda: slot_queue.queue(state(client=REMOVING), 0), 'call[p] = "nothing"'),
    (lambda: slot_queue.win(state(client=CLOSING), 0, 0), 'call[p] = "nothing"'),
    (lambda: slot_queue.win(state(client=Client(0b10)), 0, 0), "t \\in known[p]"),
    (lambda: slot_queue.win(state(won=1, client=Client(1)), 0, 0), "t \\notin won"),
    (lambda: slot_queue.lose(state(won=1, client=REMOVING), 0, 0), 'call[p] = "nothing"'),
    (lambda: slot_queue.lose(state(won=1), 0, 0), "t \\in known[p]"),
    (lambda: slot_queue.lose(state(client=Client(1)), 0, 0), "t \\in won"),
    (lambda: slot_queue.remove(state(client=CLOSING), 0), 'call[p] = "remove"'),
    (lambda: slot_queue.close(state(client=REMOVING), 0), 'call[p] = "close"'),
    (lambda: slot_queue.start(state(client=REMOVING), 0, 0), 'call[p] = "nothing"'),
    (lambda: slot_queue.start(state(dequeuer=STARTED), 1, 0), "owner[d] = None"),
    (lambda: slot_queue.pick(state(slots=(0,)), 0), "d \\in running"),
    (lambda: slot_queue.pick(state(slots=(0,), dequeuer=DONE), 0), "d \\notin done"),
    (lambda: slot_queue.pick(state(slots=(0,), dequeuer=OFFERING), 0), "offer[d] = None"),
    (lambda: slot_queue.pick(state(dequeuer=STARTED), 0), "slots # <<>>"),
    (lambda: slot_queue.deliver(state(dequeuer=OFFERING), 0, 1), "owner[d] = p"),
    (lambda: slot_queue.deliver(state(dequeuer=STARTED), 0, 0), "offer[d] # None"),
    (
        lambda: slot_queue.deliver(state(client=REMOVING, dequeuer=OFFERING), 0, 0),
        'call[p] = "nothing"',
    ),
    (lambda: slot_queue.withdraw(state(dequeuer=STARTED), 0), "offer[d] # None"),
    (
        lambda: slot_queue.withdraw(state(dequeuer=OFFERING), 0),
        "offer[d] \\in closed \\/ d \\in done",
    ),
    (lambda: slot_queue.end(state(), 0), "d \\in running"),
    (lambda: slot_queue.end(state(dequeuer=STARTED), 0), "d \\in done"),
    (lambda: slot_queue.end(state(dequeuer=OFFERING._replace(done=True)), 0), "offer[d] = None"),
    (
        lambda: abstract_queue(1, 0, 2).processes[0].actions[0][1](state(), 0),
        "nextId \\in Tokens",
    ),
]


@pytest.mark.parametrize(("action", "guard"), GUARDS)
def test_guard(action: Callable[[], State | Disabled], guard: str) -> None:
    """An action whose guard is false says which, as the specification writes it."""
    refused = action()
    assert isinstance(refused, Disabled)
    assert refused.guard == guard


def test_no_guard_is_forgotten() -> None:
    """What is not asked again would have been refused: trying every action finds no more."""
    system = abstract_queue(2, 1, 2)
    states = explore(system).states
    assert states
    for found in states:
        tried = [
            (label, after)
            for process in system.processes
            for label, action, arguments in process.actions
            if not isinstance(after := action(found, *arguments), Disabled)
        ]
        assert system.successors(found) == tried


def unmapped(
    lower: System[slot_queue_steps.State], mapping: Callable[[slot_queue_steps.State], State]
) -> set[str]:
    """Find the steps that are neither a step of the abstract queue nor a stutter."""
    graph = explore(lower)
    upper = abstract_queue(2, 1, 2)
    mapped = [mapping(found) for found in graph.states]
    assert mapped[0] == upper.init
    allowed = {found: {after for _, after in upper.successors(found)} for found in set(mapped)}
    return {
        label.action
        for before, label, after in graph.edges
        if mapped[before] != mapped[after] and mapped[after] not in allowed[mapped[before]]
    }


def test_the_steps_refine_it() -> None:
    """Every step of the queue is a step of the abstract queue, or nothing that clients see."""
    assert unmapped(general_client(2, 1, 2), of_steps) == set()


def test_a_wrong_mapping_shows() -> None:
    """A mapping that forgets to hide the broadcast makes of it a step that nobody knows."""

    def wrong(found: slot_queue_steps.State) -> State:
        clients = tuple(Client(*client) for client in found.clients)
        return of_steps(found)._replace(clients=clients)

    assert "QueueAppend" in unmapped(general_client(2, 1, 2), wrong)


def test_a_wrong_step_shows() -> None:
    """A dequeuer that picks the oldest does not refine the abstract queue."""

    def oldest(found: slot_queue_steps.State, dequeuer: int) -> slot_queue_steps.State | Disabled:
        after = peek(found, dequeuer)
        if isinstance(after, Disabled):
            return after
        picked = after.dequeuers[dequeuer]._replace(item=found.slots[0])
        return after._replace(dequeuers=(picked,))

    peek = slot_queue_steps.dequeuer_peek
    lower = general_client(2, 1, 2)
    for process in lower.processes:
        process.actions = [
            (label, oldest if action is peek else action, arguments)
            for label, action, arguments in process.actions
        ]
    assert unmapped(lower, of_steps) == {"DequeuerPeek"}


@pytest.fixture(scope="module")
def abstract_graph() -> LabelledGraph[Function]:
    """Let TLC explore the specification."""
    return specified("SlotQueue", MODELS / "SlotQueue_2x1x2.cfg")


def test_the_machine_is_the_specification(abstract_graph: LabelledGraph[Function]) -> None:
    """TLC and the machine find the same states and the same labelled edges."""
    assert difference(abstract_graph, explored(abstract_queue(2, 1, 2), WRITTEN)) == ""


def test_a_wrong_machine_shows(abstract_graph: LabelledGraph[Function]) -> None:
    """A machine in which an offer is withdrawn at any time has edges that TLC does not have."""

    def withdraw(found: State, dequeuer: int) -> State | Disabled:
        offering = found.dequeuers[dequeuer]
        if offering.offer < 0:
            return Disabled("offer[d] # None", own=True)
        return found._replace(dequeuers=(offering._replace(offer=-1),))

    machine = abstract_queue(2, 1, 2)
    for process in machine.processes:
        process.actions = [
            (label, withdraw if action is slot_queue.withdraw else action, arguments)
            for label, action, arguments in process.actions
        ]
    wrong = explored(machine, WRITTEN)
    assert "the machine alone has Withdraw" in difference(abstract_graph, wrong)
