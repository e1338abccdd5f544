"""The abstract queue: each guard, its graph, and that the steps refine it."""

from collections.abc import Callable

import pytest

from slotq.machine import abstract, steps
from slotq.machine.abstract import Client, Dequeuer, State, of_steps
from slotq.machine.abstract_next import abstract_queue
from slotq.machine.graph import explore
from slotq.machine.next import System, general_client
from slotq.machine.steps import Disabled
from slotq.tlc.values import Function
from slotq.verify.abstract_record import abstract_record
from slotq.verify.comparison import LabelledGraph
from tests.machine.graphs import MODELS, difference, explored, specified


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
        lambda: abstract.queue(state(slots=(0,)), 0),
        state(slots=(0, 2), client=Client(0b100))._replace(next_id=3),
        id="Queue",
    ),
    pytest.param(
        lambda: abstract.win(state(slots=(0, 1), client=Client(1)), 0, 0),
        state(slots=(0, 1), won=1, client=REMOVING),
        id="Win leaves the token listed",
    ),
    pytest.param(
        lambda: abstract.lose(state(won=1, client=Client(1)), 0, 0),
        state(won=1, client=Client(1)),
        id="Lose changes nothing",
    ),
    pytest.param(
        lambda: abstract.remove(state(slots=(0, 1), won=1, client=REMOVING), 0),
        state(slots=(1,), won=1, client=CLOSING),
        id="Remove takes its own token",
    ),
    pytest.param(
        lambda: abstract.close(state(won=1, client=CLOSING), 0),
        state(won=1, closed=1, client=Client(1)),
        id="Close ends the call",
    ),
    pytest.param(
        lambda: abstract.start(state(dequeuer=Dequeuer(done=True)), 0, 0),
        state(dequeuer=DONE),
        id="Start of a dequeuer whose context is done",
    ),
    pytest.param(
        lambda: abstract.pick(state(slots=(0, 1), won=0b10, dequeuer=STARTED), 0),
        state(slots=(0, 1), won=0b10, dequeuer=STARTED._replace(offer=1)),
        id="Pick takes the newest, won or not, and leaves it listed",
    ),
    pytest.param(
        lambda: abstract.deliver(
            state(won=1, closed=1, dequeuer=OFFERING._replace(done=True)), 0, 0
        ),
        state(won=1, closed=1, client=Client(1), dequeuer=DONE),
        id="Deliver whatever has become of token and context",
    ),
    pytest.param(
        lambda: abstract.withdraw(state(won=1, closed=1, dequeuer=OFFERING), 0),
        state(won=1, closed=1, dequeuer=STARTED),
        id="Withdraw a token that is closed",
    ),
    pytest.param(
        lambda: abstract.withdraw(state(dequeuer=OFFERING._replace(done=True)), 0),
        state(dequeuer=DONE),
        id="Withdraw when the context is done",
    ),
    pytest.param(
        lambda: abstract.cancel(state(dequeuer=STARTED), 0), state(dequeuer=DONE), id="Cancel"
    ),
    pytest.param(
        lambda: abstract.end(state(slots=(0,), dequeuer=DONE), 0),
        state(slots=(0,), dequeuer=DONE._replace(running=False)),
        id="End beside a listed token",
    ),
]


@pytest.mark.parametrize(("action", "expected"), EFFECTS)
def test_effect(action: Callable[[], State | Disabled], expected: State) -> None:
    """An action changes what the specification says and nothing else."""
    assert expected == action()


GUARDS = [
    (lambda: abstract.queue(state(client=REMOVING), 0), 'call[p] = "nothing"'),
    (lambda: abstract.win(state(client=CLOSING), 0, 0), 'call[p] = "nothing"'),
    (lambda: abstract.win(state(client=Client(0b10)), 0, 0), "t \\in known[p]"),
    (lambda: abstract.win(state(won=1, client=Client(1)), 0, 0), "t \\notin won"),
    (lambda: abstract.lose(state(won=1, client=REMOVING), 0, 0), 'call[p] = "nothing"'),
    (lambda: abstract.lose(state(won=1), 0, 0), "t \\in known[p]"),
    (lambda: abstract.lose(state(client=Client(1)), 0, 0), "t \\in won"),
    (lambda: abstract.remove(state(client=CLOSING), 0), 'call[p] = "remove"'),
    (lambda: abstract.close(state(client=REMOVING), 0), 'call[p] = "close"'),
    (lambda: abstract.start(state(client=REMOVING), 0, 0), 'call[p] = "nothing"'),
    (lambda: abstract.start(state(dequeuer=STARTED), 1, 0), "owner[d] = None"),
    (lambda: abstract.pick(state(slots=(0,)), 0), "d \\in running"),
    (lambda: abstract.pick(state(slots=(0,), dequeuer=DONE), 0), "d \\notin done"),
    (lambda: abstract.pick(state(slots=(0,), dequeuer=OFFERING), 0), "offer[d] = None"),
    (lambda: abstract.pick(state(dequeuer=STARTED), 0), "slots # <<>>"),
    (lambda: abstract.deliver(state(dequeuer=OFFERING), 0, 1), "owner[d] = p"),
    (lambda: abstract.deliver(state(dequeuer=STARTED), 0, 0), "offer[d] # None"),
    (
        lambda: abstract.deliver(state(client=REMOVING, dequeuer=OFFERING), 0, 0),
        'call[p] = "nothing"',
    ),
    (lambda: abstract.withdraw(state(dequeuer=STARTED), 0), "offer[d] # None"),
    (
        lambda: abstract.withdraw(state(dequeuer=OFFERING), 0),
        "offer[d] \\in closed \\/ d \\in done",
    ),
    (lambda: abstract.end(state(), 0), "d \\in running"),
    (lambda: abstract.end(state(dequeuer=STARTED), 0), "d \\in done"),
    (lambda: abstract.end(state(dequeuer=OFFERING._replace(done=True)), 0), "offer[d] = None"),
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


def unmapped(lower: System[steps.State], mapping: Callable[[steps.State], State]) -> set[str]:
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

    def wrong(found: steps.State) -> State:
        clients = tuple(Client(*client) for client in found.clients)
        return of_steps(found)._replace(clients=clients)

    assert "QueueAppend" in unmapped(general_client(2, 1, 2), wrong)


def test_a_wrong_step_shows() -> None:
    """A dequeuer that picks the oldest does not refine the abstract queue."""

    def oldest(found: steps.State, dequeuer: int) -> steps.State | Disabled:
        after = peek(found, dequeuer)
        if isinstance(after, Disabled):
            return after
        picked = after.dequeuers[dequeuer]._replace(item=found.slots[0])
        return after._replace(dequeuers=(picked,))

    peek = steps.dequeuer_peek
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
    assert difference(abstract_graph, explored(abstract_queue(2, 1, 2), abstract_record)) == ""


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
            (label, withdraw if action is abstract.withdraw else action, arguments)
            for label, action, arguments in process.actions
        ]
    wrong = explored(machine, abstract_record)
    assert "the machine alone has Withdraw" in difference(abstract_graph, wrong)
